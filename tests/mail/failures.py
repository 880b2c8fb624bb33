"""What becomes of a message when the server fails: every failure in every phase, tried out.

`python -m tests.mail.failures` writes bifolio/mail/FAILURES.md, which the tests hold to be true.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from bifolio.mail.addresses import Address, parse_address
from bifolio.mail.ledger import Campaign, DeliveryState, Issue, Ledger
from bifolio.mail.sending import Clock, Item, Sending, SendingOptions
from bifolio.mail.transport import Connection
from bifolio.problems import Problems
from tests.mail.servers import PASSWORD, PHASES, Authority, Failure, MailServer

TABLE = Path("bifolio/mail/FAILURES.md")

KINDS = ("cut", "stall", "kill", "421", "451", "550 5.1.1", "550 5.7.1")

READERS = 4

SENDER = parse_address("communications@example.org")

HEAD = b"From: communications@example.org\r\nSubject: x\r\n\r\n"
MESSAGE = HEAD + 100 * b".x\r\n"
LONG_MESSAGE = HEAD + 80_000 * (70 * b"y" + b"\r\n")
"""More than the buffers between us and a server hold."""

PHASE_NAMES = {
    "connect": "connect",
    "ehlo": "EHLO",
    "starttls": "STARTTLS",
    "auth": "AUTH",
    "mail": "MAIL",
    "rcpt": "RCPT",
    "data": "DATA",
    "body": "during the message",
    "dot": "after the last dot, not accepted",
    "answer": "after the last dot, accepted",
}

KIND_NAMES = {
    "cut": "connection cut",
    "stall": "silence",
    "kill": "server killed, back later",
    "421": "421",
    "451": "451",
    "550 5.1.1": "550 5.1.1 (no such mailbox)",
    "550 5.7.1": "550 5.7.1 (policy)",
}

TITLE = """\
# Failures of the mail server, and their outcomes

Written by `python -m tests.mail.failures` from trials with a real server: four readers, and the
second message (or the connection) meets the failure once. *History* is the states of that reader in
the ledger, in order; *copies* is how many the server accepted for them. The other readers have
one copy each in all rows after the run, or after the next one if it stopped.

| phase | failure | history of the reader | copies | the run |
| --- | --- | --- | --- | --- |"""


class JumpingClock(Clock):
    """A clock that jumps where others sleep; the server comes back meanwhile."""

    def __init__(self, server: MailServer | None = None) -> None:
        self._jumped = 0.0
        self._server = server
        self.slept: list[float] = []

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self._jumped)

    def elapsed(self) -> float:
        return datetime.now(UTC).timestamp() + self._jumped

    def sleep(self, seconds: float) -> None:
        self._jumped += seconds
        self.slept.append(seconds)
        if self._server and not self._server.listening:
            self._server.start()


@dataclass(frozen=True)
class Outcome:
    """What came of a failure."""

    history: tuple[DeliveryState, ...]
    copies: int
    stopped: str
    """What the first run said when it stopped, if it did."""
    others: tuple[int, ...]
    """The copies of the other readers in the end."""


def failures() -> Iterator[tuple[str, str]]:
    """Every failure that there is, by phase and kind."""
    for phase in PHASES:
        for kind in KINDS:
            if phase == "body" and kind not in ("cut", "kill"):
                continue  # nothing is answered during a message, and silence shows only at its end
            if phase == "answer" and kind not in ("cut", "stall", "kill"):
                continue  # a negative answer means that it was not accepted
            yield phase, kind


@cache
def addresses(number: int = READERS) -> list[Address]:
    return [parse_address(f"reader{at}@example.org") for at in range(number)]


def campaign_of(ledger: Ledger, readers: list[Address]) -> Campaign:
    """A campaign with these readers, begun where it was not."""
    now = datetime.now(UTC)
    campaign = ledger.begin_campaign(Issue("library", "team", "en", 64 * "0"), now)
    ledger.enrol(((campaign, address) for address in readers), now, "example.org")
    return campaign


def sending_of(
    ledger: Ledger, server: MailServer, clock: JumpingClock, **changes: object
) -> Sending:
    settings = server.settings(**changes)
    options = SendingOptions(SENDER, 100_000, (60, 300, 900))
    return Sending(ledger, lambda: Connection(settings, PASSWORD, "example.org"), options, clock)


def items_of(
    ledger: Ledger, campaign: Campaign, readers: list[Address], message: bytes = MESSAGE
) -> Iterator[Item]:
    for address in readers:
        yield Item(campaign, ledger.reader(address), address, lambda: message)


def outcome(phase: str, kind: str, folder: Path, authority: Authority) -> Outcome:
    """Try out a failure."""
    server = MailServer(authority)
    per_message = phase in ("mail", "rcpt", "data", "body", "dot", "answer")
    server.failure = Failure(phase, kind, after=1 if per_message else 0)
    ledger = Ledger(folder)
    readers = addresses()
    message = LONG_MESSAGE if phase == "body" else MESSAGE
    patience = {"timeout": 10.0, "timeout_after_message": 10.0} if phase == "body" else {}
    stopped = ""
    try:
        campaign = campaign_of(ledger, readers)
        for _ in range(2):
            with ledger.sending():
                sending = sending_of(ledger, server, JumpingClock(server), **patience)
                try:
                    sending.run(lambda: items_of(ledger, campaign, readers, message), READERS)
                except Problems as found:
                    stopped = stopped or found.problems[0].message
        met = readers[1 if per_message else 0]
        events = ledger.history(ledger.reader(met))
        copies = [server.copies[str(address)] for address in readers if address != met]
        history = tuple(event.state for event in events)
        return Outcome(history, server.copies[str(met)], stopped, tuple(copies))
    finally:
        ledger.close()
        server.stop()


def row(phase: str, kind: str, found: Outcome) -> str:
    """The line of the table for a failure."""
    history = ", ".join(state for state in found.history if state is not DeliveryState.OFFERED)
    went = "stops; `--resume` continues" if found.stopped else "continues"
    cells = (PHASE_NAMES[phase], KIND_NAMES[kind], history, str(found.copies), went)
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Try out everything, and write the table."""
    with tempfile.TemporaryDirectory() as temporary:
        authority = Authority(Path(temporary))
        rows = [
            row(phase, kind, outcome(phase, kind, Path(temporary) / f"{phase}-{kind}", authority))
            for phase, kind in failures()
        ]
    TABLE.write_text("\n".join([TITLE, *rows, ""]), "utf-8")


if __name__ == "__main__":
    main()
