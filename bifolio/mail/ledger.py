"""The ledger: what was sent to whom, written down before and after the server's answer.

A campaign is one PDF of a publication for one list; each of its readers has one row. A row is
`offered` on the disk before the last dot of the message goes out, and `sent` once the server has
said that it took it. What a crash leaves `offered` may have arrived or not: it is `in doubt`, is
never sent again by itself, and a person is asked. One PDF reaches an address once, through whatever
list.

It is kept where the system keeps the state of programs, not in the project: neither `make clean`
nor `git clean` nor a second clone can make it forget. Readers are known there by a keyed hash of
their address; the address stands beside it until the person is forgotten.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from bifolio.mail.addresses import Address
from bifolio.problems import Problem, Problems

VERSION = 1

SCHEMA = """
CREATE TABLE secret (key BLOB NOT NULL);
CREATE TABLE campaign (
    id INTEGER PRIMARY KEY,
    publication TEXT NOT NULL,
    list TEXT NOT NULL,
    edition TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    begun TEXT NOT NULL,
    UNIQUE (publication, list, edition, sha256)
);
CREATE TABLE delivery (
    campaign INTEGER NOT NULL REFERENCES campaign,
    reader TEXT NOT NULL,
    address TEXT,
    message_id TEXT,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    due TEXT NOT NULL DEFAULT '',
    answer TEXT NOT NULL DEFAULT '',
    changed TEXT NOT NULL,
    PRIMARY KEY (campaign, reader)
) WITHOUT ROWID;
CREATE INDEX delivery_of_reader ON delivery (reader);
CREATE INDEX delivery_of_message ON delivery (message_id);
CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    campaign INTEGER NOT NULL REFERENCES campaign,
    reader TEXT NOT NULL,
    at TEXT NOT NULL,
    state TEXT NOT NULL,
    answer TEXT NOT NULL
);
CREATE INDEX event_of_reader ON event (reader);
CREATE TABLE suppression (
    reader TEXT PRIMARY KEY,
    address TEXT,
    reason TEXT NOT NULL,
    since TEXT NOT NULL
) WITHOUT ROWID;
"""


class State(StrEnum):
    """Where a message to a reader stands."""

    WAITING = "waiting"
    """Not sent yet."""
    WITHHELD = "withheld"
    """Not sent, because the reader has left, or has had the PDF through another list."""
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

MAYBE_THERE = (State.OFFERED, State.DOUBT, State.SENT)
"""What may have reached the reader."""


class Withheld(Exception):
    """The message must not be sent; says why."""


@dataclass(frozen=True)
class Campaign:
    """One PDF of a publication for one list."""

    id: int
    publication: str
    list: str
    edition: str
    sha256: str
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


@dataclass(frozen=True)
class Event:
    """One step of a message to a reader."""

    campaign: Campaign
    at: datetime
    state: State
    answer: str


@dataclass(frozen=True)
class Suppression:
    """An address that nothing is sent to."""

    reader: str
    address: str | None
    reason: str
    since: datetime


def default_folder(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """Where the ledger is: BIFOLIO_STATE, or where the system keeps the state of programs."""
    if environ.get("BIFOLIO_STATE"):
        return Path(environ["BIFOLIO_STATE"])
    home = Path(environ.get("HOME") or Path.home())
    if platform == "win32":
        return Path(environ.get("LOCALAPPDATA") or home) / "bifolio"
    if platform == "darwin":
        return home / "Library" / "Application Support" / "bifolio"
    return Path(environ.get("XDG_STATE_HOME") or home / ".local" / "state") / "bifolio"


class Ledger:
    """The ledger in a folder; it is begun where there is none."""

    def __init__(self, folder: Path) -> None:
        """Open it; raises `Problems` where it was written by a newer press, or is none."""
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path = folder / "mail.sqlite3"
        try:
            self._db = self._opened()
        except sqlite3.Error as error:
            hint = (
                "put back the ledger from a backup; without it, nothing is known of what was sent"
            )
            raise Problems([Problem(f"{self.path}: cannot be read: {error}", hint)]) from None
        (self._key,) = self._db.execute("SELECT key FROM secret").fetchone()

    def _opened(self) -> sqlite3.Connection:
        database = sqlite3.connect(self.path, timeout=30, isolation_level=None)
        self.path.chmod(0o600)
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA foreign_keys = ON")
        database.execute("PRAGMA secure_delete = ON")
        with _transaction(database):
            (version,) = database.execute("PRAGMA user_version").fetchone()
            if version == 0:
                for statement in SCHEMA.split(";"):
                    database.execute(statement)
                database.execute("INSERT INTO secret VALUES (?)", (secrets.token_bytes(32),))
                database.execute(f"PRAGMA user_version = {VERSION}")
        if version > VERSION:
            hint = "use the press that wrote it, or a newer one"
            raise Problems([Problem(f"{self.path} was written by a newer press", hint)])
        return database

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def sending(self) -> Iterator[None]:
        """Be the only one who sends; raises `Problems` where another process does.

        The lock is the operating system's and ends with the process, however that ends. What a
        dead process left offered is in doubt from then on.
        """
        lock = sqlite3.connect(self._folder / "sending.lock", timeout=0, isolation_level=None)
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            lock.close()
            hint = "wait until it has ended; `bifolio mail status` tells how far it is"
            raise Problems([Problem("another process is sending", hint)]) from None
        try:
            self._doubt_what_was_left(datetime.now(UTC))
            yield
        finally:
            lock.close()

    def reader(self, address: Address) -> str:
        """The keyed hash by which an address is known: 32 digits of hexadecimal."""
        return self._keyed(f"reader:{address.folded}")

    def message_id(self, name: str, sha256: str, reader: str) -> str:
        """The unique part of the id of the message that brings a PDF to a reader of a list.

        It is the same whenever the message is made again, so that receivers know it again.
        """
        return self._keyed(f"message:{name}:{sha256}:{reader}")

    def _keyed(self, text: str) -> str:
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()[:32]

    def find_campaign(
        self, publication: str, name: str, edition: str, sha256: str
    ) -> Campaign | None:
        """The campaign of a PDF for the list called `name`, if it was begun."""
        row = self._db.execute(
            "SELECT * FROM campaign"
            " WHERE publication = ? AND list = ? AND edition = ? AND sha256 = ?",
            (publication, name, edition, sha256),
        ).fetchone()
        return _campaign(row) if row else None

    def begin_campaign(
        self, publication: str, name: str, edition: str, sha256: str, now: datetime
    ) -> Campaign:
        """The campaign of a PDF for the list called `name`, begun where it was not."""
        self._db.execute(
            "INSERT OR IGNORE INTO campaign (publication, list, edition, sha256, begun)"
            " VALUES (?, ?, ?, ?, ?)",
            (publication, name, edition, sha256, now.isoformat()),
        )
        found = self.find_campaign(publication, name, edition, sha256)
        assert found
        return found

    def campaigns(self, publication: str = "") -> list[Campaign]:
        """All campaigns, or those of a publication, the oldest first."""
        rows = self._db.execute("SELECT * FROM campaign ORDER BY id")
        found = (_campaign(row) for row in rows)
        return [each for each in found if publication in ("", each.publication)]

    def enrol(
        self, readers: Iterable[tuple[Campaign, Address]], now: datetime, domain: str
    ) -> None:
        """Give each reader a row, where they have none in the campaign; all of them or nobody."""
        with _transaction(self._db):
            for campaign, address in readers:
                reader = self.reader(address)
                unique = self.message_id(campaign.list, campaign.sha256, reader)
                self._db.execute(
                    "INSERT OR IGNORE INTO delivery"
                    " (campaign, reader, address, message_id, state, changed)"
                    " VALUES (?, ?, ?, ?, ?, ?)",
                    (
                        campaign.id,
                        reader,
                        str(address),
                        f"{unique}@{domain}",
                        State.WAITING,
                        now.isoformat(),
                    ),
                )

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

    def reason_to_withhold(self, sha256: str, reader: str, campaign: Campaign | None = None) -> str:
        """Why the PDF may not be sent to the reader, in words; empty where it may.

        What happened in `campaign` itself does not count.
        """
        row = self._db.execute(
            "SELECT reason, since FROM suppression WHERE reader = ?", (reader,)
        ).fetchone()
        if row:
            return f"{row[0]} on {row[1][:10]}"
        other = self._db.execute(
            "SELECT campaign.list, delivery.state FROM delivery"
            " JOIN campaign ON campaign.id = delivery.campaign"
            " WHERE reader = ? AND sha256 = ? AND campaign.id <> ? AND state IN (?, ?, ?)",
            (reader, sha256, campaign.id if campaign else 0, *MAYBE_THERE),
        ).fetchone()
        return f"the same PDF is {other[1]} through the list '{other[0]}'" if other else ""

    def offer(self, campaign: Campaign, reader: str, now: datetime) -> None:
        """Write down that the last dot is about to go out.

        Raises `Withheld` where the message must not be sent, or no longer.
        """
        with _transaction(self._db):
            row = self.delivery(campaign.id, reader)
            if row is None or row.state not in OPEN:
                raise Withheld("it is no longer waiting")
            reason = self.reason_to_withhold(campaign.sha256, reader, campaign)
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

        What is known to have arrived, or is in doubt, stays so.
        """
        # Where the power fails before it is on the disk, the row is still offered, and in doubt.
        with _transaction(self._db, at_once=False):
            row = self.delivery(campaign.id, reader)
            if row is None or row.state not in (*OPEN, State.OFFERED):
                return
            self._write(campaign.id, reader, state, answer, now, due)

    def settle(self, delivery: Delivery, now: datetime, *, arrived: bool) -> None:
        """Write down what a person found out about a message that was in doubt."""
        state = State.SENT if arrived else State.WAITING
        with _transaction(self._db):
            row = self.delivery(delivery.campaign, delivery.reader)
            if row is None or row.state is not State.DOUBT:
                raise Problems([Problem("it is not in doubt", "`bifolio mail status` lists those")])
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

    def bounce(self, delivery: Delivery, answer: str, now: datetime) -> bool:
        """Write down that a message came back; send its reader no more; False for a known one."""
        with _transaction(self._db):
            row = self.delivery(delivery.campaign, delivery.reader)
            if row is None or row.state is State.BOUNCED:
                return False
            self._write(delivery.campaign, delivery.reader, State.BOUNCED, answer, now)
            self._suppress(delivery.reader, delivery.address, "bounced", now)
        return True

    def suppress(self, reader: str, address: Address | None, reason: str, now: datetime) -> bool:
        """Send nothing to the reader any more; False where that was so already."""
        with _transaction(self._db):
            return self._suppress(reader, str(address) if address else None, reason, now)

    def lift(self, reader: str) -> bool:
        """Let the reader be sent to again; False where they could be."""
        found = self._db.execute("DELETE FROM suppression WHERE reader = ?", (reader,))
        return found.rowcount > 0

    def suppressed(self, reader: str) -> Suppression | None:
        """Whether and why nothing is sent to the reader."""
        row = self._db.execute("SELECT * FROM suppression WHERE reader = ?", (reader,)).fetchone()
        return _suppression(row) if row else None

    def suppressions(self) -> list[Suppression]:
        """Everybody whom nothing is sent to, those of longest standing first."""
        rows = self._db.execute("SELECT * FROM suppression ORDER BY since, reader")
        return [_suppression(row) for row in rows]

    def forget(self, reader: str, now: datetime) -> int:
        """Erase a person: what is left is the keyed hash, so that nothing is sent to them.

        Returns the number of messages that bore their address. The bytes are overwritten.
        """
        with _transaction(self._db):
            erased = self._db.execute(
                "UPDATE delivery SET address = NULL, message_id = NULL, answer = ''"
                " WHERE reader = ? AND address IS NOT NULL",
                (reader,),
            )
            self._db.execute("DELETE FROM event WHERE reader = ?", (reader,))
            self._suppress(reader, None, "forgotten", now)
            self._db.execute(
                "UPDATE suppression SET address = NULL, reason = 'forgotten' WHERE reader = ?",
                (reader,),
            )
        self._db.execute("VACUUM")
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return erased.rowcount

    def _suppress(self, reader: str, address: str | None, reason: str, now: datetime) -> bool:
        found = self._db.execute(
            "INSERT OR IGNORE INTO suppression VALUES (?, ?, ?, ?)",
            (reader, address, reason, now.isoformat()),
        )
        return found.rowcount > 0

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
        with _transaction(self._db):
            left = self._db.execute(
                "SELECT campaign, reader FROM delivery WHERE state = ?", (State.OFFERED,)
            ).fetchall()
            for campaign, reader in left:
                said = "the press ended before it saw the answer"
                self._write(campaign, reader, State.DOUBT, said, now)


