"""Corrects the structure tree that WeasyPrint 70.0 writes.

`weasyprint.pdf.tags._build_box_tree` is wrapped, because no structure element gets a language there
(ISO 14289-1, 7.2); the finished objects are corrected, because the text of margin boxes is in
marked content that is neither tagged nor an artifact (ISO 14289-1, 7.1).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, TypeGuard

import pydyf
from weasyprint.formatting_structure import boxes
from weasyprint.pdf import tags

from bifolio.render.anchors import NOTE
from bifolio.render.weasyprint.fragments import PART, Parts, mark_part
from bifolio.render.weasyprint.placements import note_contents
from bifolio.render.weasyprint.table_tags import (
    links_below,
    mark_scope,
    repeated_heads,
    set_headers,
)
from bifolio.render.weasyprint.version import require_version

PT_PER_PX = 0.75

HEADINGS = frozenset({"/H1", "/H2", "/H3", "/H4", "/H5", "/H6"})

DISSOLVING = HEADINGS | {"/P", "/Span", "/Link", "/LBody"}
"""Elements that may hold text themselves (ISO 32000-1, 14.8.4)."""


DEFINITION = {"dt": "/Term", "dd": "/Explanation"}
"""The type of each element of a definition list, until both are parts of an item."""

ROLE = "role"

STRUCTURE = {
    "doc-footnote": "/Note",
    "doc-label": "/Lbl",
    "doc-toc": "/TOC",
    "doc-toc-entry": "/TOCI",
}
"""The structure types (ISO 32000-1, 14.8.4) of roles of HTML elements (DPUB-ARIA 1.1)."""

DECORATIVE = "/Decorative"
"""The type of decorative elements, until they become artifacts."""

GENERATED = "Generated"
"""The title of elements with generated text (CSS Generated Content 3)."""

ORDER = "Order"
"""The key, until the tree is corrected, of the place of an element in the reading order."""


def mend_languages() -> None:
    """Give every structure element the `lang` of its HTML element.

    Also mark decoration (pictures with an empty `alt`, elements with `aria-hidden`, leaders), the
    place in the reading order that `data-reading-order` asks for, the parts of elements that
    continue over lines, columns and pages, and generated text (with the title `GENERATED`).

    Raises `WrongRenderer` under another version of WeasyPrint. Idempotent.
    """
    require_version()
    original = tags._build_box_tree
    if getattr(original, "mended", False):
        return

    def build(box: Any, parent: Any, *others: Any) -> Iterator[Any]:
        inner = getattr(box, "_box", box)
        if isinstance(inner, boxes.PageBox):
            note_contents(others[-1])
            others = (_Paged(others[0]), *others[1:])
        html = getattr(inner, "element", None)
        language = None if html is None else html.get("lang")
        for element in original(box, parent, *others):
            if html is not None:
                _mark(element, inner, html)
            if _is_generated(box):
                element["T"] = pydyf.String(GENERATED)
                element["S"] = "/Span" if element["S"] == "/Link" else element["S"]
            if inner.is_leader:
                element["S"] = DECORATIVE
            if language and "Lang" not in element and box.element_tag not in ("html", "body"):
                element["Lang"] = pydyf.String(language)
            yield element

    build.mended = True  # type: ignore[attr-defined]
    tags._build_box_tree = build


class _Paged:
    """A PDF whose pages are listed once: pydyf lists all of them again for each element."""

    def __init__(self, pdf: pydyf.PDF) -> None:
        self._pdf = pdf
        self.page_references = pdf.page_references

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pdf, name)


def mend_tree(pdf: pydyf.PDF) -> None:
    """Correct the structure tree of `pdf` before it is written.

    - Elements with a place in the reading order get it, on any page: the back of a leaflet is
      beside its cover and is read last.
    - Untagged and decorative content becomes artifacts (ISO 32000-1, 14.8.2.2.2).
    - Languages that elements inherit are removed; the outermost element has that of the document.
    - The box of a figure, in CSS pixels from the top, is converted to pt from the foot of the page
      (ISO 32000-1, 14.8.5.4.3).
    - The parts of one HTML element are joined; repeated heads of a table become artifacts.
    - Each cell of a table gets its headers (`table_tags`).
    - Spans without attributes are replaced by their content, and empty divisions removed.
    """
    objects = {item.reference: item for item in pdf.objects if item.number}
    root = objects[pdf.catalog["StructTreeRoot"]]
    numbers = objects[root["ParentTree"]]["Nums"]
    owners = dict(zip(numbers[::2], numbers[1::2], strict=True))
    parts = Parts(pdf, objects, numbers)
    tree = _Tree(pdf, objects, parts)
    language = pdf.catalog["Lang"].data
    for reference in root["K"]:
        tree.walk(reference, language)
        # The catalog has it, too, but readers of a single passage need it here.
        objects[reference]["Lang"] = pydyf.String(pdf.catalog["Lang"].string)
        tree.put_in_order(objects[reference])
    for page in (item for item in pdf.objects if _is(item, "/Page")):
        parents = owners[page["StructParents"]]
        stray = {mcid for mcid, owner in enumerate(parents) if owner not in tree.reached}
        for mcid in stray:
            parents[mcid] = "null"
        if stray:
            _make_artifacts(objects[page["Contents"]].stream, stray)
    if tree.headers:
        # A name tree (ISO 32000-1, 7.9.6) of the elements with identifiers.
        names = [
            part
            for identifier, reference in sorted(tree.headers.items())
            for part in (pydyf.String(identifier), reference)
        ]
        root["IDTree"] = pydyf.Dictionary({"Names": pydyf.Array(names)})
    gone = tree.dissolved | parts.joined
    pdf.objects[:] = [_Null(item) if item.reference in gone else item for item in pdf.objects]
    for item in pdf.objects:
        if isinstance(item, dict):
            item.pop(PART, None)


def mend_bookmarks(pdf: pydyf.PDF) -> None:
    """Put the bookmarks of `pdf` into the reading order of their headings."""
    bookmarks = [item for item in pdf.objects if _is_bookmark(item)]
    objects = {item.reference: item for item in pdf.objects if item.number}
    # The renderer writes both in the order of the page tree, so the first is of the first.
    headings = [item.reference for item in pdf.objects if _is_heading(item)]
    if len(headings) != len(bookmarks):
        return  # the layout has chosen its own bookmarks
    read = list(_headings_below(objects[pdf.catalog["StructTreeRoot"]], objects))
    rank = {
        bookmark.reference: read.index(heading)
        for bookmark, heading in zip(bookmarks, headings, strict=True)
    }
    for parent in {item["Parent"] for item in bookmarks}:
        siblings = [item for item in bookmarks if item["Parent"] == parent]
        _link(objects[parent], sorted(siblings, key=lambda item: rank[item.reference]))


def _link(parent: Any, siblings: Sequence[Any]) -> None:
    """Make `siblings` the children of `parent`, in this order (ISO 32000-1, 12.3.3)."""
    parent["First"], parent["Last"] = siblings[0].reference, siblings[-1].reference
    for item in siblings:
        item.pop("Prev", None)
        item.pop("Next", None)
    for one, other in pairwise(siblings):
        one["Next"], other["Prev"] = other.reference, one.reference


def _headings_below(element: Any, objects: dict[Any, Any]) -> Iterator[Any]:
    """The references of the headings below `element`, in reading order."""
    for kid in element["K"]:
        inner = objects.get(kid)
        if _is(inner, "/StructElem"):
            if _is_heading(inner):
                yield kid
            yield from _headings_below(inner, objects)


class _Null(pydyf.Object):  # type: ignore[misc]
    """The null object (ISO 32000-1, 7.3.9), with the number of the object that it replaces."""

    compressible = True

    def __init__(self, replaced: pydyf.Object) -> None:
        super().__init__()
        self.number = replaced.number

    @property
    def data(self) -> bytes:
        return b"null"


class _Tree:
    """The structure tree of a PDF."""

    def __init__(self, pdf: pydyf.PDF, objects: dict[Any, Any], parts: Parts) -> None:
        self._pdf = pdf
        self.reached: set[Any] = set()
        self.dissolved: set[Any] = set()
        self.headers: dict[str, Any] = {}
        """The header cells of tables by their identifiers."""
        self._ordered: list[tuple[int, Any]] = []
        self._objects = objects
        self._parts = parts

    def walk(self, reference: Any, inherited: bytes) -> None:
        """Correct the element at `reference`, whose parent has the language `inherited`."""
        element: Any = self._objects.get(reference)
        if not _is(element, "/StructElem") or element["S"] == DECORATIVE:
            return
        self.reached.add(reference)
        language = element["Lang"].data if "Lang" in element else inherited
        if language == inherited:
            element.pop("Lang", None)
        if element["S"] == "/Figure":
            _place_figure(element["A"]["BBox"], self._objects[element["Pg"]]["TrimBox"])
        self._parts.join(element)
        for heads in repeated_heads(element, self._objects) if element["S"] == "/Table" else ():
            self._make_decorative(*heads)
        for kid in element["K"]:
            self.walk(kid, language)
        element["K"][:] = [inner for kid in element["K"] for inner in self._kept(kid, element)]
        if element["S"] == "/LI":
            element["K"][:] = self._label_and_body(element)
        if element["S"] == "/Table":
            self.headers |= set_headers(element, self._objects)
        if element["S"] == "/L":
            element["K"][:] = self._with_definitions(element)

    def _label_and_body(self, item: Any) -> list[Any]:
        """The children of a list item: its label, and all else in a body (ISO 32000-1, 14.8.4.3.3).

        The renderer has a body for bare text only, and none for paragraphs beside a marker.
        """
        kinds = {kid: _kind(self._objects.get(kid)) for kid in item["K"]}
        labels = [kid for kid, kind in kinds.items() if kind == "/Lbl"]
        others = [kid for kid in kinds if kid not in labels]
        if all(kinds[kid] in ("/LBody", "/L") for kid in others):
            return [*labels, *others]
        body = pydyf.Dictionary(
            {
                "Type": "/StructElem",
                "S": "/LBody",
                "K": pydyf.Array(),
                "Pg": item["Pg"],
                "P": item.reference,
            }
        )
        self._pdf.add_object(body)
        self._objects[body.reference] = body
        self.reached.add(body.reference)
        for kid in others:
            if kinds[kid] == "/LBody":  # bare text beside the paragraphs
                body["K"] += list(self._parts.hand_over(self._objects[kid], body))
                self.dissolved.add(kid)
                continue
            body["K"].append(kid)
            if kinds[kid]:
                self._objects[kid]["P"] = body.reference
        return [*labels, body.reference]

    def _with_definitions(self, listed: Any) -> list[Any]:
        """The items of a list; a term is the label of the item whose body is its explanation.

        The renderer has an item for each of both (HTML, 4.4.9; ISO 32000-1, 14.8.4.3.3).
        """
        items: list[Any] = []
        for kid in listed["K"]:
            element = self._objects[kid]
            kind = _kind(element)
            if kind not in DEFINITION.values():
                items.append(kid)
                continue
            element["S"] = "/LI"
            (body,) = element["K"]
            if kind == DEFINITION["dt"]:
                self._objects[body]["S"] = "/Lbl"
            if kind == DEFINITION["dd"] and items:
                last = self._objects[items[-1]]
                self._objects[body]["P"] = last.reference
                last["K"].append(body)
                self.dissolved.add(kid)
            else:
                items.append(kid)
        return items

    def _make_decorative(self, first: Any, head: Any) -> None:
        """Make a decoration of a head that repeats the `first`, which gets the areas of its links.

        All of them are in the tree (ISO 14289-1, 7.18.5), and those of one link in one element.
        """
        head["S"] = DECORATIVE
        links = (links_below(each, self._objects) for each in (first, head))
        for link, repeated in zip(*links, strict=False):
            repeated["K"][:] = [kid for kid in repeated["K"] if self._is_area(kid)]
            link["K"] += list(self._parts.hand_over(repeated, link))

    def _is_area(self, kid: Any) -> bool:
        """Whether a child of a link is its area, not its words, with or without other markup."""
        return not isinstance(kid, int) and _is(self._objects.get(kid), "/OBJR")

    def put_in_order(self, document: Any) -> None:
        """Append to `document` the elements that have a place in the reading order."""
        for _, reference in sorted(self._ordered, key=lambda each: each[0]):
            self._objects[reference]["P"] = document.reference
            document["K"].append(reference)
        self._ordered.clear()

    def _kept(self, kid: Any, parent: Any) -> list[Any]:
        """The references that replace `kid` below `parent`: itself, its children, or none."""
        element = self._objects.get(kid)
        if _is(element, "/StructElem") and ORDER in element:
            self._ordered.append((element.pop(ORDER), kid))
            return []
        if _is(element, "/StructElem") and element["S"] == DECORATIVE:
            self.dissolved.add(kid)
            return []
        if _kind(element) in ("/Div", "/NonStruct") and not self._objects[kid]["K"]:
            self.dissolved.add(kid)
            return []
        if (
            not _is(element, "/StructElem")
            or element["S"] not in ("/Span", "/NonStruct")
            or element.keys() & {"Lang", "A", "Alt", "ActualText", "T"}
            or parent["S"] not in DISSOLVING
        ):
            return [kid]
        self.dissolved.add(kid)
        return list(self._parts.hand_over(element, parent))


def _is_decoration(element: Any, html: Any) -> bool:
    """Whether an HTML element is decorative (HTML, `alt`; WAI-ARIA 1.2, 6.6)."""
    is_picture: bool = element.get("S") == "/Figure" and html.get("alt") == ""
    return is_picture or html.get("aria-hidden") == "true"


def _mark(element: Any, box: Any, html: Any) -> None:
    """Give an element what the HTML element of its box says."""
    if box.element_tag not in ("html", "body"):
        mark_part(element, box)
        mark_scope(element, html)
    if box.element_tag in DEFINITION and element["S"] == "/LI":
        element["S"] = DEFINITION[box.element_tag]
    if box.element_tag == html.tag:
        _take_role(element, html)
    if _is_decoration(element, html):
        element["S"] = DECORATIVE
    if order := html.get("data-reading-order"):
        element[ORDER] = int(order)


def _take_role(element: Any, html: Any) -> None:
    """Give an element the structure type of the role of its HTML element; notes have an ID, too."""
    role = html.get(ROLE)
    if role in STRUCTURE:
        element["S"] = STRUCTURE[role]
    if NOTE in html.attrib:
        element["ID"] = pydyf.String(f"{html.get(NOTE)}@{html.get('lang')}")


def _is_generated(box: Any) -> bool:
    """Whether a box is a pseudo-element with text; list markers have labels instead."""
    box = getattr(box, "_box", box)  # absolutely positioned boxes are in a wrapper
    return str(box.element_tag).endswith(("::before", "::after")) and any(
        isinstance(inner, boxes.TextBox) for inner in box.descendants()
    )


def _is_bookmark(item: Any) -> bool:
    return isinstance(item, dict) and {"Title", "Dest"} <= item.keys()


def _is_heading(item: Any) -> bool:
    return _is(item, "/StructElem") and item["S"] in HEADINGS


def _is(item: Any, kind: str) -> TypeGuard[Any]:
    return isinstance(item, dict) and item.get("Type") == kind


def _kind(item: Any) -> str:
    """The structure type of an object; empty if it is no structure element."""
    return str(item["S"]) if _is(item, "/StructElem") else ""


def _place_figure(box: list[float], page: list[float]) -> None:
    left, top, right, bottom = (edge * PT_PER_PX for edge in box)
    box[:] = [left, page[3] - bottom, right, page[3] - top]


def _make_artifacts(operations: list[Any], stray: set[int]) -> None:
    """Turn the marked content of `stray` into artifacts: [… tag, properties, BDC …]."""
    for index, operation in enumerate(operations):
        properties = operations[index - 1]
        if operation == b"BDC" and isinstance(properties, dict) and properties.get("MCID") in stray:
            if operations[index - 2] == "/Figure":
                _mark_within(operations, index)
            operations[index - 2] = "/Artifact"
            operations[index - 1] = pydyf.Dictionary({"Type": "/Pagination"})


def _mark_within(operations: list[Any], begin: int) -> None:
    """Mark the content that begins at `begin` as a picture, within the artifact that it becomes.

    A picture may have colours that text may not have, a decorative one as well.
    """
    operations[begin] = b"BDC /Figure BMC"
    depth = 1
    for index in range(begin + 1, len(operations)):
        depth += (operations[index] in (b"BDC", b"BMC")) - (operations[index] == b"EMC")
        if not depth:
            operations[index] = b"EMC EMC"
            return
