"""The file of the ledger: its folder, its tables, and its transactions."""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from platformdirs import user_state_path

from bifolio.problems import Problems

STEPS = tuple(
    Path(__file__).with_name(f"ledger_{version}.sql").read_text("utf-8") for version in (1, 2)
)
"""The migrations to each version (`PRAGMA user_version`); a new ledger takes all of them."""

VERSION = len(STEPS)

OF_THE_MACHINE = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_NOMEM,
}
"""Errors of SQLite about disks, permissions and memory (https://sqlite.org/rescode.html)."""

CACHE = 64_000
"""Page cache in KiB: enough to enrol 100,000 readers at once."""

PATIENCE = 30
"""Seconds to wait for another process that is writing."""


def default_folder() -> Path:
    """The folder of the ledger: BIFOLIO_STATE, or where the system keeps the state of programs."""
    named = os.environ.get("BIFOLIO_STATE")
    return Path(named) if named else user_state_path("bifolio", appauthor=False)


def open_ledger(path: Path) -> sqlite3.Connection:
    """Open the ledger at `path`, or create it.

    Raises `Problems` if it was written by a newer Bifolio, or is not a ledger.
    """
    with reporting_errors(path):
        database = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
        try:
            _prepare(database, path)
        except BaseException:
            database.close()
            raise
    return database


def _prepare(database: sqlite3.Connection, path: Path) -> None:
    """Create the tables, or migrate those of an older version."""
    path.chmod(0o600)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA foreign_keys = ON")
    database.execute("PRAGMA secure_delete = ON")
    database.execute(f"PRAGMA cache_size = {-CACHE}")
    with transaction(database):
        (version,) = database.execute("PRAGMA user_version").fetchone()
        for step in STEPS[version:]:
            for statement in step.split(";"):
                database.execute(statement)
        if version == 0:
            database.execute("INSERT INTO secret VALUES (?)", (secrets.token_bytes(32),))
        if version < VERSION:
            database.execute(f"PRAGMA user_version = {VERSION}")
    if version > VERSION:
        hint = "use the version that wrote it, or a newer one"
        raise Problems.of("mail/newer-ledger", f"{path} was written by a newer Bifolio", hint)


@contextmanager
def reporting_errors(path: Path) -> Iterator[None]:
    """Raise `Problems` for errors of SQLite with the ledger at `path`."""
    try:
        yield
    except sqlite3.Error as error:
        hint = "restore the ledger from a backup; without it, nothing is known about what was sent"
        raise problem_of(error, f"{path}: the ledger cannot be used", hint) from None


def is_busy(error: sqlite3.Error) -> bool:
    """Whether SQLite failed only because another process had locked the file."""
    return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY


@contextmanager
def transaction(database: sqlite3.Connection, *, at_once: bool = True) -> Iterator[None]:
    """Commit all of what is written in here, or nothing; with `at_once`, sync it to the disk.

    Without, a power failure can undo it, but no crash of the process. Raises `Problems` if it
    cannot be written.
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
        hint = "run the command again; nothing is sent without the ledger"
        (_, _, path) = database.execute("PRAGMA database_list").fetchone()
        raise problem_of(error, f"{path}: the ledger cannot be written", hint) from None


def problem_of(error: sqlite3.Error, message: str, hint: str) -> Problems:
    """The problem that an `error` of SQLite is; `hint` is for a damaged ledger."""
    code = "mail/damaged-ledger"
    if is_busy(error):
        code = "mail/busy-ledger"
        hint = "wait until the other command has ended, and try again"
    elif getattr(error, "sqlite_errorcode", 0) & 0xFF in OF_THE_MACHINE:
        code = "environment/unwritable-ledger"
        hint = (
            "free some space in its folder, or make folder and file writable for you, and run the"
            " command again; keep the ledger, which records who got what"
        )
    return Problems.of(code, f"{message}: {error}", hint)
