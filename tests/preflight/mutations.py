"""Ways to spoil a good edition, each for one check: what preflight is there to catch.

A mutation changes the finished PDF, or the YAML, the template, the stylesheet or the pictures of a
copy of its project, which is then built. What else has to fire with it, and why, is said with it;
everything else has to keep quiet.
"""

from __future__ import annotations

import io
import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from math import prod
from pathlib import Path
from typing import Any, Protocol

import pikepdf
from fontTools.ttLib import TTFont
from pikepdf import Array, ContentStreamInstruction, Dictionary, Name, Pdf, String
from PIL import Image, ImageOps

from bifolio.document.load import load
from bifolio.document.unit import Unit
from bifolio.pdf.opening import opened
from bifolio.preflight.evidence import Evidence, SheetsEvidence
from bifolio.text.runs import Run

Edition = tuple[str, str]
"""The names of a publication and of one of its editions."""

LIBRARY: Edition = ("library", "bilingual")
OF_THE_HOUSE: Edition = ("exchange", "en")
"""An edition of the house `eu`."""
NOTICES = Path(__file__).parent / "project" / "source" / "notice"
NOTICE: Edition = ("notice", "en")
PRICE = "      - kind: paragraph\n        id: price\n        text: "
"""The beginning of a text for all languages."""
NOTICE_ZH: Edition = ("notice", "zh-Hans")
SIGNPOSTS: Edition = ("signposts", "columns-en")
PRICES: Edition = ("price-list", "bilingual")
PROGRAMME: Edition = ("programme", "en")
LEAFLET: Edition = ("library", "leaflet-en")
HANDOUT: Edition = ("library", "handout")


@dataclass(frozen=True)
class Source:
    """What is changed in a copy of a project before it is built."""

    texts: Mapping[str, str] = field(default_factory=dict)
    """In text.yaml: what is replaced, and by what; it has to be there."""
    styles: str = ""
    """CSS after that of the layout."""
    body: str = ""
    """Jinja2 after the body of the layout's template."""
    files: Mapping[str, tuple[str, str] | str] = field(default_factory=dict)
    """Other files of the project: what is replaced in one that it has or that Bifolio ships, or
    its whole content."""


class BuildChanged(Protocol):
    """Builds an edition of a changed copy of its project."""

    def __call__(self, edition: Edition, source: Source) -> Evidence: ...


Spoil = Callable[[Evidence], Evidence]

BOOKLET: Edition = ("library", "booklet-flip-long-edge")
BOOKLET_PAGES: Edition = ("library", "booklet")
FOUR_ON_A3: Edition = ("exchange", "four-on-A3")
"""Sheets with the pages of an edition."""


@dataclass(frozen=True)
class Mutation:
    """A way to spoil an edition."""

    check: str
    """The check that catches it."""
    says: str
    """What its finding says."""
    edition: Edition
    spoil: Spoil | Source
    also: Mapping[str, str]
    """Other checks that have to fire, and why."""


MUTATIONS: list[Mutation] = []

NOT_ITSELF = "a unit that is read back otherwise is not on the page"


def catches(
    check: str, says: str, edition: Edition = NOTICE, **also: str
) -> Callable[[Spoil], Spoil]:
    """Enter the decorated function as one that `check` catches, with a message that `says` so.

    `also` are other checks that have to fire, by their ids with `__` for the stroke and `_` for
    hyphens, and why.
    """

    def entered(spoil: Spoil) -> Spoil:
        enter(check, says, spoil, edition, **also)
        return spoil

    return entered


def enter(
    check: str, says: str, spoil: Spoil | Source, edition: Edition = NOTICE, **also: str
) -> None:
    """Enter a mutation that has no name of its own; see `catches`."""
    companions = {key.replace("__", "/").replace("_", "-"): why for key, why in also.items()}
    MUTATIONS.append(Mutation(check, says, edition, spoil, companions))


def changed(evidence: Evidence, change: Callable[[Pdf], None]) -> Evidence:
    """The evidence with a changed PDF; a difference from its source is not what is tested."""
    with pikepdf.open(io.BytesIO(evidence.pdf)) as pdf:
        change(pdf)
        spoiled = io.BytesIO()
        pdf.save(spoiled)
    return replace(evidence, pdf=spoiled.getvalue(), rebuilt=spoiled.getvalue())


def in_pdf(change: Callable[[Pdf], None]) -> Spoil:
    """Spoil the finished PDF."""
    return lambda evidence: changed(evidence, change)


def in_source(
    texts: Mapping[str, str] | None = None,
    *,
    styles: str = "",
    body: str = "",
    files: Mapping[str, tuple[str, str] | str] | None = None,
) -> Source:
    """Spoil the source, and build it."""
    return Source(texts or {}, styles, body, files or {})


def elements(pdf: Pdf, tag: str) -> Iterator[Any]:
    """The structure elements of a type, in no order."""
    for item in pdf.objects:
        if isinstance(item, Dictionary) and item.get("/S") == tag and "/P" in item:
            yield item


def of_subtype(pdf: Pdf, subtype: str) -> Iterator[Any]:
    """The fonts of a subtype, and the images: whatever has one."""
    for item in pdf.objects:
        if isinstance(item, Dictionary | pikepdf.Stream) and item.get("/Subtype") == subtype:
            yield item


def rewrite(page: Any, change: Callable[[list[Any], str], list[Any] | None], pdf: Pdf) -> None:
    """Change the operands of operators of a page's content."""
    instructions = []
    for one in pikepdf.parse_content_stream(page):
        operands = change(list(one.operands), str(one.operator))
        instructions.append(
            one if operands is None else ContentStreamInstruction(operands, one.operator)
        )
    page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(instructions))


SPACE = b"\0\1"
"""The code of the space in the Latin faces, which are cut with it first."""


# Text

enter(
    "text/overset",
    "pt longer than its box",
    in_source(styles=".section p { max-height: 5pt }"),
    NOTICE,
)
enter(
    "text/overset",
    "pt longer than its box",
    in_source(styles=".section { height: 20pt; overflow: hidden }"),
    NOTICE,
    text__hidden="what is clipped is not seen",
)
enter(
    "text/outside-page",
    "outside",
    in_source(styles=".kicker { margin-left: -25mm }"),
    NOTICE,
    text__outside_margins="what is outside of the page is outside of its margins",
)
enter(
    "text/outside-margins",
    "pt in the margin",
    in_source(styles=".kicker { margin-left: -10mm }"),
    NOTICE,
)
enter(
    "text/outside-margins",
    "pt in the margin",
    in_source(styles=".kicker { position: relative; top: -10mm }"),
    NOTICE,
)
enter(
    "text/overlap",
    "overlaps",
    in_source(styles=".kicker { position: relative; top: 20pt }"),
    NOTICE,
)
enter(
    "text/complete",
    "is not on the page",
    in_source(styles=".imprint { display: none }"),
    NOTICE,
)
enter(
    "text/complete",
    "is on the page 2 times",
    in_source(body="{{ part.element('h2', text.sections[0].blocks[1], 'en') }}"),
    NOTICE,
)
enter(
    "text/complete",
    "'Sale ends soon' is from no unit",
    in_source(body='<p lang="en">Sale ends soon</p>'),
    NOTICE,
)
enter(
    "text/complete",
    "'Entrance is free' of 'garden-hours' is repeated",
    in_source(body='<p lang="en">Entrance is free</p>'),
    NOTICE,
)


@catches(
    "text/complete",
    "is not on the page to the letter",
    NOTICE,
)
@in_pdf
def space_lost(pdf: Pdf) -> None:
    """A space between two words is drawn as nothing."""
    seen: list[int] = []

    def change(operands: list[Any], operator: str) -> list[Any] | None:
        if operator != "TJ" or len(operands[0]) < 40 or seen:
            return None
        seen.append(1)
        parts = list(operands[0])
        spaces = (at for at, part in enumerate(parts) if part == String(SPACE) and at > 8)
        space = next(spaces)
        del parts[space]
        return [Array(parts)]

    rewrite(pdf.pages[0], change, pdf)


