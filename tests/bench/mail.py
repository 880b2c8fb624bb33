"""How long a mailing takes, beside bare smtplib; it needs the built fact sheet.

The server is one of our own in another process, which does nothing but take messages over TLS as
fast as it can, so that what is measured is the client. What counts are the ratios.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import shutil
import smtplib
import socket
import ssl
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import count
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

from bifolio.mail.ledger import Ledger
from bifolio.mail.mailing import Mailing, prepare
from bifolio.mail.sending import Clock, Item, Sending, SendingOptions
from bifolio.mail.settings import Server
from bifolio.mail.transport import Connection
from tests.bench.commands import ROOT, Taken, in_turns
from tests.bench.figures import Figure
from tests.mail.conftest import mailed_in
from tests.mail.failures import SENDER, addresses, campaign_of
from tests.mail.servers import Authority

MESSAGES = 300
RUNS = 3


def mailing() -> Iterator[Figure]:
    """Send with the ledger: the same message, and one that is made for each reader."""
    with tempfile.TemporaryDirectory() as temporary, listening(Path(temporary)) as server:
        letters = mailing_of(Path(temporary))
        sample = next(iter(letters.recipients()))
        now = datetime.now(UTC)
        message = letters.message(sample, now)
        folders = (Path(temporary) / f"ledger{number}" for number in count())
        ways: dict[str, Callable[[], None]] = {
            "": lambda: send_bare(server, message),
            "the same message": lambda: send_ours(server, next(folders), lambda: message),
            "a message for each": lambda: send_ours(
                server, next(folders), lambda: letters.message(sample, now)
            ),
        }
        times = in_turns(
            {name: partial(timed, way) for name, way in ways.items()}, RUNS, unmeasured=0
        )
    bare = times.pop("")
    for name, seconds in times.items():
        yield Figure.of(f"{MESSAGES} mails with the ledger, {name}", seconds, "bare smtplib", bare)


def mailing_of(temporary: Path) -> Mailing:
    """A mailing of the fact sheet as it was built, to the readers of the example."""
    project = temporary / "project"
    shutil.copytree(ROOT / "source" / "factsheet", project / "source" / "factsheet")
    shutil.copytree(ROOT / "build" / "factsheet", project / "build" / "factsheet")
    ledger = Ledger(temporary / "drafts")
    readers = project / "source" / "factsheet" / "recipients.example.csv"
    return prepare(mailed_in(project, "factsheet"), readers, ledger, datetime.now(UTC))


def send_bare(server: Server, message: bytes) -> None:
    """Send with nothing but the standard library, and without its waits of 40 ms (Nagle)."""
    context = ssl.create_default_context(cafile=server.authorities)
    with smtplib.SMTP_SSL(server.host, server.port, "example.org", context=context) as smtp:
        assert smtp.sock
        smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for number in range(MESSAGES):
            smtp.sendmail("communications@example.org", f"reader{number}@example.org", message)


def send_ours(server: Server, folder: Path, make: Callable[[], bytes]) -> None:
    """Send as `bifolio mail send` does."""
    ledger = Ledger(folder)
    readers = addresses(MESSAGES)
    with ledger.sending():
        campaign = campaign_of(ledger, readers)
        options = SendingOptions(SENDER, 10_000_000, (60,))
        opened = partial(Connection, server, "", "example.org")
        sending = Sending(ledger, opened, options, Clock())

        def items() -> Iterator[Item]:
            for address in readers:
                yield Item(campaign, ledger.reader(address), address, make)

        progress = sending.run(items, MESSAGES)
    assert progress.done == MESSAGES
    ledger.close()


@contextlib.contextmanager
def listening(folder: Path) -> Iterator[Server]:
    """The server in its own process, and how `mail.yaml` would describe it."""
    authority = Authority(folder)
    certificate = folder / "server.pem"
    issued = authority.ca.issue_cert("localhost")
    issued.private_key_and_cert_chain_pem.write_to_path(certificate)
    ours, theirs = multiprocessing.Pipe()
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=serve, args=(certificate, theirs), daemon=True)
    process.start()
    try:
        yield Server.model_validate(
            {
                "host": "localhost",
                "port": ours.recv(),
                "security": "tls",
                "authorities": str(authority.file),
            }
        )
    finally:
        process.terminate()
        process.join()


def serve(certificate: Path, pipe: Pipe) -> None:
    """Take messages, one connection after the other."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        pipe.send(listener.getsockname()[1])
        while True:
            plain, _ = listener.accept()
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            private = context.wrap_socket(plain, server_side=True)
            with contextlib.suppress(OSError), private as connection:
                converse(connection)


def converse(connection: ssl.SSLSocket) -> None:
    """Answer every command with yes, and the end of a message too."""
    connection.sendall(b"220 localhost\r\n")
    while (command := connection.recv(1000)).upper() != b"QUIT\r\n":
        if command.upper() == b"DATA\r\n":
            connection.sendall(b"354 go on\r\n")
            end = b""
            while not end.endswith(b"\r\n.\r\n"):
                end = end[-5:] + connection.recv(1 << 16)
        connection.sendall(b"250 localhost\r\n")
    connection.sendall(b"221 bye\r\n")


def timed(work: Callable[[], None]) -> Taken:
    """How long `work` takes, in seconds."""
    began = time.perf_counter()
    work()
    return Taken(time.perf_counter() - began)
