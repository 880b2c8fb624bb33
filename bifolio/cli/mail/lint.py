"""`bifolio mail lint`: checks mail.yaml and lists of recipients."""

from __future__ import annotations

import argparse
from pathlib import Path

from bifolio.cli.mail.chosen import below_here, lists_of, mailed_of
from bifolio.cli.styles import TextStyle, counted, paint, painted_problem
from bifolio.cli.terminal import Terminal
from bifolio.mail.recipients import read_recipients
from bifolio.problems import Problem
from bifolio.project.folders import Project


def run(options: argparse.Namespace) -> int:
    """Check, and return the exit code."""
    mailed = mailed_of(options, Project(Path.cwd()))
    terminal = Terminal()
    bad = 0
    for path in lists_of(options, mailed.source):
        good = 0
        for found in read_recipients(path, mailed.rules):
            if isinstance(found, Problem):
                bad += 1
                terminal.problem(painted_problem(found))
            else:
                good += 1
        name = paint(str(below_here(path)), TextStyle.STRONG)
        terminal.result(f"{name}  {counted(good, 'recipient')}")
    if bad:
        terminal.problem(paint(counted(bad, "problem"), TextStyle.BAD))
    return 1 if bad else 0
