"""Sending to real servers that fail in every way: one copy arrives, or a message is in doubt."""

from __future__ import annotations

import socket
import sqlite3
import ssl
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bifolio.mail.addresses import parse_address
from bifolio.mail.ledger import DeliveryState, Issue, Ledger
from bifolio.mail.ledger_file import STEPS
from bifolio.mail.sending import Item, Progress, Sending, SendingOptions
from bifolio.mail.transport import Connection, Lost
from bifolio.problems import Problems
from tests.mail import failures
from tests.mail.failures import JumpingClock, addresses, campaign_of, items_of
from tests.mail.servers import PASSWORD, Authority, Failure, MailServer
from tests.support.problems import having

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]


def connect(server: MailServer, **changes: object) -> Connection:
    return Connection(server.settings(**changes), PASSWORD, "example.org")


def send(
    ledger: Ledger, server: MailServer, number: int, options: SendingOptions | None = None
) -> Progress:
    readers = addresses(number)
    campaign = campaign_of(ledger, readers)
    sending = Sending(
        ledger,
        lambda: connect(server),
        options or SendingOptions(failures.SENDER, 100_000, (60, 300, 900)),
        JumpingClock(server),
    )
    with ledger.sending():
        return sending.run(lambda: items_of(ledger, campaign, readers), number)


@pytest.mark.parametrize(("phase", "kind"), list(failures.failures()))
def test_every_failure_has_the_documented_outcome(
    phase: str, kind: str, state: Path, authority: Authority
) -> None:
    found = failures.outcome(phase, kind, state, authority)
    assert found.others == (1, 1, 1)
    assert found.copies <= 1
    assert (found.history[-1] is DeliveryState.SENT) <= (found.copies == 1)
    assert found.history[-1] in (DeliveryState.SENT, DeliveryState.REFUSED, DeliveryState.DOUBT)
    table = (ROOT / failures.TABLE).read_text("utf-8").splitlines()
    assert failures.row(phase, kind, found) in table


def test_one_connection_carries_many_messages(ledger: Ledger, server: MailServer) -> None:
    progress = send(ledger, server, 50)
    assert progress.counts == {DeliveryState.SENT: 50}
    assert sum(server.copies.values()) == len(server.copies) == 50
    assert server.commands.count("starttls") == server.commands.count("auth") == 1


def test_a_second_run_sends_nothing(ledger: Ledger, server: MailServer) -> None:
    send(ledger, server, 5)
    assert send(ledger, server, 5).counts == {}
    assert set(server.copies.values()) == {1}


def test_the_same_pdf_through_another_list_is_not_sent_again(
    ledger: Ledger, server: MailServer
) -> None:
    send(ledger, server, 2)
    now = datetime.now(UTC)
    other = ledger.begin_campaign(Issue("library", "partners", "en", 64 * "0"), now)
    readers = addresses(3)
    waiting = ledger.enrol(((other, address) for address in readers), now, "example.org")
    assert waiting == 1
    sending = failures.sending_of(ledger, server, JumpingClock())
    progress = sending.run(lambda: items_of(ledger, other, readers), waiting)
    assert (progress.done, progress.total) == (1, 1)
    assert ledger.counts(other.id) == {DeliveryState.SENT: 1}
    assert set(server.copies.values()) == {1}


def test_readers_suppressed_during_sending_are_recorded_once(
    ledger: Ledger, server: MailServer
) -> None:
    server.failure = Failure("rcpt", "451", times=3)
    readers = addresses(5)
    leaver = ledger.reader(readers[4])
    reported: list[tuple[int, int]] = []

    def tell(progress: Progress, item: Item, row: object) -> None:
        ledger.suppressions.add(leaver, None, "unsubscribed", datetime.now(UTC))
        reported.append((progress.done, progress.total))

    campaign = campaign_of(ledger, readers)
    options = SendingOptions(failures.SENDER, 100_000, (60, 300, 900))
    sending = Sending(ledger, lambda: connect(server), options, JumpingClock(), tell)
    progress = sending.run(lambda: items_of(ledger, campaign, readers), 5)
    assert progress.counts == {DeliveryState.SENT: 4}
    assert progress.withheld == 1
    assert reported[-1] == (4, 4)
    assert all(done <= total for done, total in reported)
    again = send(ledger, server, 5)
    assert (again.counts, again.withheld) == ({}, 0)
    assert [event.state for event in ledger.history(leaver)] == [DeliveryState.WITHHELD]


