"""Validates the manuscript against itself, the layouts and the fonts.

Every rule is a function from the manuscript and its resources to problems; all rules run, and all
problems are reported at once.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import get_args
from xml.etree import ElementTree

from bifolio.document.blocks.block import Block
from bifolio.document.blocks.contact import Contact
from bifolio.document.blocks.heading import Subheading
from bifolio.document.csv_columns import CsvUnit
from bifolio.document.files import find_file
from bifolio.document.glossary import find_glossary
from bifolio.document.manuscript import Manuscript
from bifolio.document.numbering import is_numbered
from bifolio.document.passage import ANY_LANGUAGE, Passage, PictureFile
from bifolio.document.picture_check import raster_error
from bifolio.document.picture_size import pixels
from bifolio.document.publication import Edition, InPublication
from bifolio.document.references import (
    CROSS_REFERENCE,
    INTERNAL_LINK,
    NOTE,
    SPAN_ATTRIBUTES,
    found_in,
)
from bifolio.document.slots import House, Slots
from bifolio.document.telephones import telephone_uri
from bifolio.document.text import ONLY_HEADING, Section
from bifolio.document.unit import REFERENCE, Heading, Unit, authored_id, is_authored
from bifolio.document.values import TypedValue
from bifolio.languages import LIKELY
from bifolio.languages.names import is_language, meant_language
from bifolio.languages.scripts import is_kana
from bifolio.problems import Place, Problem, one_of
from bifolio.project.files import read_text
from bifolio.project.layouts import PLAIN
from bifolio.source_yaml.nodes import Node
from bifolio.source_yaml.validation_errors import missing_key_hint

UNUSED_VALUE, UNUSED_NOTE = "text/unused-value", "text/unused-note"
UNUSED = frozenset({UNUSED_VALUE, UNUSED_NOTE})

PLAIN_ROLE = "text"
"""The default role of sections; every layout has it."""

IMAGE_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".gif", ".avif", ".svg")

_TO_PHOTO = "open it in a program for photographs and save it as JPEG"
_TO_DRAWING = "export it as SVG from the program that made it"

OTHER_FORMATS = {
    **dict.fromkeys(
        (".heic", ".heif"),
        f"{_TO_PHOTO}; an iPhone takes JPEG with Settings > Camera > Formats > Most Compatible",
    ),
    **dict.fromkeys((".dng", ".cr2", ".cr3", ".nef", ".arw", ".raf", ".orf", ".rw2"), _TO_PHOTO),
    **dict.fromkeys((".psd", ".psb", ".xcf", ".bmp", ".jp2", ".jxl"), "export it as PNG or JPEG"),
    **dict.fromkeys((".ai", ".eps", ".pdf", ".cdr", ".emf", ".wmf"), _TO_DRAWING),
}
"""What to do with pictures in other formats, by suffix."""

LEAST_DPI, GOOD_DPI = 72, 150
"""Below the first, each pixel of a picture is seen; from the second, none is on a screen."""

LOOK_ALIKES = {
    "・": ("·", "the katakana middle dot"),
    "―": ("—", "the horizontal bar"),
    "⋯": ("…", "the midline ellipsis"),
    "〜": ("～", "the wave dash"),
}
"""Characters that look like a Chinese mark (GB/T 15834-2011), each with the character to type
instead and its name."""

WEB_ADDRESS = r"(https?://)?[\w-]+(\.[\w-]+)+([/?#:][^\s<>()]*)?"

JAPANESE = frozenset("・―〜")
"""Those that are correct beside kana, in a Japanese name or title."""


@dataclass(frozen=True)
class Subject:
    """The manuscript to validate, and the layouts, houses and fonts that are available."""

    manuscript: Manuscript
    layouts: Collection[str]
    """The names of the layouts."""
    covered: Container[int]
    """The code points that the fonts have."""
    slots: Mapping[str, Slots] = field(default_factory=dict)
    """The slots of layouts, by name."""
    houses: Collection[str] = (PLAIN,)
    """The names of the houses."""
    house: House = field(default_factory=House)
    """The declaration of the publication's house."""
    accents: Collection[str] = ()
    """The names of the accents of the house."""

    @property
    def own_slots(self) -> list[Slots]:
        """The slots of the layouts of the publication's editions."""
        editions = self.manuscript.publication.editions.values()
        return [self.slots[edition.layout] for edition in editions if edition.layout in self.slots]


Rule = Callable[[Subject], Iterator[Problem]]


def validate(subject: Subject, unread: Collection[str] | None = None) -> list[Problem]:
    """Return all problems of `subject`; an empty list if it can be built.

    Where it is not the whole of a publication, what is missing may be what something refers to:
    `unread` has the ids that may be missing, and unused values and notes are no problem.
    """
    if unread is None:
        return [problem for rule in RULES for problem in rule(subject)]
    rules = [rule for rule in RULES if rule not in OF_THE_WHOLE]
    rules.append(partial(known_targets, unread=unread))
    found = (problem for rule in rules for problem in rule(subject))
    return [problem for problem in found if problem.code not in UNUSED]


