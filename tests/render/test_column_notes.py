"""Footnotes of text in columns, and of what spans them, are on the page of their call."""

from __future__ import annotations

import re
from itertools import count

import pypdfium2
import pytest

from tests.conftest import ROOT
from tests.render.conftest import Compose

STYLES = """
@page { size: 300pt 300pt; margin: 20pt; @footnote { margin-top: 12pt; border-top: 1pt solid } }
.columns { columns: 2; column-gap: 20pt }
.spanning { column-span: all; margin: 6pt 0 }
.note { float: footnote }
.note::footnote-call, .note::footnote-marker { content: none }
p, .spanning, .note { width: auto; font-size: 10pt; line-height: 14pt }
"""


def page_of(parts: str) -> str:
    """A page in columns: `t` is a text with a footnote, `s` one that spans the columns, `-` and
    `=` are those without a footnote.
    """
    numbers = count(1)
    found = []
    for part in parts:
        note = ""
        if part in "ts":
            number = next(numbers)
            note = f' call{number}<span class="note">note{number} at the foot of the page</span>'
        classes = ' class="spanning"' if part in "s=" else ""
        found.append(
            f'<div lang="en"{classes}><p>Some words{note} and{" more words" * 22}</p></div>'
        )
    return f'<div class="columns">{"".join(found)}</div>'


@pytest.mark.parametrize("parts", ["s", "-s-t", "=t=", "t=t-s", "ssss", "t-=ts-"])
def test_footnotes_are_on_the_page_of_their_call_below_all_other_text(
    compose: Compose, parts: str
) -> None:
    printed, _ = compose(page_of(parts), STYLES)
    assert printed.problems == ()
    document = pypdfium2.PdfDocument(printed.pdf)
    noted = 0
    for at in range(len(document)):
        page = document[at].get_textpage()
        text = page.get_text_range()
        assert text.strip(), "an empty page"
        calls, notes = re.findall(r"call(\d)", text), re.findall(r"note(\d)", text)
        assert calls == notes
        noted += len(notes)
        foot = text.find("note") if notes else len(text)
        boxes = [page.get_charbox(i) for i, each in enumerate(text) if each.strip()]
        body = [box for box, i in zip(boxes, indices(text), strict=True) if i < foot]
        below = [box for box, i in zip(boxes, indices(text), strict=True) if i >= foot]
        assert min(box[1] for box in body) > max((box[3] for box in below), default=0.0)
    assert noted == sum(part in "ts" for part in parts)


def indices(text: str) -> list[int]:
    return [i for i, each in enumerate(text) if each.strip()]


ABOVE = range(7, 17)
"""The lines above a paragraph with notes near the foot of a page."""


def test_a_line_whose_note_has_no_room_goes_to_the_next_page_with_it(compose: Compose) -> None:
    """What is above it does not matter, and nothing is lost."""
    sections = []
    for above in ABOVE:
        words = " ".join(f"w{number}" for number in range(60))
        notes = [f'<span class="footnote">note{number} at the foot</span>' for number in range(2)]
        sections.append(
            '<div class="section" style="break-before: page; margin: 0">'
            f'<p style="height: {above * 14}pt"></p>'
            f'<p lang="en">{words} call0{notes[0]} more call1{notes[1]} end{above}.</p></div>'
        )
    layout = (ROOT / "layouts/large-print/layout.css").read_text("utf-8")
    styles = f"{STYLES.replace('.note', '.footnote')} p {{ margin: 0 }} {layout}"
    printed, _ = compose("".join(sections), styles)
    document = pypdfium2.PdfDocument(printed.pdf)
    texts = [document[at].get_textpage().get_text_range() for at in range(len(document))]
    for text in texts:
        assert re.findall(r"call(\d)", text) == re.findall(r"note(\d)", text)
    whole = " ".join(texts)
    assert [whole.count(f"end{above}.") for above in ABOVE] == [1] * len(ABOVE)
    assert len(re.findall(r"\bw\d+", whole)) == len(ABOVE) * 60
