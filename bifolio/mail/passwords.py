"""The password of the mail server, from the environment or the keyring of the system."""

from __future__ import annotations

import os
from collections.abc import Mapping

from bifolio.mail.settings import Server
from bifolio.problems import Problems

VARIABLE = "BIFOLIO_SMTP_PASSWORD"


def password_for(server: Server, environ: Mapping[str, str] = os.environ) -> str:
    """The password of `server`; empty if it needs no login.

    Raises `Problems` if there is none. It is never written to a file or a message.
    """
    if not server.user:
        return ""
    if environ.get(VARIABLE):
        return environ[VARIABLE]
    service = f"bifolio:{server.host}"
    try:
        import keyring  # an extra, which may not be installed
        import keyring.errors  # part of the same
    except ImportError:
        hint = f"set {VARIABLE}, or install the keyring: pip install 'bifolio[keyring]'"
        raise _missing(server, hint) from None
    try:
        found = keyring.get_password(service, server.user)
    except keyring.errors.NoKeyringError:
        raise _missing(server, f"set {VARIABLE}; this system has no keyring") from None
    except keyring.errors.KeyringError as error:
        hint = f"set {VARIABLE}; the keyring cannot be read: {error}"
        raise _missing(server, hint) from None
    if not found:
        hint = f"set {VARIABLE}, or keep it: keyring set {service} {server.user}"
        raise _missing(server, hint)
    return found


def _missing(server: Server, hint: str) -> Problems:
    message = f"no password for {server.user} at {server.host}"
    return Problems.of("environment/missing-password", message, hint)