@catches("text/reading-order", "is read after", LIBRARY)
@in_pdf
def two_swapped(pdf: Pdf) -> None:
    """Two paragraphs of a section change places in the tags."""
    for item in pdf.objects:
        if isinstance(item, Dictionary) and "/S" in item and isinstance(item.get("/K"), Array):
            kids = list(item.K)
            paragraphs = [
                at
                for at, kid in enumerate(kids)
                if isinstance(kid, Dictionary) and kid.get("/S") == "/LI"
            ]
            if len(paragraphs) > 1:
                one, other = paragraphs[:2]
                kids[one], kids[other] = kids[other], kids[one]
                item.K = Array(kids)
                return
    raise AssertionError("there is no list")


def paragraph_with_lines(pdf: Pdf, least: int = 3) -> Any:
    """A paragraph of the tags that has marked contents of its own, most likely a line each."""
    return next(each for each in elements(pdf, "/P") if count_of_contents(each) >= least)


def count_of_contents(element: Any) -> int:
    kids = element.get("/K")
    return sum(isinstance(kid, int) for kid in kids) if isinstance(kids, Array) else 0


@catches("text/line-order", "read in another order")
@in_pdf
def lines_swapped_in_the_tags(pdf: Pdf) -> None:
    paragraph = paragraph_with_lines(pdf)
    first, second, *others = paragraph.K
    paragraph.K = Array([second, first, *others])


@catches("text/line-order", "is read twice")
@in_pdf
def line_tagged_twice(pdf: Pdf) -> None:
    paragraph = paragraph_with_lines(pdf)
    first, *others = paragraph.K
    paragraph.K = Array([first, first, *others])


@catches("text/line-order", "more is read than is visible")
@in_pdf
def line_painted_twice_in_its_place(pdf: Pdf) -> None:
    """It looks as before, and viewers that select text find it once."""
    page = pdf.pages[0]
    lines = page.Contents.read_bytes().split(b"BT\n")
    at = next(at for at, line in enumerate(lines) if line.count(b"<") > 30)
    painted = lines[at].partition(b"ET\n")
    lines[at] = painted[0] + b"ET\nBT\n" + b"".join(painted)
    page.Contents = pdf.make_stream(b"BT\n".join(lines))


@catches("text/line-order", "is above")
@in_pdf
def lines_exchanged_on_the_page(pdf: Pdf) -> None:
    """Two lines of a paragraph change places for the eye; the tags read them as before."""
    page = pdf.pages[0]
    content = page.Contents.read_bytes()

    def height_of_line(mcid: int) -> re.Match[bytes]:
        begin = content.index(b"/MCID %d>>" % mcid)
        match = re.compile(rb"1 0 0 -1 \S+ (\S+) Tm").search(content, begin)
        assert match
        return match

    one, other = height_of_line(3), height_of_line(4)
    assert one[1] != other[1]
    (begin, end), (later, last) = one.span(1), other.span(1)
    pieces = (content[:begin], other[1], content[end:later], one[1], content[last:])
    page.Contents = pdf.make_stream(b"".join(pieces))


@catches("text/hidden", "is invisible")
@in_pdf
def invisible_mode(pdf: Pdf) -> None:
    """The first words are shown in the mode that leaves no ink (ISO 32000-1, 9.3.6)."""
    page = pdf.pages[0]
    content = page.Contents.read_bytes()
    page.Contents = pdf.make_stream(
        content.replace(b"BT\n", b"BT\n3 Tr\n", 1).replace(b"ET\n", b"0 Tr\nET\n", 1)
    )


def line_of(evidence: Evidence, unit: str) -> tuple[float, float, float, float]:
    """Left, foot, width and height of the first line of a unit."""
    block = next(each for each in evidence.blocks if each.unit == unit)
    box = block.paragraph.lines[0].box
    return box.left, box.bottom, box.width, box.height


def under_paper(evidence: Evidence, *box: float) -> Evidence:
    """A box of the first page, its left, foot, width and height, is under the colour of paper."""

    def cover(pdf: Pdf) -> None:
        page = pdf.pages[0]
        corners = " ".join(f"{each:.2f}" for each in box)
        patch = f"\n/Artifact BMC q 1 g {corners} re f Q EMC".encode()
        page.Contents = pdf.make_stream(b"q " + page.Contents.read_bytes() + b" Q" + patch)

    return changed(evidence, cover)


@catches("text/hidden", "is invisible")
def under_a_white_box(evidence: Evidence) -> Evidence:
    left, foot, width, height = line_of(evidence, "garden-hours")
    return under_paper(evidence, left + width / 2, foot, width / 3, height)


@catches("text/hidden", "is covered in part")
def with_covered_feet(evidence: Evidence) -> Evidence:
    """A part of the height of letters is covered."""
    left, foot, width, height = line_of(evidence, "garden-hours")
    return under_paper(evidence, left, foot - height, width / 3, 1.35 * height)


@catches("text/hidden", "is invisible")
@in_pdf
def clipped_away(pdf: Pdf) -> None:
    page = pdf.pages[0]
    clip = b"0 0 9 9 re W n\n"
    page.Contents = pdf.make_stream(page.Contents.read_bytes().replace(b"BT\n", clip + b"BT\n", 1))


@catches("text/crosses-fold", "is on the fold at 100 mm", LEAFLET)
@in_pdf
def lines_at_the_fold(pdf: Pdf) -> None:
    lines: list[int] = []

    def change(operands: list[Any], operator: str) -> list[Any] | None:
        if operator != "Tm":
            return None
        lines.append(1)
        return [*operands[:4], float(operands[4]) + 44 * (5 <= len(lines) <= 8), operands[5]]

    rewrite(pdf.pages[1], change, pdf)


@catches(
    "text/missing-glyph",
    "lacks a glyph",
    NOTICE,
    text__complete=NOT_ITSELF,
)
@in_pdf
def glyph_zero(pdf: Pdf) -> None:
    """The first glyph of the first line is glyph 0."""
    seen: list[int] = []

    def change(operands: list[Any], operator: str) -> list[Any] | None:
        if operator != "TJ" or seen:
            return None
        seen.append(1)
        first, *others = operands[0]
        return [Array([String(b"\0\0" + bytes(first)[2:]), *others])]

    rewrite(pdf.pages[0], change, pdf)


@catches(
    "text/forbidden-characters",
    "U+E000 is in the PDF",
    NOTICE,
    text__complete=NOT_ITSELF,
)
@in_pdf
def read_as_private(pdf: Pdf) -> None:
    """The letter G is read back as a character of private use."""
    for font in of_subtype(pdf, "/Type0"):
        said = font.ToUnicode.read_bytes()
        font.ToUnicode.write(re.sub(rb"(?i)<0047>\s*$", b"<E000>", said, flags=re.M))


enter(
    "text/facing-pages",
    "is not on facing pages: on page 4 in en, on page 5 and 6",
    # A paragraph that is longer than a page goes on behind it, and no spread can pair it.
    in_source(styles=".page:lang(zh) { --size-body: 40pt; --leading: 56pt }"),
    BOOKLET_PAGES,
    file__pages="the next spread begins on a left page, after a blank one",
    text__loose_line="lines of so large type have few characters",
)
enter(
    "text/widows-orphans",
    "a single line",
    in_source(styles="html { orphans: 1; widows: 1 } :root { --margin-foot: 60mm }"),
    PROGRAMME,
)
enter(
    "text/stranded-heading",
    "at the bottom",
    in_source(styles="h2 { break-after: auto } :root { --margin-foot: 18mm }"),
    PROGRAMME,
)
enter(
    "text/stranded-heading",
    "at the bottom",
    in_source(
        styles="""
            :root { --leading: 17pt; --margin-top: 8mm; --margin-foot: 14mm }
            h2 { break-after: auto }
            .section { margin: 0 }
            main { columns: 2; column-gap: 10mm; column-fill: auto; height: 208mm }
        """
    ),
    PROGRAMME,
)
enter(
    "text/torn-word",
    "'zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz' is broken after",
    # No pattern hyphenates it.
    in_source(
        {"on Sundays": "for zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"},
        styles=".section p { width: 40mm }",
    ),
    NOTICE,
)
enter(
    "text/loose-line",
    "loose-line",
    in_source(styles=".section p { width: 7em }"),
    NOTICE_ZH,
)


