"""`python -m tests.fuzz --seconds 60`: fuzz all readers, and exit with 1 where one is broken."""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path

from tests.conftest import ROOT
from tests.fuzz.campaign import run
from tests.fuzz.targets import TARGETS


def main() -> int:
    """Fuzz, and return the exit code."""
    names = [target.name for target in TARGETS]
    parser = argparse.ArgumentParser("python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="for all targets together (60)")
    parser.add_argument("--target", action="append", choices=names, help="only this one")
    parser.add_argument(
        "--seed", type=int, help="of the random changes; default: another each time"
    )
    parser.add_argument("--keep", type=Path, default=ROOT / "build" / "fuzz", help="for findings")
    options = parser.parse_args()
    seed = random.randrange(10**6) * 1000 if options.seed is None else options.seed
    wanted = [target for target in TARGETS if not options.target or target.name in options.target]
    print(f"seed {seed}")
    broken = False
    for outcome in run(wanted, options.seconds, seed, options.keep):
        codes = ", ".join(
            f"{code}: {count}" for code, count in sorted(outcome.codes.items()) if code.isdigit()
        )
        print(
            f"{outcome.target:<11} {outcome.cases:>7} cases in {outcome.seconds:4.0f} s ({codes})"
        )
        for what, where in outcome.findings.items():
            broken = True
            print(f"  {what}\n    {where}")
    return 1 if broken else 0


sys.exit(main())
