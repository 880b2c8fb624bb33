"""The ledger: what was sent to whom, written down before and after the server's answer.

A campaign is one PDF of a publication for one list; each reader that it goes to has one row. A row
is `offered` on the disk before the last dot of the message goes out, and `sent` once the server has
said that it took it. What a crash leaves `offered` may have arrived or not: it is `in doubt`, is
never sent again by itself, and a person is asked. One PDF reaches an address once, through whatever
list. Where a PDF was printed anew, its readers who got the earlier state through the same list do
not get the new one too, unless somebody says so.

It is kept where the system keeps the state of programs, not in the project: neither `make clean`
nor `git clean` nor a second clone can make it forget. Readers are known there by a keyed hash of
their address; the address stands beside it until the person is forgotten.
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
from typing import TypeVar

from bifolio.mail.addresses import Address
from bifolio.mail.ledger_file import is_busy, is_of_the_machine, open_ledger, transaction
from bifolio.mail.suppressions import Suppression, Suppressions
from bifolio.problems import Problems


class State(StrEnum):
    """Where a message to a reader stands."""

    WAITING = "waiting"
    """Not sent yet."""
    WITHHELD = "withheld"
    """Not sent, because the reader left meanwhile, or got the PDF in another way."""
    DEFERRED = "deferred"
    """The server did not take it for now; it is tried again."""
    OFFERED = "offered"
    """The server has all of it but the last dot, or that too; its answer is not known."""
    DOUBT = "in doubt"
    """It may have arrived: somebody has to find out."""
    SENT = "sent"
    """The server took it."""
    REFUSED = "refused"
    """The server will not take it."""
    BOUNCED = "bounced"
    """It was taken and came back."""


OPEN = (State.WAITING, State.WITHHELD, State.DEFERRED)
"""What may be sent."""

NOT_DELIVERED = (State.REFUSED, State.BOUNCED)
"""What certainly did not reach the reader, and is not tried again by itself."""

BOUNCED = "bounced"
"""The reason of a suppression that a dead mailbox brought about."""

MAYBE_THERE = (State.OFFERED, State.DOUBT, State.SENT)
"""What may have reached the reader."""


BATCH = 500
"""Readers that are looked up at once."""

Value = TypeVar("Value")

_Row = tuple[int, str, str, str, bool]
"""Campaign, reader, address and id of a message, and whether it goes to them again."""


def in_batches(values: Iterable[Value]) -> Iterator[list[Value]]:
    """Yield `values` in lists of at most `BATCH`."""
    left = iter(values)
    while batch := list(islice(left, BATCH)):
        yield batch


class Withheld(Exception):
    """The message must not be sent; says why."""


@dataclass(frozen=True)
class Issue:
    """One PDF of a publication for one list: a state of an edition, known by its digest."""

    publication: str
    list: str
    edition: str
    sha256: str

    @property
    def key(self) -> tuple[str, str, str]:
        """Which edition it is for which list, in whatever state."""
        return self.publication, self.list, self.edition

    def is_another_state_of(self, other: Issue) -> bool:
        """Whether it is the same edition for the same list, built at another time."""
        return self.key == other.key and self.sha256 != other.sha256


@dataclass(frozen=True)
class Campaign(Issue):
    """An issue whose sending was begun."""

    id: int
    begun: datetime


@dataclass(frozen=True)
class Delivery:
    """The row of a reader."""

    campaign: int
    reader: str
    """The keyed hash of the address."""
    address: str | None
    """None where the person was forgotten."""
    message_id: str | None
    state: State
    attempts: int
    due: datetime | None
    """When it is tried again, if it was deferred."""
    answer: str
    changed: datetime
    again: bool
    """Whether somebody said that it goes to this reader although they got an earlier state."""

    def is_withheld_for(self, reason: str) -> bool:
        """Whether it is withheld for this reason already."""
        return self.state is State.WITHHELD and self.answer == reason


@dataclass
class Past:
    """What the ledger knows of a reader."""

    suppression: Suppression | None = None
    deliveries: list[tuple[Issue, Delivery]] = field(default_factory=list)
    """Each of their rows with its issue, the oldest campaign first."""

    def of(self, campaign: Campaign | None) -> Delivery | None:
        """The row of the reader in a campaign, if they have one."""
        rows = (row for _, row in self.deliveries if campaign and row.campaign == campaign.id)
        return next(rows, None)

    def earlier(self, issue: Issue) -> Delivery | None:
        """What the reader got, or may have got, of another state of the PDF through this list.

        The last, where there are several.
        """
        found = (
            row
            for other, row in self.deliveries
            if row.state in MAYBE_THERE and issue.is_another_state_of(other)
        )
        return max(found, key=lambda row: row.changed, default=None)

    def reason_to_withhold(self, issue: Issue, *, again: bool = False) -> str:
        """Why the PDF may not be sent to the reader, in words; empty where it may.

        An earlier state of it that they got is a reason, unless `again`. What happened to this very
        issue does not count.
        """
        if self.suppression:
            return f"{self.suppression.reason} on {self.suppression.since:%Y-%m-%d}"
        for other, row in self.deliveries:
            if row.state in MAYBE_THERE and other.sha256 == issue.sha256 and other.key != issue.key:
                return f"the same PDF is {row.state} through the list '{other.list}'"
        earlier = None if again else self.earlier(issue)
        if earlier:
            return (
                f"an earlier state of the PDF is {earlier.state} since {earlier.changed:%Y-%m-%d}"
            )
        return ""


@dataclass(frozen=True)
class Event:
    """One step of a message to a reader."""

    campaign: Campaign
    at: datetime
    state: State
    answer: str


class Ledger:
    """The ledger in a folder; it is begun where there is none."""

    def __init__(self, folder: Path) -> None:
        """Open it; raises `Problems` where it was written by a newer press, or is none."""
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
        """Be the only one who sends; raises `Problems` where another process does.

        The lock is the operating system's and ends with the process, however that ends. What a
        dead process left offered is in doubt from then on.
        """
        path = self._folder / "sending.lock"
        with ExitStack() as at_the_end:
            try:
                lock = sqlite3.connect(path, timeout=0, isolation_level=None)
                at_the_end.callback(lock.close)
                lock.execute("BEGIN EXCLUSIVE")
            except sqlite3.Error as error:
                raise _not_locked(error, path) from None
            self._doubt_what_was_left(datetime.now(UTC))
            yield

    def reader(self, address: Address) -> str:
        """The keyed hash by which an address is known: 32 digits of hexadecimal."""
        return self._keyed(f"reader:{address.folded}")

    def message_id(self, name: str, sha256: str, reader: str) -> str:
        """The unique part of the id of the message that brings a PDF to a reader of a list.

        It is the same whenever the message is made again, so that receivers know it again.
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
        """The campaign of an issue, begun where it was not."""
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
        """Give each reader that may be sent to a row in the campaign; all of them or nobody.

        With `again`, that is so for those who got an earlier state too; with `refused`, for those
        whose message was refused, unless their mailbox is dead. Returns how many readers wait to be
        sent to. Nothing is written of others, not even their address.
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
                    row = past.of(campaign)
                    if row and row.state not in (*OPEN, *([State.REFUSED] if refused else [])):
                        continue
                    wanted = again or bool(row and row.again)
                    reason = past.reason_to_withhold(campaign, again=wanted)
                    if not reason:
                        unique = self.message_id(campaign.list, campaign.sha256, reader)
                        entered.append(
                            (campaign.id, reader, str(address), f"{unique}@{domain}", wanted)
                        )
                        if row and row.state is State.REFUSED:
                            self._write(campaign.id, reader, State.WAITING, "opened again", now)
                        waiting += 1
                    elif row and row.state in OPEN and not row.is_withheld_for(reason):
                        self._write(campaign.id, reader, State.WITHHELD, reason, now)
                self._enter(entered, now)
        return waiting

    def _enter(self, rows: Iterable[_Row], now: datetime) -> None:
        """Give readers rows, or their addresses back to the rows that they have."""
        # What is the same is not written again.
        self._db.executemany(
            "INSERT INTO delivery"
            " (campaign, reader, address, message_id, again, state, changed)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (campaign, reader) DO UPDATE"
            " SET address = excluded.address, message_id = excluded.message_id,"
            " again = excluded.again WHERE (address, message_id, again)"
            " IS NOT (excluded.address, excluded.message_id, excluded.again)",
            ((*row, State.WAITING, now.isoformat()) for row in rows),
        )

    def pasts(self, readers: Iterable[str]) -> dict[str, Past]:
        """What is known of each of `readers`, of whom there may be at most `BATCH`."""
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

    def delivery(self, campaign: int, reader: str) -> Delivery | None:
        """The row of a reader, if they have one."""
        row = self._db.execute(
            "SELECT * FROM delivery WHERE campaign = ? AND reader = ?", (campaign, reader)
        ).fetchone()
        return _delivery(row) if row else None

    def deliveries(self, campaign: int, *states: State) -> Iterator[Delivery]:
        """The rows of a campaign, or those in one of `states`, as they are read."""
        rows = self._db.cursor().execute("SELECT * FROM delivery WHERE campaign = ?", (campaign,))
        return (found for found in map(_delivery, rows) if not states or found.state in states)

    def counts(self, campaign: int) -> dict[State, int]:
        """How many rows of a campaign are in each state."""
        rows = self._db.execute(
            "SELECT state, COUNT(*) FROM delivery WHERE campaign = ? GROUP BY state", (campaign,)
        )
        return {State(state): number for state, number in rows}

    def superseded(self, campaign: Campaign) -> dict[State, int]:
        """How many rows of a campaign nothing comes of any more, by their state.

        They may still be sent, but the PDF was printed anew, and their readers were enrolled for
        the new state through the same list, or were sent to with another one.
        """
        rows = self._db.execute(
            "SELECT state, COUNT(*) FROM delivery AS row WHERE campaign = ? AND state IN (?, ?, ?)"
            " AND EXISTS (SELECT * FROM delivery JOIN campaign ON campaign.id = delivery.campaign"
            " WHERE reader = row.reader AND publication = ? AND list = ? AND edition = ?"
            " AND sha256 <> ? AND (campaign.id > row.campaign OR delivery.state NOT IN (?, ?, ?)))"
            " GROUP BY state",
            (
                *(campaign.id, *OPEN),
                *(campaign.publication, campaign.list, campaign.edition, campaign.sha256),
                *OPEN,
            ),
        )
        return {State(state): number for state, number in rows}

    def through_other_lists(self, campaign: Campaign) -> dict[State, int]:
        """How many rows of a campaign may still be sent, whose readers have the PDF already.

        They got the same PDF through another list; by their state.
        """
        rows = self._db.execute(
            "SELECT state, COUNT(*) FROM delivery AS row WHERE campaign = ? AND state IN (?, ?, ?)"
            " AND EXISTS (SELECT * FROM delivery JOIN campaign ON campaign.id = delivery.campaign"
            " WHERE reader = row.reader AND sha256 = ? AND campaign.id <> row.campaign"
            " AND delivery.state = ?) GROUP BY state",
            (campaign.id, *OPEN, campaign.sha256, State.SENT),
        )
        return {State(state): number for state, number in rows}

    def reason_to_withhold(self, issue: Issue, reader: str, *, again: bool = False) -> str:
        """Why the PDF may not be sent to the reader, in words; empty where it may."""
        return self.pasts([reader])[reader].reason_to_withhold(issue, again=again)

    def offer(self, campaign: Campaign, reader: str, now: datetime) -> None:
        """Write down that the last dot is about to go out.

        Raises `Withheld` where the message must not be sent, or no longer.
        """
        with transaction(self._db):
            row = self.delivery(campaign.id, reader)
            if row is None or row.state not in OPEN:
                raise Withheld("it is no longer waiting")
            reason = self.reason_to_withhold(campaign, reader, again=row.again)
            if reason:
                raise Withheld(reason)
            self._write(campaign.id, reader, State.OFFERED, "", now, tried=True)

    def record(
        self,
        campaign: Campaign,
        reader: str,
        state: State,
        answer: str,
        now: datetime,
        due: datetime | None = None,
    ) -> None:
        """Write down what became of a message, with the server's own words.

        What is known to have arrived, or is in doubt, stays so. Of somebody who was forgotten since
        the offer, the server's words are not kept: they may hold the address.
        """
        # Where the power fails before it is on the disk, the row is still offered, and in doubt.
        with transaction(self._db, at_once=False):
            row = self.delivery(campaign.id, reader)
            if row is None or row.state not in (*OPEN, State.OFFERED):
                return
            if row.address is None and state is not State.WITHHELD:
                answer = ""
            self._write(campaign.id, reader, state, answer, now, due)

    def settle(self, delivery: Delivery, now: datetime, *, arrived: bool) -> None:
        """Write down what a person found out about a message that was in doubt."""
        state = State.SENT if arrived else State.WAITING
        with transaction(self._db):
            row = self.delivery(delivery.campaign, delivery.reader)
            if row is None or row.state is not State.DOUBT:
                raise Problems.of(
                    "mail/nothing-in-doubt",
                    "the message is not in doubt",
                    "`bifolio mail status` lists messages in doubt",
                )
            said = "found to have arrived" if arrived else "found not to have arrived"
            self._write(delivery.campaign, delivery.reader, state, said, now)

    def history(self, reader: str) -> list[Event]:
        """Every step of every message to a reader, the oldest first."""
        campaigns = {campaign.id: campaign for campaign in self.campaigns()}
        rows = self._db.execute(
            "SELECT campaign, at, state, answer FROM event WHERE reader = ? ORDER BY id", (reader,)
        )
        return [
            Event(campaigns[campaign], datetime.fromisoformat(at), State(state), answer)
            for campaign, at, state, answer in rows
        ]

    def by_message_id(self, message_id: str) -> Delivery | None:
        """The row of the message with this id, if it is ours."""
        row = self._db.execute(
            "SELECT * FROM delivery WHERE message_id = ?", (message_id,)
        ).fetchone()
        return _delivery(row) if row else None

    def bounce(self, delivery: Delivery, answer: str, now: datetime, *, dead: bool) -> bool:
        """Write down that a message came back; False where that is known.

        A reader whose mailbox is `dead` is suppressed; others are kept.
        """
        with transaction(self._db):
            row = self.delivery(delivery.campaign, delivery.reader)
            if row is None or row.state is State.BOUNCED:
                return False
            self._write(delivery.campaign, delivery.reader, State.BOUNCED, answer, now)
            if dead:
                self.suppressions.write(delivery.reader, delivery.address, BOUNCED, now)
        return True

    def knows(self, reader: str) -> bool:
        """Whether a reader, by their keyed hash, was ever sent to, waits, or is suppressed."""
        row = self._db.execute(
            "SELECT 1 FROM delivery WHERE reader = ? LIMIT 1", (reader,)
        ).fetchone()
        return row is not None or self.suppressions.find(reader) is not None

    def retry(self, delivery: Delivery, now: datetime) -> bool:
        """Let a message wait again that was refused or came back; False where it was neither.

        The suppression that came from it is lifted; one that somebody asked for stays.
        """
        with transaction(self._db):
            row = self.delivery(delivery.campaign, delivery.reader)
            if row is None or row.state not in NOT_DELIVERED or row.address is None:
                return False
            suppression = self.suppressions.find(delivery.reader)
            if suppression and suppression.reason == BOUNCED:
                self.suppressions.lift(delivery.reader)
            self._write(delivery.campaign, delivery.reader, State.WAITING, "opened again", now)
        return True

    def _write(
        self,
        campaign: int,
        reader: str,
        state: State,
        answer: str,
        now: datetime,
        due: datetime | None = None,
        *,
        tried: bool = False,
    ) -> None:
        """Set the state of a row, and add the step to its history."""
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
                "SELECT campaign, reader FROM delivery WHERE state = ?", (State.OFFERED,)
            ).fetchall()
            for campaign, reader in left:
                said = "the press ended before it saw the answer"
                self._write(campaign, reader, State.DOUBT, said, now)


def _not_locked(error: sqlite3.Error, path: Path) -> Problems:
    if is_busy(error):
        hint = "wait until it has ended; `bifolio mail status` shows its progress"
        return Problems.of("mail/already-sending", "another process is sending", hint)
    hint = "check the permissions and the space of its folder; the file may be deleted, it is empty"
    message = f"cannot lock {path}: {error}"
    of_machine = is_of_the_machine(error)
    code = "environment/unwritable-ledger" if of_machine else "mail/damaged-ledger"
    return Problems.of(code, message, hint)


def _campaign(row: tuple[int, str, str, str, str, str]) -> Campaign:
    identifier, publication, name, edition, sha256, begun = row
    when = datetime.fromisoformat(begun)
    return Campaign(publication, name, edition, sha256, id=identifier, begun=when)


def _delivery(
    row: tuple[int, str, str | None, str | None, str, int, str, str, str, int],
) -> Delivery:
    campaign, reader, address, message_id, state, attempts, due, answer, changed, again = row
    return Delivery(
        campaign,
        reader,
        address,
        message_id,
        State(state),
        attempts,
        datetime.fromisoformat(due) if due else None,
        answer,
        datetime.fromisoformat(changed),
        bool(again),
    )
