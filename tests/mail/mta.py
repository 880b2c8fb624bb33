"""OpenSMTPD as a real mail server on the loopback: it queues, delivers to a Maildir, and bounces.

The one in Debian 12 cannot do TLS with OpenSSL 3 (OpenSMTPD's issues 1171 and 1239), so a front of
ours does that for it, as many mail servers have one. It runs as root, in a namespace where its
queue and its socket are its own.
"""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from tests.mail.servers import Authority, end_loop

CONFIGURATION = """\
table readers {{ "@example.org" = nobody, "@broken.example.org" = nobody }}
listen on 127.0.0.1 port {port} hostname localhost
action deliver maildir "{maildir}" virtual <readers>
action break mda "exit 69" virtual <readers>
{serving}match from any for domain "example.org" action deliver
match from any for domain "broken.example.org" action break
"""

# What is mounted stays in here; in a chroot, whose root is not a mount, this is not needed.
SCRIPT = """\
mount --make-rprivate / 2>/dev/null
mount -t tmpfs none /run && mount -t tmpfs none /var/spool && mkdir -m 711 /var/spool/smtpd &&
exec smtpd -d -f "$1"
"""


class OpenSmtpd:
    """A running OpenSMTPD, with TLS in front of it."""

    def __init__(self, authority: Authority, *, serving: bool = True) -> None:
        """Start it; everybody at example.org has the one Maildir, unless it does not serve them.

        What is delivered to broken.example.org fails, and comes back.
        """
        self.folder = Path(tempfile.mkdtemp(prefix="bifolio-mta-"))
        self.folder.chmod(0o755)  # whoever delivers has to come through
        self.maildir = self.folder / "Maildir"
        self.maildir.mkdir()
        self._inner = free_port()
        configuration = self.folder / "smtpd.conf"
        configuration.write_text(
            CONFIGURATION.format(
                port=self._inner, maildir=self.maildir, serving="" if serving else "# "
            ),
            "utf-8",
        )
        root = [] if os.geteuid() == 0 else ["sudo", "-n"]
        nobody = pwd.getpwnam("nobody")
        subprocess.run([*root, "chown", str(nobody.pw_uid), str(self.maildir)], check=True)
        self._log = (self.folder / "log").open("wb")
        self._process = subprocess.Popen(
            [
                *root,
                "unshare",
                "--mount",
                "--propagation",
                "unchanged",
                "sh",
                "-c",
                SCRIPT,
                "sh",
                str(configuration),
            ],
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        self._wait_for_it()
        self._front = _Front(authority, self._inner)
        self.port = self._front.port

    def _wait_for_it(self) -> None:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self._inner), 1).close()
            except OSError:
                assert self._process.poll() is None, (self.folder / "log").read_text()
                time.sleep(0.05)
            else:
                return
        raise AssertionError((self.folder / "log").read_text())

    def delivered(self, number: int, patience: float = 120) -> list[Path]:
        """The messages in the Maildir, once there are as many as that."""
        end = time.monotonic() + patience
        while True:
            found = sorted((self.maildir / "new").glob("*"))
            if len(found) >= number:
                return found
            assert time.monotonic() < end, f"only {len(found)} of {number} were delivered"
            time.sleep(0.1)

    def stop(self) -> None:
        """End it, and take away what it wrote."""
        self._front.stop()
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(20)
        self._log.close()
        shutil.rmtree(self.folder)


class _Front:
    """Does TLS for a server that speaks plainly, byte for byte."""

    def __init__(self, authority: Authority, inner: int) -> None:
        self._inner = inner
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        listening = asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=authority.context())
        server = asyncio.run_coroutine_threadsafe(listening, self._loop).result(10)
        self.port: int = server.sockets[0].getsockname()[1]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", self._inner)
        await asyncio.gather(_pass(reader, inner_writer), _pass(inner_reader, writer))

    def stop(self) -> None:
        end_loop(self._loop, self._thread)


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while chunk := await reader.read(1 << 16):
            writer.write(chunk)
            await writer.drain()
    except OSError:
        pass
    writer.close()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
