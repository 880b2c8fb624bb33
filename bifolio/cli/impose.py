"""`bifolio impose`: puts the pages of any PDF on sheets, to be cut, folded and stapled."""

from __future__ import annotations

import argparse

from bifolio.cli.options import first_line, scaled
from bifolio.cli.styles import TextStyle, counted, paint
from bifolio.cli.terminal import Terminal, painted_finding
from bifolio.imposition.plan import ImpositionPlan, impose
from bifolio.imposition.sheet import NotImposable, scales
from bifolio.imposition.source import open_source
from bifolio.imposition.writer import draw
from bifolio.paper.formats import Flip
from bifolio.problems import Place, Problems
from bifolio.project.files import write


def run(options: argparse.Namespace) -> int:
    """Impose, and return the exit code."""
    asked = {
        name: value
        for name, value in vars(options).items()
        if name in ImpositionPlan.__dataclass_fields__ and value is not None
    }
    if "flip" in asked:
        asked["flip"] = Flip(asked["flip"])
    source = open_source(options.file, first_line(options.password_file))
    terminal = Terminal()
    for words in source.not_printed:
        terminal.problem(painted_finding(f"{options.file}: warning: {words}"))
    if options.output.exists() and options.output.samefile(options.file):
        hint = "name another file after -o"
        message = "IN.pdf and OUT.pdf are the same file"
        raise Problems.of("usage/same-file", message, hint, Place(options.file))
    try:
        sheets = impose(ImpositionPlan(**asked), source.sizes)
    except NotImposable as error:
        raise Problems.of(error.code, str(error), error.hint, Place(options.file)) from None
    write(options.output, draw(sheets, source))
    count = counted(len(sheets), "sheet")
    if not options.quiet:
        path = paint(str(options.output), TextStyle.STRONG)
        terminal.result(f"{path}  {count} of {options.paper}{scaled(scales(sheets))}")
    return 0
