"""Links: complete, clickable on their text, and with the targets of the source."""

from __future__ import annotations

import re
import unicodedata
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import replace
from http.client import HTTPException
from itertools import groupby
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from pikepdf import Dictionary, Name, NameTree, String

from bifolio.pdf.geometry import PageRectangle
from bifolio.pdf.glyphs import GlyphBox
from bifolio.pdf.structure import MarkedContent
from bifolio.preflight.clicking import ShownLink, link_annotations
from bifolio.preflight.document import Document, fold
from bifolio.preflight.evidence import Evidence
from bifolio.preflight.findings import CannotCheck, Severity, Sighting
from bifolio.preflight.registry import check
from bifolio.preflight.source import EditionSource, Expected
from bifolio.text.addresses import canonical
from bifolio.text.runs import plain

HOST = re.compile(
    r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,63}|xn--[a-z0-9-]{0,58}[a-z0-9])",
    re.IGNORECASE,
)
"""A host name (RFC 1123, 2.1), in Punycode if it is not ASCII (RFC 5891, 4.4)."""
MAIL = re.compile(r"(?:[\w.+!#$&'*/=?^`{|}~-]|%[0-9A-Fa-f]{2})+@(?P<host>[\w.-]+)")
PHONE = re.compile(r"\+[1-9][\d-]{6,29}")

HYPHENS = re.compile("[-\u00ad\u2010\u2011]")

SIGNS = ":/?#[]@!$&'()*+,;=%"
"""Reserved characters, which are not encoded (RFC 3986, 2.2), and the sign of encoded ones."""

INTERNAL, OF_LANGUAGE = "#", "@"
"""Begins the address of a link to a section or block; ends its id in the name of a destination."""

LEADING_OUT = frozenset({"/GoToR", "/GoToE"})
"""Actions with a target in another file (ISO 32000-1, 12.6.4.3 and 12.6.4.4)."""

PATIENCE = 10
"""Seconds; the timeout of a web address."""


def addresses(evidence: Document) -> Iterator[tuple[PageRectangle, str]]:
    """The box and the address of each external link."""
    for _, box, annotation in link_annotations(evidence.document):
        action = annotation.get("/A", Dictionary())
        if action.get("/S") == Name.URI:
            yield box, str(action.URI)


@check("links/complete", Severity.FAIL)
def complete(evidence: Evidence) -> Iterator[Sighting]:
    """A link of the source is missing from the PDF, or does not cover all of its text.

    Why: Without its annotation a link is plain text that cannot be followed.
    Fix: rebuild the edition; if it is still missing, the layout drops the link
    """
    for expected, wanted, shown in _by_unit(evidence):
        for key, (words, targets) in wanted.items():
            there = sum(bool(link.areas) for link in shown.get(key, ()))
            if there < len(targets):
                message = f"the link '{words}' to {' and '.join(targets)} is not in the PDF"
                yield expected.seen(message)


@check("links/target", Severity.FAIL)
def target(evidence: Evidence) -> Iterator[Sighting]:
    """A link has another target than in the source.

    Why: The link leads readers to a wrong page.
    Fix: rebuild the edition; other software may have changed its links
    """
    for expected, wanted, shown in _by_unit(evidence):
        for key, (words, targets) in wanted.items():
            links = [link for link in shown.get(key, ()) if link.areas]
            for at, link in enumerate(links):
                # A text that is the same in all languages may be repeated for each.
                meant = targets[at] if len(links) == len(targets) else targets[at % len(targets)]
                for area in link.areas:
                    if not _is_same(area.target, meant):
                        message = f"the target of '{words}' is '{area.target}', not '{meant}'"
                        yield replace(expected.seen(message), box=area.box)


