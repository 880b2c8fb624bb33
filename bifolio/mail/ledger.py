"""The ledger: records what was sent to whom, before and after the server's answer.

A campaign is one PDF of a publication for one list; each reader of it has one row. A row is
`offered` on the disk before the end of the message (the last dot) is sent, and `sent` once the
server has accepted it. What a crash leaves `offered` may have arrived or not: it is `in doubt`, is
never sent again automatically, and the user is asked. An address gets a PDF once, through whatever
list. If a PDF was rebuilt, readers who got the earlier version through the same list do not get the
new one too, unless the user asks for it.

The ledger is in the state folder of the system, not in the project: neither `make clean` nor
`git clean` nor a second clone can lose it. Readers are identified by a keyed hash of their address;
the address is stored beside it until the person is forgotten.
"""

from __future__ import annotations

import hmac
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from bifolio.mail.addresses import Address
from bifolio.mail.ledger_file import is_busy, open_ledger, problem_of, transaction
from bifolio.mail.suppressions import Suppression, Suppressions
from bifolio.problems import Problems


class DeliveryState(StrEnum):
    """The state of a message to a reader."""

    WAITING = "waiting"
    """Not sent yet."""
    WITHHELD = "withheld"
    """Not sent, because the reader was suppressed meanwhile, or got the PDF in another way."""
    DEFERRED = "deferred"
    """The server did not accept it for now; it is retried."""
    OFFERED = "offered"
    """The server has all of it, perhaps but the last dot; its answer is not known."""
    DOUBT = "in doubt"
    """It may have arrived; the user has to find out."""
    SENT = "sent"
    """The server accepted it."""
    REFUSED = "refused"
    """The server rejected it for good."""
    BOUNCED = "bounced"
    """It was accepted and came back."""


OPEN = (DeliveryState.WAITING, DeliveryState.WITHHELD, DeliveryState.DEFERRED)
"""What may be sent."""

NOT_DELIVERED = (DeliveryState.REFUSED, DeliveryState.BOUNCED)
"""What did not reach the reader, and is not retried automatically."""

BOUNCED = "bounced"
"""The reason of a suppression because of a dead mailbox."""

MAYBE_THERE = (DeliveryState.OFFERED, DeliveryState.DOUBT, DeliveryState.SENT)
"""What may have reached the reader."""

BATCH = 500
"""Readers that are looked up by one query."""

Value = TypeVar("Value")

_Row = tuple[int, str, str, str, bool]
"""Campaign, reader, address, message id, and `DeliveryRecord.again`."""


def in_batches(values: Iterable[Value]) -> Iterator[list[Value]]:
    """Yield `values` in lists of at most `BATCH`."""
    left = iter(values)
    while batch := list(islice(left, BATCH)):
        yield batch


class Withheld(Exception):
    """The message must not be sent; says why."""


@dataclass(frozen=True)
class Issue:
    """One PDF of a publication for one list: a version of an edition, identified by its SHA-256."""

    publication: str
    list: str
    edition: str
    sha256: str

    @property
    def key(self) -> tuple[str, str, str]:
        """The edition and the list, whatever the version."""
        return self.publication, self.list, self.edition

    def is_another_version_of(self, other: Issue) -> bool:
        """Whether it is the same edition for the same list with another PDF."""
        return self.key == other.key and self.sha256 != other.sha256


@dataclass(frozen=True)
class Campaign(Issue):
    """An issue that was begun to be sent."""

    id: int
    begun: datetime


@dataclass(frozen=True)
class DeliveryRecord:
    """The row of a reader in a campaign."""

    campaign: int
    reader: str
    """The keyed hash of the address."""
    address: str | None
    """None if the person was forgotten."""
    message_id: str | None
    state: DeliveryState
    attempts: int
    due: datetime | None
    """When it is retried, if it was deferred."""
    answer: str
    changed: datetime
    again: bool
    """Whether it is sent although the reader got an earlier version (`--again`)."""

    def is_withheld_for(self, reason: str) -> bool:
        """Whether it is already withheld for this reason."""
        return self.state is DeliveryState.WITHHELD and self.answer == reason


