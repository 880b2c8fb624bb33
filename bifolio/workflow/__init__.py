"""Runs all stages: reads, builds and checks editions, puts them on sheets, writes instructions.

`build` gives an executor a job for each edition and collects the results. `inputs` has the digest
of all that an edition is built from, `results` keeps what jobs returned by that digest, and `built`
records what is up to date.
"""