@catches(
    "text/typography",
    "off-grid",
    ("library", "zh-Hans"),
    text__baseline_grid="nor does the line align with the column beside it",
)
@in_pdf
def a_line_moved(pdf: Pdf) -> None:
    rows: list[int] = []

    def change(operands: list[Any], operator: str) -> list[Any] | None:
        if operator != "Tm":
            return None
        rows.append(1)
        return [*operands[:5], float(operands[5]) + 0.5 * (20 <= len(rows) < 30)]

    rewrite(pdf.pages[0], change, pdf)


enter(
    "text/baseline-grid",
    "out-of-register",
    # The third section is in the second column.
    in_source(
        styles="""
        main { columns: 2 }
        main .section { margin: 0; break-inside: avoid }
        main .section:nth-child(n + 2) { position: relative; top: 3pt }
        """
    ),
    PROGRAMME,
)
enter(
    "text/runt",
    "the last line is",
    in_source(
        {
            "everyone else pays €2. Write to [the gardener](mailto:garden@example.org).": (
                "[the gardener](mailto:garden@example.org) asks 2 of "
                "otherwise-minded administrations too."
            )
        },
        styles=".section p { width: 29mm }",
    ),
    NOTICE,
)
enter(
    "text/doubled-words",
    "'on on' is repeated",
    in_source({"is open on Sundays": "is open on on Sundays"}),
    NOTICE,
)
enter(
    "text/doubled-words",
    "'的的' is repeated",
    in_source({"本馆后花园": "本馆的的后花园"}),
    NOTICE_ZH,
)
enter(
    "text/doubled-spaces",
    "an extra space",
    in_source({"under 12;": "under 12 ;"}),
    NOTICE,
)
enter(
    "text/doubled-spaces",
    "an extra space",
    in_source({"本馆后花园": "本馆， 后花园"}),
    NOTICE_ZH,
)
enter(
    "text/typed-bullet",
    "begins with the bullet •",
    in_source({"The garden behind": "• The garden behind"}),
    NOTICE,
)
enter(
    "text/typed-bullet",
    "begins with the bullet ■",
    in_source({"本馆后花园": "■本馆后花园"}),
    NOTICE_ZH,
)
enter(
    "text/unbalanced-pairs",
    "1 ( and 0 )",
    in_source({"from 9:00": "(from 9:00"}),
    NOTICE,
)
enter(
    "text/unbalanced-pairs",
    "1 《 and 0 》",
    in_source({"本馆后花园": "《本馆后花园"}),
    NOTICE_ZH,
)
enter(
    "text/unbalanced-pairs",
    ") closes what was not opened last",
    in_source({"from 9:00": "from) 9:00("}),
    NOTICE,
)
enter(
    "text/doubtful-quotes",
    'the " in ys from "9:00 to is not certain',
    in_source({"from 9:00": 'from "9:00'}),
    NOTICE,
)
enter(
    "text/doubtful-quotes",
    'the " in 本馆"后花园',
    in_source({"本馆后花园": '本馆"后花园'}),
    NOTICE_ZH,
)


@catches("text/page-numbers", "{page:garden} refers to a page without a number", HANDOUT)
def with_a_reference_to_a_page(evidence: Evidence) -> Evidence:
    """A text refers to a page; those of a handout have no numbers."""
    source = evidence.source
    some = next(each.content for each in source.expected if each.in_flow)
    reference = Run("", some.language, reference="page:garden")
    spoiled = replace(some, runs=(*some.runs, reference))
    return replace(evidence, source=replace(source, copy={**source.copy, some.id: spoiled}))


TRADITIONAL = {
    f"source/notice/{name}": (NOTICES / name)
    .read_text("utf-8")
    .replace("zh-Hans", "zh-Hant")
    .replace("  zh-Hant:\n    languages", "  zh-Hans:\n    languages")
    .replace("岁", "歲")
    .replace("每周日 9:00 至", "每周日“9:00 至”")
    for name in ("publication.yaml", "text.yaml")
}
"""Another language."""

enter("text/foreign-quotes", "has “ ” around it", in_source(files=TRADITIONAL), NOTICE_ZH)
enter(
    "text/placeholder",
    "lorem ipsum",
    in_source({"the house is": "lorem ipsum is"}),
    NOTICE,
)
enter("text/placeholder", "待补", in_source({"本馆后花园": "待补后花园"}), NOTICE_ZH)

# Across the languages


@catches("languages/complete", "'garden-hours' has no zh-Hans text")
def without_translation(evidence: Evidence) -> Evidence:
    """The source loses a translation; Bifolio does not build that, so it is checked alone."""
    manuscript = evidence.source.manuscript
    folder = manuscript.folder
    text = load(folder).text
    (section,) = text.sections
    figure, hours = section.blocks
    assert isinstance(hours, Unit)
    poorer = hours.model_copy(update={"text": {"en": hours.text["en"]}})
    sections = (section.model_copy(update={"blocks": (figure, poorer)}),)
    spoiled = text.model_copy(update={"sections": sections})
    source = replace(evidence.source, manuscript=replace(manuscript, text=spoiled))
    return replace(evidence, source=source)


NAMED = {
    "source/notice/publication.yaml": ("original: en", "original: en\nglossary: ../glossary.yaml")
}
"""The glossary is named."""

TERMS = """\
terms:
  - forms: {en: [children], zh-Hans: [儿童]}
  - forms: {en: [guest], zh-Hans: [客人]}
    never: {zh-Hans: [游客]}
"""

enter(
    "languages/outdated",
    "'garden-hours': the texts changed after the zh-Hans was reviewed",
    in_source({"id: garden-hours": 'id: garden-hours\n        reviewed: {zh-Hans: "7a3d809c"}'}),
    NOTICE_ZH,
)
enter(
    "languages/same-numbers",
    "'garden-hours': 17:00 in en, 18:00 in zh-Hans",
    in_source({"9:00 至 17:00": "9:00 至 18:00"}),
    NOTICE_ZH,
)
enter(
    "languages/same-numbers",
    "9 May in en, 9 月 5 日 in zh-Hans",
    in_source({"on Sundays": "from 9 May", "每周日 9:00": "从 9 月 5 日起 9:00"}),
    NOTICE_ZH,
)
enter(
    "languages/same-numbers",
    "'garden-hours': +86 (10) 5979 9695 in en",
    in_source({"pays €2": "calls +86 (10) 5979 9695", "票价 2 欧元": "请致电 86-10-59799659"}),
    NOTICE_ZH,
)
enter(
    "languages/same-form",
    "'9,50 €' is written otherwise in en, zh-Hans",
    in_source({"      - kind: paragraph": f'{PRICE}"9,50 €"\n      - kind: paragraph'}),
    NOTICE,
)
enter(
    "languages/unmatched-numbers",
    "'garden-hours': only in en: 12",
    in_source({"12 岁以下儿童": "儿童"}),
    NOTICE_ZH,
)
enter(
    "languages/unmatched-numbers",
    "'garden-hours': only in en: two; only in zh-Hans: 三",
    in_source({"The garden behind": "The two lawns behind", "本馆后花园": "本馆三个草坪"}),
    NOTICE_ZH,
)
enter(
    "languages/same-addresses",
    "'https://example.org/b' is in the zh-Hans text only",
    in_source(
        {
            "The garden behind": "See https://example.org/a: the garden behind",
            "本馆后花园": "详见https://example.org/b。本馆后花园",
        }
    ),
    NOTICE_ZH,
)
enter(
    "languages/unmatched-addresses",
    "is in the en text only",
    in_source({"Write to": "See https://example.org or write to"}),
    NOTICE_ZH,
)
enter(
    "languages/same-acronyms",
    "'UNHCR' of the en text",
    in_source({"The garden behind": "The UNHCR garden behind"}),
    NOTICE_ZH,
)
enter(
    "languages/same-names",
    "'Novak' in zh-Hans, 'Novák' in en",
    in_source({"behind the house": "of Jan Novák", "本馆后花园": "Jan Novak花园"}),
    NOTICE_ZH,
)
enter(
    "languages/glossary",
    "'children' is not translated as 儿童",
    in_source(
        {"岁以下儿童": "岁以下孩子"},
        files={**NAMED, "source/glossary.yaml": TERMS.replace("游客", "来宾")},
    ),
    NOTICE_ZH,
)
enter(
    "languages/forbidden-variants",
    "'游客' in 'garden-hours': the glossary says 客人",
    in_source(files={**NAMED, "source/glossary.yaml": TERMS}),
    NOTICE_ZH,
)
enter(
    "languages/length-ratio",
    "Chinese characters per English character",
    in_source(
        {
            "本馆后花园每周日 9:00 至 17:00 开放。": "9:00–17:00。",
            "12 岁以下儿童免费，其他游客票价 2 欧元。请写信给": "12、2。",
        }
    ),
    NOTICE_ZH,
)

