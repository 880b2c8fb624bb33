"""Times and peak memory, each beside a peer in the same run: `make bench`.

    python -m tests.bench            # all groups
    python -m tests.bench cold edit  # these

A group measures related figures: `builds` whole commands, `preview` edits, `documents` long texts,
`mail` mailings. Ours and the peer take turns, so that both meet the same load of the machine, and
the best of each counts: what matters are the ratios. `stages` has the parts of a build, for the
profile.
"""
