"""A publication, its editions and sheets: publication.yaml.

The field names are those of the YAML file (`file_name` is `file-name` there), and the JSON Schema
for editors is generated from these types.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import (
    BeforeValidator,
    Field,
    ModelWrapValidatorHandler,
    PrivateAttr,
    WithJsonSchema,
    model_validator,
)

from bifolio.document.passage import FilePath, LanguageTag, Translations
from bifolio.document.unit import Fingerprint
from bifolio.paper.formats import (
    LEAST_UP,
    MOST_UP,
    OFFICE_BULK,
    OFFICE_WEIGHT,
    PAPERS,
    PaperName,
    Way,
)
from bifolio.problems import Place
from bifolio.project.layouts import PLAIN
from bifolio.source_yaml.field_types import FreeText, Identifier
from bifolio.source_yaml.nodes import Form, Node, PlacedMapping, PlacedString

InPublication = Literal["title", "imprint"]
"""The units whose text is in publication.yaml."""

Target = Literal["screen", "office", "press"]
"""The targets of editions."""

Orientation = Literal["portrait", "landscape"]
"""The orientations of paper."""

PROFILES: Mapping[Target, str] = {"screen": "screen", "office": "handout", "press": "press"}
"""The default preflight profile of an edition, by its target."""


EditionName = Annotated[
    str,
    Form(
        r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$",
        "edition name",
        "use ASCII letters, digits and single hyphens",
    ),
]


AsciiFileName = Annotated[
    str,
    Form(
        r"^[A-Za-z0-9][A-Za-z0-9._-]*\.pdf$",
        "file name",
        "use ASCII letters, digits, dots and hyphens, and end with .pdf",
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
    """A preflight profile: checks and limits for editions."""

    extends: Identifier | None = None
    """The profile whose checks and limits it inherits."""
    checks: Annotated[tuple[str, ...], Field(strict=False)] = ()
    """Ids of checks, or `subject/*` for all of a subject."""
    without: Annotated[tuple[str, ...], Field(strict=False)] = ()
    """Ids of checks that are skipped."""
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
"""The rendering intents (ICC.1:2004-10, 6.2)."""


class PressSettings(Node):
    """The requirements of a print shop."""

    condition: Annotated[
        str,
        Form(
            r"^[A-Za-z0-9][A-Za-z0-9 ._-]*$",
            "name of a printing condition",
            "use ASCII letters, digits and spaces, such as FOGRA39",
        ),
    ] = "FOGRA39"
    """The printing condition, by its name in the registry of characterizations."""
    icc: FilePath | None = None
    """The print shop's own ICC profile, as a path in the publication's folder."""
    ink_limit: Annotated[float, Field(ge=100, le=400)] | None = None
    """The total ink limit (per cent).

    Default: the limit of the condition, or 300 with the print shop's own profile."""
    bleed: Annotated[float, Field(ge=1, le=20)] = 3
    """The bleed on each side (mm)."""
    marks: bool = True
    """Whether to add crop and registration marks, a colour bar and a slug line."""
    intent: Intent = "relative-colorimetric"
    """The rendering intent for pictures in sRGB."""

    @classmethod
    def at(cls, place: Place) -> Self:
        """The defaults, for an edition at `place` without `press:`."""
        settings = cls()
        settings._place = place
        return settings


OptionalKey = Literal["paper", "orientation", "fold", "target", "press", "profile"]
"""The keys that an edition may lack, unless its layout requires them."""