def known_languages(subject: Subject) -> Iterator[Problem]:
    """Every language is one of the publication's, which are listed once, and are languages."""
    publication = subject.manuscript.publication
    editions = publication.editions.items()
    languages = publication.languages
    for listed, node, where in (
        (languages, publication, ""),
        *((each.languages, each, f" in edition '{name}'") for name, each in editions),
    ):
        for language, count in Counter(listed).items():
            if count > 1:
                message = f"duplicate language '{language}'{where}"
                yield _problem("source/duplicate-language", message, "list it once", node)
    for language in dict.fromkeys(languages):
        if not is_language(language):
            message = f"'{language}' is not the code of a language"
            meant = meant_language(language.partition("-")[0])
            hint = f"did you mean '{LIKELY.get(meant, meant)}'? " if meant else ""
            hint += "Use a code of ISO 639, such as en, es or zh-Hans"
            place = publication.place_of_language(language)
            yield Problem("source/unknown-language", message, hint[:1].lower() + hint[1:], place)
    named = [(publication.original, "'original'", publication.original_place)]
    for name, edition in editions:
        named += [(each, f"edition '{name}'", edition.place) for each in edition.languages]
    for node in (*filter(is_authored, subject.manuscript.units()), *subject.manuscript.blocks()):
        keys = {*node.original, *node.reviewed} | ({node.only} if node.only else set())
        named += [(language, f"'{node.id}'", node.place) for language in sorted(keys)]
    for block in subject.manuscript.blocks():
        named += [
            (language, f"a picture of '{block.id}'", file.place)
            for files in block.pictures_within()
            for language, file in files.items()
            if language != ANY_LANGUAGE
        ]
    for unit in subject.manuscript.units():
        named += [
            (language, f"'{unit.id}'", passage.place)
            for language, passage in unit.text.items()
            if language != ANY_LANGUAGE
        ]
    for language, where, place in dict.fromkeys(named):
        if language not in languages:
            message = f"unknown language '{language}' in {where}"
            hint = one_of(_meant(language, languages) or language, languages)
            yield Problem("source/unknown-language", message, hint, place)


def _meant(tag: str, languages: Sequence[str]) -> str:
    """The one of `languages` that is meant by another tag, zh-Hans by zh-CN; empty if unclear."""
    alike = [each for each in languages if each.split("-")[0] == tag.split("-")[0]]
    likely = LIKELY.get(tag, tag)
    return likely if likely in alike else alike[0] if len(alike) == 1 else ""


def _is_mistagged(language: str, tags: Iterable[str], languages: Sequence[str]) -> bool:
    """Whether one of `tags`, which is unknown and reported, means `language`."""
    return any(each not in languages and _meant(each, languages) == language for each in tags)


def every_language(subject: Subject) -> Iterator[Problem]:
    """Every unit has a text in every language of the publication, or is marked with `only:`."""
    publication = subject.manuscript.publication
    known = tuple(filter(is_language, publication.languages))  # others are reported once
    reported: set[Problem] = set()
    headings = {*get_args(InPublication), *(each.id for each in subject.manuscript.text.sections)}
    for unit in subject.manuscript.units():
        wanted = (unit.only,) if unit.only else known
        places = sorted(text.place for text in unit.text.values())
        for language in wanted:
            if unit.passage(language) is None and isinstance(unit, CsvUnit):
                missing = unit.missing(language)
                if missing not in reported:
                    yield missing
                reported.add(missing)
            elif unit.passage(language) is None:
                if _is_mistagged(language, unit.text, publication.languages):
                    continue
                hint = _add_hint(unit, language)
                if unit.id not in headings:
                    # A field of a block has no `only:`, and a translation would be lost.
                    if len(unit.text) < 2 and is_authored(unit):
                        one = next(iter(unit.text), publication.original)
                        hint += f", or add `only: {one}` to the unit"
                elif unit.id not in get_args(InPublication):
                    hint += f"; for {_with_texts(unit)} only, {ONLY_HEADING}"
                place = places[0] if places and unit.id in headings else unit.place
                message = f"'{unit.id}' has no {language} text"
                yield Problem("source/missing-translation", message, hint, place)
        for problem in _needless(unit):
            if problem not in reported:
                yield problem
            reported.add(problem)


def _needless(unit: Unit) -> Iterator[Problem]:
    """Report texts of `unit` that are empty, or in a language that it is not for."""
    for language, passage in unit.text.items():
        if not passage.source.strip():
            message = f"the {language} text of '{unit.id}' is empty"
            hint = "write the text, or delete the line"
            yield Problem("source/empty-text", message, hint, passage.place)
        if not unit.only or language in (unit.only, ANY_LANGUAGE):
            continue
        if isinstance(unit, CsvUnit):
            yield unit.unused(language, unit.only)
        else:
            message = f"'{unit.id}' is for {unit.only} only, but has a {language} text"
            hint = f"delete it, or delete `only: {unit.only}`"
            yield Problem("source/unused-translation", message, hint, passage.place)


