"""A project with the library guide, ready to be mailed, with a ledger of its own."""

from __future__ import annotations

import contextlib
import io
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from bifolio.cli.command_line import main
from bifolio.document.load import load
from bifolio.mail.ledger import Ledger
from bifolio.mail.mailing import Mailed, Mailing, prepare
from bifolio.mail.settings import read_settings
from bifolio.project.folders import Project
from tests.conftest import PUBLICATIONS
from tests.mail.servers import PASSWORD, USER, Authority, MailServer

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)

EXAMPLE = Path("source/library/recipients.example.csv")


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the ledger."""
    folder = tmp_path / "state"
    monkeypatch.setenv("BIFOLIO_STATE", str(folder))
    return folder


@pytest.fixture
def mailed(tmp_path: Path) -> Path:
    """A project with the library guide's text and settings, and nothing built."""
    project = tmp_path / "project"
    shutil.copytree(
        PUBLICATIONS / "source" / "library",
        project / "source" / "library",
    )
    return project


@pytest.fixture
def built(mailed: Path, library: Path) -> Path:
    """The same with its PDFs."""
    shutil.copytree(library, mailed / "build" / "library")
    return mailed


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def server(authority: Authority) -> Iterator[MailServer]:
    server = MailServer(authority)
    yield server
    server.stop()


@pytest.fixture
def ledger(state: Path) -> Ledger:
    return Ledger(state)


@pytest.fixture
def mailing(built: Path, ledger: Ledger) -> Mailing:
    """A mailing to the readers of the example list."""
    return mailing_of(built, ledger)


def mailing_of(project: Path, ledger: Ledger, path: Path = EXAMPLE) -> Mailing:
    return prepare(mailed_in(project), project / path, ledger, NOW)


def mailed_in(project: Path, name: str = "library") -> Mailed:
    """A publication of a project as it is mailed."""
    folder = project / "source" / name
    manuscript = load(folder)
    publication = manuscript.publication
    return Mailed(
        folder,
        project / "build" / name,
        manuscript,
        read_settings(folder, publication),
        Project(project).layouts.of(folder, publication.house),
    )


def change(path: Path, old: str, new: str) -> None:
    """Put `new` in the place of `old` in a text file."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def use_server(project: Path, server: MailServer) -> None:
    """Let the settings of the project name the server."""
    settings = project / "source" / "library" / "mail.yaml"
    host = f"host: localhost\n  authorities: {server.authority.file}\n"
    change(settings, "host: smtp.example.org\n", host)
    change(settings, "port: 587", f"port: {server.port}")
    change(settings, "user: communications@example.org", f"user: {USER}")
    change(settings, "messages-per-minute: 60", "messages-per-minute: 100000")


def mail(project: Path, *arguments: str, **environment: str) -> CompletedProcess[str]:
    """Run a command of mail as its users do, in this process, where that takes less time."""
    said, reported = io.StringIO(), io.StringIO()
    with (
        pytest.MonkeyPatch.context() as here,
        contextlib.chdir(project),
        contextlib.redirect_stdout(said),
        contextlib.redirect_stderr(reported),
    ):
        for name, value in {"BIFOLIO_SMTP_PASSWORD": PASSWORD, **environment}.items():
            here.setenv(name, value)
        code = main(["mail", *arguments])
    assert PASSWORD not in said.getvalue() + reported.getvalue()
    return CompletedProcess(arguments, code, said.getvalue(), reported.getvalue())
