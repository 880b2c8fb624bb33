"""Where each text of an edition is: on its pages, and in the source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bifolio.document.manuscript import Manuscript
from bifolio.document.review import translations
from bifolio.pdf.geometry import PageRectangle
from bifolio.problems import Place
from bifolio.text import Copy
from bifolio.text.placements import Placements
from bifolio.text.runs import TextId


@dataclass(frozen=True)
class PlacedText:
    """A text, or the part of it that is on one page or in one column."""

    text: TextId
    box: PageRectangle
    source: Place
    """Its line in the source."""
    state: str
    """The review state of the translation (`bifolio.document.review.State`)."""


def placed_texts(
    placements: Placements, copy: Copy, states: Mapping[TextId, str]
) -> Iterator[PlacedText]:
    """Yield the texts of an edition in the order of its page tree.

    Texts without an area, and those that the layout repeats from elsewhere and the source lacks,
    are left out.
    """
    for each in placements.texts:
        content = copy.get(each.text)
        if content is not None and not each.box.is_empty:
            box = PageRectangle(each.page, each.box)
            yield PlacedText(each.text, box, content.place, states.get(each.text, ""))


def states_of(manuscript: Manuscript) -> dict[TextId, str]:
    """The review state of each text."""
    return {
        TextId(unit.id, entry.language): entry.state.value
        for entry in translations(manuscript)
        for unit in entry.units
    }


def words_of(copy: Copy) -> dict[TextId, str]:
    """The characters of each text, as on the page."""
    return {TextId(*key): content.text for key, content in copy.items()}


def changed_texts(before: Mapping[TextId, str], after: Mapping[TextId, str]) -> list[TextId]:
    """The texts whose words differ, or that are new, in the order of `after`."""
    return [text for text, words in after.items() if before.get(text) != words]