def _with_texts(unit: Unit) -> str:
    """The languages in which `unit` has a text."""
    return " and ".join(unit.text)


def _add_hint(unit: Unit, language: str) -> str:
    """How to add the text of `unit` in `language`: a line, or an entry within braces."""
    texts = sorted(unit.text.values(), key=lambda text: text.place)
    after = texts[-1].place.line if texts else unit.place.line
    if any(text.is_in_braces for text in texts):
        hint = f"add `, {language}: …` before the closing brace on line {after}"
        return f"{hint}, in quotes if the text has a comma or a colon"
    return f"add a line `{language}: …` after line {after}"


def every_picture(subject: Subject) -> Iterator[Problem]:
    """A picture with files by language has one for every language of the publication."""
    known = tuple(filter(is_language, subject.manuscript.publication.languages))
    for block in subject.manuscript.blocks():
        wanted = (block.only,) if block.only else known
        for files in block.pictures_within():
            missing = [
                each
                for each in wanted
                if not {each, ANY_LANGUAGE} & files.keys()
                and not _is_mistagged(each, files, subject.manuscript.publication.languages)
            ]
            last = max(files.values(), key=lambda file: file.place)
            for language in missing:
                message = f"a picture of '{block.id}' has no {language} file"
                hint = f"add `{language}:` after line {last.place.line}; a picture without words "
                hint += "needs one file for all: `image: FILE`"
                yield Problem("picture/missing-language", message, hint, last.place)


def every_subject(subject: Subject) -> Iterator[Problem]:
    """The description (`subject:`) is in every language of the publication."""
    publication = subject.manuscript.publication
    for language in filter(is_language, publication.languages):
        if not ({language, ANY_LANGUAGE} & publication.subject.keys()):
            message = f"'subject' has no {language} text"
            hint = f"add `{language}:` under `subject:`"
            yield _problem("source/missing-translation", message, hint, publication)


def unique_ids(subject: Subject) -> Iterator[Problem]:
    """Ids are unique."""
    first: dict[str, Place] = {}
    for identifier, node in _identified(subject.manuscript):
        if first.get(identifier) == node.place:
            continue  # an alias repeats it, which the reader of YAML reports
        if identifier in first:
            hint = f"the first one is on line {first[identifier].line}; choose another id"
            yield _problem("source/duplicate-id", f"duplicate id '{identifier}'", hint, node)
        elif identifier in get_args(InPublication):
            hint = "publication.yaml defines it; choose another id"
            yield _problem("source/reserved-id", f"reserved id '{identifier}'", hint, node)
        first.setdefault(identifier, node.place)


def existing_layouts(subject: Subject) -> Iterator[Problem]:
    """The layout of every edition exists."""
    for name, edition in subject.manuscript.publication.editions.items():
        if edition.layout not in subject.layouts:
            hint = one_of(edition.layout, sorted(subject.layouts))
            hint += f"; or create layouts/{edition.layout}/layout.html.j2"
            message = f"layout '{edition.layout}' not found (edition '{name}')"
            place = _place_of_value("layout", edition.layout, edition)
            yield Problem("layout/not-found", message, hint, place)


def existing_house(subject: Subject) -> Iterator[Problem]:
    """The house of the publication exists."""
    publication = subject.manuscript.publication
    if publication.house not in subject.houses:
        place = _place_of_value("house", publication.house, publication)
        hint = one_of(publication.house, sorted(subject.houses))
        hint += f"; or create layouts/houses/{publication.house}/tokens.css"
        message = f"house '{publication.house}' not found"
        yield Problem("source/unknown-house", message, hint, place)


def found_glossaries(subject: Subject) -> Iterator[Problem]:
    """Every glossary that the publication names is a file in `source/`."""
    manuscript = subject.manuscript
    for named in manuscript.publication.glossary:
        found = find_glossary(named, manuscript.folder)
        if isinstance(found, Problem):
            yield found


def fitting_editions(subject: Subject) -> Iterator[Problem]:
    """The layout of an edition supports its number of languages, its paper and its target."""
    for name, edition in subject.manuscript.publication.editions.items():
        slots = subject.slots.get(edition.layout, Slots())
        number = len(edition.languages)
        languages = "1 language" if number == 1 else f"{number} languages"
        for key, what, has, named in (
            ("languages", "numbers of languages", number, languages),
            ("papers", "papers", edition.paper, f"paper {edition.paper}"),
            (
                "orientations",
                "orientations",
                edition.orientation,
                f"{edition.orientation} orientation",
            ),
            ("targets", "targets", edition.target, f"target {edition.target}"),
        ):
            takes = getattr(slots, key)
            if takes is not None and has not in takes:
                message = f"layout '{edition.layout}' does not support {named} (edition '{name}')"
                hint = f"supported {what}: {', '.join(map(str, takes))}"
                if others := _layouts_with(key, has, subject):
                    hint += f"; layouts for {named}: {', '.join(others)}"
                yield _problem("source/unsupported-edition", message, hint, edition)


