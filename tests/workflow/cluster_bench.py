"""Throughput of a cluster on this machine: `python -m tests.workflow.cluster_bench`.

Small publications of five editions each are built by the processes of this machine, and by one, two
and three workers in processes of their own; then by three, of which one is killed in the middle.
All bytes are compared.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.support.cluster import NO_NANNY, started_cluster
from tests.workflow.publications import EDITIONS, write_publications

WORKERS = (1, 2, 3)

WARM = "p000"
"""What is built first, so that workers need not load the renderer later."""

Meanwhile = Callable[[Path], None]


def built(project: Path, name: str, *options: str, meanwhile: Meanwhile | None = None) -> float:
    """The seconds of a build into the folder `name`."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "bifolio", "build", "-q", "-o", name, *options]
    with subprocess.Popen(command, cwd=project) as process:
        if meanwhile is not None:
            meanwhile(project / name)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return time.perf_counter() - began


def pdfs(folder: Path) -> dict[str, bytes]:
    """All PDFs in a folder by their path."""
    found = folder.rglob("*.pdf")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def main() -> None:
    """Build, compare and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200, help="publications (200)")
    count = parser.parse_args().count
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        folder = Path(temporary)
        project = folder / "project"
        project.mkdir()
        write_publications(project, count)
        total = count * len(EDITIONS)
        print(f"{count} publications of {len(EDITIONS)} editions, {os.cpu_count()} processors")
        local = built(project, "local")
        expected = pdfs(project / "local")
        assert len(expected) == total
        row("this machine", total, local, local)
        for number in WORKERS:
            on_workers(folder, project, number, expected, local)
        on_workers(folder, project, WORKERS[-1], expected, local, kill=True)
        began = time.perf_counter()
        built(project, "local")
        print(f"nothing to do: {time.perf_counter() - began:.2f} s")


def on_workers(
    folder: Path,
    project: Path,
    number: int,
    expected: dict[str, bytes],
    local: float,
    *,
    kill: bool = False,
) -> None:
    """Build with so many workers, compare, and print a row."""
    name = f"{number} workers{', one killed' if kill else ''}"
    with started_cluster(folder / name.replace(", ", "-").replace(" ", "-")) as cluster:
        for _ in range(number):
            cluster.add_worker(NO_NANNY)
        built(project, f"{name}-warm", WARM, cluster.option)

        def kill_one(output: Path) -> None:
            while len(list(output.rglob("*.pdf"))) < len(expected) // 3:
                time.sleep(0.1)
            cluster.workers[0].kill()

        seconds = built(project, name, cluster.option, meanwhile=kill_one if kill else None)
    assert pdfs(project / name) == expected, "other bytes"
    row(name, len(expected), seconds, local)


def row(name: str, total: int, seconds: float, local: float) -> None:
    """Print what a build of so many editions took."""
    print(
        f"{name:22} {seconds:7.1f} s  {total / seconds:5.2f} editions/s  "
        f"{local / seconds:5.2f} x this machine",
        flush=True,
    )


if __name__ == "__main__":
    main()
