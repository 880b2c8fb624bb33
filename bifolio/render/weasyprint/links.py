"""Gives every link one area on each line, written as all PDF viewers read it.

The renderer makes an area of each inline box of a link, as high as the line-height, and another one
of every element within it. What it reads is private to WeasyPrint; tests/preflight/test_links.py
and tests/render/test_links.py guard it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pydyf

from bifolio.render.weasyprint.version import require_version


def unite_areas(document: Any) -> None:
    """Let the area of a link include those of what is in it, pictures too.

    Raises `WrongRenderer` under another version of WeasyPrint.
    """
    require_version()
    for page in document.pages:
        links: list[Any] = []
        for kind, target, area, box in page.links:
            if not box.link and links:  # it is within the box before it that has the link
                kind, target, outer, box = links.pop()
                area = (*map(min, outer[:2], area[:2]), *map(max, outer[2:], area[2:]))
            links.append((kind, target, area, box))
        page.links[:] = links


def normalize_areas(pdf: pydyf.PDF) -> None:
    """Write every area from its lower left corner to its upper right one.

    Readers have to know the other ways (ISO 32000-1, 7.9.5), and not all of them do.
    """
    for item in pdf.objects:
        if isinstance(item, dict) and item.get("Subtype") == "/Link":
            left, top, right, bottom = item["Rect"]
            item["Rect"] = pydyf.Array(
                (min(left, right), min(top, bottom), max(left, right), max(top, bottom))
            )


def describe_links(pdf: pydyf.PDF, texts: Mapping[str, str]) -> None:
    """Describe each internal link by the text of its target (ISO 14289-1, 7.18.5), not by its name.

    `texts` has the text of each named target.
    """
    for item in pdf.objects:
        is_internal = isinstance(item, dict) and item.get("Subtype") == "/Link" and "Dest" in item
        if is_internal and (text := texts.get(str(item["Dest"].string))):
            item["Contents"] = pydyf.String(text)