def _layouts_with(key: str, value: object, subject: Subject) -> list[str]:
    """The layouts that declare that they support `value`."""
    return sorted(
        name for name, slots in subject.slots.items() if value in (getattr(slots, key) or ())
    )


def required_keys(subject: Subject) -> Iterator[Problem]:
    """An edition has the keys that its layout requires."""
    for name, edition in subject.manuscript.publication.editions.items():
        required = subject.slots.get(edition.layout, Slots()).requires
        for key in (key for key in required if key not in edition.model_fields_set):
            message = f"layout '{edition.layout}' requires the key '{key}' (edition '{name}')"
            hint = missing_key_hint(key, Edition)
            yield _problem("source/missing-key", message, hint, edition)


def known_roles(subject: Subject) -> Iterator[Problem]:
    """Some layout knows the role of every section, not necessarily one of the publication's.

    Editions that are added later may use other layouts.
    """
    known = _known(slots.roles for slots in subject.own_slots)
    if not known:  # a layout accepts any role, or none has roles
        return
    known = known.union(subject.house.roles)
    anywhere = known.union(*(slots.roles or () for slots in subject.slots.values()), {PLAIN_ROLE})
    for section in subject.manuscript.text.sections:
        if section.role not in anywhere:
            place = _place_of_value("role", section.role, section)
            hint = one_of(section.role, sorted(known | {PLAIN_ROLE}))
            yield Problem("layout/unknown-role", f"unknown role '{section.role}'", hint, place)


def known_accents(subject: Subject) -> Iterator[Problem]:
    """The accent of every section is one of the house's."""
    for section in subject.manuscript.text.sections:
        if section.accent and section.accent not in subject.accents:
            house, name = subject.manuscript.publication.house, section.accent
            known = one_of(name, sorted(subject.accents)) if subject.accents else "delete it"
            hint = f"{known}; or add --accent-{name} and --accent-{name}-ink to tokens.css of the "
            hint += f"house '{house}'"
            place = _place_of_value("accent", name, section)
            yield Problem("layout/unknown-accent", f"unknown accent '{name}'", hint, place)


def known_front(subject: Subject) -> Iterator[Problem]:
    """Some layout of the publication has a slot for every front text."""
    known = _known(slots.front for slots in subject.own_slots)
    if known is None:
        return
    known = known.union(subject.house.front)
    for unit in subject.manuscript.text.front:
        if unit.id not in known:
            message = f"unknown front text '{unit.id}'"
            hint = one_of(unit.id, sorted(known)) if known else "delete it, or make it a section"
            yield Problem("layout/unknown-front", message, hint, unit.place)


def folded_lying(subject: Subject) -> Iterator[Problem]:
    """A folded edition is in landscape orientation; in portrait its panels would be narrow."""
    for name, edition in subject.manuscript.publication.editions.items():
        if edition.fold and edition.orientation == "portrait":
            message = f"the folded edition '{name}' must be in landscape orientation"
            hint = "add `orientation: landscape`"
            yield _problem("source/folded-portrait", message, hint, edition)


def sheets_of_editions(subject: Subject) -> Iterator[Problem]:
    """Sheets have an existing edition, and names of editions and sheets differ in any case."""
    publication = subject.manuscript.publication
    known: dict[str, str] = {}
    for name, edition in publication.editions.items():
        other = known.setdefault(name.lower(), name)
        if other != name:
            yield _same_name(name, f"edition '{other}'", "edition", edition)
    for name, sheets in publication.sheets.items():
        if sheets.edition not in publication.editions:
            message = f"edition '{sheets.edition}' not found (sheets '{name}')"
            hint = one_of(sheets.edition, publication.editions)
            yield _problem("source/unknown-edition", message, hint, sheets)
        other = known.setdefault(name.lower(), name)
        if name in publication.editions:
            yield _same_name(name, "an edition", "sheets", sheets)
        elif other != name:
            yield _same_name(name, f"'{other}'", "sheets", sheets)


def _same_name(name: str, other: str, kind: str, node: Node) -> Problem:
    """Report a name whose file would be that of another one, on some computers in any case."""
    message = f"duplicate name '{name}': {other} has it"
    hint = f"their files would have the same name; rename the {kind}"
    return _problem("source/duplicate-name", message, hint, node)


def distinct_file_names(subject: Subject) -> Iterator[Problem]:
    """The file names of editions are unique."""
    first: dict[str, str] = {}
    for name, edition in subject.manuscript.publication.editions.items():
        other = first.setdefault(edition.file_name.lower(), name)
        if other != name:
            message = f"duplicate file name '{edition.file_name}'"
            hint = f"edition '{other}' has it already; choose another"
            yield _problem("source/duplicate-file-name", message, hint, edition)


