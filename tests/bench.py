"""How long the stages take, and how much memory: `make bench` prints it as a table.

Times are the best of several runs on this machine; what counts are the ratios within one run. The
yardstick is a bare `import weasyprint` in a new process.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bifolio.fonts.typecase import read_typecase
from bifolio.load import load
from bifolio.press import Order, prepare, read
from bifolio.project import Project
from bifolio.render.renderer import print_job, warm_up
from bifolio.typeset import typeset
from bifolio.validate import Subject, validate

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
        ("typeset", lambda: typeset(manuscript.units(), languages, text.shared_values())),
        ("render: merge and cut fonts", merged),
        ("render: print", lambda: print_job(job)),
    )
    for name, stage in table:
        line(name, best(lambda stage=stage: timed(stage)), yardstick)  # type: ignore[misc]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{'peak memory, this process with all stages':44}{'':17}{peak:7.0f}")
    print(f"{'peak memory, the largest process of a build':44}{'':17}{children:7.0f}")


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
    main()
