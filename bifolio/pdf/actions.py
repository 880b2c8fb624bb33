"""Finds the actions of a PDF (ISO 32000-1, 12.6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pikepdf import Array, Dictionary, Object, Stream

FIELDS = ("/A", "/PA", "/OpenAction", "/Next")
"""Entries that hold an action, or an array of them."""

TRIGGERS = "/AA"
"""The entry that holds actions by what triggers them (ISO 32000-1, 12.6.3)."""


@dataclass(frozen=True)
class Action:
    """An action."""

    kind: str
    """Its type, such as `JavaScript`."""
    where: str
    """What triggers it, for messages."""
    page: int | None
    """The page of its annotation, from 1."""
    data: Any
    """The action dictionary."""


def actions_of(
    root: Any, dictionaries: Iterable[Any], pages: Mapping[tuple[int, int], int]
) -> Iterator[Action]:
    """Yield the actions in `dictionaries`, and the scripts of the document.

    `pages` are page numbers by the object id of pages and annotations (`places_of`).
    """
    for holder in dictionaries:
        page = pages.get(holder.objgen) if holder.is_indirect else None
        for field in FIELDS:
            for each in _several(holder.get(field)):
                if _is_action(each):
                    yield _action(each, _where(holder, field), page)
        triggers = holder.get(TRIGGERS)
        for name, each in triggers.items() if isinstance(triggers, Dictionary) else ():
            if _is_action(each):
                yield _action(each, f"{TRIGGERS} {name[1:]} of {_kind(holder)}", page)
    names = root.get("/Names")
    scripts = names.get("/JavaScript") if isinstance(names, Dictionary) else None
    for each in _leaves(scripts):
        yield _action(each, "the names of the document, run when it is opened", None)


def _is_action(item: Any) -> bool:
    """Whether an item is an action.

    Structure attributes (/A) and sibling bookmarks (/Next) have neither /S nor /JS.
    """
    return isinstance(item, Dictionary) and ("/S" in item or "/JS" in item)


def _action(item: Any, where: str, page: int | None) -> Action:
    return Action(str(item.get("/S", "")).removeprefix("/"), where, page, item)


def _several(value: Any) -> list[Any]:
    return list(value) if isinstance(value, Array) else [value]


def _leaves(tree: Any) -> Iterator[Any]:
    """The values of a name tree (ISO 32000-1, 7.9.6), which may be cyclic."""
    waiting, known = [tree], set()
    while waiting:
        node = waiting.pop()
        if not isinstance(node, Dictionary) or (node.is_indirect and node.objgen in known):
            continue
        known.add(node.objgen)
        if isinstance(named := node.get("/Names"), Array):
            yield from (each for each in list(named)[1::2] if isinstance(each, Dictionary))
        if isinstance(kids := node.get("/Kids"), Array):
            waiting += reversed(list(kids))


def _where(holder: Any, field: str) -> str:
    if field == "/OpenAction":
        return "OpenAction, run when the file is opened"
    if field == "/Next":
        return "Next, after another action"
    return _kind(holder)


def _kind(holder: Any) -> str:
    """What an action belongs to, for messages."""
    kind, subtype = str(holder.get("/Type", "")), str(holder.get("/Subtype", ""))
    if kind in ("/Catalog", "/Page"):
        return "the document" if kind == "/Catalog" else "a page"
    if subtype:
        return f"an annotation ({subtype.removeprefix('/')})"
    if "/FT" in holder:
        return "a form field"
    return "a bookmark" if "/Title" in holder else "an object"


def file_of(action: Action) -> str:
    """The file that an action names (ISO 32000-1, 7.11), or empty."""
    return specified(action.data.get("/F"))


def specified(specification: Any) -> str:
    """The name in a file specification (ISO 32000-1, 7.11.2)."""
    if isinstance(specification, Dictionary | Stream):
        names = (specification.get(key) for key in ("/UF", "/F", "/Unix", "/DOS", "/Mac"))
        return next((str(name) for name in names if name is not None), "")
    return "" if specification is None or isinstance(specification, Array) else str(specification)


def is_on_network(name: str) -> bool:
    """Whether a file name is a UNC path, which would send the reader's credentials."""
    return name.replace("\\", "/").startswith("//")


def places_of(pages: Iterable[Any]) -> dict[tuple[int, int], int]:
    """Page numbers by the object id of pages and their annotations."""
    found: dict[tuple[int, int], int] = {}
    for number, page in enumerate(pages, 1):
        found[page.objgen] = number
        notes = page.get("/Annots")
        for note in notes if isinstance(notes, Array) else ():
            if isinstance(note, Object) and note.is_indirect:
                found[note.objgen] = number
    return found