def known_values(subject: Subject) -> Iterator[Problem]:
    """Every {name} in a text has a value, and every value is used."""
    shared = subject.manuscript.text.shared
    plain = dict.fromkeys(shared, "")
    filled_in = {block.id: block.filled_in for block in subject.manuscript.blocks()}
    used: set[str] = set().union(*filled_in.values())
    for identifier, group in groupby(subject.manuscript.units(), key=authored_id):
        units, asked = tuple(group), {*filled_in.get(identifier, ())}
        values = units[0].values(plain)
        for passage in (passage for unit in units for passage in unit.text.values()):
            for match in re.finditer(REFERENCE, passage.source):
                asked.add(match[1])
                if match[1] not in values:
                    message = f"undefined value '{match[0]}'"
                    hint = f"define `{match[1]}:` under `shared:`, or correct the name"
                    place = passage.place_of(match[0])
                    yield Problem("text/unknown-value", message, hint, place)
        for name, value in units[0].shared.items():
            if name not in asked:
                message = f"unused value '{name}' in '{identifier}'"
                hint = f"use {{{name}}} in the text, or delete it"
                yield Problem(UNUSED_VALUE, message, hint, value.place)
        used |= asked
    for name in shared.keys() - used:
        hint = f"use {{{name}}} in a text, or delete it"
        yield Problem(UNUSED_VALUE, f"unused value '{name}'", hint, shared[name].place)


def no_values_in_values(subject: Subject) -> Iterator[Problem]:
    """No shared value uses another one, or itself: it would be on the page as {name}."""
    manuscript = subject.manuscript
    own = {
        each.id.partition(".")[0]: each.shared
        for each in (*manuscript.units(), *manuscript.blocks())
    }
    for shared in (manuscript.text.shared, *own.values()):
        for name, value in shared.items():
            source = value.source if isinstance(value, Passage) else ""
            for match in re.finditer(REFERENCE, source):
                if match[1] in shared or match[1] in manuscript.text.shared:
                    message = f"the value '{name}' uses the value '{match[0]}'"
                    hint = "write its words out, or use both values in the text"
                    yield Problem("text/value-in-value", message, hint, value.place)


def proper_values(subject: Subject) -> Iterator[Problem]:
    """Typed values have one value, and what belongs to it."""
    for name, value in subject.manuscript.text.shared.items():
        if isinstance(value, TypedValue):
            yield from value.problems(name)


def no_stray_braces(subject: Subject) -> Iterator[Problem]:
    """Braces are around names of values only; any other would be on the page."""
    for unit in subject.manuscript.units():
        for passage in unit.text.values():
            known = rf"{REFERENCE}|{CROSS_REFERENCE}|(?<=\]){SPAN_ATTRIBUTES}|\\[{{}}]"
            rest = re.sub(known, lambda match: "." * len(match[0]), passage.source)
            for match in re.finditer(r"\{[^{}\s]*\}?|\}", rest):
                message = f"'{match[0]}' is not the name of a value"
                hint = "write a name in lower-case letters, such as {name}, or \\{ for a brace"
                yield Problem("text/stray-brace", message, hint, passage.place_of(match[0]))


def known_targets(subject: Subject, unread: Collection[str] = ()) -> Iterator[Problem]:
    """Texts link to existing sections and blocks, or to those that were not read."""
    targets = {**subject.manuscript.targets(), **dict.fromkeys(unread, ())}
    captioned = [each.id for each in subject.manuscript.blocks() if is_numbered(each)]
    captioned += unread
    titles = {each.id: each for each in subject.manuscript.texts() if isinstance(each, Heading)}
    for unit in subject.manuscript.units():
        for language, passage in unit.text.items():
            for match in re.finditer(INTERNAL_LINK, passage.source):
                if match[1] not in targets:
                    yield _unknown_target(match[1], targets, passage.place_of(match[0]))
            for match in found_in(CROSS_REFERENCE, passage.source):
                place = passage.place_of(f"{{{match[1]}:{match[2]}}}")
                known = {"page": targets, "number": captioned, "title": titles}.get(match[1])
                if known is None:
                    message = f"unknown reference '{match[1]}'"
                    hint = "use {page:id}, {number:id} or {title:id}"
                    yield Problem("text/unknown-reference", message, hint, place)
                elif match[2] not in known:
                    yield _unknown_target(match[2], known, place, match[1])
                elif match[1] == "title" and language != ANY_LANGUAGE:
                    yield from _untitled(titles[match[2]], language, place)


WITH = {"number": " with a caption", "title": " with a heading"}
"""What a section or block has that is referred to."""


def _untitled(heading: Unit, language: str, place: Place) -> Iterator[Problem]:
    """Report a reference in `language` to a heading that is in another language only."""
    if heading.passage(language) is None:
        message = f"the heading '{heading.id}' has no {language} text"
        hint = "write the words of the reference out: `[words](#id)`"
        yield Problem("text/unknown-reference", message, hint, place)