def test_readers_forgotten_during_sending_stay_forgotten(ledger: Ledger) -> None:
    (address,) = readers = addresses(1)
    campaign, reader, now = campaign_of(ledger, readers), ledger.reader(address), datetime.now(UTC)
    ledger.offer(campaign, reader, now)
    ledger.suppressions.forget(reader, now)
    ledger.record(campaign, reader, DeliveryState.REFUSED, f"550 5.7.1 <{address}> is full", now)
    assert ledger.counts(campaign.id) == {DeliveryState.REFUSED: 1}
    ledger.close()
    assert str(address).encode() not in ledger.path.read_bytes()


def test_readers_suppressed_between_two_runs_are_not_counted(
    ledger: Ledger, server: MailServer
) -> None:
    send(ledger, server, 3, SendingOptions(failures.SENDER, 100_000, (60,), limit=1))
    reader = ledger.reader(addresses(3)[1])
    ledger.suppressions.add(reader, None, "unsubscribed", datetime.now(UTC))
    (campaign,) = ledger.campaigns()
    enrolled = ((campaign, address) for address in addresses(3))
    assert ledger.enrol(enrolled, datetime.now(UTC), "example.org") == 1
    progress = send(ledger, server, 3)
    assert (progress.counts, progress.withheld) == ({DeliveryState.SENT: 1}, 0)
    assert [event.state for event in ledger.history(reader)] == [DeliveryState.WITHHELD]


def test_a_limit_is_kept_and_the_rest_waits(ledger: Ledger, server: MailServer) -> None:
    send(ledger, server, 10, SendingOptions(failures.SENDER, 100_000, (60,), limit=3))
    assert sum(server.copies.values()) == 3
    send(ledger, server, 10)
    assert sum(server.copies.values()) == len(server.copies) == 10


def test_messages_keep_the_pace(ledger: Ledger, server: MailServer) -> None:
    readers = addresses(5)
    campaign = campaign_of(ledger, readers)
    clock = JumpingClock()
    options = SendingOptions(failures.SENDER, 30, (60,))
    sending = Sending(ledger, lambda: connect(server), options, clock)
    sending.run(lambda: items_of(ledger, campaign, readers), 5)
    assert sum(clock.slept) == pytest.approx(8, abs=0.5)


def test_deferred_messages_are_retried_after_growing_pauses(
    ledger: Ledger, server: MailServer
) -> None:
    server.failure = Failure("rcpt", "451", times=9)
    readers = addresses(1)
    campaign = campaign_of(ledger, readers)
    clock = JumpingClock()
    sending = failures.sending_of(ledger, server, clock)
    progress = sending.run(lambda: items_of(ledger, campaign, readers), 1)
    assert progress.counts == {DeliveryState.DEFERRED: 1}
    assert sum(clock.slept) == pytest.approx(60 + 300 + 900, abs=3)
    row = ledger.delivery(campaign.id, ledger.reader(readers[0]))
    assert row
    assert row.answer == "451 no"


def test_many_refusals_in_a_row_stop_the_run(ledger: Ledger, server: MailServer) -> None:
    server.failure = Failure("rcpt", "550 5.1.1", after=1, times=1000)
    with pytest.raises(Problems, match=r"550 5\.1\.1 no \[mail/many-refused\]"):
        send(ledger, server, 50)
    server.failure = None
    send(ledger, server, 50)
    assert sum(server.copies.values()) == 40


def test_a_server_that_accepts_nobody_gives_up_no_reader(
    ledger: Ledger, server: MailServer
) -> None:
    server.failure = Failure("rcpt", "550 5.1.1", times=1000)
    with pytest.raises(Problems, match=r"550 5\.1\.1 no \[mail/many-refused\]"):
        send(ledger, server, 50)
    assert ledger.suppressions.all() == []
    server.failure = None
    send(ledger, server, 50)
    assert sum(server.copies.values()) == 50


