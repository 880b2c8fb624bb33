"""How long the stages take, and how much memory: `make bench` prints it as a table.

Times are the best of several runs on this machine; what counts are the ratios within one run. The
yardstick is a bare `import weasyprint` in a new process.
"""

from __future__ import annotations

import gc
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count, islice, repeat
from pathlib import Path

from bifolio.document.load import load
from bifolio.document.validate import Subject, validate
from bifolio.fonts.collection import read_typecase
from bifolio.preflight.page_images import examined
from bifolio.preflight.runner import inspect
from bifolio.project.files import write
from bifolio.project.folders import Project
from bifolio.render.job import Job, RenderedPdf
from bifolio.render.processes import Renderer
from bifolio.render.renderer import render_job, warm_up
from bifolio.text import typeset
from bifolio.workflow.order import Order
from bifolio.workflow.prepare import prepare, read
from bifolio.workflow.prepared import PreparedEdition
from bifolio.workflow.reports import write_reports
from bifolio.workflow.task import Task

ROOT = Path(__file__).resolve().parent.parent
RUNS = 5


def main() -> None:
    """Measure and print."""
    yardstick = best(lambda: run(sys.executable, "-c", "import weasyprint"))
    print(f"\n{'':44}{'s':>7}{'× import':>10}{'MB':>7}")
    line("bare `import weasyprint`", yardstick, yardstick)
    with tempfile.TemporaryDirectory() as temporary:
        output = Path(temporary)
        whole_commands(yardstick, output)
        stages(yardstick, output)
        preflight(yardstick, output)
        composing(yardstick, output)


def whole_commands(yardstick: float, output: Path) -> None:
    """Measure the program as its users run it."""

    def press(name: str, *editions: str) -> float:
        return run(
            sys.executable,
            *("-m", "bifolio", "build", "factsheet", "-q", "-o", str(output / name)),
            *(part for edition in editions for part in ("--edition", edition)),
        )

    fresh = iter(range(1000))
    cold = best(lambda: press(f"cold{next(fresh)}", "bilingual"))
    line("bilingual, no fonts cut yet", cold, yardstick)
    limit = 1.5 * yardstick + 0.5
    print(f"    its limit, 1.5 × import + 0.5 s: {limit:.2f} s; used {cold / limit:.0%}")
    one = best(lambda: press("warm", "bilingual"))
    line("bilingual, fonts cut before", one, yardstick)
    five = best(lambda: press("warm"))
    line("all five editions", five, yardstick)
    print(f"    five editions take {five / one:.1f} times one")
    without_preflight(yardstick, output)


def without_preflight(yardstick: float, output: Path) -> None:
    """Measure what looking at the editions adds to printing them, both on all cores."""

    def printing(name: str) -> float:
        return run(sys.executable, "-m", "tests.bench", str(output / name))

    def build(name: str) -> float:
        return run(
            *(sys.executable, "-m", "bifolio", "build", "factsheet", "-q"),
            *("-o", str(output / name)),
        )

    print("\nall editions for the screen, on all cores")
    for state, names in (("fonts cut before", repeat("warm")), ("cold", map(str, count()))):
        # One after the other in turns, so that both meet the same load of the machine.
        pairs = [(printing(f"{state}{name}"), build(f"{state}-{name}")) for name in take(names)]
        bare, whole = (min(times) for times in zip(*pairs, strict=True))
        line(f"  built, {state}", bare, yardstick)
        line(f"  built and checked, {state}", whole, yardstick)
        print(f"    preflight adds {whole / bare - 1:.0%} to the time of building")


def take(names: Iterator[str]) -> list[str]:
    """As many of `names` as there are runs."""
    return list(islice(names, RUNS))


def print_only(output: Path) -> None:
    """Print the editions for the screen as `bifolio build` does, and do not look at them."""
    with Renderer(os.cpu_count() or 1) as renderer:
        project = Project(ROOT)
        folder = ROOT / "source" / "factsheet"
        typecase = read_typecase(project.font_folders)
        manuscript, copy = read(folder, project, typecase)
        order = Order((folder,), (), output)
        jobs = dict(prepare(manuscript, copy, order, project, typecase))
        for name, future in {
            name: renderer.run(render_job, job) for name, job in jobs.items()
        }.items():
            write(output / "factsheet" / f"{name}.pdf", future.result().pdf)


def stages(yardstick: float, output: Path) -> None:
    """Measure each stage in this process."""
    project = Project(ROOT)
    folder = ROOT / "source" / "factsheet"
    typecase = read_typecase(project.font_folders)
    manuscript = load(folder)
    subject = Subject(manuscript, project.layouts.names(), typecase.covered)
    order = Order((folder,), ("bilingual",), output)
    text = manuscript.text
    _, copy = read(folder, project, typecase)

    def merged() -> object:
        return [job for _, job in prepare(manuscript, copy, order, project, typecase)]

    warm_up()
    (_, job), *_ = prepare(manuscript, copy, order, project, typecase)
    languages = manuscript.publication.languages
    table: Sequence[tuple[str, Callable[[], object]]] = (
        ("load", lambda: load(folder)),
        ("validate", lambda: validate(subject)),
        ("typeset", lambda: typeset(manuscript.units(), languages, text.shared)),
        ("render: merge and cut fonts", merged),
        ("render: print", lambda: render_job(job)),
    )
    for name, stage in table:
        line(name, best(lambda stage=stage: timed(stage)), yardstick)  # type: ignore[misc]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{'peak memory, this process with all stages':44}{'':17}{peak:7.0f}")
    print(f"{'peak memory, the largest process of a build':44}{'':17}{children:7.0f}")


