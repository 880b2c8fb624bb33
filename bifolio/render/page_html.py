"""Merges a manuscript into the templates of a layout."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import jinja2
from markupsafe import Markup

from bifolio.document.crop import Crop
from bifolio.document.manuscript import Manuscript
from bifolio.document.numbering import EditionNumbers, number
from bifolio.document.passage import ANY_LANGUAGE, Translations
from bifolio.document.picture_size import proportions
from bifolio.document.publication import Edition
from bifolio.languages.labels import label
from bifolio.languages.numbering import item_numbers
from bifolio.languages.quotations import QuotationMarks, quotation_marks
from bifolio.languages.written_numbers import space_before
from bifolio.paper.folds import FOLDS
from bifolio.pdf.metadata import Metadata
from bifolio.project.layouts import TEMPLATE, Layouts
from bifolio.project.templates import environment_of, filled, template_errors
from bifolio.render.anchors import BLOCK
from bifolio.render.run_html import markup, note_html
from bifolio.render.views import (
    BlockView,
    PictureView,
    UnitView,
    edition_view,
    publication_view,
    text_view,
    unit_view,
)
from bifolio.text import Copy
from bifolio.text.runs import Content, said_once

SIDE = "data-side"
"""The attribute of a block of one language only: the number of the column that it is in."""

NO_FOLD = "the edition has no `fold`; declare `requires: [fold]` in layout.yaml"
"""Reported if a layout that does not require a fold uses it in an edition that has none."""


def metadata(
    manuscript: Manuscript, edition: Edition, copy: Copy, date: datetime | None
) -> Metadata:
    """Return the metadata of `edition`; `date` replaces that of the publication."""
    publication, languages = manuscript.publication, edition.languages
    issued = date or datetime.combine(publication.date, datetime.min.time(), UTC)
    titles = {language: copy["title", language].on_one_line for language in languages}
    keywords = (word for language in languages for word in publication.keywords.get(language, ()))
    return Metadata(
        title=" · ".join(dict.fromkeys(titles.values())),
        titles=titles,
        subjects={language: _said(publication.subject, language) for language in languages},
        author=_said(publication.author, languages[0]),
        keywords=tuple(dict.fromkeys(keywords)),
        languages=languages,
        date=issued.replace(tzinfo=None).isoformat(timespec="seconds") + "Z",
    )


def merge(
    manuscript: Manuscript, edition: Edition, copy: Copy, layouts: Layouts, about: Metadata
) -> str:
    """Return the HTML of `edition`.

    Raises `Problems` with template and line where a template cannot be read or asks for what is
    not there.
    """
    environment = environment_of(layouts)
    environment.globals.update(_names(manuscript, edition, copy, layouts, about))
    with template_errors(layouts):
        return filled(environment, f"{edition.layout}/{TEMPLATE}")


def _names(
    manuscript: Manuscript, edition: Edition, copy: Copy, layouts: Layouts, about: Metadata
) -> dict[str, object]:
    """The names that a template may use: values without paths, and functions."""
    text = text_view(manuscript, edition.languages)

    units = {unit.id: unit for unit in manuscript.units()}

    def plain(unit: UnitView, language: str) -> str:
        return _content(copy, unit, language).on_one_line

    def repeated(unit: UnitView, language: str) -> Markup:
        return markup(_content(copy, unit, language).repeated)

    def logo(unit: UnitView) -> str | None:
        path = manuscript.logo(units[unit.id])
        return path.resolve().as_uri() if path else None

    def file_of(picture: PictureView, language: str) -> Path:
        file = picture.files.get(language) or picture.files[ANY_LANGUAGE]
        return (manuscript.folder / file).resolve()

    def image(picture: PictureView, language: str, crop: Crop | None = None) -> str:
        address = file_of(picture, language).as_uri()
        return f"{address}#{crop.fragment}" if crop else address

    def aspect(picture: PictureView, language: str, crop: Crop | None = None) -> float:
        return proportions(file_of(picture, language), crop)

    def marks_around(unit: UnitView, language: str) -> QuotationMarks:
        return quotation_marks(language, plain(unit, language))

    def asset(name: str) -> str:
        path = layouts.find(name)
        if path is None:
            raise FileNotFoundError(f"there is no '{name}' in the layouts")
        return path.as_uri()

    return {
        "publication": publication_view(manuscript),
        "edition": edition_view(edition),
        "languages": edition.languages,
        "all_languages": _leading_first(edition, manuscript),
        "metadata": about,
        "fold": FOLDS[edition.fold] if edition.fold else jinja2.StrictUndefined(NO_FOLD),
        "title": unit_view(manuscript.title),
        "imprint_line": unit_view(manuscript.imprint),
        "front": {
            unit.id: unit for unit in text.front if not unit.only or unit.only in edition.languages
        },
        "text": text,
        "words": _words(copy, number(manuscript, edition.languages), edition.languages),
        "plain": plain,
        "once": _once(copy),
        "repeated": repeated,
        "logo": logo,
        "image": image,
        "as_block": _as_block,
        "aspect": aspect,
        "asset": asset,
        "item_numbers": item_numbers,
        "label": label,
        "quotation_marks": marks_around,
        "space_before": space_before,
    }


def _as_block(html: Markup, block: BlockView, side: str = "") -> Markup:
    """`html` with the id of `block` in its first element, for links to it.

    `side` is the number of the column that it is in as a block of one language only.
    """
    tag = re.search(r"<[a-z][a-z0-9]*", html)
    if tag is None:
        return html
    added = Markup(' {}="{}"').format(BLOCK, block.id)
    if side:
        added += Markup(' {}="{}" lang="{}"').format(SIDE, side, block.only)
    return html[: tag.end()] + added + html[tag.end() :]


def _content(copy: Copy, unit: UnitView, language: str) -> Content:
    """The set text of a unit; raises `LookupError`, with what to test, where it has none."""
    if (unit.id, language) not in copy:
        message = f"'{unit.id}' has no {language} text; test it with `passage('{language}')`"
        raise LookupError(message)
    return copy[unit.id, language]


def _once(copy: Copy) -> Callable[[UnitView, Sequence[str]], tuple[str, ...]]:
    """Return the function that gives templates the languages in which to set a text."""

    def once(unit: UnitView, shown: Sequence[str]) -> tuple[str, ...]:
        """The languages of `shown` without those that say the same as an earlier one."""
        if unit.same_in_all:
            return tuple(shown[:1])
        return said_once(copy[unit.id, each] for each in shown if unit.passage(each))

    return once


def _words(
    copy: Copy, numbers: EditionNumbers, languages: Sequence[str]
) -> Callable[[UnitView, str], Markup]:
    """Return the function that gives templates the set text of a unit, with its notes."""

    def words(unit: UnitView, language: str) -> Markup:
        def footnote(note: str) -> Markup:
            if numbers.first.get((note, language)) != unit.id:
                return Markup("")
            column = languages.index(language) + 1 if language in languages else 1
            of = len(numbers.notes)
            return note_html(copy[note, language], numbers.notes[note], of, column)

        return markup(_content(copy, unit, language), footnote)

    return words


def _leading_first(edition: Edition, manuscript: Manuscript) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*edition.languages, *manuscript.publication.languages)))


def _said(words: Translations, language: str) -> str:
    """The text of `words` in `language`, or in the first language that they have."""
    passage = words.get(language) or words.get(ANY_LANGUAGE) or next(iter(words.values()))
    return passage.source


def paper_style(edition: Edition, *, bleed: bool = True) -> str:
    """Return the CSS of the paper, and for a print shop of the `bleed`."""
    width, height = edition.size
    style = f":root {{ --paper-width: {width}mm; --paper-height: {height}mm }}\n"
    if edition.for_press and bleed:
        beyond = f"{edition.for_press.bleed:g}mm"
        style += f":root:root {{ --bleed: {beyond} }}\n@page {{ bleed: {beyond} }}\n"
    return style
