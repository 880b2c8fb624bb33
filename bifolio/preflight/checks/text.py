"""Text: complete and in order, within its boxes, legible and well set."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from itertools import chain, groupby, pairwise

from bifolio.document.blocks.qr_code import CodeAlternative
from bifolio.languages import find_language, spaced_marks
from bifolio.languages.scripts import IDEOGRAPHS
from bifolio.paper.formats import PT_PER_MM
from bifolio.pdf.geometry import PageRectangle
from bifolio.pdf.glyphs import ARTIFACT, PICTURE, TextLine
from bifolio.preflight.checks.images import figure_boxes
from bifolio.preflight.checks.reading import excerpt
from bifolio.preflight.document import Document, TextBlock, fold, said
from bifolio.preflight.evidence import Evidence, without_hyphens
from bifolio.preflight.findings import Severity, Sighting, whole_page
from bifolio.preflight.registry import check
from bifolio.preflight.source import EditionSource, Expected
from bifolio.preflight.typography.measure import LOOSE, REGISTER, RULES
from bifolio.text.addresses import without_addresses
from bifolio.text.placements import TextPlacement
from bifolio.text.references import with_pages
from bifolio.text.runs import LINE_BREAK, Runs, TextId, says_the_same

MANY = 3
"""Successive texts that are missing; so many or more are reported together."""

NEARLY = 0.5
"""pt; less is rounding."""

OUTSET = 6.0
"""pt; boxes with a background, and their text, may extend into the margin by design."""

FOLD_ROOM = 2 * PT_PER_MM
"""pt on both sides of a fold that text keeps free."""

PLACEHOLDER = re.compile(
    r"\b(lorem ipsum|dolor sit amet|TODO|TBD|FIXME|XXX+|insert text here)\b|待补|占位|此处填写",
    re.I,
)

DOUBLED = re.compile(r"\b([A-Za-z]{2,})\s+\1\b|([的是在和与及为对将])\2", re.I)
"""A word, or a Chinese particle, twice in a row."""

TYPED_BULLET = re.compile(r"\s*([•‣⁃∙▪▫▸▶►●■□◆◇➢➤])\s*\S")
"""A bullet with words after it; alone, it may be a sign in a table."""

NEVER_SPACED = ",.;:!?"
"""Marks without a space before them, except in languages that set one."""


MEANT_TWICE = frozenset({"that", "had", "tsk", "bora", "pago"})
"""Words that are right twice in a row, in every language."""

MEANT_TWICE_IN = {
    "de": re.compile(
        # A relative pronoun before an article: ein Eiweiß, das das Virus erkennt; Sie sie.
        r"(?i:(?<=,\s)(?:\w+\s+)?(der|die|das|dem|den)\s+\1\b)|\b[Ss]ie\s+sie\b"
    ),
    "fr": re.compile(r"\b(nous|vous|faire)\s+\1\b", re.I),  # si vous vous sentez mal
}
"""What is right twice in a row in a language, by its first subtag."""

LAST_LETTERS, FIRST_LETTERS = re.compile("[A-Za-z]+$"), re.compile("^[A-Za-z]+")

HAN = re.compile(f"[{IDEOGRAPHS}]")

LOW_QUOTES = (re.compile("‚([^‚‘’]*)[‘’]"), re.compile("„([^„“”]*)[“”]"))
"""Quotes of German, Czech, Polish and others, with the closing mark that opens in English."""

ENGLISH = "“”"
"""Quotation marks that French and traditional Chinese have only within others, or not at all."""

PAIRS = ("()", "（）", "[]", "［］", "《》", "〈〉", "「」", "『』", "【】", "“”")

FORBIDDEN_CATEGORIES = frozenset({"Cc", "Co", "Cn", "Cs"})
FORBIDDEN_CHARACTERS = frozenset(
    "\ufffd\ufeff\u200b\u2028\u2029"
    # Bidirectional controls, which disguise a text (Unicode TR 36).
    "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)

GLYPH_OVERLAP = 0.1
"""The part of their size that two glyphs must have in common to overlap; marks are closer set."""

MUCH_ALIKE = 0.5
"""The similarity of a text and an altered copy of it (`difflib`)."""


@check("text/overset", Severity.FAIL)
def overset(evidence: Evidence) -> Iterator[Sighting]:
    """Text extends beyond the end of its box or of the page area, or a place has no room for it.

    Why: Overset text is clipped, is missing or overlaps the next text.
    Fix: shorten the text, leave sections out of the edition (`except: [EDITION]` or `editions:` at
    the section), choose a larger paper or a layout with more room (`bifolio layouts`), or enlarge
    the box in the layout
    """
    for placed in evidence.placements.texts:
        if placed.overset:
            message = f"the text is {placed.overset:.1f} pt longer than its box"
            yield _placed(placed, message, evidence.source)
    for cut in evidence.placements.cut:
        first = cut.texts[0]
        place = evidence.source.place_of(first)
        much = "1 line is" if cut.lines == 1 else f"{cut.lines} lines are"
        if cut.of == "running head":
            message = f"the running head is too long for its margin: {much} too many"
            hint = "write a shorter `running-title` under `front:` in text.yaml"
            yield Sighting(
                f"{message}; {hint}", whole_page(cut.page), place, first.language, first.unit
            )
            continue
        pictures = "a picture" if cut.pictures == 1 else f"{cut.pictures} pictures"
        with_pictures = f", with {pictures}" if cut.pictures else ""
        message = (
            f"the text is too long for its place: {much} too many{with_pictures}, about "
            f"{cut.percent} % of those there; '{first.unit}' is the first that is cut"
        )
        yield Sighting(message, whole_page(cut.page), place, first.language, first.unit)


@check("text/outside-page", Severity.FAIL)
def outside_page(evidence: Document) -> Iterator[Sighting]:
    """A line of text extends beyond the page.

    Why: Content outside of the page is not printed.
    Fix: move the text into the page, or make it smaller
    """
    for block, line, box in evidence.lines:
        if block.text in evidence.too_long:  # see text/overset
            continue
        beyond = evidence.beyond_page(block.page, box)
        if beyond > NEARLY:
            yield block.seen(f"'{excerpt(line.text)}' is {beyond:.1f} pt outside of the page", box)


@check("text/outside-margins", Severity.WARN, of_margins=True)
def outside_margins(evidence: Evidence) -> Iterator[Sighting]:
    """A line of text extends into a margin of its page.

    Why: Text in the margin may be cut off, and something is wider than planned.
    Fix: give the text a narrower box, or let long words break
    """
    areas = dict(enumerate(evidence.placements.areas, 1))
    for block in (each for each in evidence.blocks if each.page in areas):
        for line in block.paragraph.lines:
            box = line.box
            beyond = max(box.margins(areas[block.page].box))
            if beyond > NEARLY + OUTSET:
                message = f"'{excerpt(line.text)}' is {beyond:.1f} pt in the margin"
                yield block.seen(message, box)


@check("text/crosses-fold", Severity.FAIL)
def crosses_fold(evidence: Evidence) -> Iterator[Sighting]:
    """A line of text crosses or touches a fold of a leaflet.

    Why: Paper cracks at the fold, and folding is off by a millimetre or two.
    Fix: keep the text within its panel, with some space at the folds
    """
    for block, line, box in evidence.lines:
        trim = evidence.trims[block.page - 1]
        if line.baseline < trim.bottom:
            continue  # the slug line of a print shop
        for crease in evidence.creases(block.page):
            if line.left - FOLD_ROOM < trim.left + crease * PT_PER_MM < line.right + FOLD_ROOM:
                yield block.seen(f"'{excerpt(line.text)}' is on the fold at {crease:g} mm", box)


@check("text/overlap", Severity.FAIL)
def overlap(evidence: Document) -> Iterator[Sighting]:
    """Two paragraphs overlap.

    Why: Overlapping lines cannot be read.
    Fix: move one of the two in the layout
    """
    lines = sorted(evidence.lines, key=lambda each: (each[0].page, -each[2].top))
    reported: set[tuple[int, int]] = set()
    for index, (block, line, box) in enumerate(lines):
        for other, below, lower in lines[index + 1 :]:
            if other.page != block.page or lower.top < box.bottom:
                break
            common, pair = box.within(lower), (id(block), id(other))
            if other is block or pair in reported or common.width <= 1 or common.height <= 2:
                continue
            if not evidence.too_long.isdisjoint((block.text, other.text)):
                continue  # see text/overset
            if not _glyphs_overlap(line, below):
                continue  # a number that the layout generates, in a gap of the line
            reported.add(pair)
            message = f"'{excerpt(below.text)}' overlaps '{excerpt(line.text)}'"
            yield other.seen(message, lower)


def _glyphs_overlap(line: TextLine, other: TextLine) -> bool:
    """Whether a glyph of a line is at the same distance from the left edge as one of another."""
    return any(
        min(one.right, two.right) - max(one.x, two.x) > GLYPH_OVERLAP * min(one.size, two.size)
        for one in line.glyphs
        for two in other.glyphs
    )


@check("text/complete", Severity.FAIL)
def complete(evidence: Evidence) -> Iterator[Sighting]:
    """A unit of the source is not in the PDF exactly as written and once.

    Why: The page has to show every text of the editor, to the letter and once.
    Fix: if the layout is full, shorten the text or leave sections out of the edition (`except:
    [EDITION]` at the section); otherwise check whether the layout omits the unit
    """
    found = evidence.occurrences
    strays = [_bare([block], evidence.source) for block in evidence.blocks if not block.text]
    beside = [fold(evidence.source.as_read(said(block.paragraph))) for block in evidence.artifacts]
    wanted = Counter(each.content.id for each in evidence.source.expected)
    # A picture has its alternate text in one of the languages.
    alternates = set(map(fold, evidence.alternates))
    pictured = {each.unit.id for each in evidence.source.expected if each.folded in alternates}
    # Running titles begin on the second page.
    running = evidence.placements.running if len(evidence.pages) == 1 else ()
    rows = _without_place(evidence)
    for row in rows:
        message = f"'{row[0].unit.id}' and {len(row) - 1} texts after it are on no page"
        yield row[0].seen(message)
    reported = {id(each) for row in rows for each in row}
    too_long = evidence.too_long  # see text/overset
    for each in evidence.source.expected:
        text = each.content.id
        if each.unit.id in pictured or each.unit.pictures:  # see images/missing
            continue
        if isinstance(each.unit, CodeAlternative):  # see images/qr-code
            continue
        if id(each) in reported or text in running or text in too_long:
            continue
        # A layout may set text that is not in the flow as an artifact, such as a running title.
        folded = evidence.source.as_read(each.folded)
        times = found.get(text, ())
        altered = [_bare(one.blocks, evidence.source) for one in times if not one.is_exact]
        is_missing = not times and (each.in_flow or not any(folded in words for words in beside))
        is_missing = is_missing and not _is_said_in_another(each, evidence)
        # A text for all languages may be repeated for each of them.
        is_shared = each.unit.id in evidence.source.same_in_all
        most = len(evidence.source.shown_in(each.unit)) if is_shared else wanted[text]
        if altered or is_missing:
            words = excerpt(each.content.text)
            message = f"'{each.unit.id}' is not on the page to the letter: {words}"
            yield each.seen(message + difference(folded, altered or strays))
        elif each.in_flow and len(times) > most:
            yield each.seen(f"'{each.unit.id}' is on the page {len(times)} times")
    wholes = [
        (without_hyphens(evidence.source.as_read(each.folded)), each)
        for each in evidence.source.expected
    ]
    for block in evidence.blocks:
        if not block.text and (wrong := _stray(block, wholes, evidence)):
            yield block.seen(wrong)


def _is_said_in_another(each: Expected, evidence: Evidence) -> bool:
    """Whether the page has the same words of the unit in another language."""
    copy = evidence.source.copy
    others = (TextId(each.unit.id, language) for language in evidence.source.shown_in(each.unit))
    return any(
        other != each.content.id
        and other in copy
        and says_the_same(each.content, copy[other])
        and any(one.is_exact for one in evidence.occurrences.get(other, ()))
        for other in others
    )


def _bare(blocks: Sequence[TextBlock], source: EditionSource) -> str:
    """The text of blocks without hyphens and white space."""
    return without_hyphens(source.as_read(said(*(block.paragraph for block in blocks))))


def _without_place(evidence: Evidence) -> list[list[Expected]]:
    """Rows of successive texts of one language that the layout has no room for."""
    placed = {each.text for each in evidence.placements.texts} | evidence.occurrences.keys()
    placed |= {
        each.content.id
        for each in evidence.source.expected
        if each.content.id not in placed and _is_said_in_another(each, evidence)
    }
    placed |= evidence.too_long
    texts = [each for each in evidence.source.expected if not each.unit.pictures]
    rows = [
        list(row)
        for language in evidence.languages
        for is_missing, row in groupby(
            (each for each in texts if each.content.language == language),
            key=lambda each: each.in_flow and each.content.id not in placed,
        )
        if is_missing
    ]
    return [row for row in rows if len(row) >= MANY]


@check("text/reading-order", Severity.FAIL)
def reading_order(evidence: Evidence) -> Iterator[Sighting]:
    """The reading order of the tags differs from the order of the source.

    Why: Screen readers follow the order of the tags.
    Fix: put the elements in the order of the source, and position them by CSS
    """
    in_flow = [each.content.id for each in evidence.source.expected if each.in_flow]
    order = {text: number for number, text in enumerate(in_flow)}
    last: dict[str, TextBlock] = {}
    repeatable: set[str] = set()
    for block in evidence.blocks:
        if block.text not in order or block.unit in repeatable:
            continue
        if block.unit in evidence.source.same_in_all:
            repeatable.add(block.unit)
        one = last.get(block.language)
        last[block.language] = block
        if one and one.text and block.text and order[block.text] < order[one.text]:
            yield block.seen(f"'{block.unit}' is read after '{one.unit}'")


@check("text/facing-pages", Severity.WARN)
def facing_pages(evidence: Evidence) -> Iterator[Sighting]:
    """A text and its translation are not on facing pages, in a layout that promises it.

    Why: Readers compare the two languages side by side.
    Fix: shorten the text of the longer page, or split it into sections or paragraphs that fit one
    """
    if not evidence.has_facing_pages or len(evidence.languages) < 2:
        return
    left, right = evidence.languages[:2]
    in_flow = {each.unit.id for each in evidence.source.expected if each.in_flow}
    in_flow -= evidence.source.same_in_all
    pages: dict[TextId, dict[int, TextBlock]] = {}
    for block in evidence.blocks:
        if block.text and block.unit in in_flow:
            pages.setdefault(block.text, {}).setdefault(block.page, block)
    reported: set[int] = set()
    for (unit, language), found in pages.items():
        facing = pages.get(TextId(unit, right))
        if language != left or facing is None or _are_facing(set(found), set(facing)):
            continue
        page, block = next(iter(found.items()))
        if page not in reported:  # the rest of the page is misplaced, too
            reported.add(page)
            here, there = (" and ".join(map(str, each)) for each in (found, facing))
            where = f"on page {here} in {left}, on page {there} in {right}"
            yield block.seen(f"'{unit}' is not on facing pages: {where}")


def _are_facing(left: set[int], right: set[int]) -> bool:
    """Whether the pages of a text face those of its translation, or are the same."""
    return left == right or (
        all(page % 2 == 0 for page in left) and right == {page + 1 for page in left}
    )


@check("text/missing-glyph", Severity.FAIL)
def missing_glyph(evidence: Document) -> Iterator[Sighting]:
    """A character is shown as the missing glyph (.notdef) of its font.

    Why: A missing glyph is printed as an empty box.
    Fix: type another character, or add a font with it to fonts/
    """
    for block in evidence.blocks:
        for line in block.paragraph.lines:
            if "\ufffd" in line.text or "\0" in line.text:
                yield block.seen(f"a glyph is missing in '{excerpt(line.text)}'")
    for number, font in dict.fromkeys(evidence.missing_glyphs()):
        yield Sighting(f"the font {font} lacks a glyph", whole_page(number))


@check("text/forbidden-characters", Severity.FAIL)
def forbidden_characters(evidence: Evidence) -> Iterator[Sighting]:
    """A text contains a control character, a private-use character or an invisible character.

    Why: Programs interpret them differently, or not at all.
    Fix: delete the character; it often comes from pasted text
    """
    for each in evidence.source.expected:
        for character in _forbidden(each.content.text.replace(LINE_BREAK, "")):
            yield each.seen(f"U+{ord(character):04X} in '{excerpt(each.content.text)}'")
    for block, line, box in evidence.lines:
        for character in _forbidden(line.text):
            message = f"U+{ord(character):04X} is in the PDF, in '{excerpt(block.words)}'"
            yield block.seen(message, box)


def _forbidden(text: str) -> list[str]:
    return [
        each
        for each in text
        if unicodedata.category(each) in FORBIDDEN_CATEGORIES or each in FORBIDDEN_CHARACTERS
    ]


REPEATED = frozenset({"thead", "tfoot"})
"""HTML elements that the renderer repeats on each page of a table."""


@check("text/widows-orphans", Severity.WARN)
def widows_orphans(evidence: Evidence) -> Iterator[Sighting]:
    """A paragraph leaves a single line in a column or on a page (widow or orphan).

    Why: Single lines at the top or the bottom of a column interrupt reading.
    Fix: set `orphans: 2; widows: 2`, or reword the paragraph
    """
    parts: dict[int, list[TextPlacement]] = {}
    # Text that is not in the flow may be repeated on several pages.
    flowing = {each.content.id for each in evidence.source.expected if each.in_flow}
    for placed in evidence.placements.texts:
        if placed.text in flowing and REPEATED.isdisjoint(placed.around):
            parts.setdefault(placed.element, []).append(placed)
    for pieces in parts.values():
        columns = {(piece.page, piece.box.left) for piece in pieces}
        for piece in (pieces[0], pieces[-1]) if len(columns) > 1 else ():
            if piece.lines == 1:
                yield _placed(piece, "a single line is alone in its column", evidence.source)


@check("text/stranded-heading", Severity.WARN)
def stranded_heading(evidence: Evidence) -> Iterator[Sighting]:
    """A heading is in another column or on another page than the text after it.

    Why: A heading belongs to the text below it.
    Fix: set `break-after: avoid` on the heading
    """
    title = evidence.source.manuscript.title.id  # it may have a page of its own
    for one, other in pairwise(evidence.placements.texts):
        is_heading = re.fullmatch("h[1-6]", one.tag) is not None and one.text.unit != title
        if not is_heading or re.fullmatch("h[1-6]", other.tag) or not _is_torn_off(one, other):
            continue
        if not any(_is_below(one, picture) for picture in figure_boxes(evidence)):
            yield _placed(one, "the heading is at the bottom of its column", evidence.source)


@check("text/loose-line", Severity.WARN)
def loose_line(evidence: Document) -> Iterator[Sighting]:
    """A justified line of Chinese is too loose or too short.

    Why: Gaps in a line, or a short line among even ones, disturb reading.
    Fix: reword the sentence, or widen the column
    """
    yield from _typography(evidence, LOOSE)


@check("text/typography", Severity.FAIL)
def typography(evidence: Document) -> Iterator[Sighting]:
    """A line breaks a rule of Chinese typesetting.

    Why: Line breaks, punctuation width and the grid follow CLREQ 3.1 and 3.2 and GB/T 15834.
    Fix: look at the line in preflight.html beside the PDF; reword its paragraph, so that lines end
    elsewhere, or accept it: `accepted:` in the unit; in a layout of Bifolio, report it to the
    developers
    """
    yield from _typography(evidence, *(RULES.keys() - {LOOSE, REGISTER}))


@check("text/baseline-grid", Severity.WARN)
def baseline_grid(evidence: Document) -> Iterator[Sighting]:
    """The baselines of body text do not align with those of the next column.

    Why: Columns whose baselines do not align look restless.
    Fix: use spacing of whole or half leadings; `--block-step: var(--leading)` rounds a box up
    """
    yield from _typography(evidence, REGISTER)


@check("text/runt", Severity.INFO)
def runt(evidence: Document) -> Iterator[Sighting]:
    """The last line of a paragraph is a single short word (runt).

    Why: A very short last line looks like an error.
    Fix: reword the paragraph
    """
    for block in evidence.blocks:
        lines = block.paragraph.lines
        if len(lines) > 2 and block.paragraph.kind == "P":
            last = lines[-1].text
            if " " not in last and len(last) < 5 and not HAN.search(last):
                yield block.seen(f"the last line is '{last}'", lines[-1].box)


@check("text/torn-word", Severity.WARN)
def torn_word(evidence: Evidence) -> Iterator[Sighting]:
    """A word is broken at the end of a line without a hyphen.

    Why: A word broken without a hyphen reads as two words.
    Fix: widen the column, or allow hyphenation
    """
    for block in evidence.blocks:
        if block.text is None:
            continue
        text = without_addresses(evidence.source.copy[block.text].text)
        for one, other in pairwise(block.paragraph.lines):
            end, begin = LAST_LETTERS.search(one.text), FIRST_LETTERS.search(other.text)
            if not end or not begin or f"{end[0]} {begin[0]}" in text:
                continue
            if word := re.search(rf"\b\w*{end[0]}{begin[0]}\w*\b", text):
                yield block.seen(f"'{word[0]}' is broken after '{end[0]}'", one.box)


@check("text/doubled-words", Severity.WARN)
def doubled_words(source: EditionSource) -> Iterator[Sighting]:
    """A word or a Chinese particle is repeated.

    Why: Spelling checkers often miss repeated words.
    Fix: delete one of the two
    """
    for each in source.expected:
        for words in doubled(each.content.text, each.content.language):
            yield each.seen(f"'{words}' is repeated")


def doubled(text: str, language: str) -> list[str]:
    """The words that are twice in a row in a text, unless they are right in its language."""
    rule = MEANT_TWICE_IN.get(language.partition("-")[0])
    right = {match.end() for match in rule.finditer(text)} if rule else set[int]()
    return [
        match[0]
        for match in DOUBLED.finditer(text)
        if match.end() not in right and match[0].split()[0].lower() not in MEANT_TWICE
    ]


@check("text/doubled-spaces", Severity.WARN)
def doubled_spaces(source: EditionSource) -> Iterator[Sighting]:
    """A text contains a double space, or a space next to a mark that has none.

    Why: Marks such as the full stop have no space before them, and full-width marks include their
    own space (CLREQ 3.1.3); Bifolio keeps the spaces that you type.
    Fix: delete the extra space
    """
    for each in source.expected:
        if has_space_too_many(with_pages(each.content.runs), each.content.language):
            yield each.seen(f"an extra space in '{excerpt(each.content.text)}'")


def has_space_too_many(text: str, language: str) -> bool:
    """Whether a text has a double space, or one before a mark or after a full-width one."""
    spaced = spaced_marks(language).before
    marks = "".join(mark for mark in NEVER_SPACED if mark not in spaced)
    too_many = rf" {{2}}|[ \u00a0][{marks}](?:\s|$)|[，。、；：？！] (?=[{IDEOGRAPHS}])"
    return re.search(too_many, text) is not None


@check("text/typed-bullet", Severity.WARN)
def typed_bullet(source: EditionSource) -> Iterator[Sighting]:
    """A line of a text begins with a bullet that was typed or pasted.

    Why: Its lines have no indent, and screen readers do not announce a list; an item of a list has
    a bullet already.
    Fix: write a block with `kind: list` and its `items:`, without bullets
    """
    for each in source.expected:
        if each.unit.pictures:
            continue
        for line in with_pages(each.content.runs).split(LINE_BREAK):
            if match := TYPED_BULLET.match(line):
                yield each.seen(f"'{excerpt(line)}' begins with the bullet {match[1]}")
                break


@check("text/unbalanced-pairs", Severity.WARN)
def unbalanced_pairs(source: EditionSource) -> Iterator[Sighting]:
    """A bracket or a quotation mark is unbalanced; in Spanish, also a question or an exclamation.

    Why: Every opening bracket or quotation mark needs a closing one, and ¿ and ¡ do.
    Fix: add the missing mark, or delete the other
    """
    for each in source.expected:
        content = each.content
        rules = find_language(content.language)
        # Doubtful quotes are reported by text/doubtful-quotes.
        text = re.sub("[“”‘’「」『』]", "", content.text) if content.doubts else content.text
        found = pairs_of(text, straight=rules is None)
        if rules and rules.inverted:
            own = (run.text for run in content.runs if run.language == content.language)
            found = chain(found, inverted_of(without_addresses("".join(own)), rules.inverted))
        for what in found:
            yield each.seen(f"{what} in '{excerpt(each.content.text)}'")


@check("text/doubtful-quotes", Severity.WARN)
def doubtful_quotes(source: EditionSource) -> Iterator[Sighting]:
    r"""A straight quotation mark has no partner, or is ambiguous.

    Why: It may open, close, be an apostrophe or mean inches; a wrong guess would reverse all
    quotation marks after it.
    Fix: type “ or ”, ‘ or ’ (the apostrophe), ′ or ″ for feet and inches, or \" and \' to keep the
    mark straight
    """
    for each in source.expected:
        for doubt in each.content.doubts:
            yield replace(each.seen(doubt.message), place=doubt.place)


@check("text/page-numbers", Severity.WARN)
def page_numbers(evidence: Evidence) -> Iterator[Sighting]:
    """A text refers to a page by its number, and none of several pages shows its number.

    Why: Without numbers on the pages, readers cannot find the page on paper.
    Fix: write the heading, {title:id}, or a link, [words](#id), instead of {page:id}; or leave the
    sentence out of the edition (`except: [EDITION]` or `editions:` at its block)
    """
    if len(evidence.trims) == 1 or any(
        re.search(rf"(?<!\d){block.page}(?!\d)", line.text)
        for block, line, box in evidence.lines
        if block.paragraph.kind == ARTIFACT
        and evidence.trims[block.page - 1].contains(box)  # unlike a slug line
    ):
        return
    for each in evidence.source.expected:
        for run in each.content.runs:
            if run.reference.startswith("page:"):
                yield each.seen(f"{{{run.reference}}} refers to a page without a number")


@check("text/foreign-quotes", Severity.WARN)
def foreign_quotes(source: EditionSource) -> Iterator[Sighting]:
    """A quotation has the marks of another language.

    Why: Quotations are in « » in French and in 「 」 in traditional Chinese; “ ” are for quotations
    within these in French, and for none in traditional Chinese.
    Fix: type the marks of the language, or straight ones, which Bifolio replaces by them
    """
    for each in source.expected:
        if found := outer_quotation(each.content.runs, each.content.language):
            yield each.seen(f"'{excerpt(found)}' has “ ” around it")


def outer_quotation(runs: Runs, language: str) -> str:
    """The first quotation in “ ” that is within no other one, in a language with other marks.

    Empty if there is none. Words in another language may have the marks of that.
    """
    rules = find_language(language)
    if rules is None or rules.quotes[0] == ENGLISH:
        return ""
    begin, end = rules.quotes[0][0], rules.quotes[0][1]
    text = "".join(run.text for run in runs if run.language == language)
    # Quotations of several paragraphs begin or end elsewhere.
    outside = re.sub(f"(?:^|{begin})[^{begin}{end}]*{end}|{begin}[^{end}]*$", "", text)
    match = re.search("“[^“”]*”", outside)
    return match[0] if match else ""


@check("text/placeholder", Severity.FAIL)
def placeholder(source: EditionSource) -> Iterator[Sighting]:
    """A text is or contains placeholder text.

    Why: Placeholder text in print discredits the publication.
    Fix: write the text
    """
    for each in source.expected:
        if match := PLACEHOLDER.search(each.content.text):
            yield each.seen(f"'{match[0]}' in '{excerpt(each.content.text)}'")


def _is_below(heading: TextPlacement, picture: PageRectangle) -> bool:
    """Whether a picture is below a heading, in its column."""
    box, column = picture.rectangle, heading.box
    beside = box.right <= column.left or box.left >= column.right
    return picture.page == heading.page and box.top <= column.bottom + NEARLY and not beside


def _is_torn_off(heading: TextPlacement, text: TextPlacement) -> bool:
    """Whether what follows a heading is on a later page, or in the column beside it."""
    if heading.page != text.page:
        return heading.page < text.page
    one, other = heading.box, text.box
    as_wide = abs(one.width - other.width) < NEARLY
    return as_wide and other.left >= one.right and other.top > one.top


def pairs_of(text: str, *, straight: bool) -> Iterator[str]:
    """What is wrong with the brackets and quotes of `text`.

    Straight quotes are its quotes in a language without a file; else `text/doubtful-quotes` reports
    them, and those that are left were escaped.
    """
    for low in LOW_QUOTES:
        text = low.sub(r"\1", text)
    for opening, closing in map(tuple, PAIRS):
        opened, closed = text.count(opening), text.count(closing)
        if opened != closed:
            yield f"{opened} {opening} and {closed} {closing}"
            return
    if "„" in text or text.count("‘") > text.count("’"):  # which is an apostrophe, too
        yield f"{'„' if '„' in text else '‘'} that is not closed"
    if straight and len(re.findall(r'(?<!\d)"', text)) % 2 and text.count('"') % 2:
        yield 'one " too many or too few'
    waiting: list[str] = []
    closing_of = {pair[0]: pair[1] for pair in PAIRS}
    for character in text:
        if character in closing_of:
            waiting.append(closing_of[character])
        elif character in closing_of.values() and (not waiting or waiting.pop() != character):
            yield f"{character} closes what was not opened last"
            return


def inverted_of(text: str, pairs: Mapping[str, str]) -> Iterator[str]:
    """The questions and exclamations of `text` whose other mark is missing.

    ¡ and ? may be one pair: ¡Qué dices?
    """
    text = re.sub(r"\([?!]+\)", "", text)  # a comment: an answer (?)
    opened = sum(map(text.count, pairs))
    closed = sum(map(text.count, pairs.values()))
    if opened != closed:
        yield f"{opened} {' '.join(pairs)} and {closed} {' '.join(pairs.values())}"


def _typography(evidence: Document, *rules: str) -> Iterator[Sighting]:
    for block, violation in evidence.typography:
        if violation.rule in rules and (violation.rule in GRID or _is_set_as_han(block.language)):
            message = f"{violation.rule}: {violation.what}"
            yield block.seen(message, violation.line.box)


GRID = frozenset({"off-grid", REGISTER})
"""Rules for every language; the others are for Chinese typesetting."""


def _is_set_as_han(tag: str) -> bool:
    """Whether the rules of Chinese apply to texts in `tag`, or to those of unknown language."""
    language = find_language(tag)
    return not tag or (language is not None and language.is_han)


def difference(text: str, strays: Sequence[str]) -> str:
    """The first letter of `text` that differs from the most similar of `strays`, for a message.

    Empty if none of them is similar.
    """
    bare = without_hyphens(text)
    close = get_close_matches(bare, strays, n=1, cutoff=MUCH_ALIKE)
    if not close:
        return ""
    pairs = enumerate(zip(bare, close[0], strict=False))
    shorter = min(len(bare), len(close[0]))
    at = next((at for at, (one, other) in pairs if one != other), shorter)
    if bare == close[0]:
        return "; a space or a hyphen differs"
    if at == len(bare):
        return f"; the page has an extra '{close[0][at]}' (U+{ord(close[0][at]):04X})"
    return f"; '{bare[at]}' (U+{ord(bare[at]):04X}) is not on the page in its place"


def _stray(block: TextBlock, wholes: Sequence[tuple[str, Expected]], evidence: Evidence) -> str:
    """The error of a block that is from no unit; empty for a part of a unit.

    `wholes` are all texts, each after its letters, as `_bare` returns those of blocks. A layout may
    set a text in parts, but not in addition to the whole text.
    """
    words = _bare([block], evidence.source)
    if block.paragraph.kind == PICTURE or not any(map(str.isalnum, words)):
        return ""
    whole = ""
    for letters, each in wholes:
        if words in letters:
            text = each.content.id
            may_repeat = not each.in_flow or text in evidence.placements.repeated
            if may_repeat or text not in evidence.occurrences:
                return ""
            whole = each.unit.id
    quoted = excerpt(block.words)
    return f"'{quoted}' of '{whole}' is repeated" if whole else f"'{quoted}' is from no unit"


def _placed(placed: TextPlacement, message: str, source: EditionSource) -> Sighting:
    """Something that was found in a text where the layout placed it."""
    box = PageRectangle(placed.page, placed.box)
    place = source.place_of(placed.text)
    return Sighting(message, box, place, placed.text.language, placed.text.unit)