@check("links/area", Severity.FAIL)
def area(evidence: Document) -> Iterator[Sighting]:
    """The clickable area of a link is too small.

    Why: A link is followed by a click in its rectangle (ISO 32000-1, 12.5.6.5), and one without
    height cannot be clicked.
    Fix: rebuild the edition; if it happens again, report it to the developers
    """
    for link in evidence.links:
        for each in link.areas:
            if link.is_flat(each):
                box = each.box.rectangle
                measures = f"{box.width:.1f} x {box.height:.1f} pt"
                yield Sighting(f"the area of the link '{link.words}' is {measures}", each.box)


@check("links/over-words", Severity.FAIL)
def over_words(evidence: Document) -> Iterator[Sighting]:
    """The clickable area of a link does not match its text.

    Why: Readers click on the text of a link, on each of its lines, and expect nothing of other
    text.
    Fix: rebuild the edition; if it happens again, report it to the developers
    """
    by_page: dict[int, list[tuple[MarkedContent, Sequence[GlyphBox]]]] = {}
    for (page, number), letters in evidence.glyph_boxes.items():
        if number >= 0:
            by_page.setdefault(page, []).append(((page, number), letters))
    for link in evidence.links:
        if not link.areas or any(link.is_flat(each) for each in link.areas):
            continue  # see links/complete and links/area
        missed = [
            ink.text
            for page, ink in link.letters
            if not any(each.covers(page, ink) for each in link.areas)
        ]
        if missed:
            message = f"a click on '{''.join(missed)}' misses the link '{link.words}'"
            yield Sighting(message, link.areas[0].box)
        for each in link.areas:
            others = "".join(
                ink.text
                for content, letters in by_page.get(each.box.page, ())
                if content not in link.contents
                for ink in letters
                if each.touches(each.box.page, ink)
            )
            if others:
                message = f"the area of the link '{link.words}' also covers '{others}'"
                yield Sighting(message, each.box)


class _Wanted(NamedTuple):
    """The links of a text in the source that have the same words."""

    words: str
    targets: list[str]


def _by_unit(
    evidence: Evidence,
) -> Iterator[tuple[Expected, dict[str, _Wanted], dict[str, list[ShownLink]]]]:
    """Each text with links: those of the source, and those of the PDF, by the key of their words.

    Texts that are not exactly in the PDF are omitted.
    """
    by_content: dict[MarkedContent, list[int]] = {}
    for number, link in enumerate(evidence.links):
        for content in link.contents:
            by_content.setdefault(content, []).append(number)
    for expected in evidence.source.expected:
        wanted: dict[str, _Wanted] = {}
        for href, runs in groupby(expected.content.runs, key=lambda run: run.href):
            if href is None or _leads_out_of(evidence.source, href):
                continue
            words = plain(tuple(runs))
            if key := _key(words):
                wanted.setdefault(key, _Wanted(words, [])).targets.append(href)
        own = {
            (block.page, content)
            for occurrence in evidence.occurrences.get(expected.content.id, ())
            if occurrence.is_exact
            for block in occurrence.blocks
            for content in block.paragraph.contents
        }
        if not wanted or not own:
            continue
        shown: dict[str, list[ShownLink]] = {}
        for number in sorted({each for content in own for each in by_content.get(content, ())}):
            link = evidence.links[number]
            shown.setdefault(_key(link.words), []).append(link)
        yield expected, wanted, shown


def _leads_out_of(source: EditionSource, href: str) -> bool:
    """Whether a link leads to a section or block that other editions have: it is plain words."""
    return href.startswith(INTERNAL) and href.removeprefix(INTERNAL) not in source.targets


def _key(words: str) -> str:
    """The words of a link without line ends, hyphens, ligatures and full-width forms."""
    return HYPHENS.sub("", fold(unicodedata.normalize("NFKC", words)))


def _is_same(address: str, href: str) -> bool:
    if href.startswith(INTERNAL):
        return address.partition(OF_LANGUAGE)[0] == href.removeprefix(INTERNAL)
    schemes = {each.partition(":")[0].lower() for each in (address, href)}
    return address == href or (len(schemes) == 1 and canonical(address) == canonical(href))