# Accessibility


NO_TAGS = "PDFium reads no tags of a file that does not say that it has any"


@catches(
    "accessibility/tagged",
    "does not mark the PDF as tagged",
    NOTICE,
    text__complete=NO_TAGS,
    accessibility__language=NO_TAGS,
)
@in_pdf
def not_marked(pdf: Pdf) -> None:
    del pdf.Root.MarkInfo


@catches("accessibility/title-shown", "DisplayDocTitle is not set")
@in_pdf
def title_hidden(pdf: Pdf) -> None:
    pdf.Root.ViewerPreferences.DisplayDocTitle = False


@catches("accessibility/identified", "does not identify the file as PDF/UA-1")
@in_pdf
def not_identified(pdf: Pdf) -> None:
    packet = pdf.Root.Metadata.read_bytes()
    pdf.Root.Metadata.write(re.sub(rb"pdfuaid:part", b"pdfuaid:patr", packet))


def without_language(pdf: Pdf) -> None:
    """The catalog says no language."""
    del pdf.Root.Lang


enter("accessibility/language", "Lang is ''", in_pdf(without_language))


@catches("accessibility/language", "is zh-Hans and tagged as 'en'", LIBRARY)
@in_pdf
def wrong_language(pdf: Pdf) -> None:
    for item in pdf.objects:
        if isinstance(item, Dictionary) and "/S" in item and item.get("/Lang") == "zh-Hans":
            item.Lang = String("en")


@catches("accessibility/language", "is en and tagged as 'fr'", LIBRARY)
@in_pdf
def wrong_language_of_one_span(pdf: Pdf) -> None:
    spans = (
        item
        for item in pdf.objects
        if isinstance(item, Dictionary) and item.get("/S") == Name.Span and item.get("/Lang")
    )
    next(span for span in spans if span.Lang == "en").Lang = String("fr")


@catches("accessibility/language", "no tag has the language of")
@in_pdf
def only_in_the_catalog(pdf: Pdf) -> None:
    for item in pdf.objects:
        if isinstance(item, Dictionary) and "/S" in item and "/Lang" in item:
            del item.Lang


@catches(
    "accessibility/headings",
    "a heading of level 4 after one of 1",
    accessibility__roles="the layout has them on level 2",
)
@in_pdf
def level_skipped(pdf: Pdf) -> None:
    for element in elements(pdf, "/H2"):
        element.S = Name.H4


@catches("accessibility/roles", "is tagged as P, not as H2", LIBRARY)
@in_pdf
def heading_made_paragraph(pdf: Pdf) -> None:
    list(elements(pdf, "/H2"))[1].S = Name.P


@catches("accessibility/roles", "is tagged as H1, not as H2")
@in_pdf
def two_titles(pdf: Pdf) -> None:
    list(elements(pdf, "/H2"))[-1].S = Name.H1


@catches("accessibility/roles", "is tagged as H2, not as P")
@in_pdf
def paragraph_made_heading(pdf: Pdf) -> None:
    paragraph_with_lines(pdf).S = Name.H2


@catches("accessibility/roles", "is tagged as P, not as P in LI in L", LIBRARY)
@in_pdf
def lists_made_divisions(pdf: Pdf) -> None:
    for tag in ("/L", "/LI", "/LBody"):
        for element in list(elements(pdf, tag)):
            element.S = Name.Div


@catches(
    "accessibility/roles",
    "not as TD in TR in Table",
    PRICES,
)
@in_pdf
def table_made_divisions(pdf: Pdf) -> None:
    for tag in ("/Table", "/TR"):
        for element in list(elements(pdf, tag)):
            element.S = Name.Div


@catches("accessibility/replacement-text", "'Closed' is read instead of")
@in_pdf
def actual_text_that_lies(pdf: Pdf) -> None:
    paragraph_with_lines(pdf).ActualText = String("Closed")


@catches("accessibility/replacement-text", "'Closed' is read instead of")
@in_pdf
def alternate_of_a_heading(pdf: Pdf) -> None:
    next(elements(pdf, "/H2")).Alt = String("Closed")


@catches(
    "accessibility/replacement-text",
    "'Closed' is read instead of",
    NOTICE,
    text__complete=NOT_ITSELF,
    text__line_order="viewers that copy its words leave the line out",
)
@in_pdf
def actual_text_in_the_content(pdf: Pdf) -> None:
    page = pdf.pages[0]
    content = page.Contents.read_bytes()
    page.Contents = pdf.make_stream(
        content.replace(b"<</MCID 3>>", b"<</MCID 3 /ActualText (Closed)>>")
    )


KNOWN_BY_ITS_WORDS = "a picture is known by its words"


@catches(
    "accessibility/alternate-text",
    "has no alternate text",
    NOTICE,
    images__missing=KNOWN_BY_ITS_WORDS,
)
@in_pdf
def no_alternate(pdf: Pdf) -> None:
    for element in elements(pdf, "/Figure"):
        del element.Alt


@catches(
    "accessibility/table-headers",
    "has no header cells",
    PRICES,
    accessibility__roles="the layout has header cells",
)
@in_pdf
def headers_into_cells(pdf: Pdf) -> None:
    for element in list(elements(pdf, "/TH")):
        element.S = Name.TD


@catches("accessibility/table-headers", "without a scope", PRICES)
@in_pdf
def headers_without_scope(pdf: Pdf) -> None:
    for element in elements(pdf, "/TH"):
        del element.A["/Scope"]
    for element in elements(pdf, "/TD"):
        del element.A["/Headers"]


@catches("accessibility/table-headers", "without a header cell", PRICES)
@in_pdf
def headers_with_the_wrong_scope(pdf: Pdf) -> None:
    for element in elements(pdf, "/TD"):
        element.A.Headers = Array([String("x")])
    for element in elements(pdf, "/TH"):
        element.A.Scope = Name.Column if element.A.Scope == Name.Row else Name.Row


@catches("accessibility/links-described", "a link has no description")
@in_pdf
def link_undescribed(pdf: Pdf) -> None:
    for item in pdf.objects:
        if isinstance(item, Dictionary) and item.get("/Subtype") == "/Link":
            item.Contents = String("")


@catches("accessibility/artifacts", "outside of all tags")
@in_pdf
def painted_outside(pdf: Pdf) -> None:
    page = pdf.pages[0]
    page.Contents = pdf.make_stream(page.Contents.read_bytes() + b"\n0 g 0 0 1 1 re f")


@catches("accessibility/bookmarks", "no bookmarks", LIBRARY)
@in_pdf
def no_bookmarks(pdf: Pdf) -> None:
    del pdf.Root.Outlines


FAINT_TEXT = "{ color: var(--rule) }"

