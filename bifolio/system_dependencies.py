"""Finds and installs what pip cannot install: the libraries of the operating system.

Runs before anything else is installed, with nothing but the standard library:

    python3 -m bifolio.system_dependencies            for Bifolio
    python3 -m bifolio.system_dependencies --tests    for its tests, too

Missing ones are reported with the command that installs them. On Debian and its derivatives the
command is run: as root, or with sudo if the environment has INSTALL=yes.
"""

from __future__ import annotations

import argparse
import ctypes
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

OLDEST_PYTHON = (3, 11)


class Need(NamedTuple):
    """A dependency: a library, program or file."""

    name: str
    present: Callable[[], bool]
    packages: dict[str, str]
    """Its package, by system."""


def library(*names: str) -> Callable[[], bool]:
    """A test for a shared library with one of `names`."""

    def present() -> bool:
        for name in names:
            try:
                ctypes.CDLL(name)
            except OSError:
                continue
            return True
        return False

    return present


def program(name: str) -> Callable[[], bool]:
    """A test for a program on the search path."""
    return lambda: shutil.which(name) is not None


def file(path: str) -> Callable[[], bool]:
    """A test for a file."""
    return lambda: Path(path).is_file()


def _packages(debian: str, fedora: str, arch: str, macos: str, windows: str) -> dict[str, str]:
    return {"debian": debian, "fedora": fedora, "arch": arch, "macos": macos, "windows": windows}


_PANGO = _packages("libpango-1.0-0", "pango", "pango", "pango", "mingw-w64-x86_64-pango")
_PANGOFT2 = {**_PANGO, "debian": "libpangoft2-1.0-0"}
_HARFBUZZ = _packages(
    "libharfbuzz-subset0", "harfbuzz", "harfbuzz", "harfbuzz", "mingw-w64-x86_64-harfbuzz"
)

BIFOLIO = (
    Need("Pango", library("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"), _PANGO),
    Need(
        "Pango for FreeType",
        library("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll"),
        _PANGOFT2,
    ),
    Need(
        "HarfBuzz subset",
        library(
            "libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "libharfbuzz-subset-0.dll"
        ),
        _HARFBUZZ,
    ),
    Need(
        "venv",
        lambda: importlib.util.find_spec("ensurepip") is not None,
        _packages("python3-venv", "python3", "python", "python", "mingw-w64-x86_64-python"),
    ),
)

TESTS = (
    *BIFOLIO,
    Need("pdftotext", program("pdftotext"), {"debian": "poppler-utils"}),
    Need(
        "a font for Chromium",
        file("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"),
        {"debian": "fonts-dejavu-core"},
    ),
    # The driver of Playwright is linked against it.
    Need("libatomic", library("libatomic.so.1"), {"debian": "libatomic1"}),
    Need("Chromium", program("chromium"), {"debian": "chromium"}),
    Need("Ghostscript", program("gs"), {"debian": "ghostscript"}),
    Need("mutool", program("mutool"), {"debian": "mupdf-tools"}),
    Need("mblaze", program("mshow"), {"debian": "mblaze"}),
    Need("OpenSMTPD", file("/usr/sbin/smtpd"), {"debian": "opensmtpd"}),
    Need("Java", program("java"), {"debian": "openjdk-17-jre-headless"}),
    Need("JAXB", file("/usr/share/java/jaxb-runtime.jar"), {"debian": "libjaxb-java"}),
    Need(
        "Unihan",
        file("/usr/share/unicode/Unihan_OtherMappings.txt.bz2"),
        {"debian": "unicode-data"},
    ),
)

COMMANDS = {
    "debian": "apt-get install --yes --no-install-recommends {}",
    "fedora": "dnf install --assumeyes {}",
    "arch": "pacman -S --noconfirm {}",
    "macos": "brew install {}",
    "windows": "pacman -S --noconfirm {}",
}
"""The commands that install packages, by system; Windows with MSYS2."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Install or report what is missing; return the exit code."""
    parser = argparse.ArgumentParser("python3 -m bifolio.system_dependencies", description=__doc__)
    parser.add_argument("--tests", action="store_true", help="check what the tests need, too")
    options = parser.parse_args(arguments)
    if sys.version_info < OLDEST_PYTHON:
        wanted = ".".join(map(str, OLDEST_PYTHON))
        print(f"Python {platform.python_version()} is too old: run make PYTHON=python{wanted}")
        return 1
    needs = TESTS if options.tests else BIFOLIO
    missing = [need for need in needs if not need.present()]
    if missing and may_install():
        install(packages(missing, "debian"))
        missing = [need for need in needs if not need.present()]
    if missing:
        print(remedy(missing, system()), file=sys.stderr)
    return 1 if missing else 0


def system(release: Path = Path("/etc/os-release")) -> str:
    """The system: a key of `COMMANDS`, or its own name."""
    name = {"Darwin": "macos", "Windows": "windows"}.get(platform.system())
    if name:
        return name
    try:
        lines = release.read_text("utf-8").splitlines()
    except OSError:
        return platform.system()
    entries = dict(line.split("=", 1) for line in lines if "=" in line)
    names = f"{entries.get('ID', '')} {entries.get('ID_LIKE', '')}".replace('"', "").split()
    known = {"ubuntu": "debian", "rhel": "fedora", **{name: name for name in COMMANDS}}
    found = (known[name] for name in names if name in known)
    return next(found, " ".join(names) or platform.system())


def packages(missing: Iterable[Need], name: str) -> list[str]:
    """The packages of what is `missing` on the system called `name`, without duplicates."""
    return list(dict.fromkeys(need.packages.get(name, need.name) for need in missing))


def remedy(missing: Iterable[Need], name: str) -> str:
    """What is missing, and the command that installs it."""
    missing = list(missing)
    names = ", ".join(need.name for need in missing)
    if name not in COMMANDS:
        return f"missing: {names}\n  hint: install these libraries with the packages of your system"
    command = COMMANDS[name].format(" ".join(packages(missing, name)))
    sudo = "" if name in ("macos", "windows") else "sudo "
    return f"missing: {names}\n  hint: {sudo}{command}"


def may_install() -> bool:
    """Whether packages may be installed: on Debian, by root or with the consent INSTALL=yes."""
    if system() != "debian" or not shutil.which("apt-get"):
        return False
    return _is_root() or os.environ.get("INSTALL") == "yes"


def install(names: Sequence[str]) -> None:
    """Install Debian packages; packages that fail are still missing afterwards.

    The lists of packages are updated only if they are missing or name versions that are gone.
    """
    print(f"installing {', '.join(names)}", flush=True)
    start = [*([] if _is_root() else ["sudo"]), "env", "DEBIAN_FRONTEND=noninteractive"]
    command = [*start, *COMMANDS["debian"].format(" ".join(names)).split()]
    if _run(command).returncode == 0:
        return
    for again in ([*start, "apt-get", "update"], command):
        finished = _run(again)
        if finished.returncode:
            print(finished.stderr.strip(), file=sys.stderr)


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _run(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False
        )
    except FileNotFoundError:
        return subprocess.CompletedProcess(command, 127, "", f"{command[0]} is not installed")


if __name__ == "__main__":
    sys.exit(main())
