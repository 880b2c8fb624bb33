"""The oracles of fuzzing: what no input may cause, whatever is in it."""

from __future__ import annotations

import os
import re
import sys
import sysconfig
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

import bifolio
from tests.conftest import ROOT

EXIT_CODES = frozenset({0, 1, 2, 3})
"""The documented exit codes of a command that is not ended by a signal (bifolio.cli)."""

MOST_SECONDS = 40.0
"""Of the processor, for one small file; a template is stopped by Bifolio after 20 seconds. By the
clock, work takes longer on a busy machine, which is no defect."""

MOST_MEGABYTES = 1500
"""For one small file, beyond what the program takes before; a template has 500 of them, a picture
of 80 megapixels 320 for each of its copies."""

STATUS = Path("/proc/self/status")

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT

READABLE = (
    str(ROOT / "bifolio"),
    str(ROOT / "layouts"),
    str(ROOT / "fonts"),
    str(ROOT / "tests" / "fuzz"),
    sys.prefix,
    sys.base_prefix,
    sysconfig.get_path("stdlib"),
    "/proc/self",
    f"/proc/{os.getpid()}",
    "/dev/null",
    "/dev/urandom",
)
"""What a run may read beside its project: the program, its fonts and layouts, the interpreter."""

KEPT_OUT = frozenset(
    {
        "os.exec",
        "os.fork",
        "os.forkpty",
        "os.posix_spawn",
        "os.system",
        "socket.connect",
        "socket.getaddrinfo",
        "socket.sendto",
        "subprocess.Popen",
        "urllib.Request",
    }
)
"""Events of the audit that no input may cause: processes and the network."""

CHANGING = frozenset(
    {
        "os.chmod",
        "os.chown",
        "os.link",
        "os.mkdir",
        "os.remove",
        "os.rename",
        "os.rmdir",
        "os.symlink",
        "os.truncate",
        "os.utime",
        "shutil.rmtree",
    }
)
"""Events of the audit that change the file system; their first arguments are paths."""


class Broken(AssertionError):
    """An input caused what none may cause."""

    def __init__(self, oracle: str, message: str) -> None:
        """Keep the name of the oracle, and what was seen."""
        super().__init__(f"{oracle}: {message}")
        kind = re.sub(r"[/\w.-]*/fuzz-\w+/|\d+", "", message.strip().splitlines()[-1])
        self.signature = f"{oracle}: {kind[:160]}"
        """What is the same in all cases of one kind."""


@dataclass
class _Watch:
    """What was opened while it watches."""

    writable: tuple[str, ...]
    offences: list[str] = field(default_factory=list)


_watching: list[_Watch] = []
_is_installed = False


def _install() -> None:
    """Begin to audit; an audit hook cannot be taken out again (PEP 578)."""
    global _is_installed
    if not _is_installed:
        _is_installed = True
        import_module("babel.dates")  # Babel reads the time zone of the system when it is loaded
        sys.addaudithook(_audit)


def _audit(event: str, values: tuple[object, ...]) -> None:
    if not _watching:
        return
    watch = _watching[-1]
    if event == "open":
        path, mode, flags = values
        writes = bool(isinstance(flags, int) and flags & WRITING) or (
            isinstance(mode, str) and bool(set(mode) & set("wax+"))
        )
        _judge(watch, path, writes=writes)
    elif event in CHANGING:
        _judge(watch, values[0], writes=True)
    elif event == "urllib.Request" and str(values[0]).startswith("file:"):
        return  # what it opens is audited
    elif event in KEPT_OUT:
        watch.offences.append(f"{event} {values[0]!r}")


def _judge(watch: _Watch, path: object, *, writes: bool) -> None:
    if not isinstance(path, str | bytes | os.PathLike):
        return  # a file that is open already
    place = os.path.abspath(os.fsdecode(path))  # noqa: PTH100  pathlib may not be audited by itself
    allowed = watch.writable if writes else (*watch.writable, *READABLE)
    if writes and place in ("/dev/null", str(Path(tempfile.gettempdir()))):
        return
    if not any(place == root or place.startswith(root + os.sep) for root in allowed):
        watch.offences.append(f"{'write' if writes else 'read'} {place}")


@contextmanager
def watched(*writable: Path) -> Iterator[None]:
    """Raise `Broken` for a file outside of `writable` and `READABLE`, a process, or the network."""
    _install()
    watch = _Watch(tuple(str(each) for each in writable))
    _watching.append(watch)
    try:
        yield
    finally:
        _watching.pop()
    if watch.offences:
        raise Broken("outside", watch.offences[0])


@contextmanager
def within_limits(
    seconds: float = MOST_SECONDS, megabytes: float = MOST_MEGABYTES
) -> Iterator[None]:
    """Raise `Broken` for work that took more time of the processor, or more memory."""
    start, before = time.process_time(), resident()
    yield
    took = time.process_time() - start
    if took > seconds:
        raise Broken("time", f"more than {seconds:g} seconds")
    if (taken := peak() - before) > megabytes:
        raise Broken("memory", f"more than {megabytes:g} MB ({taken:.0f})")


def resident() -> float:
    """Megabytes of memory that this process has now; from here on `peak` counts again."""
    Path("/proc/self/clear_refs").write_text("5")  # proc(5): resets the peak
    return _megabytes("VmRSS")


def peak() -> float:
    """Megabytes of memory that this process had at most."""
    return _megabytes("VmHWM")


def _megabytes(name: str) -> float:
    found = re.search(rf"^{name}:\s*(\d+) kB", STATUS.read_text("ascii"), re.MULTILINE)
    return int(found[1]) / 1000 if found else 0.0


def exit_code_of(work: Callable[[], int]) -> int:
    """The exit code of `work`; raises `Broken` for any other end of it."""
    try:
        code = work()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 2
    except Broken:
        raise
    except BaseException as error:
        raise Broken("traceback", _where(error)) from error
    if code not in EXIT_CODES:
        raise Broken("exit code", str(code))
    return code


def _where(error: BaseException) -> str:
    """The kind of an error and where in Bifolio it was raised, in one line."""
    package = Path(bifolio.__file__).parent
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).is_relative_to(package)]
    at = own[-1] if own else frames[-1]
    return f"{type(error).__name__} in {Path(at.filename).name}, {at.name} (line {at.lineno})"


def no_traceback(output: str) -> None:
    """Raise `Broken` where a traceback was shown, or an error as one of the program."""
    if "Traceback (most recent call last)" in output:
        raise Broken("traceback", output.strip().splitlines()[-1])
    if found := re.search(r"the renderer broke on .*", output):
        raise Broken("traceback", found[0])
