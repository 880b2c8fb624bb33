"""A mail server on the loopback, with TLS and login, that fails where and how a test wants."""

from __future__ import annotations

import asyncio
import logging
import ssl
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from bifolio.mail.settings import Server

logging.getLogger("mail.log").setLevel(logging.ERROR)

USER, PASSWORD = "communications@example.org", "correct horse"

PHASES = ("connect", "ehlo", "starttls", "auth", "mail", "rcpt", "data", "body", "dot", "answer")
"""Where it can fail: before its greeting; instead of the answer to a command; during a message;
after the last dot, without or after accepting the message."""

STALL = 5.0
"""Seconds that a stalled server says nothing; longer than any patience in the tests."""


@dataclass
class Failure:
    """Something that goes wrong, once, or `times` in a row."""

    phase: str
    kind: str
    """`cut`, `stall`, `kill` (the whole server is gone), an answer (421, 451, 550 5.1.1), or
    `client`: whoever sends is killed before the server does anything more."""
    after: int = 0
    """How many times the phase passes well before."""
    times: int = 1


def end_loop(loop: asyncio.AbstractEventLoop, thread: threading.Thread) -> None:
    """End an event loop that runs in a thread, with everything that still waits in it."""

    async def end() -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    asyncio.run_coroutine_threadsafe(end(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()


@dataclass
class Authority:
    """An authority of our own, and its certificate as a file."""

    folder: Path
    name: str = "localhost"
    ca: trustme.CA = field(default_factory=trustme.CA)

    @property
    def file(self) -> Path:
        """The certificate of the authority (PEM)."""
        path = self.folder / "authority.pem"
        if not path.exists():
            self.ca.cert_pem.write_to_path(path)
        return path

    def context(self, name: str = "localhost") -> ssl.SSLContext:
        """The side of a server that bears `name`."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.ca.issue_cert(name).configure_cert(context)
        return context


class MailServer:
    """The server; `copies` counts the messages that it took, by recipient."""

    def __init__(
        self,
        authority: Authority,
        *,
        tls: bool = False,
        name: str = "localhost",
        login: bool = True,
        excluded_logins: tuple[str, ...] = ("LOGIN",),
    ) -> None:
        self.authority = authority
        self.tls = tls
        self.login = login
        self.excluded_logins = list(excluded_logins) if login else ["LOGIN", "PLAIN"]
        self.smtputf8 = True
        self.context = authority.context(name)
        self.failure: Failure | None = None
        self.strip_starttls = False
        self.copies: Counter[str] = Counter()
        self.messages: list[bytes] = []
        self.keep_messages = False
        self.commands: list[str] = []
        self.port = 0
        self.listening = False
        self.kill_client: Callable[[], None] = lambda: None
        """Ends whoever sends, and returns when it has; called on the server's own thread."""
        self._loop = asyncio.new_event_loop()
        self._connections: set[_FailingServer] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.start()

    def start(self) -> None:
        """Listen, on the same port as before."""

        async def listen() -> asyncio.Server:
            return await self._loop.create_server(
                lambda: _FailingServer(self),
                "127.0.0.1",
                self.port,
                ssl=self.context if self.tls else None,
            )

        self._listener = asyncio.run_coroutine_threadsafe(listen(), self._loop).result(10)
        self.listening = True
        self.port = self._listener.sockets[0].getsockname()[1]

    def kill(self) -> None:
        """Be gone at once, with all connections; called on the server's own thread."""
        self.listening = False
        self._listener.close()
        for connection in list(self._connections):
            connection.abort()

    def stop(self) -> None:
        """End."""
        self._loop.call_soon_threadsafe(self.kill)
        end_loop(self._loop, self._thread)

    def settings(self, **changes: object) -> Server:
        """How `mail.yaml` would describe it, with little patience."""
        server = Server.model_validate(
            {
                "host": "localhost",
                "port": self.port,
                "security": "tls" if self.tls else "starttls",
                "user": USER if self.login else "",
                "authorities": str(self.authority.file),
                "messages-per-minute": 100_000,
            }
        )
        patience = {"timeout": 0.8, "timeout_after_message": 0.8}
        return server.model_copy(update={**patience, **changes})

    def due(self, phase: str) -> str:
        """What goes wrong in `phase` now, if anything."""
        failure = self.failure
        if failure is None or failure.phase != phase or failure.times == 0:
            return ""
        if failure.after:
            failure.after -= 1
            return ""
        failure.times -= 1
        if failure.kind == "client" and phase != "body":
            self.kill_client()
        return failure.kind


class _Handler:
    """Takes messages."""

    def __init__(self, server: MailServer) -> None:
        self._server = server

    async def handle_DATA(  # noqa: N802  the name is aiosmtpd's
        self, smtp: _FailingServer, session: Session, envelope: Envelope
    ) -> str:
        if answer := await smtp.fail("dot"):
            return answer
        for recipient in envelope.rcpt_tos:
            self._server.copies[recipient] += 1
        if self._server.keep_messages:
            assert isinstance(envelope.content, bytes)
            self._server.messages.append(envelope.content)
        return await smtp.fail("answer") or "250 2.0.0 taken"


class _FailingServer(SMTP):
    """One connection."""

    def __init__(self, server: MailServer) -> None:
        private = server.tls
        super().__init__(
            _Handler(server),
            hostname="localhost",
            enable_SMTPUTF8=server.smtputf8,
            tls_context=None if private or server.strip_starttls else server.context,
            require_starttls=False,
            auth_required=server.login,
            auth_require_tls=not private,
            auth_exclude_mechanism=server.excluded_logins,
            authenticator=self._know,
            loop=server._loop,
        )
        self._server = server

    @staticmethod
    def _know(
        server: object, session: object, envelope: object, mechanism: str, data: object
    ) -> AuthResult:
        known = isinstance(data, LoginPassword) and data.password == PASSWORD.encode()
        return AuthResult(success=known, handled=False)

    def abort(self) -> None:
        """Cut the connection."""
        transport: Any = self._original_transport or self.transport
        if transport:
            transport.abort()

    def connection_made(self, transport: Any) -> None:
        first = self._original_transport is None and self.transport is None
        self._server._connections.add(self)
        kind = self._server.due("connect") if first else ""
        if not kind:
            super().connection_made(transport)
        elif kind in ("cut", "client"):
            transport.abort()
        elif kind == "kill":
            transport.abort()
            self._server.kill()
        elif kind != "stall":
            transport.write(f"{kind} no\r\n".encode())
            transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        self._server._connections.discard(self)
        if self._handler_coroutine:
            super().connection_lost(error)

    async def fail(self, phase: str) -> str:
        """Fail, if it is time to; returns the answer to give, empty where all is well."""
        self._server.commands.append(phase)
        kind = self._server.due(phase)
        if kind in ("cut", "kill", "client"):
            if kind == "kill":
                self._server.kill()
            self.abort()
            await asyncio.sleep(0)
            return "421 gone"
        if kind == "stall":
            await asyncio.sleep(STALL)
            self.abort()
            return "421 gone"
        return f"{kind} no" if kind else ""

    async def _instead(self, phase: str, go_on: Callable[[], Any]) -> None:
        answer = await self.fail(phase)
        if not answer:
            await go_on()
            return
        await self.push(answer)
        if answer.startswith("421") and self.transport:
            self.transport.close()

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802
        await self._instead("ehlo", lambda: super(_FailingServer, self).smtp_EHLO(hostname))

    async def smtp_STARTTLS(self, argument: str) -> None:  # noqa: N802
        await self._instead("starttls", lambda: super(_FailingServer, self).smtp_STARTTLS(argument))

    async def smtp_AUTH(self, argument: str) -> None:  # noqa: N802
        await self._instead("auth", lambda: super(_FailingServer, self).smtp_AUTH(argument))

    async def smtp_MAIL(self, argument: str | None) -> None:  # noqa: N802
        await self._instead("mail", lambda: super(_FailingServer, self).smtp_MAIL(argument))

    async def smtp_RCPT(self, argument: str | None) -> None:  # noqa: N802
        await self._instead("rcpt", lambda: super(_FailingServer, self).smtp_RCPT(argument))

    async def smtp_DATA(self, argument: str) -> None:  # noqa: N802
        if kind := self._server.due("body"):
            await self.push("354 go on")
            await self._reader.readline()
            if kind == "kill":
                self._server.kill()
            if kind == "client":
                self._server.kill_client()
            self.abort()
            return
        await self._instead("data", lambda: super(_FailingServer, self).smtp_DATA(argument))
