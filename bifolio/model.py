"""The publication as values: what it is, its words in every language, and where each stands.

All types are frozen. The field names are those of the YAML files (`file_name` is `file-name`
there), and the JSON Schemas for editors are generated from these types.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, WithJsonSchema

from bifolio.paper import LEAST_UP, MOST_UP, OFFICE_BULK, OFFICE_WEIGHT, PAPERS, PaperName, Way
from bifolio.placed_yaml.nodes import Node, PlacedMapping, PlacedString, form
from bifolio.problems import Place

LANGUAGE_TAG = r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$"
"""BCP 47: language, optional script, optional region (`en`, `zh-Hans`, `pt-BR`)."""

ANY_LANGUAGE = "und"
"""The key of words that are the same in all languages (BCP 47, undetermined)."""

REFERENCE = r"\{([a-z][a-z0-9-]*)\}"
"""How a text asks for a shared value: {name}."""

IDENTIFIER = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"

LOGOS = "logos"
LOGO_SUFFIXES = (".svg", ".png")
"""The folder of logos in a publication's own, and what they may be."""

InPublication = Literal["title", "imprint"]
"""The units whose words stand in publication.yaml."""

Target = Literal["screen", "office", "press"]
"""What an edition is made for."""

PROFILES: Mapping[Target, str] = {"screen": "screen", "office": "handout", "press": "press"}
"""The profile of preflight that an edition is held to, by its target."""


@dataclass(frozen=True)
class Passage:
    """The words of one unit in one language, as typed, and where they stand."""

    source: str
    """As YAML reads them, lines folded."""
    place: Place
    typed: str = ""
    """With a line feed wherever a line of the file ends; empty where that is the same."""
    first_line: int = 0
    """The line of the file on which the words begin; 0 where that is `place`."""

    @property
    def lines(self) -> str:
        """The words with the line ends of the file."""
        return self.typed or self.source

    def place_of_line(self, index: int) -> Place:
        """Where line `index` of `lines`, counted from 0, begins in the file."""
        line = (self.first_line or self.place.line) + index
        return self.place if line == self.place.line else replace(self.place, line=line, column=1)

    def place_in_line(self, index: int, words: str) -> Place:
        """Where line `index` of `lines`, counted from 0, has `words`; its start if not."""
        start = self.place_of_line(index)
        lines = self.place.path.read_text("utf-8-sig").splitlines()
        line = lines[start.line - 1] if start.line <= len(lines) else ""
        column = line.find(words, start.column - 1)
        return start if column < 0 else replace(start, column=column + 1)

    def place_of(self, words: str, number: int = 0) -> Place:
        """Where in its file the passage has `words`, which are on one line.

        YAML folds lines and escapes characters, so the file is searched; `number` are the same
        words before. The place of the passage, where they are not found.
        """
        start = self.place.line - 1
        lines = self.place.path.read_text("utf-8-sig").splitlines()[start:]
        for index, line in enumerate(lines):
            column = line.find(words, 0 if index else self.place.column - 1)
            while words and column >= 0:
                if not number:
                    return Place(self.place.path, self.place.line + index, column + 1)
                number -= 1
                column = line.find(words, column + len(words))
        return self.place


def _passage(value: object) -> Passage:
    if not isinstance(value, PlacedString):
        raise ValueError("not text")
    typed = "" if value.typed == value else value.typed
    first_line = 0 if value.first_line == value.place.line else value.first_line
    return Passage(str(value), value.place, typed, first_line)


def _same_in_all(value: object) -> object:
    """Read a bare text as the text of every language."""
    if not isinstance(value, PlacedString):
        return value
    mapping = PlacedMapping(value.place)
    mapping[ANY_LANGUAGE] = value
    mapping.key_places[ANY_LANGUAGE] = value.place
    return mapping


