"""Builds on a cluster: the same bytes, even if its machines are lost."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from bifolio.problems import ENVIRONMENT, USAGE
from bifolio.workflow import cluster
from tests.conftest import ROOT, call_bifolio, run_bifolio
from tests.support.cluster import NO_NANNY, RunningCluster, started_cluster
from tests.support.problems import codes
from tests.workflow.publications import write_publications

pytestmark = pytest.mark.slow

TWO = ("-e", "bilingual", "-e", "large-print-en")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCluster]:
    """A scheduler with two workers: one with a nanny, as is usual, and one without."""
    with started_cluster(tmp_path_factory.mktemp("cluster"), 1) as started:
        started.add_worker(NO_NANNY)
        yield started


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of three publications, built on this machine."""
    folder = tmp_path_factory.mktemp("project")
    write_publications(folder, 3)
    finished = call_bifolio("build", *TWO, "-q", "-o", str(folder / "local"), cwd=folder)
    assert finished.returncode == 0, finished.stderr
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    found = (*folder.rglob("*.pdf"), *folder.rglob("preflight.txt"))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_a_cluster_builds_the_same_bytes_although_a_worker_is_killed(
    running: RunningCluster, project: Path
) -> None:
    output = project / "remote"
    command = [sys.executable, "-m", "bifolio", "build", *TWO, "-q", "-o", "remote", running.option]
    with subprocess.Popen(command, cwd=project, stderr=subprocess.PIPE, text=True) as build:
        while build.poll() is None and not list(output.rglob("*.pdf")):
            time.sleep(0.05)
        running.workers[1].kill()
        _, errors = build.communicate()
    assert (build.returncode, errors) == (0, "")
    assert len(contents(output)) == 9
    assert contents(output) == contents(project / "local")
    again = run_bifolio("build", *TWO, "-o", "remote", running.option, cwd=project)
    assert again.stderr == "6 PDFs up to date\n"


def test_findings_have_their_places_in_the_project(running: RunningCluster, tmp_path: Path) -> None:
    (name,) = write_publications(tmp_path, 1)
    text = tmp_path / "source" / name / "text.yaml"
    text.write_text(text.read_text("utf-8").replace("The Garden,", "The The Garden,"), "utf-8")
    found = []
    for options in ([], [running.option]):
        arguments = ("build", "-f", "-e", "en", *options)
        finished = call_bifolio(*arguments, cwd=tmp_path)
        report = (tmp_path / "build" / name / "preflight.txt").read_text("utf-8")
        found.append((finished.returncode, finished.stdout, finished.stderr, report))
    assert f"source/{name}/text.yaml" in found[0][3]
    assert found[0] == found[1]


def test_problems_of_a_layout_have_their_places_in_the_project(
    running: RunningCluster, tmp_path: Path
) -> None:
    write_publications(tmp_path, 1)
    styles = tmp_path / "layouts" / "base" / "own.css"
    styles.write_text("h2 { colour: red }\np { background: url(none.png) }\n", "utf-8")
    found = []
    for options in ([], [running.option]):
        finished = call_bifolio("build", "-e", "en", *options, cwd=tmp_path)
        found.append((finished.returncode, finished.stderr))
    assert "layouts/base/own.css:1" in found[0][1]
    assert found[0] == found[1]


@pytest.mark.parametrize(
    "executor",
    ["dask", "dask=", "dask=10.0.0.5:8786", "dask=http://a:1", "dask=tcp://a", "ray=tcp://a:1"],
)
def test_a_wrong_address_is_wrong_usage(executor: str, tmp_path: Path) -> None:
    finished = call_bifolio("build", "--executor", executor, cwd=tmp_path)
    assert finished.returncode == USAGE
    assert codes(finished.stderr) == ["usage/invalid-arguments"]


def test_a_missing_scheduler_is_reported(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "TO_CONNECT", 1)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # without listening
        address = f"dask=tcp://127.0.0.1:{taken.getsockname()[1]}"
        finished = call_bifolio("build", "-o", "none", "--executor", address, cwd=project)
    assert finished.returncode == ENVIRONMENT
    assert codes(finished.stderr) == ["environment/cluster-unreachable"]


def test_a_missing_package_is_reported(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, "bifolio.workflow.cluster")
    finished = call_bifolio("build", "--executor", "dask=tcp://127.0.0.1:1", cwd=project)
    assert finished.returncode == ENVIRONMENT
    assert codes(finished.stderr) == ["environment/missing-extra"]
    assert "bifolio[cluster]" in finished.stderr


