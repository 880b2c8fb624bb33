"""Signs messages with DKIM (RFC 6376)."""

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
"""The signed fields. From is signed once more than it occurs, so that nobody can add a second one
(RFC 6376, 8.15); the fields to unsubscribe have to be signed (RFC 8058, 4)."""

Sign = Callable[[bytes], bytes]


def signer(settings: Dkim) -> Sign:
    """Return a function that signs messages with the key of `settings`.

    Raises `Problems` if the key cannot be read, is readable for other users, or is not a key.
    """
    path = Path(settings.key)
    hint = "name the file of a private key in PEM with `key:` under `dkim:` in mail.yaml"
    try:
        path = path.expanduser()
        key = path.read_bytes()
        mode = path.stat().st_mode
    except (OSError, RuntimeError) as error:  # the latter from an unknown `~user`
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        message = f"cannot be read: {reason}"
        raise Problems.of("mail/invalid-dkim-key", message, hint, Place(path)) from None
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
            reason = f"invalid private key: {error}"
            raise Problems.of("mail/invalid-dkim-key", reason, hint, Place(path)) from None
        return bytes(signature) + message

    sign(b"From: a@example.org\r\n\r\n")  # reports an invalid key before anything is sent
    return sign
