"""Links: they lead somewhere."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPException
from typing import Any
from urllib.parse import quote, urlsplit

from bifolio.preflight.evidence import Evidence
from bifolio.preflight.findings import Box, Severity, Sighting
from bifolio.preflight.registry import CannotLook, check

HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.IGNORECASE)
MAIL = re.compile(r"[\w.+-]+@(?P<host>[\w.-]+)")
PHONE = re.compile(r"\+[1-9][\d-]{6,17}")

SIGNS = ":/?#[]@!$&'()*+,;=%"
"""What has a meaning in an address and stays (RFC 3986, 2.2), and the sign of what was encoded."""

PATIENCE = 10
"""Seconds that an address has to answer."""


def links(evidence: Evidence) -> Iterator[tuple[Box, Any]]:
    """Each link annotation of the PDF."""
    for number, page in enumerate(evidence.reader.pages, 1):
        for each in page.get("/Annots", ()):
            annotation = each.get_object()
            if annotation.get("/Subtype") == "/Link":
                left, bottom, right, top = map(float, annotation["/Rect"])
                yield Box(number, left, bottom, right, top), annotation


def addresses(evidence: Evidence) -> Iterator[tuple[Box, str]]:
    """Each link to the outside, with its address."""
    for box, annotation in links(evidence):
        action = annotation.get("/A", {}).get_object() if "/A" in annotation else {}
        if action.get("/S") == "/URI":
            yield box, str(action["/URI"])


@check(
    "links/targets",
    Severity.FAIL,
    rationale="A link within the document that leads nowhere is a dead end.",
    hint="give the target its id, or correct the link",
)
def targets(evidence: Evidence) -> Iterator[Sighting]:
    """A link within the document has no target."""
    named = evidence.reader.named_destinations
    for box, annotation in links(evidence):
        action = annotation.get("/A")
        destination = annotation.get("/Dest") or (action.get_object().get("/D") if action else None)
        if isinstance(destination, str) and destination not in named:
            yield Sighting(f"there is no target '{destination}'", box)


@check(
    "links/addresses",
    Severity.FAIL,
    rationale="RFC 3986, 6068 and 3966: an address that is malformed opens nothing.",
    hint="correct the address",
)
def well_formed(evidence: Evidence) -> Iterator[Sighting]:
    """An address is malformed."""
    for box, address in addresses(evidence):
        if not _is_well_formed(address):
            yield Sighting(f"'{address}' is not an address", box)


@check(
    "links/online",
    Severity.WARN,
    rationale="Web pages move; a link that was right when it was written may be dead in print.",
    hint="open the address, and correct it",
)
def online(evidence: Evidence) -> Iterator[Sighting]:
    """A web address does not answer."""
    if not evidence.online:
        return
    found = [each for each in addresses(evidence) if each[1].startswith(("http://", "https://"))]
    silent: dict[str, str] = {}
    faults: dict[str, str] = {}
    for address in dict.fromkeys(address for _, address in found):
        try:
            faults[address] = _try(address)
        except (OSError, HTTPException) as error:
            silent[address] = f"does not answer: {getattr(error, 'reason', error)}"
    if silent and not faults:
        raise CannotLook(f"no address answers, the network may be down: {', '.join(silent)}")
    for box, address in found:
        fault = (faults | silent)[address]
        if fault:
            yield Sighting(f"'{address}': {fault}", box)


def _is_well_formed(address: str) -> bool:
    scheme, _, rest = address.partition(":")
    if scheme == "tel":
        return PHONE.fullmatch(rest) is not None
    if scheme == "mailto":
        match = MAIL.fullmatch(rest.partition("?")[0])
        return match is not None and HOST.fullmatch(match["host"]) is not None
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:  # a bracket of an IPv6 address that is not closed
        return False
    return (
        scheme in ("http", "https")
        and HOST.fullmatch(host) is not None
        and not re.search(r"\s", address)
    )


def _try(address: str) -> str:
    """What is wrong with a web address; nothing if it answers.

    Raises `OSError` or `HTTPException` if it is silent, or says what is no HTTP.
    """
    # What is not ASCII travels as RFC 3986, 2.1 has it. Only http and https come here (`online`).
    request = urllib.request.Request(  # noqa: S310
        quote(address, safe=SIGNS), method="HEAD", headers={"User-Agent": "bifolio"}
    )
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE):  # noqa: S310
            return ""
    except urllib.error.HTTPError as error:
        # Some servers refuse to be asked for the head alone; they are there.
        return "" if error.code in (403, 405, 501) else f"answers {error.code}"
