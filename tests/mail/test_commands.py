"""The commands of mail as people use them, from the first test message to forgetting a reader."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import mailbox
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import keyring
import keyring.backend
import keyring.backends.fail
import keyring.errors
import pytest

from bifolio.mail.addresses import parse_address
from bifolio.mail.bounces import Bounce, NoBounce, bounces_of, read_bounces
from bifolio.mail.ledger import DeliveryState, Issue, Ledger
from bifolio.mail.ledger_file import default_folder
from bifolio.mail.passwords import password_for
from bifolio.mail.verdicts import Verdict, judge
from bifolio.problems import ENVIRONMENT, FOUND, USAGE, Problems
from tests.conftest import call_bifolio
from tests.mail.conftest import change, mail, use_server
from tests.mail.servers import PASSWORD, Failure, MailServer
from tests.support.problems import codes

READERS = ("Press@example.org", "library@example.org", "office@example.org")
TEAM = "name,address,language\nPress,Press@example.org,en\n图书馆,library@example.org,zh-Hans\n"
TEAM += ",office@example.org,en\n"


@pytest.fixture
def office(built: Path, server: MailServer) -> Path:
    """A project with three readers and a server."""
    use_server(built, server)
    folder = built / "source" / "library" / "recipients"
    folder.mkdir()
    (folder / "team.csv").write_text(TEAM, "utf-8")
    return built


def send(project: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return mail(project, "send", "--list", "team", *options, **environment)


def output_of(finished: subprocess.CompletedProcess[str], code: int = 0) -> str:
    assert finished.returncode == code, finished.stderr
    return finished.stdout if code == 0 else finished.stdout + finished.stderr


AT_A_TERMINAL = """\
import sys
from bifolio.cli.command_line import main

