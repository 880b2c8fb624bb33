"""Runs a command: its arguments, its errors and its exit code."""

from __future__ import annotations

import errno
import gc
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module

from bifolio.cli.arguments.parser import make_parser
from bifolio.cli.styles import TextStyle, paint, painted_problem
from bifolio.cli.terminal import Terminal
from bifolio.problems import Problem, Problems, exit_code_of
from bifolio.project.scratch import PREFIX, sweep

INTERRUPTED = 130

OFTEN = 100_000
"""Objects that a command makes before garbage is collected: most are modules, which stay."""

LIMIT, PERMISSION = "environment/limit-reached", "environment/no-permission"
READABLE = "make the file and its folder readable and writable for you"
FOLDER_NEEDED = "a file is where a folder is needed: name another folder"

SYSTEM_ERRORS = {
    errno.ENOSPC: ("environment/disk-full", "free some space there, and try again"),
    errno.EDQUOT: ("environment/disk-full", "free some of your quota there, and try again"),
    errno.EFBIG: (LIMIT, "raise the limit of the size of files (ulimit -f), and try again"),
    errno.EMFILE: (LIMIT, "raise the limit of open files (ulimit -n), and try again"),
    errno.ENOMEM: (LIMIT, "close other programs, and try again"),
    errno.EROFS: (PERMISSION, "make its disk writable, or name a folder on another one"),
    errno.EACCES: (PERMISSION, READABLE),
    errno.EPERM: (PERMISSION, READABLE),
    errno.ENAMETOOLONG: ("environment/path-too-long", "choose a shorter name"),
    errno.ENOTDIR: ("usage/wrong-path", FOLDER_NEEDED),
    errno.EEXIST: ("usage/wrong-path", FOLDER_NEEDED),
    errno.EISDIR: ("usage/wrong-path", "name a file in it"),
    errno.ENOENT: ("usage/file-not-found", "correct the name, or build it first"),
}
"""Code and hint of errors of the operating system, by their number."""

OTHER_ERROR = ("environment/system-error", "check the file, its folder and the space left there")


class EndedBySignal(BaseException):
    """A signal ends the program."""

    def __init__(self, number: signal.Signals) -> None:
        """Keep the signal."""
        self.signal = number
        super().__init__(number.name)


def run_command() -> None:
    """Run the command of the command line and exit with its code."""
    gc.set_threshold(OFTEN, 20, 20)
    _raise_at_signals()
    with suppress(Problems):  # commands that need temporary folders report that there are none
        sweep()
    code = main()
    gc.freeze()  # at its end, Python would search all objects for cycles to free, for 0.1 s
    sys.exit(code)


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
        _write_problems(found)
        return found.exit_code
    except BrokenPipeError:
        # The reader of our output closed it; what Python still has in its buffer is discarded.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        problem = _of_system(error)
        Terminal().problem(painted_problem(problem))
        return exit_code_of(problem.code)
    except EndedBySignal as ended:
        print(f"ended by {ended.signal.name}; what was finished is in place", file=sys.stderr)
        return 128 + ended.signal
    except KeyboardInterrupt:
        print("interrupted; what was finished is in place", file=sys.stderr)
        return INTERRUPTED
    return code


def _write_problems(found: Problems) -> None:
    """Write all problems, their number, and what else is known."""
    terminal = Terminal()
    for problem in found.problems:
        terminal.problem(painted_problem(problem))
    terminal.problem(paint(_count(len(found.problems)), TextStyle.BAD))
    for note in getattr(found, "__notes__", ()):
        terminal.problem(note)


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
    """Let SIGTERM and SIGHUP end the program with its processes and temporary folders."""

    def end(number: int, frame: object) -> None:
        raise EndedBySignal(signal.Signals(number))

    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:  # nohup ignores SIGHUP
            signal.signal(number, end)


def _count(number: int) -> str:
    return f"{number} problem{'s' if number != 1 else ''}"