enter(
    "accessibility/contrast",
    "contrast of 1.",
    in_source(styles=f".section p {FAINT_TEXT}"),
    NOTICE,
)
enter(
    "accessibility/contrast",
    "contrast of 1.",
    in_source({"on Sundays": "on **Sundays**"}, styles=f".section strong {FAINT_TEXT}"),
    NOTICE,
)
enter(
    "accessibility/contrast",
    "contrast of 1.",
    in_source(
        styles=".section p { background: linear-gradient(90deg, var(--ink) 50%, var(--paper) 50%) }"
    ),
    NOTICE,
    text__hidden="a half of the ground has the colour of the text",
)
enter(
    "accessibility/contrast",
    "below the minimum",
    in_source(styles=".section p { margin-top: -40mm } figure { margin: 0 }"),
    NOTICE,
    text__hidden="the picture is painted over the text",
)
enter(
    "accessibility/contrast",
    "below the minimum",
    in_source(styles=".section p { opacity: .4 }"),
    NOTICE,
)


@catches("accessibility/contrast", "below the minimum of 4.5 : 1")
@in_pdf
def white_on_the_accent(pdf: Pdf) -> None:
    page = pdf.pages[0]
    ground = b"/Artifact BMC q 0.8863 0.3412 0.1686 rg 0 0 2000 2000 re f Q EMC\n"
    page.Contents = pdf.make_stream(ground + page.Contents.read_bytes())
    rewrite(
        page,
        lambda operands, operator: (
            [1, 1, 1]
            if operator == "rg" and [round(float(each), 1) for each in operands] == [0.1] * 3
            else None
        ),
        pdf,
    )


enter(
    "accessibility/link-texts",
    "'here' does not describe its target mailto:",
    in_source({"[the gardener]": "[here]"}),
    NOTICE,
)
enter(
    "accessibility/link-texts",
    "'点击这里' does not describe",
    in_source({"[园丁]": "[点击这里]"}),
    NOTICE_ZH,
)
enter(
    "accessibility/type-size",
    "type of 4 pt, below the minimum of 7 pt",
    in_source(styles=".section p { font-size: 4pt }"),
    NOTICE,
)


@catches("accessibility/type-size", "type of 3 pt")
@in_pdf
def three_points(pdf: Pdf) -> None:
    def change(operands: list[Any], operator: str) -> list[Any] | None:
        # Type is given in CSS pixels, three quarters of a pt.
        return [operands[0], 4] if operator == "Tf" else None

    rewrite(pdf.pages[0], change, pdf)


enter(
    "colours/tokens-only",
    "#123456 is not a design token",
    in_source(styles="p { color: #123456 }"),
    NOTICE,
)

# Paper


def painted_below(page: Any, pdf: Pdf, colour: str, *rectangle: float) -> None:
    box = " ".join(map(str, rectangle))
    ground = f"/Artifact BMC q {colour} rg {box} re f Q EMC\n".encode()
    page.Contents = pdf.make_stream(ground + page.Contents.read_bytes())


@catches("paper/unprintable-margin", "content within 5 mm of the left edge", HANDOUT)
@in_pdf
def rule_at_the_edge(pdf: Pdf) -> None:
    painted_below(pdf.pages[0], pdf, "0 0.329 0.561", 4, 100, 2, 60)


def placed_page(pdf: Pdf, number: int) -> tuple[Any, str]:
    """The forms of the side that a page of the booklet stands on, and its name there."""
    name = f"/P{number}"
    return next(each for side in pdf.pages if name in (each := side.Resources.XObject)), name


def without(pdf: Pdf, number: int) -> None:
    """Leave a page of the booklet out."""
    for page in pdf.pages:
        if f"/P{number}" in page.Resources.XObject:
            painted = page.Contents.read_bytes().replace(b"/P%d Do" % number, b"")
            page.Contents = pdf.make_stream(painted)


@catches("paper/all-pages", "page 5 is on no sheet", BOOKLET)
@in_pdf
def page_left_out(pdf: Pdf) -> None:
    without(pdf, 5)


@catches("paper/all-pages", "page 4 is on no sheet", BOOKLET)
def blank_page_left_out(evidence: Evidence) -> Evidence:
    assert isinstance(evidence, SheetsEvidence)
    with pikepdf.open(io.BytesIO(evidence.pages_of)) as pages:
        pages.pages[3].Contents = pages.make_stream(b"")
        blank = io.BytesIO()
        pages.save(blank)
    spoiled = replace(evidence, pages_of=blank.getvalue())
    return changed(spoiled, lambda pdf: without(pdf, 4))


@catches("paper/all-pages", "page 5 is in the place of page 2", BOOKLET)
@in_pdf
def pages_exchanged(pdf: Pdf) -> None:
    (one, second), (other, fifth) = placed_page(pdf, 2), placed_page(pdf, 5)
    one[second], other[fifth] = other[fifth], one[second]


@catches("paper/all-pages", "page 3 is on the sheets twice, not once", BOOKLET)
@in_pdf
def page_doubled(pdf: Pdf) -> None:
    (one, third), (other, sixth) = placed_page(pdf, 3), placed_page(pdf, 6)
    other[sixth] = one[third]


@catches("paper/all-pages", "the text of side 2 differs from its pages", BOOKLET)
@in_pdf
def letters_of_another_font(pdf: Pdf) -> None:
    forms, name = placed_page(pdf, 2)
    fonts = forms[name].Resources.Font
    one, other = list(fonts.keys())[:2]
    fonts[one], fonts[other] = fonts[other], fonts[one]


@catches("paper/all-pages", "page 2 is upside down", BOOKLET)
def made_for_the_other_flip(evidence: Evidence) -> Evidence:
    assert isinstance(evidence, SheetsEvidence)
    return replace(evidence, sheets=evidence.sheets.model_copy(update={"flip": "short-edge"}))


@catches("paper/all-pages", "side 1 has something that is not a page", BOOKLET)
@in_pdf
def something_else(pdf: Pdf) -> None:
    forms, name = placed_page(pdf, 1)
    forms[name].write(forms[name].read_bytes() + b" ")


@catches("paper/toner", "toner coverage of", HANDOUT)
@in_pdf
def tinted_page(pdf: Pdf) -> None:
    painted_below(pdf.pages[1], pdf, "0.816 0.824 0.827", 20, 20, 550, 800)


@catches(
    "paper/legible-in-grey",
    "in grey (#",
    HANDOUT,
)
def black_on_red(evidence: Evidence) -> Evidence:
    block = next(each for each in evidence.blocks if each.unit == "introduction-house")
    box = block.box.rectangle
    red = (255, 50, 35)

    def ground(pdf: Pdf) -> None:
        colour = " ".join(f"{part / 255:.3f}" for part in red)
        rectangle = box.left, box.bottom, box.width / 2, box.height  # little toner
        painted_below(pdf.pages[0], pdf, colour, *rectangle)

    spoiled = changed(evidence, ground)
    source = replace(evidence.source)
    source.__dict__["tokens"] = evidence.source.tokens | {red}
    return replace(spoiled, source=source)


# Fonts


@catches("fonts/glyph-shapes", "2 glyphs of")
@in_pdf
def digits_exchanged_in_the_font(pdf: Pdf) -> None:
    """The page shows other digits than those that are copied from it and read aloud."""
    regular = next(each for each in of_subtype(pdf, "/Type0") if code_of(each, "9"))
    stream = regular.DescendantFonts[0].FontDescriptor.FontFile2
    font = TTFont(io.BytesIO(stream.read_bytes()))
    glyphs, names = font["glyf"].glyphs, font.getGlyphOrder()
    one, other = names[code_of(regular, "1")], names[code_of(regular, "9")]
    glyphs[one], glyphs[other] = glyphs[other], glyphs[one]
    written = io.BytesIO()
    font.save(written)
    stream.write(written.getvalue())


def code_of(font: Any, character: str) -> int:
    """The code that a font says a character with; 0 where there is none."""
    entry = rb"(?i)<([0-9a-f]{4})> <%04x>" % ord(character)
    match = re.search(entry, font.ToUnicode.read_bytes())
    return int(match[1], 16) if match else 0


