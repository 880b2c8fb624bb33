"""The connection to the mail server: encrypted, verified, and exact about what became of a message.

A message has one of four results: the server accepted it (`Answer`), refused it (`Refused`), cannot
have accepted it because it never got the last dot (`Lost`), or may have (`Unanswered`). What no
retry can solve is `Problems`.
"""

from __future__ import annotations

import re
import select
import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bifolio.mail.addresses import Address
from bifolio.mail.sanitize import on_one_line
from bifolio.mail.settings import Server
from bifolio.problems import Problems

READY = 220
OK = 250
GO_ON = 354
CLOSING = 421
"""Answers of a server (RFC 5321, 4.2.3)."""

UNKNOWN_MECHANISM = 504
"""The server offers a mechanism and does not support it (RFC 4954, 6)."""

LOGINS = {"PLAIN": "auth_plain", "LOGIN": "auth_login", "CRAM-MD5": "auth_cram_md5"}
"""The mechanisms in the order in which they are tried, and smtplib's method for each.

The connection is encrypted, so PLAIN, which every server has, exposes no password."""

AGAIN_LATER = range(400, 500)
NEVER = range(500, 600)


@dataclass(frozen=True)
class Answer:
    """A reply of the server."""

    code: int
    text: str

    def __str__(self) -> str:
        return f"{self.code} {self.text}".strip()


class Lost(Exception):
    """The connection failed before the server had all of a message; it was not accepted."""


class WornOut(Exception):
    """The server accepts no more messages over this connection, or closed it since the last one.

    Many servers limit the messages of a connection; a new one continues with the same message.
    """


class Unanswered(Exception):
    """The server had all of the message, and its answer was lost."""


class Refused(Exception):
    """The server refused one message, for now or for good."""

    def __init__(self, answer: Answer) -> None:
        """Keep the answer."""
        self.answer = answer
        super().__init__(str(answer))

    @property
    def for_now(self) -> bool:
        """Whether it may be retried (RFC 5321, 4.2.1)."""
        return self.answer.code in AGAIN_LATER


