"""Signs messages by DKIM (RFC 6376), so that receivers know that they are ours and whole."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import dkim

from bifolio.mail.settings import Dkim
from bifolio.problems import Place, Problems

SIGNED = (
    *("from", "from", "reply-to", "to", "subject", "date", "message-id", "mime-version"),
    *("content-type", "content-language", "auto-submitted"),
    *("list-id", "list-unsubscribe", "list-unsubscribe-post"),
)
"""The fields that are signed. From is signed once more than it is there, so that nobody can add a
second one (RFC 6376, 8.15); the ways to leave have to be signed (RFC 8058, 4)."""

Sign = Callable[[bytes], bytes]


def signer(settings: Dkim) -> Sign:
    """What signs messages with the key of `settings`.

    Raises `Problems` where the key cannot be read, others can read it, or it is none.
    """
    path = Path(settings.key)
    hint = "name the file of a private key in PEM with `key:` under `dkim:` in mail.yaml"
    try:
        path = path.expanduser()
        key = path.read_bytes()
        mode = path.stat().st_mode
    except (OSError, RuntimeError) as error:  # the latter from a `~` of nobody
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise Problems.of(
            "mail/invalid-dkim-key", f"cannot be read: {reason}", hint, Place(path)
        ) from None
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        message = "other users of this machine can read the private key"
        raise Problems.of("mail/exposed-dkim-key", message, f"run `chmod 600 {path}`", Place(path))

    def sign(message: bytes) -> bytes:
        try:
            signature = dkim.sign(
                message,
                settings.selector.encode(),
                settings.domain.encode(),
                key,
                canonicalize=(b"relaxed", b"relaxed"),
                include_headers=[name.encode() for name in SIGNED],
            )
        except (dkim.DKIMException, ValueError) as error:
            raise Problems.of(
                "mail/invalid-dkim-key", f"invalid private key: {error}", hint, Place(path)
            ) from None
        return bytes(signature) + message

    sign(b"From: a@example.org\r\n\r\n")  # a key that is none is told before anything is sent
    return sign
