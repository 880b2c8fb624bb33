"""The file of the ledger: where it is, how it is laid out, and how it is written whole."""

from __future__ import annotations

import os
import secrets
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bifolio.problems import Problems

FIRST = """
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

AGAIN = "ALTER TABLE delivery ADD COLUMN again INTEGER NOT NULL DEFAULT 0"

STEPS = (FIRST, AGAIN)
"""What makes a ledger of each version of the one before it; a new ledger takes all of them."""

VERSION = len(STEPS)


OF_THE_MACHINE = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_NOMEM,
}
"""Errors of SQLite that are about disks, rights and memory (https://sqlite.org/rescode.html)."""

CACHE = 64_000
"""Kibibytes of the file that are kept in memory: enough to enrol 100,000 readers at once."""

PATIENCE = 30
"""Seconds that are waited for another process of the press to finish what it is writing."""


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


def open_ledger(path: Path) -> sqlite3.Connection:
    """The ledger at `path`, begun where there is none.

    Raises `Problems` where it was written by a newer Bifolio, or is none.
    """
    with faults_told(path):
        database = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
        try:
            _prepare(database, path)
        except BaseException:
            database.close()
            raise
    return database


def _prepare(database: sqlite3.Connection, path: Path) -> None:
    """Lay the ledger out, or bring one of an older press to the layout of this one."""
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
def faults_told(path: Path) -> Iterator[None]:
    """Raise `Problems` for what SQLite finds wrong in here with the ledger at `path`."""
    try:
        yield
    except sqlite3.Error as error:
        hint = "restore the ledger from a backup; without it, nothing is known about what was sent"
        raise _stop(f"{path}: the ledger cannot be used", error, hint) from None


def is_busy(error: sqlite3.Error) -> bool:
    """Whether SQLite failed only because another process was at work in the file."""
    return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY


def is_of_the_machine(error: sqlite3.Error) -> bool:
    """Whether disks, rights or memory are what keeps SQLite from working."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in OF_THE_MACHINE


@contextmanager
def transaction(database: sqlite3.Connection, *, at_once: bool = True) -> Iterator[None]:
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
        hint = "run the command again; nothing is sent without the ledger"
        raise _stop(f"{_path_of(database)}: the ledger cannot be written", error, hint) from None


def _path_of(database: sqlite3.Connection) -> str:
    """The file of a database."""
    (_, _, path) = database.execute("PRAGMA database_list").fetchone()
    return str(path)


def _stop(message: str, error: sqlite3.Error, hint: str) -> Problems:
    """What is reported of an `error` of SQLite; `hint` is for one of the ledger itself."""
    code = "mail/damaged-ledger"
    if is_busy(error):
        code = "mail/busy-ledger"
        hint = "wait until the other command has ended, and try again"
    elif is_of_the_machine(error):
        code = "environment/unwritable-ledger"
        hint = (
            "free some space in its folder, or make folder and file writable for you, and run the"
            " command again; keep the ledger, which records who got what"
        )
    return Problems.of(code, f"{message}: {error}", hint)
