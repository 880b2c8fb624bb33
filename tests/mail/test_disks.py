"""Without a ledger nothing is sent; without room for new drafts the old ones stay."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bifolio.mail.drafts import Draft, write_drafts
from bifolio.problems import Problems
from tests.conftest import call_bifolio
from tests.mail.conftest import EXAMPLE, use_server
from tests.mail.servers import PASSWORD, MailServer
from tests.support.disks import may_mount, run_on

ENVIRONMENT = 3

KINDS = [
    pytest.param(
        "full",
        marks=pytest.mark.skipif(
            not may_mount(), reason="the kernel or container forbids mounting (unshare)"
        ),
    ),
    "forbidden",
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("command", ["suppress li@example.org", "send --list EXAMPLE --yes"])
def test_nothing_is_sent_without_the_ledger(
    command: str, kind: str, built: Path, state: Path, server: MailServer
) -> None:
    use_server(built, server)
    assert call_bifolio("mail", "suppress", "wang@example.org", cwd=built).returncode == 0
    if kind == "forbidden":
        (state / "mail.sqlite3").chmod(0o444)
    found = run_on(
        kind,
        state,
        "mail",
        *command.replace("EXAMPLE", str(EXAMPLE)).split(),
        cwd=built,
        environment={"BIFOLIO_SMTP_PASSWORD": PASSWORD},
    )
    assert found.code == ENVIRONMENT, found.errors
    assert str(state) in found.errors
    assert "\n  hint: " in found.errors
    assert "Traceback" not in found.errors
    assert sum(server.copies.values()) == 0
    listed = call_bifolio("mail", "suppress", cwd=built).stdout
    assert listed.startswith("wang@example.org: unsubscribed")


@pytest.mark.parametrize("kind", KINDS)
def test_earlier_drafts_stay_if_the_disk_is_full(kind: str, built: Path) -> None:
    assert call_bifolio("mail", "draft", cwd=built).returncode == 0
    build = built / "build" / "library"
    found = run_on(kind, build, "mail", "draft", cwd=built, environment={})
    assert found.code == ENVIRONMENT, found.errors
    assert "mail/recipients.example/0001-en.eml: " in found.errors
    assert found.changed == ()


def test_drafts_moved_by_a_killed_process_are_restored(
    tmp_path: Path,
) -> None:
    left = tmp_path / ".mail.999999999.before"
    left.mkdir()
    (left / "index.html").write_text("before")

    def failing() -> Iterator[Draft]:
        raise Problems([])
        yield

    with pytest.raises(Problems):
        write_drafts(tmp_path / "mail", "title", failing())
    assert [path.name for path in tmp_path.iterdir()] == ["mail"]
    assert (tmp_path / "mail" / "index.html").read_text() == "before"