LanguageTag = Annotated[
    str,
    form(LANGUAGE_TAG, "a language tag", "use a BCP 47 tag, such as en, zh-Hans or zh-Hant"),
]
Identifier = Annotated[
    str,
    form(
        IDENTIFIER,
        "an id",
        "use small letters of ASCII, digits and single hyphens, a letter first",
    ),
]
Words = Annotated[
    Passage, BeforeValidator(_passage), WithJsonSchema({"type": "string", "minLength": 1})
]
Translations = Mapping[LanguageTag, Words]
TranslationsOrSame = Annotated[
    Translations,
    BeforeValidator(_same_in_all),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "minLength": 1},
                {
                    "type": "object",
                    "propertyNames": {"pattern": LANGUAGE_TAG},
                    "additionalProperties": {"type": "string", "minLength": 1},
                },
            ]
        }
    ),
]
EditionName = Annotated[
    str,
    form(
        r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$",
        "a name for an edition",
        "use letters and digits of ASCII and single hyphens",
    ),
]
AsciiFileName = Annotated[
    str,
    form(
        r"^[A-Za-z0-9][A-Za-z0-9._-]*\.pdf$",
        "a safe file name",
        "use letters, digits, points and hyphens of ASCII, and end with .pdf",
    ),
]
Fingerprint = Annotated[
    str,
    form(
        r"^[0-9a-f]{8}$",
        "a fingerprint",
        "`bifolio translations` prints it: eight digits or letters a-f, in quotes",
    ),
]


CheckId = Annotated[
    str,
    form(
        r"^[a-z-]+/[a-z0-9-]+$",
        "the id of a check",
        "`bifolio checks` lists them: subject/name",
    ),
]


LIMITS: Mapping[str, str] = {
    "smallest-type": "pt: the smallest type of running text.",
    "contrast": "To 1: the least contrast of text with its ground (WCAG 2.1, 1.4.3).",
    "contrast-large": "To 1: the same for type from 18 pt, or from 14 pt in bold.",
    "contrast-in-grey": "To 1: the same on a printer without colours.",
    "resolution": "dpi: the least resolution of pictures on the page.",
    "size": "Bytes: the largest PDF; 1000000 is a megabyte.",
    "pages": "The most pages.",
    "length-ratio": "Characters of Chinese for one of English: the least, and the most.",
    "toner": "Per cent of the page, all four colours added: the most toner.",
    "unprintable-margin": "mm along the edges of the sheet that printers leave blank.",
    "edge": "mm before the edge of the page within which nothing may end.",
    "safe-area": "mm from the edge of the page to text.",
    "thinnest-line": "pt: the thinnest line.",
}
"""Every limit that a profile may have: its unit, and what it limits."""

_NUMBERS = {"anyOf": [{"type": "number"}, {"type": "array", "items": {"type": "number"}}]}


class Profile(Node):
    """What editions are checked against by preflight."""

    extends: Identifier | None = None
    """The profile whose checks and limits it has, but for its own."""
    checks: Annotated[tuple[str, ...], Field(strict=False)] = ()
    """Ids of checks, or `subject/*` for all of a subject."""
    without: Annotated[tuple[str, ...], Field(strict=False)] = ()
    """Ids of checks that are left out."""
    warnings: Annotated[tuple[str, ...], Field(strict=False)] = ()
    """Ids of checks whose findings are warnings, whatever their severity, or `subject/*`."""
    limits: Annotated[
        Mapping[str, float | tuple[float, ...]],
        WithJsonSchema(
            {
                "type": "object",
                "properties": {
                    name: {**_NUMBERS, "description": meaning} for name, meaning in LIMITS.items()
                },
                "additionalProperties": False,
            }
        ),
    ] = {}
    """Limits by name, each in its own unit."""


Intent = Literal["relative-colorimetric", "perceptual", "saturation", "absolute-colorimetric"]
"""How colours that a press cannot print are brought to ones that it can (ICC.1:2004-10, 6.2)."""