@pytest.mark.parametrize(
    ("phase", "answer"),
    [
        ("rcpt", "550 5.7.1 policy"),
        ("rcpt", "550"),
        ("data", "554 5.3.4 too big"),
        ("dot", "550 5.7.26 dmarc"),
        ("dot", "552 5.4.5 daily quota"),
    ],
)
def test_a_refused_sender_stops_the_run_and_readers_wait(
    ledger: Ledger, server: MailServer, phase: str, answer: str
) -> None:
    server.failure = Failure(phase, answer, after=1, times=1000)
    with pytest.raises(Problems, match=rf"reader1@example\.org: {answer}.* \[mail/refused\]"):
        send(ledger, server, 5)
    (campaign,) = ledger.campaigns()
    assert ledger.counts(campaign.id) == {DeliveryState.SENT: 1, DeliveryState.WAITING: 4}
    server.failure = None
    send(ledger, server, 5)
    assert server.copies == {str(address): 1 for address in addresses(5)}


def test_a_server_without_smtputf8_stops_the_run(ledger: Ledger, server: MailServer) -> None:
    server.smtputf8 = False
    address = parse_address("用户@example.org")
    campaign = campaign_of(ledger, [address])
    sending = failures.sending_of(ledger, server, JumpingClock())
    with pytest.raises(Problems, check=having("mail/refused")):
        sending.run(lambda: items_of(ledger, campaign, [address]), 1)
    assert ledger.counts(campaign.id) == {DeliveryState.WAITING: 1}


def test_the_words_of_a_closing_server_are_quoted(ledger: Ledger, server: MailServer) -> None:
    server.failure = Failure("rcpt", "421 4.7.0 Try Again Later: IP 192.0.2.1", times=9)
    campaign = campaign_of(ledger, addresses(1))
    sending = failures.sending_of(ledger, server, JumpingClock())
    sending.run(lambda: items_of(ledger, campaign, addresses(1)), 1)
    row = ledger.delivery(campaign.id, ledger.reader(addresses(1)[0]))
    assert row
    assert "421 4.7.0 Try Again Later: IP 192.0.2.1" in row.answer


def test_a_wrong_password_is_tried_once(authority: Authority) -> None:
    server = MailServer(authority, excluded_logins=())
    try:
        with pytest.raises(Problems, check=having("mail/login-refused")):
            Connection(server.settings(), "wrong", "example.org")
        assert server.commands.count("auth") == 1
    finally:
        server.stop()


def test_an_unreachable_server_stops_the_run_and_readers_wait(
    ledger: Ledger, server: MailServer
) -> None:
    server.failure = Failure("connect", "cut", times=1000)
    with pytest.raises(Problems, check=having("environment/unreachable-server")):
        send(ledger, server, 3)
    (campaign,) = ledger.campaigns()
    assert ledger.counts(campaign.id) == {DeliveryState.WAITING: 3}
    server.failure = Failure("mail", "cut", times=1000)
    with pytest.raises(Problems, check=having("environment/unreachable-server")):
        send(ledger, server, 30)
    assert server.copies == {}


def test_stopping_ends_after_the_current_message(ledger: Ledger, server: MailServer) -> None:
    readers = addresses(9)
    campaign = campaign_of(ledger, readers)

    def tell(progress: Progress, item: Item, row: object) -> None:
        if progress.done == 2:
            sending.stop()

    options = SendingOptions(failures.SENDER, 100_000, (60,))
    sending = Sending(ledger, lambda: connect(server), options, JumpingClock(), tell)
    sending.run(lambda: items_of(ledger, campaign, readers), 9)
    assert ledger.counts(campaign.id) == {DeliveryState.SENT: 2, DeliveryState.WAITING: 7}