def _unknown_target(name: str, known: Iterable[str], place: Place, shown: str = "") -> Problem:
    message = f"'{name}' is no id of a section or block{WITH.get(shown, '')}"
    known = tuple(known)
    hint = one_of(name, known) if known else "give the section a heading, or the block a caption"
    return Problem("text/unknown-reference", message, hint, place)


def known_notes(subject: Subject) -> Iterator[Problem]:
    """Every note has a text that refers to it, and every reference in running text has its note."""
    manuscript = subject.manuscript
    notes = {note.id: note for note in manuscript.text.notes}
    running = {unit.id for unit in manuscript.texts() if not _is_apart(unit)}
    used = set[str]()
    for unit in manuscript.units():
        for passage in unit.text.values():
            for match in found_in(NOTE, passage.source):
                used.add(match[1])
                place = passage.place_of(f"[^{match[1]}]")
                if unit.id in notes:
                    message = f"'{unit.id}' is a note and refers to a note"
                    hint = f"write the words of [^{match[1]}] into the note itself"
                    yield Problem("text/note-in-note", message, hint, place)
                elif unit.id not in running:
                    message = f"'{unit.id}' cannot have notes"
                    hint = "put the reference into a paragraph, a list, a table or a caption"
                    yield Problem("text/note-outside", message, hint, place)
                elif match[1] not in notes:
                    message = f"note '{match[1]}' not found"
                    hint = f"add `- id: {match[1]}` with its `text:` under `notes:`"
                    if notes:
                        hint += f"; {one_of(match[1], notes)}"
                    yield Problem("text/unknown-note", message, hint, place)
    for name, note in notes.items():
        if name not in used:
            hint = f"write [^{name}] where it belongs, or delete it"
            yield _problem(UNUSED_NOTE, f"unused note '{name}'", hint, note)


def _is_apart(unit: Unit) -> bool:
    """Whether a text is also outside of the page: in bookmarks, or spoken for a picture."""
    return isinstance(unit, Heading) or unit.pictures is not None


def paired_notes(subject: Subject) -> Iterator[Problem]:
    """A text refers to the same notes in every language."""
    languages = subject.manuscript.publication.languages
    notes = {note.id: note for note in subject.manuscript.text.notes}
    for unit in subject.manuscript.texts():
        there = [each for each in languages if unit.passage(each)]
        if not notes.keys() >= {*unit.note_ids()}:
            continue  # see `known_notes`: a misspelt name is not missing, too
        for name in dict.fromkeys(unit.note_ids()):
            for language in there:
                passage = unit.passage(language)
                wanted = name in notes and notes[name].passage(language)
                if passage and wanted and name not in unit.note_ids(language):
                    message = f"the {language} text of '{unit.id}' does not refer to '{name}'"
                    hint = f"add [^{name}] to it, or `only:` to the note"
                    yield Problem("text/unpaired-note", message, hint, passage.place)


def found_images(subject: Subject) -> Iterator[Problem]:
    """Every picture is a file in the publication's folder, can be opened, and is large enough."""
    folder = subject.manuscript.folder
    for unit in subject.manuscript.text.organisations:
        yield from _unreadable_logo(unit, subject.manuscript)
    for block in subject.manuscript.blocks():
        for file in (file for files in block.own_pictures() for file in files.values()):
            found = find_file(file, "the picture", folder)
            if isinstance(found, Problem):
                yield found
            elif problems := [*_unusable(found, file.source, file.place)]:
                yield from problems
            else:
                yield from _too_small(found, file, block)


def _unusable(path: Path, name: str, place: Place) -> Iterator[Problem]:
    """Report a picture of an unknown format, or one that cannot be read."""
    if path.suffix.lower() not in IMAGE_SUFFIXES:
        known = f"use one of: {', '.join(IMAGE_SUFFIXES)}"
        hint = OTHER_FORMATS.get(path.suffix.lower(), known)
        yield Problem("picture/unknown-format", f"unknown picture format '{name}'", hint, place)
    else:
        yield from _unreadable(path, name, place)


def _too_small(path: Path, file: PictureFile, block: Block) -> Iterator[Problem]:
    """Report a picture whose pixels are seen in every layout.

    Preflight finds those that are too small where they are placed.
    """
    width, height = block.least_picture
    across, down = pixels(path) or (math.inf, math.inf)
    dpi = 25.4 * max(across / width, down / height)
    if dpi < LEAST_DPI:
        message = f"the picture '{file.source}' has {across:.0f} x {down:.0f} pixels, "
        message += f"{dpi:.0f} dpi at the smallest size of any layout"
        scale = GOOD_DPI / dpi
        wanted = f"{math.ceil(across * scale)} x {math.ceil(down * scale)}"
        hint = f"use the original of the picture, with {wanted} pixels or more"
        if block.kind == "figure":
            hint += ", or place it smaller: `height:`"
        yield Problem("picture/too-small", message, hint, file.place)