class PressSettings(Node):
    """What a print shop asks for."""

    condition: Annotated[
        str,
        form(
            r"^[A-Za-z0-9][A-Za-z0-9 ._-]*$",
            "the name of a printing condition",
            "use letters, digits and spaces of ASCII, such as FOGRA39",
        ),
    ] = "FOGRA39"
    """The printing condition, by the name that its registry has for it."""
    icc: Words | None = None
    """The print shop's own ICC profile for it, as a path in the publication's folder."""
    ink_limit: Annotated[float, Field(ge=100, le=400)] | None = None
    """The most ink on one spot (per cent, the four together).

    Left out, it is what the condition allows, or 300 with the print shop's own profile."""
    bleed: Annotated[float, Field(ge=1, le=20)] = 3
    """How far what reaches the edge is printed beyond it (mm)."""
    marks: bool = True
    """Whether crop and registration marks, a colour bar and a slug line stand around the page."""
    intent: Intent = "relative-colorimetric"
    """The rendering intent for pictures that come in sRGB."""

    @classmethod
    def at(cls, place: Place) -> Self:
        """What print shops ask for as a rule, for an edition at `place` that does not say."""
        settings = cls()
        settings._place = place
        return settings


class Edition(Node):
    """One way in which the publication is printed."""

    languages: Annotated[tuple[LanguageTag, ...], Field(strict=False, min_length=1)]
    """The languages of the edition, the leading one first."""
    layout: Identifier
    """The folder in layouts/ that says how it looks."""
    paper: PaperName = "A4"
    """The paper format."""
    orientation: Literal["portrait", "landscape"] = "portrait"
    """Whether the paper stands upright or lies on its long edge."""
    fold: Literal["letter", "z"] | None = None
    """How a leaflet is folded: letter (97 + 100 + 100 mm of A4) or z (three of 99 mm)."""
    target: Target = "screen"
    """What it is made for: reading on a screen, an office printer, or a print shop."""
    press: PressSettings | None = None
    """What the print shop asks for, where the target is `press`."""
    profile: Identifier | None = None
    """What preflight holds it to: screen, large-print, handout, press, draft, or of `profiles`.

    Left out, it is the one for the target: screen, handout or press."""
    file_name: AsciiFileName
    """The ASCII name under which the PDF is handed out."""

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of a page in mm, as it is read."""
        width, height = PAPERS[self.paper]
        return (height, width) if self.orientation == "landscape" else (width, height)

    @property
    def held_to(self) -> str:
        """The name of the profile that preflight holds it to."""
        return self.profile or PROFILES[self.target]

    @property
    def for_press(self) -> PressSettings | None:
        """What the print shop asks for; nothing for an edition that does not go there."""
        if self.target != "press":
            return None
        return self.press or PressSettings.at(self.place)


class Sheets(Node):
    """Sheets of paper that the pages of a finished edition are put on."""

    edition: EditionName
    """The edition whose pages they are."""
    way: Way
    """What is made of them: `bifolio impose --help` says what each is."""
    paper: PaperName = "A4"
    """The paper format."""
    flip: Literal["long-edge", "short-edge"] | None = None
    """The edge about which the printer turns the sheet, where it is not the usual one."""
    up: Annotated[int, Field(strict=False, ge=LEAST_UP, le=MOST_UP)] = LEAST_UP
    """Pages on each side, for n-up."""
    repeat: bool = False
    """Whether they are copies of one page, to be cut apart, for n-up."""
    fold: Literal["letter", "z"] = "letter"
    """How a leaflet of six pages is folded."""
    weight: Annotated[float, Field(gt=0)] = OFFICE_WEIGHT
    """g/m² of the paper of a booklet, from which the creep is computed."""
    bulk: Annotated[float, Field(gt=0)] = OFFICE_BULK
    """cm³/g of the paper of a booklet."""
    caliper: Annotated[float, Field(gt=0)] | None = None
    """mm, the thickness of the paper of a booklet, where it is known."""
    keep_back: bool = False
    """Whether the last page of a booklet is its back, so that blanks come before it."""
    marks: bool = True
    """Whether to show where to cut, fold and staple."""


class Publication(Node):
    """What the publication is: publication.yaml."""

    languages: Annotated[tuple[LanguageTag, ...], Field(strict=False, min_length=1)]
    """Every language that the text is written in, as BCP 47 tags."""
    original: LanguageTag
    """The language that the text was first written in."""
    title: Translations
    """The title, for the page and for the metadata."""
    subject: Translations
    """What it is, in one line, for the metadata."""
    author: Translations
    """Who made it; one language will do."""
    keywords: Mapping[LanguageTag, Annotated[tuple[str, ...], Field(strict=False)]]
    """Words to find it by."""
    date: date
    """The date of issue, YYYY-MM-DD; it also dates the PDF."""
    imprint: Translations
    """The line at the foot that says what this printed matter is."""
    reviewed: Mapping[InPublication, Mapping[LanguageTag, Fingerprint]] = {}
    """The translations of title and imprint that a person has reviewed, as in a unit."""
    profiles: Mapping[Identifier, Profile] = {}
    """Profiles of preflight that this publication has beside those of the press."""
    editions: Annotated[Mapping[EditionName, Edition], Field(min_length=1)]
    """The editions by name."""
    sheets: Mapping[EditionName, Sheets] = {}
    """Sheets for printers, by the name of their file, that finished editions are put on."""


class Unit(Node):
    """A text with a lasting id, in all languages side by side."""

    id: Identifier
    """The lasting id; never reused, never renamed."""
    text: TranslationsOrSame
    """The words by language; or once, where they are the same in all languages."""
    only: LanguageTag | None = None
    """The single language that has this unit."""
    original: Annotated[tuple[LanguageTag, ...], Field(strict=False)] = ()
    """Languages in which these words are the original's, not a translation."""
    reviewed: Mapping[LanguageTag, Fingerprint] = {}
    """The translations that a person has reviewed: the fingerprint of what they saw."""
    note: str = ""
    """A word to whoever reviews or edits this unit; never printed."""
    accepted: Mapping[CheckId, str] = {}
    """What preflight finds in this unit and is meant to be so: the id of the check, and why."""
    shared: Mapping[Identifier, Words] = {}
    """Values of this unit that are the same in all languages; the text takes them as {name}."""

    @property
    def same_in_all(self) -> bool:
        """Whether one text serves every language."""
        return ANY_LANGUAGE in self.text

    def passage(self, language: str) -> Passage | None:
        """The words in `language`, or those that serve every language, if there are any."""
        if self.only and self.only != language:
            return None
        return self.text.get(language) or self.text.get(ANY_LANGUAGE)

    def values(self, shared: Mapping[str, str]) -> dict[str, str]:
        """The values that the text may ask for by {name}: its own before the publication's."""
        own = {name: passage.source for name, passage in self.shared.items()}
        return {**shared, **own}


