"""`bifolio preview`: shows a publication in the browser while its files change."""

from __future__ import annotations

import argparse
import shlex
import webbrowser
from pathlib import Path

from bifolio.cli.extras import importing
from bifolio.cli.options import source_date
from bifolio.cli.styles import TextStyle, paint, painted_problem
from bifolio.cli.terminal import Terminal
from bifolio.problems import Problem
from bifolio.project.folders import Project


def run(options: argparse.Namespace) -> int:
    """Serve the preview until it is interrupted, and return the exit code."""
    with importing("preview"):
        from bifolio.preview import serving  # an optional extra, which may be missing
        from bifolio.preview.server import editor_of  # the same
        from bifolio.preview.session import PreviewSession  # the same

    folder = _last_changed(options.publication)
    session = PreviewSession(
        Project(Path.cwd()),
        folder,
        tuple(dict.fromkeys(options.edition)),
        options.output,
        source_date(),
    )
    terminal = Terminal()
    bound = serving.bound_socket(options.port)
    editor = editor_of(shlex.split(options.editor)) if options.editor else None

    def announce(address: str) -> None:
        terminal.result(f"{folder.name}: {paint(address, TextStyle.STRONG)}")
        terminal.result("Ctrl-C ends the preview")
        if options.open and not webbrowser.open(address):
            hint = "open the address in a browser of your choice"
            _warn(Problem("environment/no-browser", "no browser was found", hint))

    try:
        serving.serve(session, bound, editor, announce, _warn)
    except KeyboardInterrupt:
        terminal.result("the preview has ended")
    return 0


def _last_changed(folders: tuple[Path, ...]) -> Path:
    """The publication whose files changed last."""
    return max(
        folders,
        key=lambda folder: max(path.stat().st_mtime for path in folder.glob("*.yaml")),
    )


def _warn(problem: Problem) -> None:
    Terminal().problem(painted_problem(problem, "warning"))