def preflight(yardstick: float, output: Path) -> None:
    """Measure the whole preflight of all editions beside their printing."""
    project = Project(ROOT)
    folder = ROOT / "source" / "factsheet"
    typecase = read_typecase(project.font_folders)
    manuscript, copy = read(folder, project, typecase)
    order = Order((folder,), (), output)
    warm_up()
    jobs = dict(prepare(manuscript, copy, order, project, typecase))
    printed: dict[str, RenderedPdf] = {}
    printing = best(lambda: timed(lambda: printed.update(map_jobs(jobs))))

    def look() -> None:
        editions = []
        for name, job in jobs.items():
            task = Task(manuscript, copy, name, job, manuscript.glossary(), project)
            way = PreparedEdition.of(task)
            evidence = way.evidence(printed[name])
            editions.append(examined(evidence, inspect(evidence, way.checks)))
        write_reports(output / "factsheet", editions, tuple(jobs), typecase)

    looking = best(lambda: timed(look))
    line("\nprinting all editions, one after the other", printing, yardstick)
    line("preflight of all editions, and its report", looking, yardstick)
    print(f"    preflight takes {looking / printing:.0%} of the printing")


def map_jobs(jobs: Mapping[str, Job]) -> Iterator[tuple[str, RenderedPdf]]:
    """Print the jobs, one after the other."""
    for name, job in jobs.items():
        yield name, render_job(job)


def composing(yardstick: float, output: Path) -> None:
    """Measure what composing costs beside the renderer's own lines."""
    print("\nrendering each edition of the fact sheet: processor time, s, and × bare")
    print(f"{'':30}{'bare':>7}{'composed':>16}{'remembered':>16}")
    with Renderer(1) as renderer:
        table = renderer.run(times_of_composing, output).result()
    for name, (bare, first, again) in table.items():
        print(
            f"  {name:28}{bare:7.3f}{first:9.3f}{first / bare:7.2f}{again:9.3f}{again / bare:7.2f}"
        )
    print(f"    limit of both: {MOST_COMPOSING:.2f}")
    print("\nbuilding the fact sheet, on all cores")
    build = ("build", "factsheet", "-q", "-o", str(output / "whole"))
    broken = best(lambda: run(sys.executable, "-c", WITHOUT_COMPOSING, *build))
    line("  lines as the renderer breaks them", broken, yardstick)
    whole = best(lambda: run(sys.executable, "-m", "bifolio", *build))
    line("  composed lines", whole, yardstick)
    print(f"    composing costs {whole / broken - 1:+.0%} of the build")


MOST_COMPOSING = 1.25
"""What rendering an edition may cost, as a multiple of its cost with the renderer's own lines."""

WITHOUT_COMPOSING = """\
import sys
from bifolio.workflow import prepare
from bifolio.cli import main

prepare._languages = lambda manuscript: {}
main(sys.argv[1:])
"""
"""Builds without composing. Preflight reports the lines, which takes no less time."""


def times_of_composing(output: Path) -> dict[str, list[float]]:
    """Return how long each edition takes with the renderer's lines, composed, and remembered.

    The ways take turns, so that all meet the same load of the machine; the best of each counts.
    """
    project = Project(ROOT)
    folder = ROOT / "source" / "factsheet"
    typecase = read_typecase(project.font_folders)
    manuscript, copy = read(folder, project, typecase)
    order = Order((folder,), tuple(manuscript.publication.editions), output)

    def seconds(job: Job) -> float:
        gc.collect()  # so that none clears away what another left behind
        begin = time.process_time()
        render_job(job)
        return time.process_time() - begin

    table = {}
    for name, job in prepare(manuscript, copy, order, project, typecase):
        ways = replace(job, languages={}, line_memory=None), replace(job, line_memory=None), job
        for way in ways:
            render_job(way)
        rounds = [[seconds(way) for way in ways] for _ in range(RUNS)]
        table[name] = [min(times) for times in zip(*rounds, strict=True)]
    return table


def line(name: str, seconds: float, yardstick: float) -> None:
    """Print one row."""
    print(f"{name:44}{seconds:7.3f}{seconds / yardstick:10.2f}")


def best(measure: Callable[[], float]) -> float:
    """The best of `RUNS` measurements, in seconds."""
    return min(measure() for _ in range(RUNS))


def timed(work: Callable[[], object]) -> float:
    """How long `work` takes, in seconds."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def run(*command: str) -> float:
    """How long `command` takes in a new process, in seconds."""
    return timed(lambda: subprocess.run(command, cwd=ROOT, check=True, capture_output=True))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print_only(Path(sys.argv[1]))
    else:
        main()
