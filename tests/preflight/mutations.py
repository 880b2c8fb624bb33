"""Ways to spoil a good edition, each for one check: what preflight is there to catch."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pikepdf
from pikepdf import Array, ContentStreamInstruction, Dictionary, Name, Pdf, String

from bifolio.content import Run
from bifolio.preflight.evidence import Evidence

Spoil = Callable[[Evidence], Evidence]

FACT_SHEET = ("factsheet", "bilingual")
NOTICE = ("notice", "en")
PRICES = ("price-list", "bilingual")
LEAFLET = ("factsheet", "leaflet-en")
HANDOUT = ("factsheet", "handout")
BOOKLET = ("factsheet", "booklet-flip-long-edge")
"""Sheets with the pages of an edition."""

SPOILERS: dict[str, list[tuple[tuple[str, str], Spoil, str]]] = {}
"""By the id of the check: the edition that is spoiled, how, and what the finding says."""


def catches(
    check: str, says: str, edition: tuple[str, str] = FACT_SHEET
) -> Callable[[Spoil], Spoil]:
    """Enter the decorated function as one that `check` catches, with a message that `says` so."""

    def enter(spoil: Spoil) -> Spoil:
        SPOILERS.setdefault(check, []).append((edition, spoil, says))
        return spoil

    return enter


def in_pdf(change: Callable[[Pdf], None]) -> Spoil:
    """Spoil the finished PDF."""

    def spoil(evidence: Evidence) -> Evidence:
        with pikepdf.open(io.BytesIO(evidence.pdf)) as pdf:
            change(pdf)
            spoiled = io.BytesIO()
            pdf.save(spoiled)
        return replace(evidence, pdf=spoiled.getvalue())

    return spoil


def in_text(unit: str, language: str, old: str, new: str) -> Spoil:
    """Spoil the set text of a unit; the PDF has what it was before."""

    def spoil(evidence: Evidence) -> Evidence:
        content = evidence.copy[unit, language]
        assert old in content.text, content.text
        runs = (Run(content.text.replace(old, new, 1), language),)
        return replace(
            evidence, copy={**evidence.copy, (unit, language): replace(content, runs=runs)}
        )

    return spoil


def enter(check: str, says: str, spoil: Spoil, edition: tuple[str, str] = FACT_SHEET) -> None:
    catches(check, says, edition)(spoil)


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


# Text


@catches("text/overset", "longer than its box")
def longer_than_its_box(evidence: Evidence) -> Evidence:
    first, *others = evidence.placed
    return replace(evidence, placed=(replace(first, overset=12.0), *others))


@catches("text/outside-page", "outside")
@in_pdf
def shifted(pdf: Pdf) -> None:
    page = pdf.pages[0]
    moved = b"1 0 0 1 500 0 cm\n" + page.Contents.read_bytes()
    page.Contents = pdf.make_stream(moved)


@catches("text/outside-margins", "too far")
def narrow_margins(evidence: Evidence) -> Evidence:
    areas = tuple(replace(area, right=area.right - 60) for area in evidence.areas)
    return replace(evidence, areas=areas)


@catches("text/crosses-fold", "stands on the fold at 100 mm", LEAFLET)
@in_pdf
def a_line_at_the_fold(pdf: Pdf) -> None:
    lines: list[int] = []

    def change(operands: list[Any], operator: str) -> list[Any] | None:
        if operator != "Tm":
            return None
        lines.append(1)
        return [*operands[:4], float(operands[4]) + 44 * (len(lines) == 23), operands[5]]

    rewrite(pdf.pages[1], change, pdf)


@catches("text/overlap", "stands on")
@in_pdf
def pushed_up(pdf: Pdf) -> None:
    rows: list[float] = []

    def change(operands: list[Any], operator: str) -> list[Any] | None:
        if operator != "Tm":
            return None
        rows.append(float(operands[5]))
        return [*operands[:5], rows[0] + 4 if len(rows) in range(30, 40) else operands[5]]

    rewrite(pdf.pages[1], change, pdf)


def without_element(pdf: Pdf) -> None:
    element = next(elements(pdf, "/H2"))
    kids = element.P.K
    for at, kid in enumerate(kids):
        if isinstance(kid, Dictionary) and kid.objgen == element.objgen:
            del kids[at]
            return
    raise AssertionError("the element is not among its parent's")


enter("text/complete", "is not on the page", in_pdf(without_element))
enter(
    "text/complete",
    "is not on the page",
    in_text("outcome-dialogue", "en", "well-functioning", "working"),
)


@catches("text/reading-order", "is read after")
@in_pdf
def reversed_order(pdf: Pdf) -> None:
    for item in pdf.objects:
        if isinstance(item, Dictionary) and "/S" in item and isinstance(item.get("/K"), Array):
            kids = list(item.K)
            if len(kids) > 3 and all(isinstance(kid, Dictionary) for kid in kids):
                item.K = Array(kids[::-1])


@catches("text/missing-glyph", "lacks a glyph")
@in_pdf
def glyph_zero(pdf: Pdf) -> None:
    def change(operands: list[Any], operator: str) -> list[Any] | None:
        if operator != "TJ":
            return None
        return [
            Array(
                [
                    String(b"\0\0" + bytes(part)[2:]) if isinstance(part, String) else part
                    for part in operands[0]
                ]
            )
        ]

    rewrite(pdf.pages[0], change, pdf)


enter(
    "text/forbidden-characters",
    "U+200B",
    in_text("outcome-dialogue", "en", "dialogue", "dia\u200blogue"),
)


@catches("text/widows-orphans", "a single line")
def torn(evidence: Evidence) -> Evidence:
    at, long = next((at, each) for at, each in enumerate(evidence.placed) if each.lines > 3)
    parts = (replace(long, lines=1), replace(long, lines=3, page=long.page + 1))
    return replace(evidence, placed=(*evidence.placed[:at], *parts, *evidence.placed[at + 1 :]))


@catches("text/stranded-heading", "at the foot")
def stranded(evidence: Evidence) -> Evidence:
    at = next(at for at, placed in enumerate(evidence.placed) if placed.tag == "h2")
    moved = tuple(
        replace(placed, page=placed.page + 1, tag="p") if index > at else placed
        for index, placed in enumerate(evidence.placed)
    )
    return replace(evidence, placed=moved)


def spread(amount: float) -> Spoil:
    """Push the glyphs of long lines of Chinese apart."""

    def change(operands: list[Any], operator: str) -> list[Any] | None:
        if operator != "TJ" or len(operands[0]) < 24:
            return None
        return [
            Array(
                [part if isinstance(part, String) else float(part) - amount for part in operands[0]]
            )
        ]

    def spoil(pdf: Pdf) -> None:
        rewrite(pdf.pages[0], change, pdf)

    return in_pdf(spoil)


enter("text/loose-line", "loose-line", spread(200), ("factsheet", "zh-Hans"))


@catches("text/typography", "off-grid", ("factsheet", "zh-Hans"))
@in_pdf
def a_line_moved(pdf: Pdf) -> None:
    rows: list[int] = []

    def change(operands: list[Any], operator: str) -> list[Any] | None:
        if operator != "Tm":
            return None
        rows.append(1)
        return [*operands[:5], float(operands[5]) + 0.5 * (20 <= len(rows) < 30)]

    rewrite(pdf.pages[0], change, pdf)


@catches("text/runt", "the last line is")
def short_last_line(evidence: Evidence) -> Evidence:
    for block in evidence.blocks:
        lines = block.paragraph.lines
        if len(lines) > 2 and block.paragraph.kind == "P" and lines[-1].text.isascii():
            last = replace(lines[-1], glyphs=lines[-1].glyphs[:3], spaces=frozenset())
            short = replace(block, paragraph=replace(block.paragraph, lines=(*lines[:-1], last)))
            spoiled = replace(evidence)
            blocks = [short if each is block else each for each in evidence.blocks]
            spoiled.__dict__["blocks"] = blocks
            return spoiled
    raise AssertionError("no paragraph is long enough")


enter("text/doubled-words", "doubled", in_text("outcome-dialogue", "en", "and", "and and"))
enter("text/doubled-words", "doubled", in_text("outcome-dialogue", "zh-Hans", "的", "的的"))
enter("text/doubled-spaces", "a space too many", in_text("outcome-dialogue", "en", " ", "  "))
enter(
    "text/unbalanced-pairs",
    "1 ( and 0 )",
    in_text("outcome-dialogue", "en", "dialogue", "(dialogue"),
)
enter(
    "text/unbalanced-pairs",
    "1 《 and 0 》",
    in_text("outcome-dialogue", "zh-Hans", "对话", "《对话"),
)
enter("text/placeholder", "TODO", in_text("outcome-dialogue", "en", "dialogue", "TODO"))
enter("text/placeholder", "待补", in_text("outcome-dialogue", "zh-Hans", "对话", "待补"))

# Across the languages


@catches("languages/complete", "has no zh-Hans text")
def without_translation(evidence: Evidence) -> Evidence:
    manuscript = evidence.manuscript.__class__(
        evidence.manuscript.folder, evidence.manuscript.publication, evidence.manuscript.text
    )
    unit = next(unit for unit in manuscript.text.front if unit.id == "funding")
    poorer = unit.model_copy(update={"text": {"en": unit.text["en"]}})
    front = tuple(poorer if each is unit else each for each in manuscript.text.front)
    text = manuscript.text.model_copy(update={"front": front})
    return replace(evidence, manuscript=replace(manuscript, text=text))


enter(
    "languages/same-numbers",
    "only in zh-Hans: 12",
    in_text("service", "zh-Hans", "每天 10:00", "每天 12:00"),
    PRICES,
)
enter(
    "languages/same-addresses",
    "is in the en text only",
    in_text("outcome-dialogue", "en", "dialogue", "dialogue (see https://example.org)"),
)
enter(
    "languages/same-acronyms",
    "'UNHCR' of the en text",
    in_text("outcome-dialogue", "en", "dialogue", "dialogue (UNHCR)"),
)
enter(
    "languages/same-names",
    "the name 'Nordic Council' of the en text",
    in_text("outcome-dialogue", "en", "dialogue", "dialogue with the Nordic Council"),
)
enter(
    "languages/glossary",
    "'irregular migration' is not translated",
    in_text("outcome-dialogue", "en", "dialogue", "irregular migration"),
)
enter(
    "languages/forbidden-variants",
    "'非法移民'",
    in_text("outcome-dialogue", "zh-Hans", "移民", "非法移民"),
)
enter(
    "languages/length-ratio",
    "characters of Chinese",
    in_text("outcome-dialogue", "zh-Hans", "之间结构完善、运作良好的移民对话得到巩固和支持", ""),
)

# Accessibility


@catches("accessibility/tagged", "not say that the PDF is tagged")
@in_pdf
def not_marked(pdf: Pdf) -> None:
    del pdf.Root.MarkInfo


@catches("accessibility/title-shown", "not asked to show the title")
@in_pdf
def title_hidden(pdf: Pdf) -> None:
    pdf.Root.ViewerPreferences.DisplayDocTitle = False


@catches("accessibility/identified", "does not say that this is PDF/UA-1")
@in_pdf
def not_identified(pdf: Pdf) -> None:
    packet = pdf.Root.Metadata.read_bytes()
    pdf.Root.Metadata.write(re.sub(rb"pdfuaid:part", b"pdfuaid:patr", packet))


@catches("accessibility/language", "the catalog says ''")
@in_pdf
def no_language(pdf: Pdf) -> None:
    del pdf.Root.Lang


@catches("accessibility/language", "is zh-Hans and marked as 'en'")
@in_pdf
def wrong_language(pdf: Pdf) -> None:
    for item in pdf.objects:
        if isinstance(item, Dictionary) and "/S" in item and item.get("/Lang") == "zh-Hans":
            item.Lang = String("en")


@catches("accessibility/headings", "a heading of level 4 after one of 1")
@in_pdf
def level_skipped(pdf: Pdf) -> None:
    for element in elements(pdf, "/H2"):
        element.S = Name.H4


@catches("accessibility/alternate-text", "has no alternate text")
@in_pdf
def no_alternate(pdf: Pdf) -> None:
    for element in elements(pdf, "/Figure"):
        del element.Alt


@catches("accessibility/table-headers", "has no header cells", PRICES)
@in_pdf
def headers_into_cells(pdf: Pdf) -> None:
    for element in list(elements(pdf, "/TH")):
        element.S = Name.TD


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


@catches("accessibility/bookmarks", "no bookmarks")
@in_pdf
def no_bookmarks(pdf: Pdf) -> None:
    del pdf.Root.Outlines


def painted_in(*colour: float) -> Spoil:
    def change(operands: list[Any], operator: str) -> list[Any] | None:
        return list(colour) if operator == "rg" else None

    def spoil(pdf: Pdf) -> None:
        for page in pdf.pages:
            rewrite(page, change, pdf)

    return in_pdf(spoil)


enter("accessibility/contrast", "contrast of 1.0 : 1", painted_in(1, 1, 1))
enter("colours/tokens-only", "is no colour of the house", painted_in(0.8, 0.1, 0.5))


@catches("accessibility/contrast", "where 4.5 : 1 is needed")
@in_pdf
def white_on_yellow(pdf: Pdf) -> None:
    page = pdf.pages[0]
    ground = b"/Artifact BMC q 1 0.8 0 rg 0 0 2000 2000 re f Q EMC\n"
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


@catches("accessibility/type-size", "type of 3 pt")
@in_pdf
def three_points(pdf: Pdf) -> None:
    def change(operands: list[Any], operator: str) -> list[Any] | None:
        # Type is given in CSS pixels, three quarters of a pt.
        return [operands[0], 4] if operator == "Tf" else None

    rewrite(pdf.pages[0], change, pdf)


# Paper


def painted_below(page: Any, pdf: Pdf, colour: str, *rectangle: float) -> None:
    box = " ".join(map(str, rectangle))
    ground = f"/Artifact BMC q {colour} rg {box} re f Q EMC\n".encode()
    page.Contents = pdf.make_stream(ground + page.Contents.read_bytes())


@catches("paper/unprintable-margin", "something stands within 5 mm of the left", HANDOUT)
@in_pdf
def rule_at_the_edge(pdf: Pdf) -> None:
    painted_below(pdf.pages[0], pdf, "0 0.2 0.6", 4, 100, 2, 60)


@catches("paper/all-pages", "page 5 of 'booklet' is on no sheet", BOOKLET)
@in_pdf
def page_left_out(pdf: Pdf) -> None:
    for page in pdf.pages:
        if "/P5" in page.Resources.XObject:
            page.Contents = pdf.make_stream(page.Contents.read_bytes().replace(b"/P5 Do", b""))


@catches("paper/toner", "toner covers", HANDOUT)
@in_pdf
def tinted_page(pdf: Pdf) -> None:
    painted_below(pdf.pages[1], pdf, "0.929 0.945 0.976", 20, 20, 550, 800)


@catches("paper/legible-in-grey", "in grey, where 4.5 : 1 is needed", HANDOUT)
def black_on_red(evidence: Evidence) -> Evidence:
    box = next(block.box for block in evidence.blocks if block.unit == "introduction-project")
    red = (255, 50, 35)

    def ground(pdf: Pdf) -> None:
        colour = " ".join(f"{part / 255:.3f}" for part in red)
        rectangle = box.left, box.bottom, box.right - box.left, box.top - box.bottom
        painted_below(pdf.pages[0], pdf, colour, *rectangle)

    spoiled = in_pdf(ground)(evidence)
    spoiled.__dict__["tokens"] = evidence.tokens | {red}
    return spoiled


# Fonts


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


@catches("fonts/to-unicode", "has no ToUnicode")
@in_pdf
def unreadable(pdf: Pdf) -> None:
    for font in of_subtype(pdf, "/Type0"):
        del font.ToUnicode


@catches("fonts/ours-only", "is none of ours")
@in_pdf
def system_font(pdf: Pdf) -> None:
    for font in (*of_subtype(pdf, "/Type0"), *of_subtype(pdf, "/CIDFontType2")):
        font.BaseFont = Name("/ABCDEF+Arial")


# Images


@catches("images/resolution", "dpi is the least", NOTICE)
@in_pdf
def coarse(pdf: Pdf) -> None:
    for image in of_subtype(pdf, "/Image"):
        image.Width, image.Height = 90, 60


@catches("images/outside-page", "outside of the page", NOTICE)
@in_pdf
def picture_moved_off(pdf: Pdf) -> None:
    (figure,) = elements(pdf, "/Figure")
    left, bottom, right, top = map(float, figure.A.BBox)
    figure.A.BBox = Array([left + 900, bottom, right + 900, top])


@catches("images/stretched", "stretched by", NOTICE)
@in_pdf
def picture_stretched(pdf: Pdf) -> None:
    for image in of_subtype(pdf, "/Image"):
        image.Height = 450


@catches("images/colour-space", "is in DeviceCMYK", NOTICE)
@in_pdf
def picture_in_cmyk(pdf: Pdf) -> None:
    for image in of_subtype(pdf, "/Image"):
        image.ColorSpace = Name.DeviceCMYK


@catches("images/missing", "is not in the PDF", NOTICE)
@in_pdf
def picture_dropped(pdf: Pdf) -> None:
    for element in elements(pdf, "/Figure"):
        element.Alt = String("something else")


# Links


def links(pdf: Pdf) -> Iterator[Any]:
    for item in pdf.objects:
        if isinstance(item, Dictionary) and item.get("/Subtype") == "/Link":
            yield item


@catches("links/targets", "there is no target 'nowhere'")
@in_pdf
def dead_end(pdf: Pdf) -> None:
    link = next(links(pdf))
    link.A = Dictionary(S=Name.GoTo, D=String("nowhere"))


@catches("links/addresses", "'http://ec europa' is not an address")
@in_pdf
def malformed(pdf: Pdf) -> None:
    next(links(pdf)).A.URI = String("http://ec europa")


# File


@catches("file/size", "is the most")
@in_pdf
def swollen(pdf: Pdf) -> None:
    pdf.Root.Swollen = pdf.make_stream(random.Random(1).randbytes(300_000))


@catches("file/pages", "the page is blank")
@in_pdf
def blank_page(pdf: Pdf) -> None:
    pdf.add_blank_page(page_size=(595.28, 841.89))


@catches("file/boxes", "the page is")
@in_pdf
def other_paper(pdf: Pdf) -> None:
    for page in pdf.pages:
        page.MediaBox = page.TrimBox = page.BleedBox = Array([0, 0, 612, 842])


@catches("file/boxes", "the page is 216 x 297 mm", BOOKLET)
@in_pdf
def other_sheets(pdf: Pdf) -> None:
    for page in pdf.pages:
        page.MediaBox = Array([0, 0, 612, 842])


@catches("file/metadata", "has no author")
@in_pdf
def anonymous(pdf: Pdf) -> None:
    del pdf.docinfo["/Author"]


@catches("file/version", "the file is PDF 1.4")
def old_version(evidence: Evidence) -> Evidence:
    return replace(evidence, pdf=evidence.pdf.replace(b"%PDF-1.7", b"%PDF-1.4", 1))


@catches("file/no-javascript", "starts when the file is opened")
@in_pdf
def programmed(pdf: Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


@catches("file/no-attachments", "'x.txt' is attached")
@in_pdf
def with_attachment(pdf: Pdf) -> None:
    pdf.attachments["x.txt"] = b"x"


@catches("file/reproducible", "is not what its source gives")
def differs(evidence: Evidence) -> Evidence:
    return replace(evidence, reprinted=evidence.pdf + b"\n")


# Identity


def emblem(change: Callable[[float, float, float, float], tuple[float, ...]]) -> Spoil:
    def spoil(pdf: Pdf) -> None:
        (figure,) = elements(pdf, "/Figure")
        figure.A.BBox = Array(list(change(*map(float, figure.A.BBox))))

    return in_pdf(spoil)


@catches("identity/emblem-present", "is not on any page")
@in_pdf
def emblem_renamed(pdf: Pdf) -> None:
    (figure,) = elements(pdf, "/Figure")
    figure.Alt = String("A flag")


enter(
    "identity/emblem-height",
    "the emblem is 0.50 cm high",
    emblem(lambda left, bottom, right, top: (left, top - 14.17, left + 21.26, top)),
)
enter(
    "identity/emblem-unaltered",
    "times as wide as high",
    emblem(lambda left, bottom, right, top: (left, bottom, right + 20, top)),
)
enter(
    "identity/emblem-unaltered", "the ground of the emblem is not blue", painted_in(0.1, 0.5, 0.1)
)
enter(
    "identity/emblem-statement",
    "statement is not beside it",
    emblem(lambda left, bottom, right, top: (left, bottom - 400, right, top - 400)),
)
enter(
    "identity/emblem-clear",
    "is too near to the emblem",
    emblem(lambda left, bottom, right, top: (left, bottom - 30, right, top - 30)),
)