sys.stdin.isatty = lambda: True
sys.exit(main(sys.argv[1:]))
"""
"""The press as it is where somebody sits before it; not every machine has terminals to give."""


def asked(project: Path, answers: str, *options: str) -> str:
    """Send from a terminal with these answers; return the output."""
    finished = subprocess.run(
        [sys.executable, "-c", AT_A_TERMINAL, "mail", "send", "--list", "team", *options],
        cwd=project,
        env={**os.environ, "BIFOLIO_SMTP_PASSWORD": PASSWORD},
        input=answers,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert "Traceback" not in finished.stdout
    return finished.stdout


def test_nothing_is_sent_without_confirmation(office: Path, server: MailServer) -> None:
    finished = send(office)
    assert codes(output_of(finished, USAGE)) == ["usage/not-confirmed"]
    assert "2 to send" in finished.stdout
    said = asked(office, "n\n")
    assert "send 3 messages? [y/N]" in said
    assert "nothing was sent" in said
    assert server.copies == {}
    assert "nothing was ever sent" in output_of(mail(office, "status"))


def test_end_of_input_means_no(office: Path, server: MailServer) -> None:
    assert "nothing was sent" in asked(office, "")
    assert server.copies == {}


def test_a_confirmed_mailing_sends_each_message_once(office: Path, server: MailServer) -> None:
    said = asked(office, "y\n")
    assert "1 of 3 done" in said  # the log of a run has its pace, too
    assert "a minute" in said
    assert "3 sent" in said
    assert server.copies == dict.fromkeys(READERS, 1)
    finished = send(office, "--yes")
    assert codes(output_of(finished, FOUND)) == ["mail/already-begun"]
    assert "nothing is left to send" in output_of(send(office, "--resume", "--yes"))
    assert server.copies == dict.fromkeys(READERS, 1)


def test_resume_requires_a_begun_mailing(office: Path) -> None:
    said = output_of(send(office, "--resume", "--yes"), FOUND)
    assert codes(said) == ["mail/nothing-begun"]


def test_a_limit_and_a_group_narrow_what_is_sent(office: Path, server: MailServer) -> None:
    assert "1 sent" in output_of(send(office, "--yes", "--limit", "1"), 1)
    assert "2 sent" in output_of(send(office, "--yes", "--resume"))
    assert server.copies == dict.fromkeys(READERS, 1)
    said = output_of(send(office, "--yes", "--group", "x"), FOUND)
    assert codes(said) == ["recipients/empty"]


@pytest.mark.parametrize("limit", ["-1", "0", "all"])
def test_an_invalid_limit_is_wrong_usage(office: Path, limit: str) -> None:
    for command in (["send", "--list", "team", "--yes"], ["draft"]):
        finished = call_bifolio("mail", *command, "--limit", limit, cwd=office)
        assert finished.returncode == 2
        assert f"'{limit}' is not a whole number of 1 or more" in finished.stderr


def test_a_test_message_goes_to_the_given_address_and_is_not_recorded(
    office: Path, server: MailServer
) -> None:
    server.keep_messages = True
    said = output_of(send(office, "--to", "me@example.org", "--yes"))
    assert "en, en, to me@example.org: 250" in said
    assert server.copies == {"me@example.org": 2}
    assert all(b"To: " in message for message in server.messages)
    assert not any(b"library@example.org" in message for message in server.messages)
    assert "nothing was ever sent" in output_of(mail(office, "status"))
    assert "3 sent" in output_of(send(office, "--yes"))


def test_test_messages_are_those_of_the_first_reader_of_each_kind(
    office: Path, server: MailServer
) -> None:
    server.keep_messages = True
    output_of(send(office, "--to", "me@example.org", "--yes"))
    english, _ = server.messages
    assert b"To: Press <me@example.org>" in english


def test_make_clean_does_not_change_the_ledger(
    office: Path, server: MailServer, library: Path
) -> None:
    output_of(send(office, "--yes"))
    for path in (office / "build" / "library").rglob("*"):
        if path.suffix not in (".pdf", ".json") and path.is_file():
            path.unlink()
    assert "nothing is left to send" in output_of(send(office, "--resume", "--yes"))
    assert server.copies == dict.fromkeys(READERS, 1)


def rebuild(project: Path, *editions: str) -> None:
    """Change editions, as if they were built again after a correction."""
    built = project / "build" / "library"
    report = built / "preflight.json"
    for edition in editions:
        path = built / f"{edition}.pdf"
        before = path.read_bytes()
        after = before + b"% again\n"
        path.write_bytes(after)
        change(report, hashlib.sha256(before).hexdigest(), hashlib.sha256(after).hexdigest())


@pytest.mark.parametrize("resume", [[], ["--resume"]], ids=["send", "resume"])
def test_a_rebuilt_pdf_goes_only_to_readers_who_got_no_earlier_version(
    office: Path, server: MailServer, resume: list[str]
) -> None:
    output_of(send(office, "--yes", "--limit", "1"), 1)
    rebuild(office, "en", "zh-Hans")
    said = output_of(send(office, "--yes", *resume))
    assert re.search("1 of them got an earlier version, the last on [-0-9]+, and do not get", said)
    assert "`--again` sends it to them too" in said
    assert "2 sent" in said
    assert server.copies == dict.fromkeys(READERS, 1)


def standing(project: Path, edition: str) -> list[str]:
    """The status of each version of an edition, the oldest first."""
    lines = output_of(mail(project, "status")).splitlines()
    about = [number for number, line in enumerate(lines) if f", edition {edition} (" in line]
    return [lines[number + 1].strip() for number in about]


def test_readers_no_longer_wait_once_another_version_is_sent(
    office: Path, server: MailServer
) -> None:
    output_of(send(office, "--yes", "--limit", "1"), 1)
    assert standing(office, "en") == ["1 waiting, 1 sent"]
    rebuild(office, "en", "zh-Hans")
    # As long as nothing is sent of the new state, that is all that is known.
    assert standing(office, "en") == ["1 waiting, 1 sent"]
    output_of(send(office, "--yes", "--limit", "1"), 1)
    en = ["1 sent, 1 replaced by another version of the PDF", "1 waiting"]
    zh = ["1 replaced by another version of the PDF", "1 sent"]
    assert (standing(office, "en"), standing(office, "zh-Hans")) == (en, zh)
    rebuild(office, "en")
    output_of(send(office, "--yes", "--resume"))
    assert standing(office, "en") == [en[0], "1 replaced by another version of the PDF", "1 sent"]


def test_a_restored_version_leaves_nobody_waiting_twice(office: Path, server: MailServer) -> None:
    built = {path: path.read_bytes() for path in (office / "build" / "library").glob("*.*")}
    output_of(send(office, "--yes", "--limit", "1"), 1)
    rebuild(office, "en", "zh-Hans")
    output_of(send(office, "--yes", "--limit", "1"), 1)
    for path, content in built.items():
        path.write_bytes(content)
    output_of(send(office, "--yes", "--resume"))
    over = "1 replaced by another version of the PDF"
    assert standing(office, "en") == ["2 sent", over]
    assert standing(office, "zh-Hans") == [over, "1 sent"]
    assert server.copies == dict.fromkeys(READERS, 1)


def test_if_one_edition_is_rebuilt_the_others_continue(office: Path, server: MailServer) -> None:
    output_of(send(office, "--yes", "--limit", "1"), 1)
    rebuild(office, "en")
    assert codes(output_of(send(office, "--yes"), FOUND)) == ["mail/already-begun"]
    assert "2 sent" in output_of(send(office, "--yes", "--resume"))
    assert server.copies == dict.fromkeys(READERS, 1)


def test_again_sends_a_new_version_to_all_readers(office: Path, server: MailServer) -> None:
    output_of(send(office, "--yes"))
    rebuild(office, "en", "zh-Hans")
    assert "nothing is left to send" in output_of(send(office, "--yes"))
    assert "0 drafts" in output_of(mail(office, "draft", "--list", "team"))
    assert "3 drafts" in output_of(mail(office, "draft", "--list", "team", "--again"))
    said = output_of(send(office, "--yes", "--again", "--limit", "1"), 1)
    assert "2 of them got an earlier version" in said
    assert "and get this one too" in said
    assert sum(server.copies.values()) == 4
    # The ledger knows who was meant: the word is not said twice.
    assert "2 sent" in output_of(send(office, "--yes", "--resume"))
    assert server.copies == dict.fromkeys(READERS, 2)


def test_a_restored_version_is_not_sent_to_readers_of_the_other(
    office: Path, server: MailServer
) -> None:
    built = {path: path.read_bytes() for path in (office / "build" / "library").glob("*.*")}
    output_of(send(office, "--yes", "--limit", "1"), 1)
    rebuild(office, "en", "zh-Hans")
    output_of(send(office, "--yes"))
    for path, content in built.items():
        path.write_bytes(content)
    assert "nothing is left to send" in output_of(send(office, "--yes", "--resume"))
    assert server.copies == dict.fromkeys(READERS, 1)


def test_doubts_about_an_earlier_version_are_asked_about(office: Path, server: MailServer) -> None:
    server.failure = Failure("dot", "cut")
    output_of(send(office, "--yes"), 1)
    rebuild(office, "en", "zh-Hans")
    said = output_of(send(office, "--yes"), 1)
    assert "in doubt: Press@example.org" in said
    assert "nothing is left to send" in said
    output_of(mail(office, "settle", "press@example.org", "--lost"))
    assert "1 sent" in output_of(send(office, "--yes"))
    assert server.copies == dict.fromkeys(READERS, 1)


def test_messages_in_doubt_are_asked_about_and_not_sent(
    office: Path, server: MailServer, ledger: Ledger
) -> None:
    server.failure = Failure("answer", "cut")
    said = output_of(send(office, "--yes"), 1)
    assert "Press@example.org: in doubt: no answer to the message" in said
    status = output_of(mail(office, "status"), 1)
    (message_id,) = re.findall(r"Message-ID <([0-9a-f]{32}@example\.org)>", status)
    assert ledger.by_message_id(message_id)
    said = output_of(send(office, "--resume", "--yes"), 1)
    assert "hint: `bifolio mail settle Press@example.org --arrived`, or `--lost`, records" in said
    assert "`bifolio mail settle Press@example.org --arrived`, or `--lost`" in status
    assert server.copies == dict.fromkeys(READERS, 1)
    assert "did it arrive?" in asked(office, "\n", "--resume")
    assert "in doubt" in output_of(mail(office, "status"), 1)
    assert "nothing is left to send" in asked(office, "y\n", "--resume")
    assert "in doubt" not in output_of(mail(office, "status"))
    assert server.copies == dict.fromkeys(READERS, 1)


def test_a_lost_message_is_sent_after_settle_lost(office: Path, server: MailServer) -> None:
    server.failure = Failure("dot", "cut")
    output_of(send(office, "--yes"), 1)
    said = output_of(mail(office, "settle", "office@example.org", "--lost"), FOUND)
    assert codes(said) == ["mail/nothing-in-doubt"]
    assert "waiting" in output_of(mail(office, "settle", "press@example.org", "--lost"))
    assert "1 sent" in output_of(send(office, "--resume", "--yes"))
    assert server.copies == dict.fromkeys(READERS, 1)


def test_the_history_has_every_step_with_the_words_of_the_server(
    office: Path, server: MailServer
) -> None:
    server.failure = Failure("dot", "552 5.2.2")
    assert "Press@example.org: refused: 552 5.2.2 no" in output_of(send(office, "--yes"), 1)
    history = output_of(mail(office, "history", "press@EXAMPLE.org"))
    assert [line.split("  ")[2] for line in history.splitlines()] == ["offered", "refused"]
    assert history.splitlines()[1].endswith("552 5.2.2 no")
    assert "refused: Press@example.org: 552 5.2.2 no" in output_of(mail(office, "status"))


def test_every_command_without_results_says_so(office: Path, server: MailServer) -> None:
    output_of(send(office, "--yes"))
    assert "nothing was ever sent to me@example.org" in output_of(
        mail(office, "history", "me@example.org")
    )
    assert "nothing of 'annual' was ever sent" in output_of(mail(office, "status", "annual"))


def test_an_export_has_no_formulas(office: Path, server: MailServer, ledger: Ledger) -> None:
    folder = office / "source" / "library" / "recipients"
    with (folder / "team.csv").open("a") as file:
        file.write(",=cmd@example.org,en\n")
    assert "begins with '='" in output_of(mail(office, "lint"), 1)
    (folder / "team.csv").write_text(TEAM, "utf-8")
    output_of(send(office, "--yes"))
    rows = list(csv.DictReader(io.StringIO(output_of(mail(office, "export")))))
    assert {row["address"]: row["state"] for row in rows} == dict.fromkeys(READERS, "sent")
    assert all(row["answer"] == "250 2.0.0 taken" for row in rows)
    output_of(mail(office, "export", "--file", "ledger.csv"))
    assert (office / "ledger.csv").read_bytes().startswith(b"\xef\xbb\xbfpublication,list,")


def test_suppressed_readers_get_nothing_by_address_or_token(
    office: Path, server: MailServer, ledger: Ledger
) -> None:
    token = ledger.reader(parse_address("office@example.org"))
    said = output_of(mail(office, "suppress", "PRESS@example.org", token))
    assert said.count("suppressed; nothing more is sent") == 2
    assert "was already suppressed" in output_of(mail(office, "suppress", "press@example.org"))
    assert "1 sent" in output_of(send(office, "--yes"))
    assert server.copies == {"library@example.org": 1}
    listing = output_of(mail(office, "suppress"))
    assert f"{token}: unsubscribed on" in listing
    assert "nothing is sent there: unsubscribed" in output_of(mail(office, "history", READERS[0]))
    exported = output_of(mail(office, "export", "--suppressed"))
    assert exported.count("unsubscribed") == 2
    assert "can be sent to again" in output_of(mail(office, "suppress", token, "--lift"))
    assert "1 sent" in output_of(send(office, "--yes", "--resume"))
    assert server.copies == dict.fromkeys(READERS[1:], 1)


def test_an_unknown_token_is_an_error(office: Path, ledger: Ledger) -> None:
    said = output_of(mail(office, "suppress", 32 * "f"), USAGE)
    assert codes(said) == ["usage/unknown-token"]
    assert ledger.suppressions.all() == []


def test_a_reader_who_has_the_pdf_from_another_list_counts_as_done(
    office: Path, server: MailServer, ledger: Ledger
) -> None:
    output_of(send(office, "--yes"))
    address = parse_address("office@example.org")
    (sent,) = (
        each for each in ledger.campaigns() if ledger.delivery(each.id, ledger.reader(address))
    )
    other = Issue(sent.publication, "friends", sent.edition, sent.sha256)
    campaign = ledger.begin_campaign(other, datetime.now(UTC))
    row = (campaign.id, ledger.reader(address), str(address), "x@example.org", False)
    ledger._enter([row], datetime.now(UTC))
    assert "1 done through another list" in output_of(mail(office, "status"))


def test_a_policy_of_the_server_gives_up_no_reader(office: Path, server: MailServer) -> None:
    server.failure = Failure("rcpt", "550 5.7.1 relaying denied", times=1)
    said = output_of(send(office, "--yes"), 1)
    assert "correct `host:`, `port:` and `user:`" in said
    assert "3 sent" in output_of(send(office, "--yes", "--resume"))
    assert server.copies == dict.fromkeys(READERS, 1)


def test_refused_readers_are_retried_on_request(
    office: Path, server: MailServer, ledger: Ledger
) -> None:
    server.failure = Failure("rcpt", "552 5.2.2 mailbox full", times=1)
    said = output_of(send(office, "--yes"), 1)
    assert "2 sent" in said
    assert "nothing is left to send" in output_of(send(office, "--yes", "--resume"))
    assert "1 sent" in output_of(send(office, "--yes", "--refused"))
    assert server.copies == dict.fromkeys(READERS, 1)


def test_a_dead_mailbox_can_be_reopened(office: Path, server: MailServer, ledger: Ledger) -> None:
    server.failure = Failure("rcpt", "550 5.1.1", times=1)
    output_of(send(office, "--yes"), 1)
    (dead,) = ledger.suppressions.all()
    assert "nothing is left to send" in output_of(send(office, "--yes", "--refused"))
    assert "waiting" in output_of(mail(office, "settle", dead.address or "", "--retry"))
    assert "1 sent" in output_of(send(office, "--yes", "--resume"))
    assert server.copies == dict.fromkeys(READERS, 1)
    assert "was refused or came back" in output_of(mail(office, "settle", READERS[0], "--retry"), 1)


NOTIFICATION = """\
From: MAILER-DAEMON@example.org
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="cut"

