"""Suppressed readers: those who unsubscribed, cannot be reached, or were forgotten."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from bifolio.mail.addresses import Address
from bifolio.mail.ledger_file import transaction
from bifolio.problems import Problems


@dataclass(frozen=True)
class Suppression:
    """An address that nothing is sent to."""

    reader: str
    address: str | None
    reason: str
    since: datetime

    @classmethod
    def of(cls, row: tuple[str, str | None, str, str]) -> Suppression:
        """The suppression in a row of the ledger."""
        reader, address, reason, since = row
        return cls(reader, address, reason, datetime.fromisoformat(since))


class Suppressions:
    """The suppressed readers in the ledger; they apply to all lists."""

    def __init__(self, database: sqlite3.Connection) -> None:
        """Take the open file of the ledger."""
        self._db = database

    def add(self, reader: str, address: Address | None, reason: str, now: datetime) -> bool:
        """Suppress the reader; False if they already were."""
        with transaction(self._db):
            return self.write(reader, str(address) if address else None, reason, now)

    def write(self, reader: str, address: str | None, reason: str, now: datetime) -> bool:
        """The same within an open transaction."""
        found = self._db.execute(
            "INSERT OR IGNORE INTO suppression VALUES (?, ?, ?, ?)",
            (reader, address, reason, now.isoformat()),
        )
        return found.rowcount > 0

    def lift(self, reader: str) -> bool:
        """End the suppression of the reader; False if there was none."""
        found = self._db.execute("DELETE FROM suppression WHERE reader = ?", (reader,))
        return found.rowcount > 0

    def find(self, reader: str) -> Suppression | None:
        """The suppression of the reader, if there is one."""
        row = self._db.execute("SELECT * FROM suppression WHERE reader = ?", (reader,)).fetchone()
        return Suppression.of(row) if row else None

    def all(self) -> list[Suppression]:
        """All suppressions, the oldest first."""
        rows = self._db.execute("SELECT * FROM suppression ORDER BY since, reader")
        return [Suppression.of(row) for row in rows]

    def forget(self, reader: str, now: datetime) -> int:
        """Erase a person but for the keyed hash, so that nothing is sent to them.

        Returns the number of messages that had their address. The bytes are overwritten; raises
        `Problems` if another process prevents that.
        """
        with transaction(self._db):
            erased = self._db.execute(
                "UPDATE delivery SET address = NULL, message_id = NULL, answer = ''"
                " WHERE reader = ? AND address IS NOT NULL",
                (reader,),
            )
            self._db.execute("DELETE FROM event WHERE reader = ?", (reader,))
            self.write(reader, None, "forgotten", now)
            self._db.execute(
                "UPDATE suppression SET address = NULL, reason = 'forgotten' WHERE reader = ?",
                (reader,),
            )
        self._db.execute("VACUUM")
        (unfinished, *_) = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if unfinished:
            message = "the address is still in the ledger, which another command is reading"
            hint = "wait until that has ended, and run the command again"
            raise Problems.of("mail/busy-ledger", message, hint)
        return erased.rowcount