@check("links/targets", Severity.FAIL)
def targets(evidence: Document) -> Iterator[Sighting]:
    """An internal link has no destination.

    Why: A click on it has no effect.
    Fix: set the id of the target, or correct the link
    """
    # Names are in a tree or in a dictionary (ISO 32000-1, 12.3.2.3).
    tree = evidence.catalog.get("/Names", Dictionary()).get("/Dests")
    named = {*NameTree(tree)} if tree is not None else set()
    named |= {*evidence.catalog.get("/Dests", Dictionary()).keys()}
    for _, box, annotation in link_annotations(evidence.document):
        action = annotation.get("/A", Dictionary())
        if action.get("/S") in LEADING_OUT:
            continue  # see links/other-files
        destination = annotation.get("/Dest", action.get("/D"))
        if isinstance(destination, String | Name) and str(destination) not in named:
            yield Sighting(f"destination '{destination}' not found", box)


@check("links/addresses", Severity.FAIL)
def well_formed(evidence: Document) -> Iterator[Sighting]:
    """The address of a link is malformed.

    Why: A malformed address cannot be opened (RFC 3986, 6068 and 3966).
    Fix: correct the address
    """
    for box, address in addresses(evidence):
        if not _is_well_formed(address):
            yield _of_link(f"'{address}' is not an address", box, address, evidence)


def _of_link(message: str, box: PageRectangle, address: str, evidence: Document) -> Sighting:
    """What is wrong with a link to `address`, at the first text that has it."""
    for expected in evidence.source.expected if isinstance(evidence, Evidence) else ():
        if any(run.href == address for run in expected.content.runs):
            return replace(expected.seen(message), box=box)
    return Sighting(message, box)


@check("links/online", Severity.WARN)
def online(evidence: Document) -> Iterator[Sighting]:
    """A web address does not respond.

    Why: Web pages move; an address may be dead by the time the publication is read.
    Fix: open the address in a browser, and correct it
    """
    if not evidence.online:
        return
    found = [each for each in addresses(evidence) if each[1].startswith(("http://", "https://"))]
    silent: dict[str, str] = {}
    errors: dict[str, str] = {}
    for address in dict.fromkeys(address for _, address in found):
        try:
            errors[address] = _try(address)
        except (OSError, HTTPException) as error:
            silent[address] = f"no response: {getattr(error, 'reason', error)}"
    if silent and not errors:
        raise CannotCheck(f"no address responds, the network may be down: {', '.join(silent)}")
    for box, address in found:
        if error_of := (errors | silent)[address]:
            yield _of_link(f"'{address}': {error_of}", box, address, evidence)


def _is_well_formed(address: str) -> bool:
    scheme, _, rest = address.partition(":")
    if scheme == "tel":
        return PHONE.fullmatch(rest) is not None
    if scheme == "mailto":
        match = MAIL.fullmatch(rest.partition("?")[0])
        return match is not None and _is_host(match["host"])
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:  # a bracket of an IPv6 address that is not closed
        return False
    return scheme in ("http", "https") and _is_host(host) and not re.search(r"\s", address)


def _is_host(name: str) -> bool:
    try:
        return HOST.fullmatch(name.encode("idna").decode("ascii")) is not None
    except UnicodeError:  # an empty label, or one that is too long
        return False


def _try(address: str) -> str:
    """Return the HTTP error of a web address; empty if there is none.

    Raises `OSError` or `HTTPException` without an HTTP response.
    """
    # Other than ASCII is percent-encoded (RFC 3986, 2.1). `online` only has http and https.
    request = urllib.request.Request(  # noqa: S310
        quote(address, safe=SIGNS), method="HEAD", headers={"User-Agent": "bifolio"}
    )
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE):  # noqa: S310
            return ""
    except urllib.error.HTTPError as error:
        # Some servers refuse HEAD requests.
        return "" if error.code in (403, 405, 501) else f"HTTP status {error.code}"