@catches(
    "fonts/glyph-shapes",
    "do not look like their characters",
    NOTICE,
    text__hidden="some of the glyphs are blank",
)
@in_pdf
def codes_led_to_other_glyphs(pdf: Pdf) -> None:
    for font in of_subtype(pdf, "/CIDFontType2"):
        shifted = b"".join(code.to_bytes(2, "big") for code in (0, *range(2, 600)))
        font.CIDToGIDMap = pdf.make_stream(shifted)


@catches("fonts/embedded", "is not embedded")
@in_pdf
def font_program_gone(pdf: Pdf) -> None:
    for item in pdf.objects:
        if isinstance(item, Dictionary) and "/FontFile2" in item:
            del item.FontFile2


@catches("fonts/subset", "is not a subset")
@in_pdf
def whole_of_subtype(pdf: Pdf) -> None:
    for font in (*of_subtype(pdf, "/Type0"), *of_subtype(pdf, "/CIDFontType2")):
        font.BaseFont = Name("/" + str(font.BaseFont).split("+")[1])


@catches(
    "fonts/to-unicode",
    "has no ToUnicode",
    NOTICE,
    text__complete=NOT_ITSELF,
)
@in_pdf
def unreadable(pdf: Pdf) -> None:
    for font in of_subtype(pdf, "/Type0"):
        del font.ToUnicode


@catches("fonts/ours-only", "is not from the project")
@in_pdf
def system_font(pdf: Pdf) -> None:
    for font in (*of_subtype(pdf, "/Type0"), *of_subtype(pdf, "/CIDFontType2")):
        font.BaseFont = Name("/ABCDEF+Arial")


# Images


OTHER_ROWS = "the samples of the picture are read in rows of another length"


@catches("images/resolution", "dpi, below the minimum", NOTICE, images__altered=OTHER_ROWS)
@in_pdf
def coarse(pdf: Pdf) -> None:
    for image in of_subtype(pdf, "/Image"):
        image.Width, image.Height = 90, 60


@catches("images/outside-page", "beyond the page")
@in_pdf
def picture_moved_off(pdf: Pdf) -> None:
    (figure,) = elements(pdf, "/Figure")
    left, bottom, right, top = map(float, figure.A.BBox)
    figure.A.BBox = Array([left + 900, bottom, right + 900, top])


@catches("images/stretched", "the width is scaled by")
@in_pdf
def picture_stretched(pdf: Pdf) -> None:
    for image in of_subtype(pdf, "/Image"):
        image.Height = int(image.Height) * 9 // 8


@catches("images/colour-space", "is in DeviceCMYK")
@in_pdf
def picture_in_cmyk(pdf: Pdf) -> None:
    for image in of_subtype(pdf, "/Image"):
        image.ColorSpace = Name.DeviceCMYK


@catches(
    "images/missing",
    "is not in the PDF",
    NOTICE,
    accessibility__replacement_text="what stands for the picture is no text of the source",
)
@in_pdf
def picture_dropped(pdf: Pdf) -> None:
    for element in elements(pdf, "/Figure"):
        element.Alt = String("something else")


def repainted(paint: Callable[[Image.Image], Image.Image]) -> Spoil:
    """Put another picture into the place of each picture."""

    def spoil(pdf: Pdf) -> None:
        for image in list(of_subtype(pdf, "/Image")):
            picture = pikepdf.PdfImage(image).as_pil_image().convert("RGB")
            image.write(paint(picture).tobytes())

    return in_pdf(spoil)


def noise(picture: Image.Image) -> Image.Image:
    coarse = picture.width // 10, picture.height // 10
    grains = random.Random(1).randbytes(3 * prod(coarse))
    return Image.frombytes("RGB", coarse, grains).resize(picture.size, Image.Resampling.NEAREST)


for says, paint in (
    ("'garden.png' differs from the picture in its file", noise),
    (
        "'garden.png' differs from the picture in its file",
        lambda picture: Image.new("RGB", picture.size, "white"),
    ),
    ("'garden.png' is mirrored", ImageOps.mirror),
    ("'garden.png' is mirrored upside down", ImageOps.flip),
    ("'garden.png' is turned by 180 degrees", lambda picture: picture.rotate(180)),
):
    enter("images/altered", says, repainted(paint), NOTICE)


def placed_by(a: int, d: int, left: int, foot: int) -> Spoil:
    """Scale the unit square of the picture by `a` and `d`, and move it."""

    def spoil(pdf: Pdf) -> None:
        page = pdf.pages[0]
        content = page.Contents.read_bytes()
        drawn = re.search(rb"/\S+ Do\n", content)
        assert drawn
        matrix = b"%d 0 0 %d %d %d cm\n" % (a, d, left, foot)
        page.Contents = pdf.make_stream(
            content[: drawn.start()] + matrix + content[drawn.start() :]
        )

    return in_pdf(spoil)


enter("images/altered", "is mirrored", placed_by(-1, 1, 1, 0), NOTICE)
enter("images/altered", "is mirrored upside down", placed_by(1, -1, 0, 1), NOTICE)
enter("images/altered", "is turned by 180 degrees", placed_by(-1, -1, 1, 1), NOTICE)


@catches("images/altered", "is not painted")
@in_pdf
def picture_gone(pdf: Pdf) -> None:
    page = pdf.pages[0]
    page.Contents = pdf.make_stream(re.sub(rb"/\S+ Do\n", b"", page.Contents.read_bytes()))


@catches("images/altered", "something covers it")
@in_pdf
def picture_covered(pdf: Pdf) -> None:
    (figure,) = elements(pdf, "/Figure")
    left, bottom, right, top = map(float, figure.A.BBox)
    page = pdf.pages[0]
    box = f"{left:.2f} {bottom:.2f} {right - left:.2f} {top - bottom:.2f}"
    patch = f"\n/Artifact BMC q 1 g {box} re f Q EMC".encode()
    page.Contents = pdf.make_stream(b"q " + page.Contents.read_bytes() + b" Q" + patch)


CODE = """
      - kind: qr-code
        id: garden-code
        url: https://example.org/garden
"""
"""A QR code, instead of the picture of the notice."""

PICTURE = """
      - kind: figure
        id: garden-view
        image: garden.png
        alt: {en: "A lawn below a blue sky, with a yellow sun", zh-Hans: 蓝天黄日之下的草坪}
"""

for says, styles in (
    ("its modules are 0.20 mm wide", ".qr-symbol { --qr-scale: .25 }"),
    (
        "margin of 4 modules is not clear",
        ".qr-texts { position: relative; left: -2mm; border-left: 1mm solid var(--ink) }",
    ),
    ("too little contrast", ".qr-symbol { color: var(--rule) }"),
):
    enter("images/qr-code", says, in_source({PICTURE: CODE}, styles=styles), NOTICE)
enter(
    "images/qr-code",
    "modules differ",
    in_source(
        {PICTURE: CODE},
        styles=".qr-texts { position: relative; left: -9mm; background: var(--tint) }",
    ),
    NOTICE,
    links__over_words="the words that cover the code are on its link",
)


# Links


def links(pdf: Pdf) -> Iterator[Any]:
    for item in pdf.objects:
        if isinstance(item, Dictionary) and item.get("/Subtype") == "/Link":
            yield item


@catches(
    "links/targets",
    "destination 'nowhere' not found",
    links__target="a place in the document is not the address of the source",
)
@in_pdf
def dead_end(pdf: Pdf) -> None:
    link = next(links(pdf))
    link.A = Dictionary(S=Name.GoTo, D=String("nowhere"))


NOT_AS_WRITTEN = "an address that is not that of the source is another one"


@catches("links/addresses", "'http://example org' is not an address", links__target=NOT_AS_WRITTEN)
@in_pdf
def malformed(pdf: Pdf) -> None:
    next(links(pdf)).A.URI = String("http://example org")


@catches(
    "links/addresses",
    "'https://[example.org/' is not an address",
    links__target=NOT_AS_WRITTEN,
)
@in_pdf
def bracket_open(pdf: Pdf) -> None:
    next(links(pdf)).A.URI = String("https://[example.org/")


