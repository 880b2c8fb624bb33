"""The command line: the only package that prints and exits, with one module for each command.

`cli.arguments.NAME` describes a command and imports nothing that takes long to load; `cli.NAME` has
`run`, which runs it, and is imported by then, so that none waits for what another one needs.

Exit codes: 0 success, 1 problems in the source or findings, 2 wrong usage, 3 environment (no space,
no permission, a library that is missing), 130 interrupted, 143 and 129 ended by SIGTERM and SIGHUP.
"""

from __future__ import annotations

import errno
import io
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module

from bifolio.cli.arguments.parser import make_parser
from bifolio.problems import Problem, Problems, exit_code_of
from bifolio.project.scratch import PREFIX, sweep

INTERRUPTED = 130

SYSTEM_ERRORS = {
    errno.ENOSPC: ("environment/disk-full", "free some space there, and try again"),
    errno.EDQUOT: ("environment/disk-full", "free some of your quota there, and try again"),
    errno.EFBIG: (
        "environment/limit-reached",
        "raise the limit of the size of files (ulimit -f), and try again",
    ),
    errno.EMFILE: (
        "environment/limit-reached",
        "raise the limit of open files (ulimit -n), and try again",
    ),
    errno.ENOMEM: ("environment/limit-reached", "close other programs, and try again"),
    errno.EROFS: (
        "environment/no-permission",
        "make the disk of it writable, or name a folder on another one",
    ),
    errno.EACCES: (
        "environment/no-permission",
        "make the file and its folder readable and writable for you",
    ),
    errno.EPERM: (
        "environment/no-permission",
        "make the file and its folder readable and writable for you",
    ),
    errno.ENAMETOOLONG: ("environment/path-too-long", "choose a shorter name"),
    errno.ENOTDIR: ("usage/wrong-path", "a file is where a folder is needed: name another folder"),
    errno.EEXIST: ("usage/wrong-path", "a file is where a folder is needed: name another folder"),
    errno.EISDIR: ("usage/wrong-path", "name a file in it"),
    errno.ENOENT: ("usage/file-not-found", "correct the name, or build it first"),
}
"""The code of errors of the operating system, and what to do about them, by their number."""

OTHER_ERROR = (
    "environment/system-error",
    "check the file, its folder and the space left there",
)


class EndedBySignal(BaseException):
    """Somebody ends the program by a signal."""

    def __init__(self, number: signal.Signals) -> None:
        """Keep the signal."""
        self.signal = number
        super().__init__(number.name)


def run() -> None:
    """Be the program: run the command of the command line and exit with its code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that has no Chinese shows \\uXXXX instead of it, as it does of errors.
        sys.stdout.reconfigure(errors="backslashreplace")
    _raise_at_signals()
    with suppress(Problems):  # whoever needs temporary folders reports that there are none
        sweep()
    sys.exit(main())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = make_parser()
    options = parser.parse_args(arguments)
    if options.command is None:
        parser.print_help()
        return 0
    try:
        options.begin(options)
        code: int = import_module(options.module).run(options)
        sys.stdout.flush()
    except Problems as found:
        print(f"{found}\n{_count(len(found.problems))}", file=sys.stderr)
        return found.exit_code
    except BrokenPipeError:
        # Whoever read our output has had enough; what Python still holds of it goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        problem = _of_system(error)
        print(problem, file=sys.stderr)
        return exit_code_of(problem.code)
    except EndedBySignal as ended:
        print(f"ended by {ended.signal.name}; what was finished is in place", file=sys.stderr)
        return 128 + ended.signal
    except KeyboardInterrupt:
        print("interrupted; what was finished is in place", file=sys.stderr)
        return INTERRUPTED
    return code


def _of_system(error: OSError) -> Problem:
    """The problem that an error of the operating system is."""
    where = f"{error.filename}: " if error.filename else ""
    reason = (error.strerror or str(error)).lower()
    code, hint = SYSTEM_ERRORS.get(error.errno or 0, OTHER_ERROR)
    if error.errno is None and "cannot load library" in reason:  # that of cffi has no number
        code = "environment/missing-library"
        hint = "`python3 -m bifolio.system_dependencies` names the packages to install"
    if PREFIX in str(error.filename):
        hint += "; TMPDIR may name another folder for temporary files"
    return Problem(code, f"{where}{reason}", hint)


def _raise_at_signals() -> None:
    """Let SIGTERM and SIGHUP end the program in order: its processes and temporary folders too."""

    def end(number: int, frame: object) -> None:
        raise EndedBySignal(signal.Signals(number))

    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:  # nohup ignores SIGHUP, and means it
            signal.signal(number, end)


def _count(number: int) -> str:
    return f"{number} problem{'s' if number != 1 else ''}"