def test_workers_with_another_bifolio_are_refused_and_none_are_waited_for(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    shutil.copytree(
        ROOT / "bifolio", other / "bifolio", ignore=shutil.ignore_patterns("__pycache__")
    )
    for name in ("layouts", "fonts"):
        (other / name).symlink_to(ROOT / name)
    with (other / "bifolio" / "compose" / "composer.py").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    monkeypatch.setattr(cluster, "WITHOUT_WORKERS", 1)
    with started_cluster(tmp_path / "cluster") as started:
        arguments = ("build", "-o", "none", started.option)
        finished = call_bifolio(*arguments, cwd=project)
        assert finished.returncode == ENVIRONMENT
        assert codes(finished.stderr) == ["environment/cluster-without-workers"]
        started.add_worker(NO_NANNY, environment={"PYTHONPATH": str(other)})
        monkeypatch.setattr(cluster, "WITHOUT_WORKERS", 30)
        finished = call_bifolio(*arguments, cwd=project)
    assert finished.returncode == ENVIRONMENT
    assert codes(finished.stderr) == ["environment/cluster-differs"]


@pytest.mark.parametrize("lost", ["workers", "scheduler"])
def test_the_loss_of_all_machines_ends_the_build(
    lost: str, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "WITHOUT_WORKERS", 2)
    with started_cluster(tmp_path) as started:
        worker = started.add_worker(NO_NANNY)
        gone = worker if lost == "workers" else started.scheduler
        run = cluster.DaskCluster.run

        def run_and_lose(*given):  # type: ignore[no-untyped-def]
            future = run(*given)
            gone.kill()
            return future

        monkeypatch.setattr(cluster, "WITHOUT_WORKERS", 30)
        monkeypatch.setattr(cluster.DaskCluster, "run", run_and_lose)
        monkeypatch.setattr(cluster, "EVERY", 0.2)
        began = cluster.DaskCluster._compare

        def compare_and_hurry(*given):  # type: ignore[no-untyped-def]
            began(*given)
            monkeypatch.setattr(cluster, "WITHOUT_WORKERS", 2)

        monkeypatch.setattr(cluster.DaskCluster, "_compare", compare_and_hurry)
        finished = call_bifolio(
            *("build", "p000", "-e", "en", "-o", f"lost-{lost}", started.option), cwd=project
        )
    assert finished.returncode == ENVIRONMENT
    expected = "cluster-without-workers" if lost == "workers" else "cluster-lost"
    assert codes(finished.stderr) == [f"environment/{expected}"]


def test_an_interrupt_cancels_the_jobs(running: RunningCluster, project: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "bifolio",
        "build",
        "-f",
        "-o",
        "ended",
        running.option,
    ]
    with subprocess.Popen(
        command, cwd=project, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as build:
        assert build.stdout is not None
        build.stdout.readline()
        build.send_signal(signal.SIGINT)
        _, errors = build.communicate(timeout=30)
    assert (build.returncode, errors) == (130, "interrupted; what was finished is in place\n")
    from distributed import Client

    with Client(running.address, set_as_default=False) as client:
        states = client.run_on_scheduler(
            lambda dask_scheduler: [each.state for each in dask_scheduler.tasks.values()]
        )
    assert [each for each in states if each in ("queued", "no-worker", "waiting")] == []
    assert list((project / "ended" / ".cache" / "results").rglob("*")) != []


def test_tls_uses_the_certificates_that_dask_is_configured_with(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(
        tmp_path / "key.pem"
    )
    variables = {"CA_FILE": "ca.pem"}
    for role in ("SCHEDULER", "WORKER", "CLIENT"):
        variables |= {f"{role}__CERT": "key.pem", f"{role}__KEY": "key.pem"}
    for name, file in variables.items():
        monkeypatch.setenv(f"DASK_DISTRIBUTED__COMM__TLS__{name}", str(tmp_path / file))
    with started_cluster(tmp_path / "cluster", protocol="tls") as started:
        started.add_worker(NO_NANNY)
        assert started.address.startswith("tls://")
        arguments = ("build", "p000", "-e", "bilingual", "-o", "tls", started.option)
        finished = run_bifolio(*arguments, cwd=project)
        monkeypatch.delenv("DASK_DISTRIBUTED__COMM__TLS__CA_FILE")
        without = run_bifolio(*arguments, "-f", cwd=project)
    assert (finished.returncode, finished.stderr) == (0, "1 PDF built and checked\n")
    one = Path("p000", "bilingual.pdf")
    assert (project / "tls" / one).read_bytes() == (project / "local" / one).read_bytes()
    assert without.returncode == ENVIRONMENT
    assert codes(without.stderr) == ["environment/cluster-unreachable"]
