"""Merges a manuscript into the templates of a layout."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import jinja2
from markupsafe import Markup

from bifolio.content import Content
from bifolio.folds import FOLDS
from bifolio.layouts import TEMPLATE, Layouts
from bifolio.metadata import Metadata
from bifolio.model import ANY_LANGUAGE, Edition, Figure, Manuscript, Translations, Unit
from bifolio.render.markup import markup
from bifolio.templates import environment_of, faults_told

NO_FOLD = "the layout is of a folded sheet: add `fold: letter` or `fold: z` to the edition"
"""Told where a layout asks for a fold that its edition has not."""

Copy = Mapping[tuple[str, str], Content]
"""The set text of a publication, by unit id and language."""


def metadata(
    manuscript: Manuscript, edition: Edition, copy: Copy, date: datetime | None
) -> Metadata:
    """Gather the metadata of `edition`; `date` takes the place of the publication's."""
    publication, languages = manuscript.publication, edition.languages
    issued = date or datetime.combine(publication.date, datetime.min.time(), UTC)
    titles = {language: copy["title", language].text for language in languages}
    keywords = (word for language in languages for word in publication.keywords.get(language, ()))
    return Metadata(
        title=" · ".join(dict.fromkeys(titles.values())),
        titles=titles,
        subjects={language: _said(publication.subject, language) for language in languages},
        author=_said(publication.author, languages[0]),
        keywords=tuple(dict.fromkeys(keywords)),
        languages=languages,
        date=issued.strftime("%Y-%m-%dT%H:%M:%SZ"),
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
    with faults_told(layouts):
        return environment.get_template(f"{edition.layout}/{TEMPLATE}").render()


def _names(
    manuscript: Manuscript, edition: Edition, copy: Copy, layouts: Layouts, about: Metadata
) -> dict[str, object]:
    """What a template may use."""

    def words(unit: Unit, language: str) -> Markup:
        return markup(copy[unit.id, language])

    def plain(unit: Unit, language: str) -> str:
        return copy[unit.id, language].text

    def source(unit: Unit, language: str) -> str:
        place = copy[unit.id, language].place
        return f"{place.path.name}:{place.line}"

    def logo(unit: Unit) -> str | None:
        path = manuscript.logo(unit)
        return path.resolve().as_uri() if path else None

    def image(figure: Figure) -> str:
        return (manuscript.folder / figure.image.source).resolve().as_uri()

    def asset(name: str) -> str:
        path = layouts.find(name)
        if path is None:
            raise FileNotFoundError(f"there is no '{name}' in the layouts")
        return path.as_uri()

    return {
        "publication": manuscript.publication,
        "edition": edition,
        "languages": edition.languages,
        "all_languages": _leading_first(edition, manuscript),
        "metadata": about,
        "fold": FOLDS[edition.fold] if edition.fold else jinja2.StrictUndefined(NO_FOLD),
        "title": manuscript.title,
        "imprint_line": manuscript.imprint,
        "front": {unit.id: unit for unit in manuscript.text.front},
        "text": manuscript.text,
        "words": words,
        "plain": plain,
        "source": source,
        "logo": logo,
        "image": image,
        "asset": asset,
    }


def _leading_first(edition: Edition, manuscript: Manuscript) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*edition.languages, *manuscript.publication.languages)))


def _said(words: Translations, language: str) -> str:
    """What `words` say in `language`, or else in the first language that they have."""
    passage = words.get(language) or words.get(ANY_LANGUAGE) or next(iter(words.values()))
    return passage.source