@dataclass
class Past:
    """What the ledger knows of a reader."""

    suppression: Suppression | None = None
    deliveries: list[tuple[Issue, DeliveryRecord]] = field(default_factory=list)
    """Their rows with their issues, the oldest campaign first."""

    def row(self, issue: Issue) -> DeliveryRecord | None:
        """Their row for an issue, if they have one."""
        same = issue.key, issue.sha256
        rows = (row for other, row in self.deliveries if (other.key, other.sha256) == same)
        return next(rows, None)

    def earlier(self, issue: Issue) -> DeliveryRecord | None:
        """The last row by which the reader got, or may have got, another version from this list."""
        found = (
            row
            for other, row in self.deliveries
            if row.state in MAYBE_THERE and issue.is_another_version_of(other)
        )
        return max(found, key=lambda row: row.changed, default=None)

    def reason_to_withhold(
        self, issue: Issue, *, again: bool = False, refused: bool = False
    ) -> str:
        """Why the PDF may not be sent to the reader, or not once more; empty if it may.

        With `again`, an earlier version that they got is not a reason; with `refused`, a refusal is
        not.
        """
        row = self.row(issue)
        if row and row.state not in OPEN and not (refused and row.state is DeliveryState.REFUSED):
            return f"{row.state} on {row.changed:%Y-%m-%d}"
        if self.suppression:
            return f"{self.suppression.reason} on {self.suppression.since:%Y-%m-%d}"
        for other, sent in self.deliveries:
            is_other = other.sha256 == issue.sha256 and other.key != issue.key
            if is_other and sent.state in MAYBE_THERE:
                return f"the same PDF is {sent.state} through the list '{other.list}'"
        earlier = None if again or (row and row.again) else self.earlier(issue)
        if earlier:
            since = f"{earlier.changed:%Y-%m-%d}"
            return f"an earlier version of the PDF is {earlier.state} since {since}"
        return ""


@dataclass(frozen=True)
class Event:
    """One change of the state of a message to a reader."""

    campaign: Campaign
    at: datetime
    state: DeliveryState
    answer: str