def _unreadable_logo(unit: Unit, manuscript: Manuscript) -> Iterator[Problem]:
    """Report the logo of an organisation if it cannot be read, at the place of its name."""
    if path := manuscript.logo(unit):
        yield from _unreadable(path, f"{path.relative_to(manuscript.folder)}", unit.place)


def _unreadable(path: Path, name: str, place: Place) -> Iterator[Problem]:
    if reason := _picture_error(path):
        message = f"cannot read picture '{name}': {reason}"
        hint = "export or download it again, as PNG, JPEG or SVG"
        yield Problem("picture/unreadable", message, hint, place)


def proper_press_settings(subject: Subject) -> Iterator[Problem]:
    """Only editions for print shops have `press:`, and their ICC profile is a file."""
    manuscript = subject.manuscript
    for name, edition in manuscript.publication.editions.items():
        settings = edition.press
        if settings is None:
            continue
        if edition.target != "press":
            hint = "write `target: press`, or delete `press:`"
            message = f"the edition '{name}' has `press:`, but its target is {edition.target}"
            yield _problem("press/settings-without-target", message, hint, settings)
        if settings.icc is not None:
            found = find_file(settings.icc, "the print shop's profile", manuscript.folder)
            if isinstance(found, Problem):
                yield found


def proper_blocks(subject: Subject) -> Iterator[Problem]:
    """Every block has the form of its kind."""
    for block in subject.manuscript.blocks():
        yield from block.problems()


def headings_in_order(subject: Subject) -> Iterator[Problem]:
    """No heading within a section, or within a block of it, skips a level (ISO 14289-1, 7.4.2)."""
    sections = subject.manuscript.text.sections
    groups: list[tuple[Block, ...]] = [section.blocks for section in sections]
    groups += [block.inner_blocks() for block in subject.manuscript.blocks()]
    for blocks in groups:
        level = 0
        for block in blocks:
            if isinstance(block, Subheading):
                if block.level > level + 1:
                    message = f"the heading '{block.id}' of level {block.level} skips a level"
                    above = f"of level {level}" if level else "of the section"
                    hint = f"the heading before it is {above}: write `level: {level + 1}`"
                    yield _problem("source/skipped-level", message, hint, block)
                level = block.level


def known_editions(subject: Subject) -> Iterator[Problem]:
    """Sections and blocks name existing editions with `editions:` and `except:`."""
    editions = subject.manuscript.publication.editions
    nodes: Iterable[Section | Block] = subject.manuscript.text.sections
    for node in (*nodes, *subject.manuscript.blocks()):
        for key, names in (("editions", node.editions), ("except", node.except_)):
            for name in names:
                if name not in editions:
                    message = f"edition '{name}' not found (`{key}:` of '{node.id}')"
                    hint = one_of(name, editions)
                    yield _problem("source/unknown-edition", message, hint, node)


def proper_addresses(subject: Subject) -> Iterator[Problem]:
    """Telephone numbers and addresses have the form that their links need."""
    for unit in subject.manuscript.blocks():
        if not isinstance(unit, Contact):
            continue
        for number in filter(None, (unit.phone, unit.fax)):
            if telephone_uri(number.source) is None:
                message = f"'{number.source}' is not a valid telephone number"
                hint = "begin with the country code: +49 30 1234567, or 86-10-12345678"
                yield Problem("source/invalid-telephone", message, hint, number.place)
        if unit.email and not re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", unit.email.source):
            message = f"'{unit.email.source}' is not a valid email address"
            hint = "write it as name@host"
            yield Problem("source/invalid-email", message, hint, unit.email.place)
        if unit.web and not re.fullmatch(
            r"(https?://)?[\w-]+(\.[\w-]+)+([/?#:][^\s<>()]*)?", unit.web.source
        ):
            message = f"'{unit.web.source}' is not a valid web address"
            hint = "write it as www.example.org or https://www.example.org/page"
            yield Problem("source/invalid-web-address", message, hint, unit.web.place)


def no_look_alikes(subject: Subject) -> Iterator[Problem]:
    """Chinese texts have the correct punctuation marks, not characters that look like them."""
    for language, passage in _passages(subject.manuscript):
        if language.startswith("zh"):
            for typed, (wanted, name) in LOOK_ALIKES.items():
                if (number := first_look_alike(passage.source, typed)) is not None:
                    message = f"'{typed}' (U+{ord(typed):04X}) is {name}"
                    hint = f"type '{wanted}' (U+{ord(wanted):04X})"
                    place = passage.place_of(typed, number)
                    yield Problem("text/look-alike", message, hint, place)


def first_look_alike(text: str, typed: str) -> int | None:
    """How many of `typed` come before the first one that is not Japanese; None if all are."""
    for number, match in enumerate(re.finditer(typed, text)):
        beside = text[: match.start()][-1:] + text[match.end() :][:1]
        if typed not in JAPANESE or not any(map(is_kana, beside)):
            return number
    return None


MOST_NAMED = 6
"""Characters without a font that a message names; a text in another script has many."""