class Connection:
    """An open, encrypted connection for any number of messages, one after the other."""

    def __init__(self, server: Server, password: str, our_name: str) -> None:
        """Connect, encrypt the connection, and log in.

        Raises `Lost` for what may succeed next time, `Problems` for what will not: an invalid
        certificate, a server without STARTTLS, a refused login.
        """
        self._server = server
        self._smtp = smtplib.SMTP()
        self._used = False
        try:
            self._open(password, our_name)
        except BaseException:
            self.abandon()
            raise

    def _open(self, password: str, our_name: str) -> None:
        server = self._server
        try:
            self._smtp = self._connected(our_name)
            if self._smtp.sock:
                # The last dot is sent by itself; it must not wait for the rest to be confirmed.
                self._smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._greet()
            if server.security == "starttls":
                self._start_tls()
            if server.user:
                self._log_in(password)
        except ssl.SSLCertVerificationError as error:
            reason = error.verify_message.lower()
            message = f"the certificate of {server.host} is not valid: {reason}; nothing was sent"
            hint = "correct `host:`, or name your own authority with `authorities:`"
            raise Problems.of("mail/certificate", message, hint) from None
        except smtplib.SMTPResponseException as error:
            answer = _answer(error.smtp_code, error.smtp_error)
            if answer.code not in NEVER:
                raise Lost(str(answer)) from None
            message = f"{server.host} refused the connection: {answer}"
            hint = "ask the administrator of the mail server; nothing was sent"
            raise Problems.of("mail/server-refused", message, hint) from None
        except OSError as error:  # those of smtplib and ssl are subclasses
            raise Lost(_reason(error)) from None

    def _connected(self, our_name: str) -> smtplib.SMTP:
        server = self._server
        if server.security == "tls":
            return smtplib.SMTP_SSL(
                server.host, server.port, our_name, timeout=server.timeout, context=self._trust()
            )
        return smtplib.SMTP(server.host, server.port, our_name, server.timeout)

    def _trust(self) -> ssl.SSLContext:
        """Certificates of known authorities, TLS 1.2 or newer (RFC 8996)."""
        authorities = self._server.authorities
        try:
            context = ssl.create_default_context(
                cafile=str(Path(authorities).expanduser()) if authorities else None
            )
        except (OSError, RuntimeError) as error:  # the latter from an unknown `~user`
            message = f"{authorities} cannot be read: {_reason(error)}"
            hint = "name a file of certificates in PEM with `authorities:`"
            raise Problems.of("mail/unreadable-authorities", message, hint) from None
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context

    def _greet(self) -> None:
        code, said = self._smtp.ehlo()
        if code != OK:
            raise smtplib.SMTPHeloError(code, said)

    def _start_tls(self) -> None:
        if not self._smtp.has_extn("starttls"):
            message = f"{self._server.host} offers no STARTTLS; nothing was sent"
            hint = "use a server with STARTTLS or TLS; an attacker may have removed it"
            raise Problems.of("mail/no-starttls", message, hint)
        code, said = self._smtp.starttls(context=self._trust())
        if code != READY:
            raise smtplib.SMTPResponseException(code, said)
        self._greet()

    def _log_in(self, password: str) -> None:
        try:
            self._authenticate(password)
        except smtplib.SMTPAuthenticationError as error:
            if error.smtp_code not in NEVER:
                raise
            answer = _answer(error.smtp_code, error.smtp_error)
            message = f"{self._server.host} refused the login: {answer}"
            hint = "correct `user:` in mail.yaml, or the password; nothing was sent"
            raise Problems.of("mail/login-refused", message, hint) from None
        except UnicodeEncodeError:
            message = "`user:` or the password is not ASCII; nothing was sent"
            hint = "use a password in ASCII; many servers issue one for a single program"
            raise Problems.of("mail/login-not-ascii", message, hint) from None
        except (smtplib.SMTPResponseException, smtplib.SMTPServerDisconnected):
            raise
        except smtplib.SMTPException:
            hint = "remove `user:` from mail.yaml, or use another server"
            message = f"{self._server.host} offers no supported login; nothing was sent"
            raise Problems.of("mail/unknown-login", message, hint) from None

    def _authenticate(self, password: str) -> None:
        """Log in by one mechanism; try another only if the server does not support the first.

        Trying the next one after a wrong password would count as a second failed login.
        """
        smtp = self._smtp
        smtp.user, smtp.password = self._server.user, password
        offered = smtp.esmtp_features.get("auth", "").upper().split()
        mechanisms = [name for name in LOGINS if name in offered]
        if not mechanisms:
            raise smtplib.SMTPNotSupportedError("no known mechanism")
        for name in mechanisms:
            try:
                smtp.auth(name, getattr(smtp, LOGINS[name]))
            except smtplib.SMTPAuthenticationError as error:
                if error.smtp_code != UNKNOWN_MECHANISM or name == mechanisms[-1]:
                    raise
            else:
                return

    def deliver(
        self, sender: Address, recipient: Address, message: bytes, offer: Callable[[], None]
    ) -> Answer:
        """Deliver one message to the server, and return its answer.

        `offer` is called when the server has everything but the last dot, without which it must not
        accept the message (RFC 5321, 4.1.1.4); what it raises ends the connection. Raises
        `Refused`, `Lost`, `WornOut` or `Unanswered`; `Problems` if the sender is refused.
        """
        try:
            self._open_envelope(sender, recipient, len(message))
            self._smtp.send(_with_dots(message))
            offer()
            if self._is_gone():
                raise smtplib.SMTPServerDisconnected("it ended before it had the whole message")
        except OSError as error:
            self.abandon()
            raise Lost(_reason(error)) from None
        except BaseException as error:
            if not isinstance(error, Refused) or error.answer.code == CLOSING:
                self.abandon()
            raise
        try:
            if self._smtp.sock:
                self._smtp.sock.settimeout(self._server.timeout_after_message)
            self._smtp.send(b".\r\n")
            answer = _answer(*self._smtp.getreply())
        except OSError as error:
            self.abandon()
            raise Unanswered(_reason(error)) from None
        except BaseException:
            self.abandon()
            raise
        return self._judged(answer)

    def _is_gone(self) -> bool:
        """Whether the server closed the connection, or sends something unasked."""
        if self._smtp.sock is None:
            return True
        readable, _, _ = select.select([self._smtp.sock], [], [], 0)
        return bool(readable)

    def _judged(self, answer: Answer) -> Answer:
        """The answer to a whole message; raises `Refused` if it is not accepted."""
        if self._smtp.sock:
            self._smtp.sock.settimeout(self._server.timeout)
        if answer.code == CLOSING:
            self.abandon()
        if answer.code != OK:
            raise Refused(answer)
        return answer

    def _open_envelope(self, sender: Address, recipient: Address, size: int) -> None:
        """Send the envelope, and announce the data."""
        options = [f"size={size}"] if self._smtp.has_extn("size") else []
        if recipient.needs_smtputf8:
            if not self._smtp.has_extn("smtputf8"):
                said = "5.6.7 this server has no SMTPUTF8, so it accepts only ASCII addresses"
                raise Refused(Answer(553, said))
            options += ["BODY=8BITMIME", "SMTPUTF8"]
        answer = self._name_sender(sender, options)
        if answer.code in NEVER:
            hint = "ask the administrator of the mail server whether you may send from this address"
            message = f"{self._server.host} refused the sender {sender}: {answer}"
            raise Problems.of("mail/sender-refused", message, hint)
        self._go_on_if(answer, answer.code == OK)
        answer = _answer(*self._smtp.rcpt(str(recipient)))
        self._go_on_if(answer, answer.code in (OK, 251))
        answer = _answer(*self._smtp.docmd("data"))
        self._go_on_if(answer, answer.code == GO_ON)

    def _name_sender(self, sender: Address, options: list[str]) -> Answer:
        """Begin a message; raises `WornOut` if a connection that was used before fails here."""
        used, self._used = self._used, True
        try:
            answer = _answer(*self._smtp.mail(str(sender), options))
        except OSError as error:
            if used:
                raise WornOut(_reason(error)) from None
            raise
        if used and answer.code in AGAIN_LATER:
            raise WornOut(str(answer))
        return answer

    def _go_on_if(self, answer: Answer, accepted: bool) -> None:
        """Raise an answer that is not `accepted`, with the server ready for the next message."""
        if accepted:
            return
        if answer.code == CLOSING:
            raise smtplib.SMTPServerDisconnected(str(answer))
        self._smtp.rset()
        raise Refused(answer)

    def close(self) -> None:
        """Quit."""
        try:
            self._smtp.quit()
        except OSError:
            self.abandon()

    def abandon(self) -> None:
        """Close the connection without QUIT."""
        self._smtp.close()


def _with_dots(message: bytes) -> bytes:
    """The message with dots doubled at the start of lines (RFC 5321, 4.5.2)."""
    doubled = re.sub(rb"(?m)^\.", b"..", message)
    return doubled if doubled.endswith(b"\r\n") else doubled + b"\r\n"


def _answer(code: int, said: bytes | str) -> Answer:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return Answer(code, " ".join(on_one_line(text).split()))


def _reason(error: OSError | RuntimeError) -> str:
    """Why a connection failed; the words of a server are not changed."""
    if isinstance(error, smtplib.SMTPException) and str(error):
        return " ".join(str(error).split())
    said = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return " ".join(said.lower().split())