class Ledger:
    """The ledger in a folder; it is created if there is none."""

    def __init__(self, folder: Path) -> None:
        """Open it; raises `Problems` as `open_ledger` does."""
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path = folder / "mail.sqlite3"
        self._db = open_ledger(self.path)
        (self._key,) = self._db.execute("SELECT key FROM secret").fetchone()
        self.suppressions = Suppressions(self._db)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def sending(self) -> Iterator[None]:
        """Lock the ledger for sending; raises `Problems` if another process is sending.

        The lock is the operating system's and ends with the process, however that ends. Messages
        that a dead process left offered become in doubt.
        """
        path = self._folder / "sending.lock"
        with ExitStack() as stack:
            try:
                lock = sqlite3.connect(path, timeout=0, isolation_level=None)
                stack.callback(lock.close)
                lock.execute("BEGIN EXCLUSIVE")
            except sqlite3.Error as error:
                if is_busy(error):
                    hint = "wait until it has ended; `bifolio mail status` shows its progress"
                    code = "mail/already-sending"
                    raise Problems.of(code, "another process is sending", hint) from None
                hint = "check permissions and space of its folder, or delete the file: it is empty"
                raise problem_of(error, f"cannot lock {path}", hint) from None
            self._doubt_what_was_left(datetime.now(UTC))
            yield

    def reader(self, address: Address) -> str:
        """The keyed hash that identifies an address: 32 hexadecimal digits."""
        return self._keyed(f"reader:{address.folded}")

    def message_id(self, name: str, sha256: str, reader: str) -> str:
        """The unique part of the Message-ID for a PDF, a list called `name` and a reader.

        It is the same whenever the message is made again, so that receivers recognise duplicates.
        """
        return self._keyed(f"message:{name}:{sha256}:{reader}")

    def _keyed(self, text: str) -> str:
        return hmac.digest(self._key, text.encode(), "sha256").hex()[:32]

    def find_campaign(self, issue: Issue) -> Campaign | None:
        """The campaign of an issue, if it was begun."""
        row = self._db.execute(
            "SELECT * FROM campaign"
            " WHERE publication = ? AND list = ? AND edition = ? AND sha256 = ?",
            (issue.publication, issue.list, issue.edition, issue.sha256),
        ).fetchone()
        return _campaign(row) if row else None

    def begin_campaign(self, issue: Issue, now: datetime) -> Campaign:
        """The campaign of an issue; begins it if necessary."""
        self._db.execute(
            "INSERT OR IGNORE INTO campaign (publication, list, edition, sha256, begun)"
            " VALUES (?, ?, ?, ?, ?)",
            (issue.publication, issue.list, issue.edition, issue.sha256, now.isoformat()),
        )
        found = self.find_campaign(issue)
        assert found
        return found

    def campaigns(self, publication: str = "") -> list[Campaign]:
        """All campaigns, or those of a publication, the oldest first."""
        rows = self._db.execute("SELECT * FROM campaign ORDER BY id")
        found = (_campaign(row) for row in rows)
        return [each for each in found if publication in ("", each.publication)]

    def enrol(
        self,
        readers: Iterable[tuple[Campaign, Address]],
        now: datetime,
        domain: str,
        *,
        again: bool = False,
        refused: bool = False,
    ) -> int:
        """Add a row for each reader that may be sent to, in one transaction.

        With `again`, readers who got an earlier version are included; with `refused`, those whose
        message was refused, unless their mailbox is dead. `domain` is that of Message-IDs. Returns
        how many readers wait. Nothing is stored about others, not even their address.
        """
        waiting = 0
        with transaction(self._db):
            for some in in_batches(
                (campaign, address, self.reader(address)) for campaign, address in readers
            ):
                pasts = self.pasts(reader for _, _, reader in some)
                entered: list[_Row] = []
                for campaign, address, reader in some:
                    past = pasts[reader]
                    row = past.row(campaign)
                    reason = past.reason_to_withhold(campaign, again=again, refused=refused)
                    if not reason:
                        unique = self.message_id(campaign.list, campaign.sha256, reader)
                        wanted = again or bool(row and row.again)
                        entered.append(
                            (campaign.id, reader, str(address), f"{unique}@{domain}", wanted)
                        )
                        if row and row.state is DeliveryState.REFUSED:
                            self._reopen(row, now)
                        waiting += 1
                    elif row and row.state in OPEN and not row.is_withheld_for(reason):
                        self._write(campaign.id, reader, DeliveryState.WITHHELD, reason, now)
                self._enter(entered, now)
        return waiting

    def _enter(self, rows: Iterable[_Row], now: datetime) -> None:
        """Add rows, or update the addresses of existing ones if they differ."""
        self._db.executemany(
            "INSERT INTO delivery"
            " (campaign, reader, address, message_id, again, state, changed)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (campaign, reader) DO UPDATE"
            " SET address = excluded.address, message_id = excluded.message_id,"
            " again = excluded.again WHERE (address, message_id, again)"
            " IS NOT (excluded.address, excluded.message_id, excluded.again)",
            ((*row, DeliveryState.WAITING, now.isoformat()) for row in rows),
        )

    def pasts(self, readers: Iterable[str]) -> dict[str, Past]:
        """What is known of each of `readers`, at most `BATCH`."""
        found = {reader: Past() for reader in readers}
        marks = ", ".join("?" * len(found))
        suppressed = self._db.execute(
            f"SELECT * FROM suppression WHERE reader IN ({marks})",  # noqa: S608  only "?, ?"
            tuple(found),
        )
        for row in suppressed:
            found[row[0]].suppression = Suppression.of(row)
        rows = self._db.execute(
            f"SELECT delivery.*, publication, list, edition, sha256 FROM delivery"  # noqa: S608
            f" JOIN campaign ON campaign.id = delivery.campaign WHERE reader IN ({marks})"
            " ORDER BY campaign.id",
            tuple(found),
        )
        for row in rows:
            found[row[1]].deliveries.append((Issue(*row[-4:]), _delivery(row[:-4])))
        return found

    def delivery(self, campaign: int, reader: str) -> DeliveryRecord | None:
        """The row of a reader, if they have one."""
        row = self._db.execute(
            "SELECT * FROM delivery WHERE campaign = ? AND reader = ?", (campaign, reader)
        ).fetchone()
        return _delivery(row) if row else None

    def deliveries(self, campaign: int, *states: DeliveryState) -> Iterator[DeliveryRecord]:
        """The rows of a campaign, or those in one of `states`, as they are read."""
        rows = self._db.cursor().execute("SELECT * FROM delivery WHERE campaign = ?", (campaign,))
        return (found for found in map(_delivery, rows) if not states or found.state in states)

    def counts(self, campaign: int) -> dict[DeliveryState, int]:
        """How many rows of a campaign are in each state."""
        rows = self._db.execute(
            "SELECT state, COUNT(*) FROM delivery WHERE campaign = ? GROUP BY state", (campaign,)
        )
        return {DeliveryState(state): number for state, number in rows}

    def superseded(self, campaign: Campaign) -> dict[DeliveryState, int]:
        """How many rows of a campaign are not sent any more, by state, because the PDF was rebuilt.

        Their readers were enrolled for the new version through the same list, or were sent to with
        another one.
        """
        condition = (
            "publication = ? AND list = ? AND edition = ? AND sha256 <> ?"
            " AND (campaign.id > row.campaign OR delivery.state NOT IN (?, ?, ?))"
        )
        return self._count_open(campaign, condition, *campaign.key, campaign.sha256, *OPEN)

    def through_other_lists(self, campaign: Campaign) -> dict[DeliveryState, int]:
        """How many rows of a campaign, by state, have readers who got the PDF from another list."""
        condition = "sha256 = ? AND campaign.id <> row.campaign AND delivery.state = ?"
        return self._count_open(campaign, condition, campaign.sha256, DeliveryState.SENT)

    def _count_open(
        self, campaign: Campaign, condition: str, *values: str
    ) -> dict[DeliveryState, int]:
        """Count, by state, open rows of readers who have another row that meets `condition`."""
        rows = self._db.execute(
            "SELECT state, COUNT(*) FROM delivery AS row WHERE campaign = ? AND state IN (?, ?, ?)"  # noqa: S608  `condition` is ours
            " AND EXISTS (SELECT * FROM delivery JOIN campaign ON campaign.id = delivery.campaign"
            f" WHERE reader = row.reader AND {condition}) GROUP BY state",
            (campaign.id, *OPEN, *values),
        )
        return {DeliveryState(state): number for state, number in rows}

    def reason_to_withhold(self, issue: Issue, reader: str) -> str:
        """Why the PDF may not be sent to the reader, or not once more; empty if it may."""
        return self.pasts([reader])[reader].reason_to_withhold(issue)

    def offer(self, campaign: Campaign, reader: str, now: datetime) -> None:
        """Record that the last dot is about to be sent.

        Raises `Withheld` if the message must not be sent, or no longer.
        """
        with transaction(self._db):
            if self.delivery(campaign.id, reader) is None:
                raise Withheld("it was never enrolled")
            if reason := self.reason_to_withhold(campaign, reader):
                raise Withheld(reason)
            self._write(campaign.id, reader, DeliveryState.OFFERED, "", now, tried=True)

    def record(
        self,
        campaign: Campaign,
        reader: str,
        state: DeliveryState,
        answer: str,
        now: datetime,
        due: datetime | None = None,
    ) -> None:
        """Record what became of a message, with the server's own words.

        What is sent or in doubt stays so. If the reader was forgotten since the offer, the words
        are not stored: they may contain the address.
        """
        # If the power fails before this is on the disk, the row is still offered, and in doubt.
        with transaction(self._db, at_once=False):
            row = self.delivery(campaign.id, reader)
            if row is None or row.state not in (*OPEN, DeliveryState.OFFERED):
                return
            if row.address is None and state is not DeliveryState.WITHHELD:
                answer = ""
            self._write(campaign.id, reader, state, answer, now, due)

    def settle(self, delivery: DeliveryRecord, now: datetime, *, arrived: bool) -> None:
        """Record what a person found out about a message in doubt; ignored if it no longer is."""
        state = DeliveryState.SENT if arrived else DeliveryState.WAITING
        with transaction(self._db):
            row = self.delivery(delivery.campaign, delivery.reader)
            if row and row.state is DeliveryState.DOUBT:
                said = f"found {'' if arrived else 'not '}to have arrived"
                self._write(delivery.campaign, delivery.reader, state, said, now)

    def history(self, reader: str) -> list[Event]:
        """Every event of every message to a reader, the oldest first."""
        campaigns = {campaign.id: campaign for campaign in self.campaigns()}
        rows = self._db.execute(
            "SELECT campaign, at, state, answer FROM event WHERE reader = ? ORDER BY id", (reader,)
        )
        return [
            Event(campaigns[campaign], datetime.fromisoformat(at), DeliveryState(state), answer)
            for campaign, at, state, answer in rows
        ]

    def by_message_id(self, message_id: str) -> DeliveryRecord | None:
        """The row of the message with this Message-ID, if it is ours."""
        row = self._db.execute(
            "SELECT * FROM delivery WHERE message_id = ?", (message_id,)
        ).fetchone()
        return _delivery(row) if row else None

    def bounce(self, delivery: DeliveryRecord, answer: str, now: datetime, *, dead: bool) -> bool:
        """Record that a message came back; False if that is already recorded.

        A reader whose mailbox is `dead` is suppressed.
        """
        with transaction(self._db):
            row = self.delivery(delivery.campaign, delivery.reader)
            if row is None or row.state is DeliveryState.BOUNCED:
                return False
            self._write(delivery.campaign, delivery.reader, DeliveryState.BOUNCED, answer, now)
            if dead:
                self.suppressions.write(delivery.reader, delivery.address, BOUNCED, now)
        return True

    def knows(self, reader: str) -> bool:
        """Whether a reader, by their keyed hash, has a row or is suppressed."""
        row = self._db.execute(
            "SELECT 1 FROM delivery WHERE reader = ? LIMIT 1", (reader,)
        ).fetchone()
        return row is not None or self.suppressions.find(reader) is not None

    def retry(self, delivery: DeliveryRecord, now: datetime) -> bool:
        """Let a message that was refused or came back wait again; False if it was neither.

        A suppression because of a bounce is lifted; others stay.
        """
        with transaction(self._db):
            row = self.delivery(delivery.campaign, delivery.reader)
            if row is None or row.state not in NOT_DELIVERED or row.address is None:
                return False
            suppression = self.suppressions.find(delivery.reader)
            if suppression and suppression.reason == BOUNCED:
                self.suppressions.lift(delivery.reader)
            self._reopen(row, now)
        return True

    def _reopen(self, row: DeliveryRecord, now: datetime) -> None:
        self._write(row.campaign, row.reader, DeliveryState.WAITING, "opened again", now)

    def _write(
        self,
        campaign: int,
        reader: str,
        state: DeliveryState,
        answer: str,
        now: datetime,
        due: datetime | None = None,
        *,
        tried: bool = False,
    ) -> None:
        """Set the state of a row, and add the event to its history."""
        when = now.isoformat()
        self._db.execute(
            "UPDATE delivery SET state = ?, answer = ?, changed = ?, due = ?,"
            " attempts = attempts + ? WHERE campaign = ? AND reader = ?",
            (state, answer, when, due.isoformat() if due else "", tried, campaign, reader),
        )
        self._db.execute(
            "INSERT INTO event (campaign, reader, at, state, answer) VALUES (?, ?, ?, ?, ?)",
            (campaign, reader, when, state, answer),
        )

    def _doubt_what_was_left(self, now: datetime) -> None:
        with transaction(self._db):
            left = self._db.execute(
                "SELECT campaign, reader FROM delivery WHERE state = ?", (DeliveryState.OFFERED,)
            ).fetchall()
            for campaign, reader in left:
                said = "Bifolio ended before it received the answer"
                self._write(campaign, reader, DeliveryState.DOUBT, said, now)


def _campaign(row: tuple[Any, ...]) -> Campaign:
    identifier, publication, name, edition, sha256, begun = row
    when = datetime.fromisoformat(begun)
    return Campaign(publication, name, edition, sha256, id=identifier, begun=when)


def _delivery(row: tuple[Any, ...]) -> DeliveryRecord:
    campaign, reader, address, message_id, state, attempts, due, answer, changed, again = row
    return DeliveryRecord(
        campaign,
        reader,
        address,
        message_id,
        DeliveryState(state),
        attempts,
        datetime.fromisoformat(due) if due else None,
        answer,
        datetime.fromisoformat(changed),
        bool(again),
    )