class Edition(Node):
    """One PDF of the publication: its languages, layout, paper and target."""

    languages: Annotated[tuple[LanguageTag, ...], Field(strict=False, min_length=1)]
    """The languages of the edition, the main one first."""
    layout: Identifier
    """The name of the layout, a folder in layouts/."""
    paper: PaperName = "A4"
    """The paper format."""
    orientation: Orientation = "portrait"
    """The orientation of the paper."""
    fold: Literal["letter", "z"] | None = None
    """The fold of a leaflet: letter (97 + 100 + 100 mm of A4) or z (three panels of 99 mm)."""
    target: Target = "screen"
    """The target: reading on a screen, an office printer, or a print shop."""
    press: PressSettings | None = None
    """The requirements of the print shop, if the target is `press`."""
    profile: Identifier | None = None
    """The preflight profile: screen, large-print, handout, press, draft, or one of `profiles`.

    Default: screen, handout or press, by the target."""
    file_name: AsciiFileName
    """The name of the PDF for readers, in ASCII."""

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of a page (mm)."""
        width, height = PAPERS[self.paper]
        return (height, width) if self.orientation == "landscape" else (width, height)

    @property
    def profile_name(self) -> str:
        """The name of its preflight profile."""
        return self.profile or PROFILES[self.target]

    @property
    def for_press(self) -> PressSettings | None:
        """The requirements of the print shop; None for other targets."""
        if self.target != "press":
            return None
        return self.press or PressSettings.at(self.place)


class Sheets(Node):
    """Sheets of paper on which the pages of a finished edition are imposed."""

    edition: EditionName
    """The edition whose pages they are."""
    way: Way
    """The way of imposing; `bifolio impose --help` explains each."""
    paper: PaperName = "A4"
    """The paper format."""
    flip: Literal["long-edge", "short-edge"] | None = None
    """The edge about which the printer turns the sheet; default: the usual one for the way."""
    up: Annotated[int, Field(strict=False, ge=LEAST_UP, le=MOST_UP)] = LEAST_UP
    """Pages on each side, for n-up."""
    repeat: bool = False
    """Whether they are copies of one page, to be cut apart, for n-up."""
    fold: Literal["letter", "z"] = "letter"
    """How a leaflet of six pages is folded."""
    weight: Annotated[float, Field(gt=0)] = OFFICE_WEIGHT
    """The weight of the paper of a booklet (g/m²), from which the creep is computed."""
    bulk: Annotated[float, Field(gt=0)] = OFFICE_BULK
    """The bulk of the paper of a booklet (cm³/g)."""
    caliper: Annotated[float, Field(gt=0)] | None = None
    """The thickness of the paper of a booklet (mm); default: weight times bulk."""
    keep_back: bool = False
    """Whether the last page is the back of the booklet, so that blank pages come before it."""
    marks: bool = True
    """Whether to show where to cut, fold and staple."""


def _listed(value: object) -> object:
    """Read one path as a list of one."""
    return (value,) if isinstance(value, PlacedString) else value


Glossaries = Annotated[
    tuple[FilePath, ...],
    Field(strict=False),
    BeforeValidator(_listed),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "minLength": 1},
                {"type": "array", "items": {"type": "string", "minLength": 1}},
            ]
        }
    ),
]
"""Paths of glossaries."""


class Publication(Node):
    """A publication and its editions: publication.yaml."""

    languages: Annotated[tuple[LanguageTag, ...], Field(strict=False, min_length=1)]
    """Every language that the text is written in, as BCP 47 tags."""
    original: LanguageTag
    """The language that the text was first written in."""
    title: Translations
    """The title, for the page and for the metadata."""
    subject: Translations
    """A description in one line, for the metadata."""
    author: Translations
    """The author; one language is enough."""
    keywords: Mapping[LanguageTag, Annotated[tuple[FreeText, ...], Field(strict=False)]]
    """Keywords, for the metadata."""
    date: date
    """The date of issue, YYYY-MM-DD; it also dates the PDF."""
    imprint: Translations
    """The line of legal or bibliographic information at the foot."""
    house: Identifier = PLAIN
    """The house style: its colours, logo and checks.

    Default: plain."""
    glossary: Glossaries = ()
    """The glossaries of its terms, as paths from its folder: one, or a list.

    Default: none."""
    reviewed: Mapping[InPublication, Mapping[LanguageTag, Fingerprint]] = {}
    """The reviewed translations of title and imprint, as in a unit."""
    profiles: Mapping[Identifier, Profile] = {}
    """Preflight profiles of this publication, besides those of Bifolio."""
    editions: Annotated[Mapping[EditionName, Edition], Field(min_length=1)]
    """The editions by name."""
    sheets: Mapping[EditionName, Sheets] = {}
    """Sheets on which editions are imposed, by the name of their file."""

    _original_place: Place | None = PrivateAttr(default=None)
    _language_places: Mapping[str, Place] = PrivateAttr(default_factory=dict)

    @property
    def original_place(self) -> Place:
        """Where `original:` is written."""
        return self._original_place or self.place

    def place_of_language(self, language: str) -> Place:
        """Where `language` is written in `languages:`."""
        return self._language_places.get(language, self.place)

    @model_validator(mode="wrap")
    @classmethod
    def _keep_places_of_languages(
        cls, value: object, validate: ModelWrapValidatorHandler[Self]
    ) -> Self:
        publication = validate(value)
        if isinstance(value, PlacedMapping):
            publication._original_place = value.key_places.get("original")
            tags = [each for each in value["languages"] if isinstance(each, PlacedString)]
            publication._language_places = {str(tag): tag.place for tag in tags}
        return publication