class Heading(Unit):
    """A text of one line: a heading, the title, the imprint."""


class Paragraph(Unit):
    """Running text."""

    kind: Literal["paragraph"]


class Contact(Unit):
    """An address; it is shown in every language of the publication, whatever the edition."""

    kind: Literal["contact"]
    phone: Words | None = None
    """With the country code first: +49 30 1234567, or 86-10-12345678."""
    fax: Words | None = None
    """With the country code first: +49 30 1234567, or 86-10-12345678."""
    email: Words | None = None
    """The address, name@host."""

    def values(self, shared: Mapping[str, str]) -> dict[str, str]:
        """The values that the text may ask for; {phone}, {fax} and {email} are among them."""
        fields = {"phone": self.phone, "fax": self.fax, "email": self.email}
        own = {name: passage.source for name, passage in fields.items() if passage}
        return super().values(shared) | own


class Figure(Unit):
    """A picture; `text` says in words what it shows, for those who do not see it."""

    kind: Literal["figure"]
    image: Words
    """The picture's file, as a path in the publication's folder."""


class Items(Node):
    """A list; its items are units."""

    kind: Literal["list"]
    id: Identifier
    """The lasting id."""
    items: Annotated[tuple[Unit, ...], Field(strict=False, min_length=1)]
    """The items in order."""