def test_stopping_does_not_wait_for_the_pace(ledger: Ledger, server: MailServer) -> None:
    readers = addresses(3)
    campaign = campaign_of(ledger, readers)

    class Interrupted(JumpingClock):
        def sleep(self, seconds: float) -> None:
            super().sleep(seconds)
            sending.stop()

    clock = Interrupted()
    options = SendingOptions(failures.SENDER, 1, (60,))
    sending = Sending(ledger, lambda: connect(server), options, clock)
    sending.run(lambda: items_of(ledger, campaign, readers), 3)
    assert ledger.counts(campaign.id) == {DeliveryState.SENT: 1, DeliveryState.WAITING: 2}
    assert sum(clock.slept) <= 1


def test_only_one_process_sends(ledger: Ledger, state: Path) -> None:
    with (
        ledger.sending(),
        pytest.raises(Problems, check=having("mail/already-sending")),
        Ledger(state).sending(),
    ):
        pass
    with Ledger(state).sending():
        pass


def test_nothing_is_sent_that_cannot_be_recorded(
    ledger: Ledger, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers = addresses(2)
    campaign = campaign_of(ledger, readers)
    sending = failures.sending_of(ledger, server, JumpingClock())
    ledger._db.execute("PRAGMA query_only = ON")
    with pytest.raises(Problems, match="the ledger cannot be written"):
        sending.run(lambda: items_of(ledger, campaign, readers), 2)
    assert server.copies == {}
    assert server.commands[-1] == "data"


def test_a_damaged_ledger_is_reported(state: Path) -> None:
    state.mkdir()
    (state / "mail.sqlite3").write_bytes(b"no ledger" * 1000)
    with pytest.raises(Problems, match="cannot be used"):
        Ledger(state)


def test_a_ledger_of_version_1_is_migrated(state: Path, server: MailServer) -> None:
    state.mkdir()
    with sqlite3.connect(state / "mail.sqlite3") as database:
        database.executescript(f"{STEPS[0]} PRAGMA user_version = 1;")
        database.execute("INSERT INTO secret VALUES (?)", (32 * b"k",))
        digest, now = 64 * "0", datetime.now(UTC).isoformat()
        database.execute(
            "INSERT INTO campaign VALUES (1, 'library', 'team', 'en', ?, ?)", (digest, now)
        )
        row = (32 * "f", "x@example.org", DeliveryState.SENT, now)
        database.execute(
            "INSERT INTO delivery (campaign, reader, address, state, changed)"
            " VALUES (1, ?, ?, ?, ?)",
            row,
        )
    database.close()
    ledger = Ledger(state)
    send(ledger, server, 2)
    assert ledger.counts(1) == {DeliveryState.SENT: 3}
    (kept,) = (each for each in ledger.deliveries(1) if each.reader == 32 * "f")
    assert (kept.address, kept.again) == ("x@example.org", False)
    ledger.close()
    assert Ledger(state).counts(1) == {DeliveryState.SENT: 3}


def test_a_ledger_of_a_newer_version_is_not_changed(ledger: Ledger, state: Path) -> None:
    with sqlite3.connect(ledger.path) as database:
        database.execute("PRAGMA user_version = 99")
    with pytest.raises(Problems, check=having("mail/newer-ledger")):
        Ledger(state)


@pytest.mark.parametrize("tls", [False, True], ids=["starttls", "tls"])
@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: {"name": "other.example.org"},
        lambda folder: {"authority": Authority(folder)},
    ],
    ids=["other-name", "other-authority"],
)
def test_an_invalid_certificate_is_refused(
    tmp_path: Path,
    authority: Authority,
    tls: bool,
    spoil: Callable[[Path], dict[str, object]],
) -> None:
    arguments: dict[str, object] = {"authority": authority, "tls": tls, **spoil(tmp_path)}
    server = MailServer(**arguments)  # type: ignore[arg-type]
    try:
        trusted = {"authorities": str(authority.file)}
        with pytest.raises(Problems, check=having("mail/certificate")) as found:
            connect(server, **trusted)
        assert "nothing was sent" in str(found.value)
        assert "auth" not in server.commands
    finally:
        server.stop()


def test_starttls_and_tls_work(authority: Authority, ledger: Ledger) -> None:
    server = MailServer(authority, tls=True)
    try:
        send(ledger, server, 3)
        assert sum(server.copies.values()) == 3
    finally:
        server.stop()