@contextmanager
def _transaction(database: sqlite3.Connection, *, at_once: bool = True) -> Iterator[None]:
    """All of what is written in here, or nothing; with `at_once` on the disk at its end.

    Otherwise only the death of the process cannot undo it. Raises `Problems` where it cannot be
    written.
    """
    try:
        database.execute(f"PRAGMA synchronous = {'FULL' if at_once else 'NORMAL'}")
        database.execute("BEGIN IMMEDIATE")
        try:
            yield
            database.execute("COMMIT")
        except BaseException:
            if database.in_transaction:
                database.execute("ROLLBACK")
            raise
    except sqlite3.Error as error:
        hint = "look at the rights and the space of its folder; nothing goes out without the ledger"
        raise Problems([Problem(f"the ledger cannot be written: {error}", hint)]) from None


def _campaign(row: tuple[int, str, str, str, str, str]) -> Campaign:
    identifier, publication, name, edition, sha256, begun = row
    return Campaign(identifier, publication, name, edition, sha256, datetime.fromisoformat(begun))


def _delivery(row: tuple[int, str, str | None, str | None, str, int, str, str, str]) -> Delivery:
    campaign, reader, address, message_id, state, attempts, due, answer, changed = row
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
    )


def _suppression(row: tuple[str, str | None, str, str]) -> Suppression:
    reader, address, reason, since = row
    return Suppression(reader, address, reason, datetime.fromisoformat(since))
