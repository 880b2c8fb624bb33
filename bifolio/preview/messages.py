"""What the browser gets: events and descriptions of editions, as JSON."""

from __future__ import annotations

import json
from typing import Any

from bifolio.paper.folds import FOLDS
from bifolio.paper.formats import PT_PER_MM
from bifolio.pdf.geometry import PageRectangle, Rectangle
from bifolio.preflight.findings import Finding
from bifolio.preview.session import (
    BuildBegun,
    Event,
    FindingsShown,
    PagesShown,
    PreviewSession,
    ProblemsShown,
    ShownEdition,
)
from bifolio.problems import Place, Problem

Json = dict[str, Any]


def server_sent(event: Event, session: PreviewSession) -> bytes:
    """An event in the format of an event stream (WHATWG HTML, 9.2.6)."""
    data: Json
    match event:
        case BuildBegun():
            name, data = "building", {"edition": event.edition}
        case PagesShown():
            name, data = "pages", _pages(event, session)
        case FindingsShown():
            name, data = "findings", _findings(event, session)
        case ProblemsShown():
            name = "problems"
            problems = list(map(_problem, event.problems))
            data = {"edition": event.edition, "problems": problems}
        case _:
            name, data = "publication", publication(session)
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


def publication(session: PreviewSession) -> Json:
    """The publication and its editions."""
    settings = session.publication
    booklets = {each.edition for each in settings.sheets.values() if each.way == "booklet"}
    title = next(iter(settings.title.values())).source
    return {
        "name": session.folder.name,
        "title": title,
        "folder": str(session.project.folder.resolve()),
        "original": settings.original,
        "editions": [
            {
                "name": name,
                "languages": edition.languages,
                "target": edition.target,
                "isBooklet": name in booklets,
                "isFolded": edition.fold is not None,
            }
            for name, edition in settings.editions.items()
            if name in session.editions
        ],
    }


def places(session: PreviewSession, name: str) -> Json:
    """Where the texts of an edition are, on its pages and in the source."""
    shown = session.shown[name]
    placed = shown.built.places if shown.built else ()
    return {
        "edition": name,
        "revision": shown.revision,
        "texts": [
            {
                "unit": each.text.unit,
                "language": each.text.language,
                "state": each.state,
                **_box(each.box),
                **_place(each.source),
            }
            for each in placed
        ],
    }


def finding_place(shown: ShownEdition, number: int) -> Place | None:
    """Where the finding with that number, from 1, is in the source."""
    findings = shown.report.findings if shown.report else ()
    return findings[number - 1].place if 0 < number <= len(findings) else None


def text_place(shown: ShownEdition, unit: str, language: str) -> Place | None:
    """Where a text is in the source."""
    placed = shown.built.places if shown.built else ()
    return next((each.source for each in placed if each.text == (unit, language)), None)


def _pages(event: PagesShown, session: PreviewSession) -> Json:
    shown = session.shown[event.edition]
    assert shown.built is not None
    fold = session.publication.editions[event.edition].fold if _is_there(event, session) else None
    words = set(event.texts)
    return {
        "edition": event.edition,
        "revision": event.revision,
        "changed": event.changed,
        "milliseconds": event.milliseconds,
        "pages": [
            {
                "picture": page.picture,
                "size": page.size,
                "trim": page.trim,
                **_folded(fold, index, page.trim),
            }
            for index, page in enumerate(shown.built.pages)
        ],
        "texts": [
            {"unit": each.text.unit, "language": each.text.language, **_box(each.box)}
            for each in shown.built.places
            if each.text in words
        ],
    }


def _is_there(event: PagesShown, session: PreviewSession) -> bool:
    return event.edition in session.publication.editions


def _folded(fold: str | None, index: int, trim: Rectangle) -> Json:
    """The fold lines of a page, in pt from its left edge, and the panels between them.

    Panels have their numbers in reading order: 0 is the cover, 5 the back.
    """
    if fold is None:
        return {"creases": [], "panels": []}
    side = index % 2
    creases = FOLDS[fold].creases(trim.width / PT_PER_MM, side)
    return {
        "creases": [round(trim.left + crease * PT_PER_MM, 2) for crease in creases],
        "panels": FOLDS[fold].sides[side],
    }


def _findings(event: FindingsShown, session: PreviewSession) -> Json:
    report = session.shown[event.edition].report
    return {
        "edition": event.edition,
        "revision": event.revision,
        "milliseconds": event.milliseconds,
        "findings": [_finding(number, each) for number, each in enumerate(report.findings, 1)]
        if report
        else [],
        "skipped": len(report.skipped) if report else 0,
    }


def _finding(number: int, finding: Finding) -> Json:
    return {
        "number": number,
        "code": finding.check,
        "severity": finding.severity,
        "message": finding.message,
        "hint": finding.hint,
        "why": finding.rationale,
        "accepted": finding.accepted,
        "language": finding.language,
        **(_box(finding.box) if finding.box else {}),
        **_place(finding.place),
    }


def _problem(problem: Problem) -> Json:
    return {
        "code": problem.code,
        "message": problem.message,
        "hint": problem.hint,
        **_place(problem.place),
    }


def _box(box: PageRectangle) -> Json:
    return {"page": box.page, "box": [round(each, 2) for each in box.rectangle]}


def _place(place: Place | None) -> Json:
    if place is None:
        return {}
    return {"file": place.file, "line": place.line, "column": place.column}
