"""The digest of everything that an edition is built from.

That is the text and the settings of its publication, the glossaries, layouts and fonts of the
project and of Bifolio, the date of SOURCE_DATE_EPOCH, and the program: the code of Bifolio, its
libraries, and those of the system. It is the same on every machine. Lists of readers and the
settings of mail are no part of a PDF.
"""

from __future__ import annotations

import os
import sys

import bifolio
from bifolio.workflow.digests import UNUSED, Digests, digest_of

LIBRARIES = frozenset(
    {
        "babel",
        "brotli",
        "budoux",
        "cffi",
        "cssselect2",
        "detroit",
        "fonttools",
        "jinja2",
        "lxml",
        "markdown-it-py",
        "markupsafe",
        "mdurl",
        "pikepdf",
        "pillow",
        "pydantic",
        "pydantic-core",
        "pydyf",
        "pypdf",
        "pypdfium2",
        "pyphen",
        "pyyaml",
        "segno",
        "tinycss2",
        "tinyhtml5",
        "uharfbuzz",
        "weasyprint",
        "webencodings",
        "zopfli",
    }
)
"""The packages by which editions are built and checked."""

SYSTEM_LIBRARIES = (
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
    "libharfbuzz.so.0",
    "libharfbuzz-subset.so.0",
    "libfontconfig.so.1",
    "libfreetype.so.6",
    "libfribidi.so.0",
    "libz.so.1",
)
"""The libraries of the system by which pages are laid out; the files that these names link to have
the version in theirs."""

MAIL, READERS = "mail.yaml", "recipients"
"""The name of the settings of mail in the folder of a publication; the word with which the names of
lists of readers begin."""

VALIDATOR, VALIDATOR_VARIABLE = "verapdf", "BIFOLIO_VERAPDF"
"""The program that checks PDF/UA, and the variable with another command for it
(`bifolio.preflight.checks.accessibility`)."""

SHIPPED = "_shipped"
"""The layouts and fonts in the package of an installed Bifolio."""


def shipped_folder(name: str) -> str:
    """A folder that Bifolio ships (`bifolio.project.folders.shipped`)."""
    package = os.path.dirname(os.path.abspath(bifolio.__file__))
    installed = f"{package}/{SHIPPED}/{name}"
    return installed if os.path.isdir(installed) else f"{os.path.dirname(package)}/{name}"


class Inputs:
    """The digests of the inputs of a project's publications."""

    def __init__(self, project: str, digests: Digests, date: str) -> None:
        """Those of the project in the folder `project`, built with `date` (SOURCE_DATE_EPOCH)."""
        self._source = f"{project}/source"
        self._digests = digests
        common = [
            digests.of_folder(folder)
            for name in ("layouts", "fonts")
            for folder in (f"{project}/{name}", shipped_folder(name))
        ]
        validator = os.environ.get(VALIDATOR_VARIABLE, "")
        program = program_digest(digests)
        self._common = digest_of(program, validator, date, *common, self._glossaries())

    def _glossaries(self) -> str:
        """The digest of the files beside the publications."""
        try:
            names = sorted(name for name in os.listdir(self._source) if name.endswith(".yaml"))
        except OSError:
            return ""
        return digest_of(
            *(f"{name} {self._digests.of_file(f'{self._source}/{name}')}" for name in names)
        )

    def of_publication(self, folder: str) -> str:
        """The digest of the inputs of all editions of the publication in `folder`."""
        try:
            private = frozenset(each for each in os.listdir(folder) if is_private(each))
        except OSError:
            private = frozenset()
        return digest_of(
            self._common,
            os.path.basename(folder),
            self._digests.of_folder(folder, UNUSED | private),
        )


def is_private(name: str) -> bool:
    """Whether a file in the folder of a publication is no part of a PDF."""
    after = name.removeprefix(READERS)
    return name == MAIL or (after != name and not (after[:1].isalnum() or after[:1] == "_"))


def job_digest(inputs: str, edition: str) -> str:
    """The digest of the job that builds and checks an edition from `inputs`."""
    return digest_of(inputs, edition)


def program_digest(digests: Digests) -> str:
    """The digest of the program: all that may change what it writes for the same project."""
    return digest_of(code_digest(digests), *library_versions())


def code_digest(digests: Digests) -> str:
    """The digest of Bifolio's code and data, without layouts and fonts."""
    package = os.path.dirname(os.path.abspath(bifolio.__file__))
    return digest_of(bifolio.__version__, digests.of_folder(package, UNUSED | {SHIPPED}))


def library_versions() -> list[str]:
    """The names and versions of Python and of all libraries that build and check, sorted."""
    return sorted([_python(), *_packages(), *_of_the_system(), *_validator()])


def _python() -> str:
    return f"{sys.implementation.name} {sys.version_info.major}.{sys.version_info.minor}"


def _validator() -> list[str]:
    """Whether there is veraPDF, without which a check is skipped."""
    folders = os.environ.get("PATH", "").split(":")
    is_there = any(os.access(f"{folder}/{VALIDATOR}", os.X_OK) for folder in folders)
    return [VALIDATOR] if is_there or os.environ.get(VALIDATOR_VARIABLE) else []


def _packages() -> dict[str, None]:
    """The installed packages, as the names of their metadata have them."""
    found: dict[str, str] = {}
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")
        except OSError:
            continue
        for file in names:
            if file.endswith(".dist-info"):
                name, _, version = file.removesuffix(".dist-info").partition("-")
                name = name.lower().replace("_", "-").replace(".", "-")
                if name in LIBRARIES:
                    found.setdefault(name, f"{name} {version}")
    return dict.fromkeys(found.values())


def _of_the_system() -> list[str]:
    """The files of the libraries of the system, without their folders."""
    triplet = getattr(sys.implementation, "_multiarch", "")
    own = os.environ.get("LD_LIBRARY_PATH", "").split(":")
    folders = [*filter(None, own), f"/usr/lib/{triplet}", f"/lib/{triplet}", "/usr/lib64"]
    folders += ["/usr/lib", "/usr/local/lib", "/opt/homebrew/lib"]
    found = []
    for name in SYSTEM_LIBRARIES:
        paths = (f"{folder}/{name}" for folder in folders)
        path = next((each for each in paths if os.path.exists(each)), "")
        found.append(os.path.basename(os.path.realpath(path)) if path else f"no {name}")
    return found