--cut
Content-Type: text/plain

Your message came back.
--cut
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; elsewhere@example.com
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1
 no such mailbox

--cut
Content-Type: {kind}

From: communications@example.org
Message-ID: <{message_id}>

--cut--
"""


def notification(
    message_id: str,
    action: str = "failed",
    status: str = "5.1.1",
    kind: str = "text/rfc822-headers",
) -> bytes:
    """A delivery status notification, as servers write it."""
    return NOTIFICATION.format(
        message_id=message_id, action=action, status=status, kind=kind
    ).encode()


@pytest.mark.parametrize("kind", ["text/rfc822-headers", "message/rfc822"])
def test_a_notification_is_read(kind: str) -> None:
    (bounce,) = bounces_of(notification("x@example.org", kind=kind))
    assert (bounce.message_id, bounce.action, bounce.status) == ("x@example.org", "failed", "5.1.1")
    assert bounce.diagnostic == "smtp; 550 5.1.1 no such mailbox"
    assert (bounce.returned, bounce.verdict) == (True, Verdict.DEAD)


def test_a_notification_cannot_write_control_characters() -> None:
    spoiled = notification("x@example.org").replace(b"no such", b"\x1b[2Jno such")
    (bounce,) = bounces_of(spoiled)
    assert bounce.diagnostic == "smtp; 550 5.1.1 [2Jno such mailbox"


def of_parts(*parts: tuple[str, str]) -> bytes:
    """A notification of parts, each with its header and its content."""
    head = 'From: MAILER-DAEMON@example.net\nContent-Type: multipart/report; boundary="b"\n'
    return "".join(
        [head, *(f"\n--b\n{top}\n\n{body}\n" for top, body in parts), "--b--\n"]
    ).encode()


STATUS = "Reporting-MTA: dns; mx.example.net\n\nAction: failed\nStatus: 5.1.1\n"
BASE64 = base64.encodebytes(STATUS.encode()).decode()
RETURNED = "Subject: x\nMessage-ID: <x@example.org>\n"

NOTIFICATIONS = {
    "only-an-original-id": of_parts(
        (
            "Content-Type: message/delivery-status",
            f"X-Original-Message-ID: <x@example.org>\n{STATUS}",
        )
    ),
    "international": of_parts(
        ("Content-Type: message/global-delivery-status", STATUS),
        ("Content-Type: message/global-headers", RETURNED),
    ),
    "base64": of_parts(
        ("Content-Type: message/delivery-status\nContent-Transfer-Encoding: base64", BASE64),
        ("Content-Type: message/rfc822-headers", RETURNED),
    ),
    "base64-of-another-kind": of_parts(
        ("Content-Type: message/global-delivery-status\nContent-Transfer-Encoding: base64", BASE64),
        ("Content-Type: text/rfc822-headers", RETURNED),
    ),
    "words-behind-the-status": of_parts(
        ("Content-Type: message/delivery-status", STATUS.replace("5.1.1", "5.1.1 (bad mailbox)")),
        ("Content-Type: text/rfc822-headers", RETURNED),
    ),
    "qmail": (
        "From: MAILER-DAEMON@example.net\nSubject: failure notice\n\n"
        "Hi. This is the qmail-send program at example.net.\nIt did not work out.\n\n"
        "<reader@example.com>:\n192.0.2.5 does not like recipient.\n"
        "Remote host said: 550 5.1.1 User unknown\nGiving up on 192.0.2.5.\n\n"
        f"--- Below this line is a copy of the message.\n\n{RETURNED}\nhello\n"
    ).encode(),
}


@pytest.mark.parametrize("form", NOTIFICATIONS)
def test_every_form_of_notification_is_read(form: str) -> None:
    (bounce,) = bounces_of(NOTIFICATIONS[form])
    assert (bounce.message_id, bounce.status) == ("x@example.org", "5.1.1")
    assert (bounce.returned, bounce.verdict) == (True, Verdict.DEAD)


def test_notifications_are_read_from_files_and_folders(tmp_path: Path) -> None:
    for name in ("qmail", "base64"):
        (tmp_path / f"{name}.eml").write_bytes(NOTIFICATIONS[name])
    reply = b"Auto-Submitted: auto-replied\nIn-Reply-To: <x@example.org>\n\nI am away.\n"
    (tmp_path / "reply.eml").write_bytes(reply)
    assert len(list(read_bounces(tmp_path / "qmail.eml"))) == 1
    one, other, none = read_bounces(tmp_path)
    assert isinstance(one, Bounce)
    assert isinstance(other, Bounce)
    assert none == NoBounce("reply.eml", "an automatic reply")


@pytest.mark.parametrize(
    ("status", "words", "verdict"),
    [
        ("5.1.1", "", Verdict.DEAD),
        ("5.1.10", "550 the domain takes no mail", Verdict.DEAD),
        ("5.2.1", "the account is disabled", Verdict.DEAD),
        ("5.2.2", "mailbox is full", Verdict.MAILBOX),
        ("5.2.3", "message larger than this mailbox takes", Verdict.MAILBOX),
        ("5.1.8", "bad address of the sender", Verdict.SENDER),
        ("5.3.4", "message too big for system", Verdict.SENDER),
        ("5.4.5", "daily quota of the sender", Verdict.SENDER),
        ("5.7.26", "unauthenticated mail", Verdict.SENDER),
        ("5.0.0", "550 Ip frequency limited [x IP: 192.0.2.22]", Verdict.SENDER),
        ("5.0.0", "550 mailbox not found", Verdict.DEAD),
        ("5.0.0", "554 5.7.1 rejected as spam", Verdict.SENDER),
        ("550 5.1.1 <spam@example.org>: user unknown", "", Verdict.DEAD),
        ("550 no such user here", "", Verdict.DEAD),
        ("5.2.121", "the sender sends too much to this recipient", Verdict.MAILBOX),
        ("5.1.20", "several addresses in From", Verdict.SENDER),
        ("5.4.4", "Host or domain name not found", Verdict.MAILBOX),
        ("5.4.1", "Recipient address rejected: Access denied", Verdict.MAILBOX),
        ("5.5.0", "550 Requested action not taken: mailbox unavailable", Verdict.MAILBOX),
        ("5.1.0", "550 Address rejected: no such user", Verdict.DEAD),
        ("5.7.0", "550 Message rejected", Verdict.SENDER),
        ("550 sender domain does not exist", "", Verdict.SENDER),
        ("550 Sender's address is unknown", "", Verdict.SENDER),
        ("550 发件人邮箱不存在", "", Verdict.SENDER),
        ("550 收件人不存在", "", Verdict.DEAD),
        ("550 Daily sending quota exceeded", "", Verdict.SENDER),
        ("550 Unrouteable address", "", Verdict.MAILBOX),
        ("550 no", "", Verdict.UNCLEAR),
        ("554 192.5.1.1 said no", "", Verdict.UNCLEAR),
    ],
)
def test_refusals_are_classified(status: str, words: str, verdict: Verdict) -> None:
    assert judge(status, words) is verdict


def test_a_long_answer_is_classified_quickly() -> None:
    begun = time.monotonic()
    judge("5.0.0", "exceed " * 20_000)
    assert time.monotonic() - begun < 5


def test_a_mailbox_that_is_full_keeps_its_reader(
    office: Path, server: MailServer, ledger: Ledger
) -> None:
    output_of(send(office, "--yes"))
    reader = ledger.reader(parse_address("office@example.org"))
    (row,) = filter(None, (ledger.delivery(each.id, reader) for each in ledger.campaigns()))
    full = notification(row.message_id or "", status="5.2.2").replace(b"550 5.1.1", b"552 5.2.2")
    (office / "full.eml").write_bytes(full)
    assert "reader kept" in output_of(mail(office, "bounces", "full.eml"))
    assert ledger.suppressions.all() == []
    after = ledger.delivery(row.campaign, reader)
    assert after
    assert after.state is DeliveryState.BOUNCED
    output_of(mail(office, "settle", row.address or "", "--retry"))
    assert "1 sent" in output_of(send(office, "--yes", "--resume"))


@pytest.mark.parametrize(
    "junk",
    [
        b"",
        b"\x00\xff" * 100,
        b"Content-Type: multipart/report; boundary=x\n\n--x\n\n--x--\n",
        b"Content-Type: message/rfc822\n\n" * 5000,
        b"".join(
            b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (at, at) for at in range(2000)
        ),
    ],
    ids=["nothing", "binary", "empty-parts", "messages-in-messages", "parts-in-parts"],
)
def test_other_messages_are_skipped(junk: bytes) -> None:
    assert list(bounces_of(junk)) == []


def test_messages_that_are_moved_meanwhile_are_skipped(tmp_path: Path) -> None:
    box = mailbox.Maildir(tmp_path / "box")
    box.add(notification("x@example.org"))
    (tmp_path / "box" / "new" / "gone").symlink_to(tmp_path / "nowhere")
    (bounce,) = read_bounces(tmp_path / "box")
    assert isinstance(bounce, Bounce)
    assert bounce.message_id == "x@example.org"


@pytest.mark.parametrize("box", ["maildir", "mbox"])
def test_readers_of_dead_mailboxes_are_suppressed(
    office: Path, server: MailServer, ledger: Ledger, box: str
) -> None:
    output_of(send(office, "--yes"))
    rows = {
        row.address: row.message_id or ""
        for campaign in ledger.campaigns()
        for row in ledger.deliveries(campaign.id)
    }
    path = office / box
    kept: mailbox.Maildir | mailbox.mbox
    kept = mailbox.Maildir(path) if box == "maildir" else mailbox.mbox(path)
    kept.add(notification(rows["Press@example.org"]))
    kept.add(notification(rows["office@example.org"], "delayed", "4.4.1"))
    kept.add(notification("f" * 32 + "@example.org"))
    kept.add(EmailMessage())
    kept.close()
    said = output_of(mail(office, "bounces", str(path)))
    assert "Press@example.org: mailbox is dead, nothing more is sent: 5.1.1 smtp; 550" in said
    assert "office@example.org: delayed: 4.4.1" in said
    assert "1 of messages that are not in the ledger" in said
    assert "1 no notification" in said
    assert "1 already recorded" in output_of(mail(office, "bounces", str(path)))
    assert "1 address suppressed" in output_of(mail(office, "status"))
    states = {
        row.state for campaign in ledger.campaigns() for row in ledger.deliveries(campaign.id)
    }
    assert states == {DeliveryState.BOUNCED, DeliveryState.SENT}
    said = output_of(mail(office, "bounces", "source"), USAGE)
    assert codes(said) == ["usage/not-a-mailbox"]


def test_a_person_is_forgotten_but_for_a_keyed_hash(
    office: Path, server: MailServer, state: Path
) -> None:
    output_of(send(office, "--yes"))
    output_of(mail(office, "draft"))
    said = output_of(mail(office, "forget", "PRESS@example.org"), 1)
    assert "erased from 1 message in the ledger" in said
    assert "recipients/team.csv:2:1: still in this list; delete the line" in said
    kept = [path.read_bytes().lower() for path in state.iterdir()]
    kept += [path.read_bytes().lower() for path in (office / "build").rglob("*") if path.is_file()]
    assert not any(b"press@example.org" in content for content in kept)
    assert any(b"library@example.org" in content for content in kept)
    assert "forgotten" in output_of(mail(office, "history", "press@example.org"))
    output_of(send(office, "--yes", "--resume"))
    assert server.copies == dict.fromkeys(READERS, 1)
    team = office / "source" / "library" / "recipients" / "team.csv"
    team.write_text(TEAM.replace("Press,Press@example.org,en\n", ""), "utf-8")
    output_of(mail(office, "forget", "press@example.org"))


def test_the_address_of_a_forgotten_person_does_not_come_back(
    office: Path, server: MailServer, state: Path
) -> None:
    output_of(mail(office, "forget", "PRESS@example.org"), 1)
    output_of(send(office, "--yes", "--limit", "1"), 1)
    output_of(send(office, "--yes", "--resume"))
    assert server.copies == dict.fromkeys(READERS[1:], 1)
    kept = [path.read_bytes().lower() for path in state.iterdir()]
    assert not any(b"press@example.org" in content for content in kept)
    assert any(b"office@example.org" in content for content in kept)


def test_an_address_kept_by_another_command_is_reported(
    office: Path, server: MailServer, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output_of(send(office, "--yes"))
    monkeypatch.setattr("bifolio.mail.ledger_file.PATIENCE", 0.1)
    with closing(sqlite3.connect(state / "mail.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM delivery").fetchall()
        said = output_of(mail(office, "forget", "PRESS@example.org"), 1)
        assert "which another command is reading" in said
    assert "0 messages" in output_of(mail(office, "forget", "PRESS@example.org"), 1)
    kept = [path.read_bytes().lower() for path in state.iterdir()]
    assert not any(b"press@example.org" in content for content in kept)


@pytest.mark.parametrize(
    ("path", "command"),
    [
        ("mail.sqlite3", ["status"]),
        ("mail.sqlite3", ["history", "press@example.org"]),
        ("mail.sqlite3", ["forget", "press@example.org"]),
        ("sending.lock", ["send", "--list", "team", "--yes"]),
    ],
)
def test_a_damaged_ledger_file_is_reported(
    path: str, command: list[str], office: Path, server: MailServer, state: Path
) -> None:
    output_of(send(office, "--yes"))
    whole = bytearray((state / path).read_bytes() or bytes(8192))
    whole[100 if path == "mail.sqlite3" else 0 :] = b"spoiled " * (len(whole) // 8)
    (state / path).write_bytes(whole)
    said = output_of(mail(office, *command), FOUND)
    assert set(codes(said)) == {"mail/damaged-ledger"}


def test_a_missing_password_is_reported_with_the_ways_to_set_it(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyring, "get_password", lambda service, user: None)
    nothing = {
        "BIFOLIO_SMTP_PASSWORD": "",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    }
    finished = send(office, "--yes", **nothing)
    said = output_of(finished, ENVIRONMENT)
    assert codes(said) == ["environment/missing-password"]
    assert "set BIFOLIO_SMTP_PASSWORD" in said
    assert "keyring set bifolio:localhost" in said


class Keyring(keyring.backend.KeyringBackend):
    """A keyring with one password, or one that is locked."""

    priority = 1

    locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise keyring.errors.KeyringLocked("it is locked")
        return f"{service} of {username}"

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NotImplementedError

    def delete_password(self, service: str, username: str) -> None:
        raise NotImplementedError


def test_a_password_comes_from_the_environment_or_the_keyring(server: MailServer) -> None:
    settings = server.settings()
    before = keyring.get_keyring()
    locked = Keyring()  # type: ignore[no-untyped-call]
    locked.locked = True
    try:
        keyring.set_keyring(Keyring())  # type: ignore[no-untyped-call]
        assert password_for(settings, {"BIFOLIO_SMTP_PASSWORD": "x"}) == "x"
        assert password_for(settings, {}) == "bifolio:localhost of communications@example.org"
        assert password_for(server.settings(user=""), {}) == ""
        keyring.set_keyring(locked)
        with pytest.raises(Problems, match="the keyring cannot be read: it is locked"):
            password_for(settings, {})
        keyring.set_keyring(keyring.backends.fail.Keyring())  # type: ignore[no-untyped-call]
        with pytest.raises(Problems, match="set BIFOLIO_SMTP_PASSWORD; this system has no keyring"):
            password_for(settings, {})
    finally:
        keyring.set_keyring(before)


def test_the_password_is_never_written_to_disk(
    office: Path, server: MailServer, state: Path
) -> None:
    output_of(send(office, "--yes"))
    for folder in (office, state):
        for path in folder.rglob("*"):
            assert not path.is_file() or PASSWORD.encode() not in path.read_bytes()


@pytest.mark.parametrize(
    ("environ", "folder"),
    [
        ({"BIFOLIO_STATE": "/x", "XDG_STATE_HOME": "/s"}, "/x"),
        ({"HOME": "/home/me"}, "/home/me/.local/state/bifolio"),
        ({"HOME": "/home/me", "XDG_STATE_HOME": "/s"}, "/s/bifolio"),
    ],
)
def test_the_ledger_is_in_the_state_folder_of_the_system(
    environ: dict[str, str], folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("BIFOLIO_STATE", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert default_folder() == Path(folder)


def test_other_users_cannot_read_the_ledger(office: Path, state: Path) -> None:
    output_of(send(office, "--yes"))
    assert state.stat().st_mode & 0o077 == 0
    assert (state / "mail.sqlite3").stat().st_mode & 0o077 == 0


def test_a_missing_server_is_reported(office: Path) -> None:
    settings = office / "source" / "library" / "mail.yaml"
    text = settings.read_text("utf-8")
    settings.write_text(re.sub(r"(?ms)^server:.*", "", text), "utf-8")
    assert codes(output_of(send(office, "--yes"), FOUND)) == ["mail/no-server"]


def test_an_interruption_ends_after_the_current_message(office: Path, server: MailServer) -> None:
    settings = office / "source" / "library" / "mail.yaml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("per-minute: 100000", "per-minute: 100"), "utf-8")
    with subprocess.Popen(
        [sys.executable, "-m", "bifolio", "mail", "send", "--list", "team", "--yes"],
        cwd=office,
        env={**os.environ, "BIFOLIO_SMTP_PASSWORD": PASSWORD},
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        while not server.copies:
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)
    assert process.returncode == 1
    assert "stopping after this message" in said
    assert "in doubt" not in output_of(mail(office, "status"))
    output_of(send(office, "--resume", "--yes"))
    assert server.copies == dict.fromkeys(READERS, 1)
