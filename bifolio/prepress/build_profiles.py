"""Rebuilds the ICC profiles of icc/ from measurements, byte for byte.

    python -m bifolio.prepress.build_profiles [--check] [FOLDER]

Verifies the measurements of Debian's packages by their checksums and runs ArgyllCMS. Creation
dates are set to the Unix epoch.
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
from bifolio.problems import Problems
from bifolio.project.files import write

DATE = slice(24, 36)
"""The creation date in the header of a profile (ICC.1:2004-10, 7.2.8)."""

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

    Raises `Problems` if the measurements are missing or changed, or ArgyllCMS is missing or fails.
    """
    origin = entry.origin
    source = Path(origin.file)
    if not source.is_file():
        message, hint = f"file {source} not found", f"apt-get install {origin.package}"
        raise Problems.of("environment/missing-package", message, hint, origin.place)
    measured = source.read_bytes()
    found = hashlib.sha256(measured).hexdigest()
    if found != origin.sha256:
        message = f"{source} has another checksum"
        hint = f"use version {origin.version} of {origin.package}; this file has {found}"
        raise Problems.of("press/changed-measurements", message, hint, origin.place)
    describe = ["-D", f"{name}, made by ArgyllCMS for Bifolio", "-C", COPYRIGHT]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "profile.ti3").write_bytes(measured)
        command = ["colprof", *origin.colprof, *describe, "profile"]
        try:
            subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
        except FileNotFoundError:
            message, hint = "colprof is not installed", "apt-get install argyll"
            raise Problems.of("environment/missing-program", message, hint, origin.place) from None
        except subprocess.CalledProcessError as error:
            reason = (error.stderr or error.stdout).strip().splitlines() or ["no reason given"]
            message, hint = f"colprof failed: {reason[-1]}", "check its options"
            raise Problems.of("press/colprof-failed", message, hint, origin.place) from None
        profile = bytearray((Path(folder) / "profile.icc").read_bytes())
    profile[DATE] = EPOCH
    return bytes(profile)


if __name__ == "__main__":
    sys.exit(main())
