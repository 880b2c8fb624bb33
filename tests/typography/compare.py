"""Our lines beside those of two rivals, over the corpus: `make typography` prints the table.

All set the same text without markup in the same fonts, sizes and measures. The same proof measures
their pages and gets the measure, so that every inner line of every paragraph counts, theirs and
ours: a line is loose where it is short of the measure, or a gap or a space in it is wider than is
good; its edge is uneven where it is stretched and still misses the measure. The files are left in
build/typography, with pictures of ours (left) and Typst's (right), and of the fact sheet's Chinese
in the measures of its editions.

Holes wider than 2 em in all three sizes: 259 before a second tier of stretch, 66 with it, 60 since
fewer holes come first; at 10.5 pt `test_holes` proves that breaks which tear nothing avoid none of
them. Typst has 9, all in one web address. Marks narrower than an em: 11,778, 10,167 and 10,164.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from bifolio.fonts.collection import Typecase, read_typecase
from bifolio.preflight.typography.measure import RULES, Measurement, measure
from bifolio.project.folders import Project
from bifolio.render.processes import Renderer
from bifolio.render.renderer import render_job
from bifolio.workflow.prepare import read
from tests.conftest import ROOT
from tests.typography.pictures import side_by_side
from tests.typography.rivals import helped, set_by_typst, set_greedily, without_markup
from tests.typography.setting import MEASURES, SIZES, Setting, corpus, in_equal_sizes, job

OUTPUT = ROOT / "build" / "typography"
PICTURES = OUTPUT / "side-by-side"
PICTURED = 10.5
"""pt; the size of which pictures are made."""
FACT_SHEET = (Setting(22, 9.0), Setting(22, 10.5), Setting(31, 15.0))
"""The measures and sizes of its Chinese: bilingual, Chinese, large print."""
PLACES = {name: OUTPUT / name for name in ("ours", "greedy", "typst")}


def main() -> None:
    """Set, measure and print."""
    typecase = in_equal_sizes(read_typecase(Project(ROOT).font_folders))
    set_all(typecase)
    set_fact_sheet(typecase)
    found = {
        name: {each: measured(folder / name_of(each), each.edge) for each in settings()}
        for name, folder in PLACES.items()
    }
    print(f"{len(corpus())} paragraphs, {len(MEASURES)} measures, {len(SIZES)} sizes\n")
    print(row("loose lines at a measure of", *found))
    for measure_ in MEASURES:
        counts = (loose(totals, measure_) for totals in found.values())
        print(row(f"  {measure_} em", *counts))
    print(row("  all", *(loose(totals, None) for totals in found.values())))
    total = {name: added(totals) for name, totals in found.items()}
    print(row("inner lines", *(each.justified for each in total.values())))
    print(row("mean stretch, em", *(f"{each.mean_stretch:.4f}" for each in total.values())))
    print(row("worst stretch, em", *(f"{each.worst_stretch:.3f}" for each in total.values())))
    print(row("holes wider than 2 em", *(len(each.holes) for each in total.values())))
    print(row("marks narrower than an em", *(each.squeezed for each in total.values())))
    for rule in RULES:
        print(row(rule, *(each.count(rule) for each in total.values())))


def settings() -> list[Setting]:
    """Every measure in every size."""
    return [Setting(measure, size) for size in SIZES for measure in MEASURES]


def name_of(setting: Setting) -> str:
    """The file of a setting."""
    return f"{setting.measure}-em-{setting.size}-pt.pdf"


def set_all(typecase: Typecase) -> None:
    """Write the files of all three, and the pictures of one size."""
    for folder in PLACES.values():
        folder.mkdir(parents=True, exist_ok=True)
    contents = [without_markup(content) for content in corpus().values()]
    jobs = {each: job(contents, each, typecase, OUTPUT / "styles") for each in settings()}
    with Renderer(os.cpu_count() or 1) as renderer:
        ours = {each: renderer.run(render_job, one) for each, one in jobs.items()}
        for each, waiting in ours.items():
            (PLACES["ours"] / name_of(each)).write_bytes(waiting.result().pdf)
    # Design (a) changes the renderer for good, so it has processes of its own.
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        for each, printed in zip(
            jobs, pool.map(set_greedily, map(helped, jobs.values())), strict=True
        ):
            (PLACES["greedy"] / name_of(each)).write_bytes(printed.pdf)
    for each in jobs:
        (PLACES["typst"] / name_of(each)).write_bytes(set_by_typst(contents, each))
        if each.size == PICTURED:
            name = name_of(each)
            side_by_side(PLACES["ours"] / name, PLACES["typst"] / name, PICTURES)


def set_fact_sheet(typecase: Typecase) -> None:
    """Write the fact sheet's Chinese in the measures of its editions, ours and Typst's."""
    manuscript, copy = read(ROOT / "source" / "factsheet", Project(ROOT), typecase)
    contents = [
        without_markup(copy[unit.id, "zh-Hans"])
        for unit in manuscript.units()
        if unit.passage("zh-Hans")
    ]
    for each in FACT_SHEET:
        ours, theirs = (OUTPUT / f"factsheet-{name}-{name_of(each)}" for name in ("ours", "typst"))
        ours.write_bytes(render_job(job(contents, each, typecase, OUTPUT / "styles")).pdf)
        theirs.write_bytes(set_by_typst(contents, each))
        side_by_side(ours, theirs, PICTURES)


def measured(path: Path, edge: float) -> Measurement:
    """What the proof says of all pages of a file whose lines should end at `edge` (pt)."""
    total = Measurement()
    for page in measure(path, edge):
        total.add(page)
    return total


def added(totals: Mapping[Setting, Measurement]) -> Measurement:
    """All settings together."""
    total = Measurement()
    for each in totals.values():
        total.add(each)
    return total


def loose(totals: Mapping[Setting, Measurement], measure_: float | None) -> int:
    """The loose lines at a measure (em), or at all."""
    return sum(
        total.count("loose-line")
        for setting, total in totals.items()
        if measure_ in (None, setting.measure)
    )


def row(name: str, *cells: object) -> str:
    """One row of the table."""
    return f"{name:30}" + "".join(f"{cell!s:>10}" for cell in cells)


if __name__ == "__main__":
    main()