def link_over_two_columns(pdf: Pdf) -> list[Any]:
    """The annotations of the longest link of the signposts, from the first line to the last."""
    element = max(elements(pdf, "/Link"), key=lambda element: len(element.K))
    return [
        kid.Obj for kid in element.K if isinstance(kid, Dictionary) and kid.get("/Type") == "/OBJR"
    ]


@catches(
    "links/complete",
    "the link 'Windows, macOS and Linux' to https://www.example.org/app is not in the PDF",
    SIGNPOSTS,
)
@in_pdf
def link_deleted(pdf: Pdf) -> None:
    """Tools that rewrite pages drop annotations and leave the tags."""
    for page in pdf.pages:
        page.Annots = Array(
            note for note in page.Annots if not str(note.A.URI).endswith("example.org/app")
        )


enter(
    "links/complete",
    "the link 'their map' to https://www.example.org/map is not in the PDF",
    in_source(
        files={
            "layouts/two-columns/layout.html.j2": (
                "{{ part.heading(section, language) }}",
                "{% if section.title %}<h2 data-unit='{{ section.title.id }}'>"
                "{{ plain(section.title, language) }}</h2>{% endif %}",
            )
        }
    ),
    SIGNPOSTS,
)


@catches(
    "links/target",
    "is 'https://www.example.com/plants', not 'https://www.example.org/plants'",
    SIGNPOSTS,
)
@in_pdf
def one_line_leads_elsewhere(pdf: Pdf) -> None:
    link_over_two_columns(pdf)[3].A.URI = String("https://www.example.com/plants")


@catches("links/target", "the target of 'three' is 'https://www.example.org/4'", SIGNPOSTS)
@in_pdf
def two_targets_swapped(pdf: Pdf) -> None:
    by_address = {str(link.A.URI): link for link in links(pdf)}
    one, other = (by_address[f"https://www.example.org/{number}"] for number in (3, 4))
    one.A, other.A = other.A, one.A


@catches("links/area", "the area of the link 'theirmap' is", SIGNPOSTS)
@in_pdf
def no_height(pdf: Pdf) -> None:
    """The line-height of the line, which may be 0."""
    for link in links(pdf):
        left, bottom, right, _ = link.Rect
        link.Rect = Array([left, bottom, right, bottom])


@catches("links/over-words", "misses the link", SIGNPOSTS)
@in_pdf
def a_line_missing(pdf: Pdf) -> None:
    """Of a link over many lines one can be clicked no more."""
    gone = link_over_two_columns(pdf)[2].objgen
    for page in pdf.pages:
        page.Annots = Array(note for note in page.Annots if note.objgen != gone)


@catches("links/over-words", "misses the link 'theirmap'", SIGNPOSTS)
@in_pdf
def moved_aside(pdf: Pdf) -> None:
    link = next(link for link in links(pdf) if str(link.A.URI).endswith("/map"))
    link.Rect = Array(
        [float(edge) + shift for edge, shift in zip(link.Rect, (0, 90, 0, 90), strict=True)]
    )


@catches("links/over-words", "also covers", SIGNPOSTS)
@in_pdf
def over_the_whole_line(pdf: Pdf) -> None:
    link = next(link for link in links(pdf) if str(link.A.URI).endswith("/rose"))
    link.Rect[0] = 0


# File


@catches("file/size", "above the maximum", LIBRARY)
@in_pdf
def swollen(pdf: Pdf) -> None:
    pdf.Root.Swollen = pdf.make_stream(random.Random(1).randbytes(300_000))


@catches("file/pages", "the page is blank")
@in_pdf
def blank_page(pdf: Pdf) -> None:
    pdf.add_blank_page(page_size=(595.28, 841.89))


enter(
    "file/nearly-empty",
    "the page is nearly empty: there is no room for 'lecture-one-about' on it",
    in_source(styles="[data-unit='lecture-one-about'] { break-before: page }"),
    PROGRAMME,
)


@catches("file/boxes", "the page is")
@in_pdf
def other_paper(pdf: Pdf) -> None:
    for page in pdf.pages:
        page.MediaBox = page.TrimBox = page.BleedBox = Array([0, 0, 612, 842])


@catches(
    "file/boxes",
    "the page is 216 x 297 mm",
    BOOKLET,
    paper__unprintable_margin="what stood at a safe distance is nearer to the edge",
    paper__all_pages="sheets of another size fold at another place",
)
@in_pdf
def other_sheets(pdf: Pdf) -> None:
    for page in pdf.pages:
        page.MediaBox = Array([0, 0, 612, 842])


@catches("file/upright", "the page is rotated by 180 degrees")
@in_pdf
def on_its_head(pdf: Pdf) -> None:
    pdf.pages[0].Rotate = 180


@catches("file/upright", "the page is scaled by 2")
@in_pdf
def scaled(pdf: Pdf) -> None:
    pdf.pages[0].UserUnit = 2


@catches("file/metadata", "has no author")
@in_pdf
def anonymous(pdf: Pdf) -> None:
    del pdf.docinfo["/Author"]


@catches("file/metadata", "the metadata has no zh-Hans title", LIBRARY)
@in_pdf
def another_title_in_one_language(pdf: Pdf) -> None:
    packet = pdf.Root.Metadata.read_bytes()
    pdf.Root.Metadata.write(packet.replace(b'xml:lang="zh-Hans"', b'xml:lang="zh-Hant"', 1))


@catches("file/version", "the file is PDF 1.4")
def old_version(evidence: Evidence) -> Evidence:
    old = evidence.pdf.replace(b"%PDF-1.7", b"%PDF-1.4", 1)
    return replace(evidence, pdf=old, rebuilt=old)


@catches("file/version", "the file is PDF 2.0")
@in_pdf
def new_version(pdf: Pdf) -> None:
    pdf.Root.Version = Name("/2.0")


@catches("file/boxes", "are not nested")
@in_pdf
def bleed_beyond_the_paper(pdf: Pdf) -> None:
    pdf.pages[0].BleedBox = Array([-9, -9, 604, 851])


@catches("file/damaged", "the file is damaged")
def with_a_wrong_offset(evidence: Evidence) -> Evidence:
    """The place of the cross-reference table, which viewers then search for."""
    assert b"startxref\n" in evidence.pdf
    pdf = evidence.pdf.replace(b"startxref\n", b"startxref\n1")
    return replace(evidence, pdf=pdf, altered=True)


@catches("file/encrypted", "the file is encrypted")
def locked(evidence: Evidence) -> Evidence:
    stored = io.BytesIO()
    with pikepdf.open(io.BytesIO(evidence.pdf)) as pdf:
        pdf.save(stored, encryption=pikepdf.Encryption(owner="owner", user=""))
    found = opened(stored.getvalue())
    return replace(evidence, pdf=found.pdf, stored=found.stored, altered=True)


@catches(
    "fonts/standard",
    "the standard font Helvetica is not embedded",
    fonts__embedded="no font of an edition may be missing",
    fonts__ours_only="it is not from the project",
    fonts__subset="it is no subset",
)
@in_pdf
def with_a_standard_font(pdf: Pdf) -> None:
    page = pdf.pages[0]
    plain = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.Resources.Font["/Plain"] = pdf.make_indirect(plain)
    shown = b"\n/Artifact BMC BT 3 Tr /Plain 9 Tf 99 99 Td ( ) Tj ET EMC"
    page.contents_add(pdf.make_stream(shown))


@catches("file/cropped", "the CropBox shows 140 x 100 mm of a page of 210 x 297 mm")
@in_pdf
def cropped(pdf: Pdf) -> None:
    for page in pdf.pages:
        page.TrimBox = page.MediaBox
        page.CropBox = Array([0, 0, 140 / 25.4 * 72, 100 / 25.4 * 72])


def script() -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def when_opened(action: Callable[[], Dictionary]) -> Spoil:
    return in_pdf(lambda pdf: pdf.Root.__setitem__("/OpenAction", action()))


def behind(action: Callable[[], Dictionary]) -> Spoil:
    """After the first link of the file has been followed."""

    def spoil(pdf: Pdf) -> None:
        link = next(links(pdf))
        link.A = Dictionary(S=Name.URI, URI=link.A.URI, Next=Array([action()]))

    return in_pdf(spoil)