Block = Annotated[Paragraph | Contact | Figure | Items, Field(discriminator="kind")]


class Section(Node):
    """A part of the text under a heading of its own."""

    id: Identifier
    """The lasting id; the heading's id too."""
    role: Identifier = "text"
    """What the section is; the layouts give each role its looks."""
    heading: Translations | None = None
    """The heading by language."""
    reviewed: Mapping[LanguageTag, Fingerprint] = {}
    """The translations of the heading that a person has reviewed, as in a unit."""
    accepted: Mapping[CheckId, str] = {}
    """What preflight finds in the heading and is meant to be so: the id of the check, and why."""
    note: str = ""
    """A word to whoever reviews or edits this section; never printed."""
    blocks: Annotated[tuple[Block, ...], Field(strict=False, min_length=1)]
    """Paragraphs, lists, contacts and figures in order."""

    @property
    def title(self) -> Unit | None:
        """The heading as a unit, under the section's id."""
        if not self.heading:
            return None
        heading = _heading(self.id, self.heading, self, self.reviewed)
        return heading.model_copy(update={"accepted": self.accepted})


class Text(Node):
    """The words of the publication: text.yaml."""

    shared: Mapping[Identifier, Words] = {}
    """Values that are the same in all languages; any unit takes them as {name}."""
    front: Annotated[tuple[Unit, ...], Field(strict=False)] = ()
    """Texts that a layout puts in places of their own."""
    organisations: Annotated[tuple[Unit, ...], Field(strict=False)] = ()
    """Who stands behind the publication; logos/ID.svg or .png replaces the typeset name."""
    sections: Annotated[tuple[Section, ...], Field(strict=False, min_length=1)]
    """The sections in order."""

    def shared_values(self) -> dict[str, str]:
        """The publication's own values, by name."""
        return {name: passage.source for name, passage in self.shared.items()}


@dataclass(frozen=True)
class Manuscript:
    """A publication and its words, as read from `folder`."""

    folder: Path
    publication: Publication
    text: Text

    @property
    def name(self) -> str:
        """The publication's name, which is its folder's."""
        return self.folder.name

    @property
    def title(self) -> Unit:
        """The title as a unit."""
        return self._in_publication("title", self.publication.title)

    @property
    def imprint(self) -> Unit:
        """The imprint as a unit."""
        return self._in_publication("imprint", self.publication.imprint)

    def _in_publication(self, identifier: InPublication, words: Translations) -> Unit:
        publication = self.publication
        return _heading(identifier, words, publication, publication.reviewed.get(identifier, {}))

    def logo(self, unit: Unit) -> Path | None:
        """The file that takes the place of the name of an organisation, if there is one."""
        files = (self.folder / LOGOS / f"{unit.id}{suffix}" for suffix in LOGO_SUFFIXES)
        return next((path for path in files if path.is_file()), None)

    def units(self) -> Iterator[Unit]:
        """Every unit in reading order; title, imprint and headings are units too."""
        yield self.title
        yield from self.text.front
        yield from self.text.organisations
        for section in self.text.sections:
            if section.title:
                yield section.title
            for block in section.blocks:
                yield from block.items if isinstance(block, Items) else (block,)
        yield self.imprint


def _heading(
    identifier: str, words: Translations, node: Node, reviewed: Mapping[str, str]
) -> Heading:
    unit = Heading.model_construct(id=identifier, text=words, reviewed=reviewed)
    unit._place = node.place
    return unit
