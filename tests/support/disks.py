"""Disks that are full or read-only, and folders that may not be written, for real.

Run as a program, `python -m tests.support.disks KIND FOLDER ARGUMENT...` runs `bifolio ARGUMENT...`
while FOLDER is such a disk, and writes what came of it as JSON. A namespace of its own (unshare(1))
lets anybody mount disks that nobody else sees; rights are what root has to give up first.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

SPARE = 8192
"""Bytes that a full disk has left: enough for a beginning, not for a file."""

DROP_FROM_BOUNDS, OVERRIDE, READ_SEARCH = 24, 1, 2
"""PR_CAPBSET_DROP (prctl(2)), CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH (capabilities(7))."""

KINDS = ("full", "read-only", "forbidden", "limited")


@dataclass(frozen=True)
class Outcome:
    """What came of a command."""

    code: int
    output: str
    errors: str
    changed: tuple[str, ...]
    """The files below the folder that are others than before, are new or are gone."""


@cache
def may_mount() -> bool:
    """Whether this machine lets us mount disks in a namespace of our own."""
    tried = subprocess.run(
        [*NAMESPACE, "mount", "-t", "tmpfs", "none", "/mnt"], check=False, capture_output=True
    )
    return tried.returncode == 0


NAMESPACE = ("unshare", "--map-root-user", "--mount")


def run_on(
    kind: str, folder: Path, *arguments: str, cwd: Path, environment: Mapping[str, str]
) -> Outcome:
    """Run a command while `folder` is of a kind of `KINDS`."""
    mounts = kind in ("full", "read-only")
    command = [sys.executable, "-m", "tests.support.disks", kind, str(folder), str(cwd), *arguments]
    finished = subprocess.run(
        [*NAMESPACE, *command] if mounts else command,
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    found = json.loads(finished.stdout)
    return Outcome(found["code"], found["output"], found["errors"], tuple(found["changed"]))


def main() -> None:
    """Be the program."""
    kind, place, cwd, *arguments = sys.argv[1:]
    folder = Path(place)
    prepare: dict[str, Callable[[Path], None]] = {
        "full": fill,
        "read-only": make_read_only,
        "forbidden": partial(set_writable, writable=False),
        "limited": lambda folder: None,
    }
    prepare[kind](folder)
    before = digests(folder)
    finished = subprocess.run(
        [sys.executable, "-m", "bifolio", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn={"forbidden": obey_rights, "limited": limit_files}.get(kind),
    )
    after = digests(folder)
    if kind == "forbidden":
        set_writable(folder, writable=True)
    changed = sorted(name for name, _ in set(before.items()) ^ set(after.items()))
    json.dump(
        {
            "code": finished.returncode,
            "output": finished.stdout,
            "errors": finished.stderr,
            "changed": sorted(set(changed)),
        },
        sys.stdout,
    )


def fill(folder: Path) -> None:
    """Let the files of `folder` be on a disk that has `SPARE` bytes left."""
    beside = folder.with_name(f"{folder.name}-beside")
    shutil.copytree(folder, beside)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=50%", "none", folder], check=True)
    shutil.copytree(beside, folder, dirs_exist_ok=True)
    shutil.rmtree(beside)
    state = os.statvfs(folder)
    used = (state.f_blocks - state.f_bfree) * state.f_frsize
    subprocess.run(["mount", "-o", f"remount,size={used + SPARE}", folder], check=True)


def make_read_only(folder: Path) -> None:
    """Let `folder` be on a disk that is read-only."""
    subprocess.run(["mount", "--bind", folder, folder], check=True)
    subprocess.run(["mount", "-o", "remount,bind,ro", folder], check=True)


def set_writable(folder: Path, *, writable: bool) -> None:
    """Give or take the right to write into `folder` and all folders in it."""
    for each in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
        each.chmod(0o755 if writable else 0o555)


def obey_rights() -> None:
    """Let root have no more rights to files than others have."""
    for capability in (OVERRIDE, READ_SEARCH):  # others have none to give up, and are refused
        ctypes.CDLL(None).prctl(DROP_FROM_BOUNDS, capability, 0, 0, 0)


def limit_files() -> None:
    """Let no file be larger than `SPARE`."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (SPARE, SPARE))


def digests(folder: Path) -> dict[str, str]:
    """The files below a folder and the digests of what they hold, and the folders."""
    return {
        str(path.relative_to(folder)): (
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        )
        for path in folder.rglob("*")
    }


if __name__ == "__main__":
    main()