enter("file/no-javascript", "OpenAction, run when the file is opened", when_opened(script))
enter("file/no-javascript", "JavaScript: Next, after another action", behind(script))


@catches("file/no-javascript", "JavaScript: /AA WP of the document")
@in_pdf
def when_printed(pdf: Pdf) -> None:
    pdf.Root.AA = Dictionary(WP=script())


@catches("file/no-javascript", "JavaScript: /AA O of a page")
@in_pdf
def when_the_page_is_seen(pdf: Pdf) -> None:
    pdf.pages[0].AA = Dictionary(O=script())


@catches("file/no-javascript", "JavaScript: a bookmark")
@in_pdf
def in_a_bookmark(pdf: Pdf) -> None:
    first = pdf.Root.Outlines.First
    if "/Dest" in first:
        del first["/Dest"]
    first.A = pdf.make_indirect(script())


@catches("file/no-javascript", "JavaScript: the names of the document")
@in_pdf
def among_the_names(pdf: Pdf) -> None:
    kid = pdf.make_indirect(Dictionary(Names=Array([String("x"), script()])))
    names = pdf.Root.get("/Names", Dictionary())
    names.JavaScript = Dictionary(Kids=Array([kid]))
    pdf.Root.Names = names


@catches("file/no-javascript", "JavaScript: /AA Fo of an annotation (Widget)")
@in_pdf
def in_a_field(pdf: Pdf) -> None:
    add_note(pdf, "Widget", FT=Name.Tx, T=String("x"), AA=Dictionary(Fo=script()))


def launch() -> Dictionary:
    return Dictionary(S=Name.Launch, F=Dictionary(Type=Name.Filespec, F=String("calc.exe")))


def launch_on_windows() -> Dictionary:
    return Dictionary(S=Name.Launch, Win=Dictionary(F=String("calc.exe")))


enter("file/no-programs", "Launch of 'calc.exe': OpenAction", when_opened(launch))
enter("file/no-programs", "Launch of 'calc.exe': Next", behind(launch_on_windows))
for kind in ("SubmitForm", "ImportData", "ResetForm"):
    enter(
        "file/no-form-actions",
        f"{kind}, which",
        behind(partial(Dictionary, S=Name(f"/{kind}"), F=String("https://example.org/"))),
    )


@catches("file/no-xfa", "the file has an XFA form")
@in_pdf
def dynamic_form(pdf: Pdf) -> None:
    pdf.Root.AcroForm = Dictionary(Fields=Array(), XFA=pdf.make_stream(b"<xdp/>"))


def add_note(pdf: Pdf, subtype: str, **entries: Any) -> None:
    """Put an annotation, hidden and described, on the first page."""
    note = Dictionary(
        Type=Name.Annot,
        Subtype=Name(f"/{subtype}"),
        Rect=Array([0, 0, 9, 9]),
        Contents=String("x"),
        F=2,
        **entries,
    )
    page = pdf.pages[0]
    page.Annots = Array([*page.get("/Annots", []), pdf.make_indirect(note)])


for kind in ("RichMedia", "Movie", "Sound", "Screen", "3D"):
    enter("file/no-media", f"{kind} on the page", in_pdf(partial(add_note, subtype=kind)))
for kind in ("Rendition", "Sound", "Movie"):
    enter(
        "file/no-media",
        f"{kind}: Next",
        behind(partial(Dictionary, S=Name(f"/{kind}"))),
    )
enter(
    "file/other-actions",
    "Hide: Next, after another action",
    behind(lambda: Dictionary(S=Name.Hide, T=String("x"))),
)
enter(
    "links/other-files",
    "GoToR to another PDF, 'other.pdf': Next",
    behind(lambda: Dictionary(S=Name.GoToR, F=String("other.pdf"), D=Array([0, Name.Fit]))),
)
enter(
    "links/other-files",
    "on another machine",
    behind(lambda: Dictionary(S=Name.GoToR, F=String(r"\\\\192.0.2.1\\share\\x.pdf"))),
)
enter(
    "links/other-files",
    "GoToE to a PDF within a PDF",
    behind(lambda: Dictionary(S=Name.GoToE, T=Dictionary(R=Name.C, N=String("x")))),
)
for unsafe in (
    "javascript:alert(1)",
    " JavaScript:alert(1)",
    "file:///etc/passwd",
    "//192.0.2.1/x",
):
    enter(
        "links/unsafe-addresses",
        f"the address '{unsafe.strip()}'",
        behind(partial(Dictionary, S=Name.URI, URI=String(unsafe))),
    )


@catches("file/no-attachments", "'x.txt' is attached")
@in_pdf
def with_attachment(pdf: Pdf) -> None:
    pdf.attachments["x.txt"] = b"x"


@catches("file/no-attachments", "'y.xml' is attached")
@in_pdf
def with_an_associated_file(pdf: Pdf) -> None:
    stream = pdf.make_stream(b"<y/>")
    specification = Dictionary(Type=Name.Filespec, F=String("y.xml"), EF=Dictionary(F=stream))
    pdf.Root.AF = Array([pdf.make_indirect(specification)])


@catches("file/no-attachments", "a file is attached to page")
@in_pdf
def pinned_on(pdf: Pdf) -> None:
    add_note(pdf, "FileAttachment")


@catches("file/reproducible", "differs from a second build")
def differs(evidence: Evidence) -> Evidence:
    return replace(evidence, rebuilt=evidence.pdf + b"\n")


# Identity

EMBLEM = "layouts/houses/eu/emblem.svg"


@catches("identity/emblem-height", "the emblem is 0.85 cm high", FOUR_ON_A3)
@in_pdf
def copies_made_smaller(pdf: Pdf) -> None:
    for page in pdf.pages:
        smaller = page.Contents.read_bytes().replace(b"0.7071 0 -0 0.7071", b"0.6 0 0 0.6")
        page.Contents = pdf.make_stream(smaller)


enter(
    "identity/emblem-present",
    "is not on any page",
    in_source(styles=".emblem img { display: none }"),
    OF_THE_HOUSE,
    text__complete="the emblem's words are read out with it",
)
enter(
    "identity/emblem-height",
    "the emblem is 0.80 cm high",
    in_source(styles=".emblem img { width: 12mm; height: 8mm }"),
    OF_THE_HOUSE,
)
enter(
    "identity/emblem-unaltered",
    "times as wide as high",
    in_source(
        styles=".emblem img { width: 26mm }",
        files={EMBLEM: ('viewBox="0 0 27 18"', 'viewBox="0 0 27 18" preserveAspectRatio="none"')},
    ),
    OF_THE_HOUSE,
)
enter(
    "identity/emblem-unaltered",
    "the background of the emblem is not blue",
    in_source(files={EMBLEM: ('fill="#003399"', 'fill="#1a1c22"')}),
    OF_THE_HOUSE,
)
enter(
    "identity/emblem-unaltered",
    "twelve yellow stars",
    in_source(files={EMBLEM: ('<use href="#star" x="19.50000" y="9.00000"/>', "")}),
    OF_THE_HOUSE,
)
enter(
    "identity/emblem-statement",
    "statement is not next to the emblem",
    in_source(
        styles=".emblem-statements { flex: none; width: 13mm; margin-left: 14mm } "
        ".emblem-statement { font-size: 7.5pt }"
    ),
    OF_THE_HOUSE,
)
enter(
    "identity/emblem-statement",
    "the zh-Hans statement is not next to the emblem",
    in_source(
        styles=".side:lang(zh) .emblem-statement { position: absolute; left: 20mm; top: 60mm }"
    ),
    ("exchange", "handout"),
)
enter(
    "identity/emblem-clear",
    "is too close to the emblem",
    in_source(styles=".organisations { position: relative; top: -12pt; border: 0 }"),
    OF_THE_HOUSE,
)
enter(
    "identity/emblem-clear",
    "graphics are too close to the emblem",
    in_source(styles=".emblem-statements { margin-left: 1mm; border-left: 1pt solid var(--rule) }"),
    OF_THE_HOUSE,
)
