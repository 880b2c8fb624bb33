"""Makes the ICC profiles of icc/ again from the measurements, byte for byte.

    python -m bifolio.prepress.build_profiles [--check] [FOLDER]

Takes the measurements of Debian's packages, verifies their checksums, and has ArgyllCMS make the
profiles. What differs from run to run, the dates, is set to that of the Epoch.
"""

from __future__ import annotations

import argparse
import hashlib
import struct
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bifolio.prepress.conditions import SHIPPED_CONDITIONS, ConditionEntry, read_manifest
from bifolio.problems import Problem, Problems
from bifolio.project.files import write

DATE = slice(24, 36)
"""Where the header of a profile has its date of creation (ICC.1:2004-10, 7.2.8)."""

EPOCH = struct.pack(">6H", 1970, 1, 1, 0, 0, 0)

COPYRIGHT = "Measurements: Fogra, ICC Profiles Free. Profile made for Bifolio; zlib licence."


def main(arguments: Sequence[str] | None = None) -> int:
    """Rebuild or check; return the exit code."""
    parser = argparse.ArgumentParser("rebuild", description=__doc__.partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=SHIPPED_CONDITIONS)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if one differs")
    options = parser.parse_args(arguments)
    different = 0
    try:
        for name, entry in read_manifest(options.folder).conditions.items():
            path: Path = options.folder / entry.file
            made = make_profile(name, entry)
            if not path.is_file() or path.read_bytes() != made:
                different += 1
                found = hashlib.sha256(made).hexdigest()
                print(f"{path} {'differs' if options.check else 'written'}: sha256 {found}")
                if not options.check:
                    write(path, made)
    except Problems as found:
        print(found, file=sys.stderr)
        return found.exit_code
    return 1 if options.check and different else 0


def make_profile(name: str, entry: ConditionEntry) -> bytes:
    """Make the ICC profile of the condition `name`.

    Raises `Problems` where the measurements or ArgyllCMS are not there, or are others.
    """
    origin = entry.origin
    source = Path(origin.file)
    if not source.is_file():
        hint = f"apt-get install {origin.package}"
        raise Problems(
            [Problem("environment/missing-package", f"file {source} not found", hint, origin.place)]
        )
    measured = source.read_bytes()
    found = hashlib.sha256(measured).hexdigest()
    if found != origin.sha256:
        hint = f"use version {origin.version} of {origin.package}; this file has {found}"
        raise Problems(
            [
                Problem(
                    "press/changed-measurements",
                    f"{source} has another checksum",
                    hint,
                    origin.place,
                )
            ]
        )
    describe = ["-D", f"{name}, made by ArgyllCMS for Bifolio", "-C", COPYRIGHT]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "profile.ti3").write_bytes(measured)
        command = ["colprof", *origin.colprof, *describe, "profile"]
        try:
            subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
        except FileNotFoundError:
            problem = Problem(
                "environment/missing-program",
                "colprof is not installed",
                "apt-get install argyll",
                origin.place,
            )
            raise Problems([problem]) from None
        except subprocess.CalledProcessError as error:
            reason = (error.stderr or error.stdout).strip().splitlines() or ["no reason given"]
            message = f"colprof failed: {reason[-1]}"
            raise Problems(
                [Problem("press/colprof-failed", message, "check its options", origin.place)]
            ) from None
        profile = bytearray((Path(folder) / "profile.icc").read_bytes())
    profile[DATE] = EPOCH
    return bytes(profile)


if __name__ == "__main__":
    sys.exit(main())
