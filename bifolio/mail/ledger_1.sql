-- The tables of the ledger, version 1.
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
