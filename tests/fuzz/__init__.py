"""Fuzzing of every reader of untrusted input: random changes of good files, run through Bifolio.

`make fuzz SECONDS=60` runs it for a given time. `targets` has the readers, each with a folder of
seeds in `corpus/`; `mutations` changes a seed, by Hypothesis; `guards` has the oracles: what no
input may cause; `campaign` runs a target for a time in a process of its own, and reports what it
found.

Why Hypothesis and not a fuzzer guided by coverage, such as Atheris (libFuzzer): the readers limit
their own time by SIGALRM, which libFuzzer takes for itself; a case takes 1 to 100 ms, so that the
engine is not what costs time; what fails is shrunk to the few bytes that matter; and Hypothesis is
among the tests already, on every platform. A finding becomes a seed of the corpus or a test beside
its stage, and `test_fuzz.py` runs every seed with every test run.
"""