MOST_LACKING = 30
"""Texts with characters without a font that are reported; in another script, all texts are."""


def covered_characters(subject: Subject) -> Iterator[Problem]:
    """Some font has every character; those that a text lacks are reported together."""
    lacking = [
        (passage, missing)
        for _, passage in _passages(subject.manuscript)
        if (missing := _without_font(passage.source, subject.covered))
    ]
    hint = "change the text, or add a font with the missing characters to fonts/"
    for passage, missing in lacking[:MOST_LACKING]:
        named = [f"'{each}' (U+{ord(each):04X})" for each in missing[:MOST_NAMED]]
        if more := len(missing) - len(named):
            named.append(f"{more} more")
        message = f"no font has {', '.join(named)}"
        yield Problem("fonts/missing-character", message, hint, passage.place_of(missing[0]))
    if others := lacking[MOST_LACKING:]:
        message = f"no font has the characters of {len(others)} more texts"
        place = others[0][0].place_of(others[0][1][0])
        yield Problem("fonts/missing-character", message, hint, place)


def _without_font(text: str, covered: Container[int]) -> list[str]:
    """The characters of `text` that no font has, each once."""
    characters = dict.fromkeys(text)
    return [each for each in characters if ord(each) not in covered and not each.isspace()]


def accents_on_letters(subject: Subject) -> Iterator[Problem]:
    """Every combining accent follows a letter (Unicode 16.0, D57)."""
    for _, passage in _passages(subject.manuscript):
        for match in re.finditer(r"(?:^|\s)([^\w\s])", passage.source):
            accent = match[1]
            if unicodedata.category(accent) in ("Mn", "Me"):
                message = f"'{accent}' (U+{ord(accent):04X}) is an accent without a letter"
                hint = "type it directly after its letter"
                place = passage.place_of(accent, passage.source.count(accent, 0, match.start(1)))
                yield Problem("text/accent-without-letter", message, hint, place)


RULES: tuple[Rule, ...] = (
    known_languages,
    every_language,
    every_picture,
    every_subject,
    unique_ids,
    existing_layouts,
    existing_house,
    found_glossaries,
    fitting_editions,
    required_keys,
    known_roles,
    known_accents,
    known_front,
    folded_lying,
    sheets_of_editions,
    distinct_file_names,
    known_values,
    no_values_in_values,
    proper_values,
    no_stray_braces,
    known_targets,
    known_notes,
    paired_notes,
    found_images,
    proper_blocks,
    headings_in_order,
    known_editions,
    proper_press_settings,
    proper_addresses,
    no_look_alikes,
    covered_characters,
    accents_on_letters,
)


OF_THE_WHOLE = frozenset({known_targets, headings_in_order})
"""Rules that what is missing would break."""


def _known(names: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
    """All of `names`; None if one of the layouts accepts any."""
    found: set[str] = set()
    for each in names:
        if each is None:
            return None
        found |= each
    return frozenset(found)


def _place_of_value(key: str, value: str, node: Node) -> Place:
    """Where `node` has `key: value`; default: where it begins."""
    lines = read_text(node.place.path).splitlines()
    for number, line in enumerate(lines[node.place.line - 1 :], node.place.line):
        if match := re.search(rf"\b{key}:\s*[\"']?({re.escape(value)})\b", line):
            return Place(node.place.path, number, match.start(1) + 1)
    return node.place


def _problem(code: str, message: str, hint: str, node: Node) -> Problem:
    return Problem(code, message, hint, node.place)


def _picture_error(path: Path) -> str:
    """Why a picture cannot be drawn; empty if it can."""
    if path.suffix.lower() != ".svg":
        return raster_error(path)
    try:
        # The renderer parses it by the same means; expat limits what entities expand to.
        root = ElementTree.fromstring(path.read_bytes())  # noqa: S314
    except Exception as error:  # of the encoding, of the syntax, of the size
        return f"{error}".lower() or type(error).__name__
    return "" if root.tag.endswith("svg") else f"it begins with <{root.tag}>"


def _identified(manuscript: Manuscript) -> Iterator[tuple[str, Node]]:
    text = manuscript.text
    for unit in (*text.front, *text.organisations, *text.notes):
        yield unit.id, unit
    for section in text.sections:
        yield section.id, section
        for block in section.blocks:
            yield block.id, block
            yield from ((each.id, each) for each in block.blocks_within())
            for unit in block.units():
                if not isinstance(unit, Block) and is_authored(unit):
                    yield unit.id, unit


def _passages(manuscript: Manuscript) -> Iterator[tuple[str, Passage]]:
    """Every passage with its language."""
    for unit in manuscript.units():
        yield from unit.text.items()
        values: Mapping[str, Passage] = unit.shared
        yield from ((ANY_LANGUAGE, passage) for passage in values.values())
    for value in manuscript.text.shared.values():
        if isinstance(value, Passage):
            yield ANY_LANGUAGE, value