def test_a_server_without_starttls_gets_neither_password_nor_message(
    server: MailServer,
) -> None:
    server.strip_starttls = True
    with pytest.raises(Problems, check=having("mail/no-starttls")):
        connect(server)
    assert not {"auth", "mail"} & set(server.commands)


def test_answers_injected_before_starttls_are_ignored(authority: Authority) -> None:
    """An attacker injects answers before the connection is encrypted."""
    listener = socket.create_server(("127.0.0.1", 0))
    context = authority.context()
    heard: list[bytes] = []

    def serve() -> None:
        plain, _ = listener.accept()
        plain.sendall(b"220 hello\r\n")
        plain.recv(1000)
        plain.sendall(b"250-hello\r\n250 STARTTLS\r\n")
        plain.recv(1000)
        plain.sendall(b"220 go on\r\n250-hello\r\n250 AUTH PLAIN\r\n")
        try:
            with context.wrap_socket(plain, server_side=True) as private:
                heard.append(private.recv(1000))
                private.sendall(b"250 hello, no login here\r\n")
                heard.append(private.recv(1000))
        except (OSError, ssl.SSLError):
            pass

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    server = MailServer(authority)
    try:
        changes = {"port": listener.getsockname()[1]}
        with pytest.raises((Problems, Lost)):
            connect(server, **changes)
        thread.join(5)
        assert not any(b"AUTH" in words for words in heard)
    finally:
        listener.close()
        server.stop()


def test_a_wrong_password_is_reported_without_it(server: MailServer) -> None:
    with pytest.raises(Problems, check=having("mail/login-refused")) as found:
        Connection(server.settings(), "wrong horse", "example.org")
    assert "wrong horse" not in str(found.value)


def test_a_password_beyond_ascii_is_reported_without_it(server: MailServer) -> None:
    with pytest.raises(Problems, check=having("mail/login-not-ascii")) as found:
        Connection(server.settings(), "pässword", "example.org")
    assert "pässword" not in str(found.value)


def test_unreadable_authorities_are_reported(server: MailServer) -> None:
    with pytest.raises(Problems, check=having("mail/unreadable-authorities")):
        connect(server, authorities="~nobody-of-that-name")


def test_an_answer_cannot_write_control_characters(ledger: Ledger, server: MailServer) -> None:
    server.failure = Failure("rcpt", "550 5.1.1 \x1b]0;mine\x07\x1b[2J")
    send(ledger, server, 1)
    row = ledger.delivery(1, ledger.reader(addresses(1)[0]))
    assert row
    assert row.answer == "550 5.1.1 ]0;mine [2J no"


def test_an_unsupported_login_is_reported(authority: Authority) -> None:
    server = MailServer(authority, login=False)
    try:
        with pytest.raises(Problems, check=having("mail/unknown-login")):
            connect(server, user="somebody")
    finally:
        server.stop()


def test_an_address_beyond_ascii_is_sent_as_rfc_6531_says(
    ledger: Ledger, server: MailServer
) -> None:
    server.keep_messages = True
    address = parse_address("用户@例子.中国")
    campaign = campaign_of(ledger, [address])
    sending = failures.sending_of(ledger, server, JumpingClock())
    sending.run(lambda: items_of(ledger, campaign, [address]), 1)
    assert server.copies == {"用户@xn--fsqu00a.xn--fiqs8s": 1}


def test_lines_that_begin_with_a_dot_arrive_whole(ledger: Ledger, server: MailServer) -> None:
    server.keep_messages = True
    send(ledger, server, 1)
    assert server.messages == [failures.MESSAGE]


def test_an_unknown_mailbox_is_suppressed_at_once(ledger: Ledger, server: MailServer) -> None:
    server.failure = Failure("rcpt", "550 5.1.1", times=1)
    send(ledger, server, 2)
    reader = ledger.reader(addresses(1)[0])
    suppressed = ledger.suppressions.find(reader)
    assert suppressed
    assert suppressed.reason == "bounced"
    assert server.copies == {"reader1@example.org": 1}
