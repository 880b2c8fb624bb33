"""Ordinary content and layouts: what preflight must not refuse, and where it still must."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bifolio.document.publication import Sheets
from bifolio.preflight.checks import REGISTRY
from bifolio.preflight.checks.office import toner_coverage
from bifolio.preflight.evidence import Evidence, SheetsEvidence
from bifolio.preflight.findings import Severity
from bifolio.preflight.runner import inspect
from bifolio.text.placements import Placements
from tests.preflight.conftest import Examine, found
from tests.preflight.mutations import (
    HANDOUT,
    NOTICE,
    NOTICE_ZH,
    BuildChanged,
    Edition,
    Source,
    in_source,
)


def failing(evidence: Evidence) -> list[str]:
    """What the edition is refused for."""
    return [
        f"{each.check}: {each.message}"
        for each in inspect(evidence).findings
        if each.severity is Severity.FAIL
    ]


ITEMS = {
    "      - kind: paragraph\n        id: garden-hours": (
        "      - kind: list\n        id: garden-list\n        items:\n"
        "          - {id: garden-a, text: {en: a hat against the sun, zh-Hans: 遮阳帽}}\n"
        "          - {id: garden-b, text: {en: a bottle of water, zh-Hans: 一瓶水}}\n"
        "      - kind: paragraph\n        id: garden-hours"
    )
}


@pytest.mark.parametrize("edition", [NOTICE, NOTICE_ZH])
def test_a_bulleted_list_is_good(build_changed: BuildChanged, edition: Edition) -> None:
    evidence = build_changed(edition, in_source(ITEMS))
    assert failing(evidence) == []
    assert [each.words for each in evidence.artifacts if each.paragraph.kind == "Lbl"] == ["•"] * 2


NUMBERED = """
body { counter-reset: part }
h2::before { counter-increment: part; content: counter(part, cjk-decimal) "  " }
p.imprint::after { content: " \\203B" }
"""


@pytest.mark.parametrize("edition", [NOTICE, NOTICE_ZH])
def test_numbers_and_signs_of_the_stylesheet_are_good(
    build_changed: BuildChanged, edition: Edition
) -> None:
    evidence = build_changed(edition, in_source(styles=NUMBERED))
    assert failing(evidence) == []


def test_titles_in_chinese_keep_their_brackets_in_an_english_line(
    build_changed: BuildChanged,
) -> None:
    titles = " ".join(["Read 《红楼梦》 and 《西游记》,5 of them,"] * 12) + " in the garden behind"
    evidence = build_changed(NOTICE, in_source({"The garden behind": titles}))
    starts = [line.text[0] for block in evidence.blocks for line in block.paragraph.lines]
    assert "《" in starts
    assert failing(evidence) == []


def test_a_text_that_the_layout_does_not_name_is_found_by_its_words_and_has_no_known_role(
    examine: Examine,
) -> None:
    evidence = examine(*NOTICE)
    named = evidence.placements.texts
    others = tuple(each for each in named if each.text.unit != "title")
    assert len(others) < len(named)
    unnamed = replace(evidence, placements=replace(evidence.placements, texts=others))
    (block,) = (block for block in unnamed.blocks if block.unit == "title")
    assert block.placement is None
    checks = [REGISTRY["accessibility/roles"], REGISTRY["text/complete"]]
    assert inspect(unnamed, checks).findings == ()


def test_words_that_a_template_adds_are_still_reported(build_changed: BuildChanged) -> None:
    evidence = build_changed(NOTICE, in_source(body="<p>No entry.</p>"))
    assert any("'No entry.' is from no unit" in each for each in failing(evidence))


COVER = "object-fit: cover; width: 60mm; height: var(--paper-height); max-width: none"
CORNER = "top: calc(-1 * var(--margin-top)); left: calc(-1 * var(--margin-side))"
FRAME = "position: absolute; width: 40mm; height: 40mm; left: calc(-1 * var(--margin-side)); top: 0"
PICTURE = "margin-left: -20mm; width: 90mm; max-width: none"


def outside(build_changed: BuildChanged, styles: str) -> list[str]:
    """What is said of a second picture on the page, in a frame that `styles` are for."""
    figure = '{{ part.block(text.sections[0].blocks[0], "en") }}'
    body = f'<div class="frame">{figure}</div>'
    evidence = build_changed(
        NOTICE, in_source(styles=f".frame * {{ margin: 0 }} {styles}", body=body)
    )
    return [each for each in failing(evidence) if each.startswith("images/outside-page")]


MAP = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 180">
<rect width="300" height="180" fill="#eee"/>
<g font-family="Bifolio Latin" font-size="SIZE"><text x="20" y="160">A</text>
<text x="150" y="90">B</text><text x="250" y="60">C</text><text x="30" y="40">D</text></g></svg>"""


@pytest.mark.parametrize("size", [40, 4])
def test_names_on_a_map_are_in_any_order_and_small_ones_are_reported_at_the_picture(
    build_changed: BuildChanged, size: int
) -> None:
    files = {"source/notice/map.svg": MAP.replace("SIZE", str(size))}
    evidence = build_changed(NOTICE, in_source({"garden.png": "map.svg"}, files=files))
    wrong = [each for each in inspect(evidence).findings if each.severity is Severity.FAIL]
    assert {each.check for each in wrong} == ({"accessibility/type-size"} if size == 4 else set())
    alternatives = [text.place for text in evidence.source.copy.values() if "lawn" in text.text]
    assert all(each.place in alternatives for each in wrong)


CLIPPED = {
    "covering its box": f".frame img {{ position: absolute; {CORNER}; {COVER} }}",
    "in a frame": f".frame {{ {FRAME}; overflow: hidden }} .frame img {{ {PICTURE} }}",
    "round": f".frame img {{ position: absolute; {CORNER}; {COVER}; border-radius: 8mm }}",
}


@pytest.mark.parametrize("styles", CLIPPED.values(), ids=list(CLIPPED))
def test_what_a_clip_takes_away_of_a_picture_is_not_outside(
    build_changed: BuildChanged, styles: str
) -> None:
    assert outside(build_changed, styles) == []


UNCLIPPED = {
    "in a frame that shows all": f".frame {{ {FRAME} }} .frame img {{ {PICTURE} }}",
    "too wide": ".frame img { position: absolute; left: 100mm; width: 150mm; max-width: none }",
    "covering, and too far": f".frame img {{ position: absolute; top: 0; left: 150mm; {COVER} }}",
}


@pytest.mark.parametrize("styles", UNCLIPPED.values(), ids=list(UNCLIPPED))
def test_what_is_seen_of_a_picture_beyond_the_page_is_outside(
    build_changed: BuildChanged, styles: str
) -> None:
    assert outside(build_changed, styles) != []


LONG_WORDS = "internationalisation characteristically incomprehensibility " * 7


def test_a_word_hyphenated_at_the_end_of_a_column_is_whole(build_changed: BuildChanged) -> None:
    """The hyphen at the end of a column is as soft as any other."""
    typed = "The garden behind the house is open on Sundays"
    styles = """
    .section-text .columns { columns: 4; column-gap: 5mm }
    .section p { hyphens: auto; orphans: 1; widows: 1 }
    """
    text = {typed: f"{typed} {LONG_WORDS}", "12; everyone": "12: everyone"}
    evidence = build_changed(NOTICE, in_source(text, styles=styles))
    ends = [each.paragraph.lines[-1].text for each in evidence.blocks]
    assert any(end.endswith("-") for end in ends)
    assert failing(evidence) == []


REFRAIN = "河水上涨。" * 300
FOREIGN = "flood " * 1500


@pytest.mark.parametrize("text", [REFRAIN, f"{FOREIGN}河水上涨。"])
def test_a_text_that_goes_on_over_columns_and_pages_is_one(
    build_changed: BuildChanged, text: str
) -> None:
    """Columns may say the same; words of another language may fill all pages but the last."""
    styles = (
        ".section-text .columns { columns: 4; column-gap: 5mm } .section p { text-align: left }"
    )
    evidence = build_changed(NOTICE_ZH, in_source({"本馆后花园": text}, styles=styles))
    assert max(len(each.blocks) for times in evidence.occurrences.values() for each in times) > 2
    assert warned(evidence, "text/complete") == []
    assert warned(evidence, "text/reading-order") == []


def warned(evidence: Evidence, check: str) -> list[str]:
    """The messages of one check, whether the profile asks for it or not."""
    return [each.message for each in REGISTRY[check].run(evidence)]


BOOKLET = ("library", "booklet")


def test_facing_pages_of_a_booklet_are_in_step(examine: Examine) -> None:
    evidence = examine(*BOOKLET)
    assert evidence.placements.has_facing_pages
    assert warned(evidence, "text/facing-pages") == []


def test_a_longer_text_goes_on_in_the_next_spread(build_changed: BuildChanged) -> None:
    english, chinese = "The water rose in the night. " * 30, "夜里河水上涨。" * 40
    longer = "".join(
        f"      - kind: paragraph\n        id: more-{number}\n"
        f'        text: {{en: "{english}", zh-Hans: "{chinese}"}}\n'
        for number in range(5)
    )
    before = "  - id: services\n"
    evidence = build_changed(BOOKLET, in_source({before: longer + before}))
    assert len(evidence.pages) > 8
    assert warned(evidence, "text/facing-pages") == []
    assert warned(evidence, "text/complete") == []


def test_pages_out_of_step_are_reported_once_a_page(build_changed: BuildChanged) -> None:
    """One paragraph is longer than a page, in Chinese only."""
    longer = (
        "      - kind: paragraph\n        id: more\n"
        f'        text: {{en: "The water rose.", zh-Hans: "{"夜里河水上涨。" * 200}"}}\n'
    )
    changed = in_source({"  - id: services\n": longer + "  - id: services\n"})
    (said,) = warned(build_changed(BOOKLET, changed), "text/facing-pages")
    assert said.startswith("'more' is not on facing pages: on page ")


def test_a_page_left_blank_by_facing_pages_is_reported_with_its_cause(
    build_changed: BuildChanged,
) -> None:
    """One paragraph is longer than a page, in English only."""
    english = "The water rose in the night. " * 150
    longer = (
        "      - kind: paragraph\n        id: more\n"
        f'        text: {{en: "{english}", zh-Hans: "夜里河水上涨。"}}\n'
    )
    changed = in_source({"  - id: services\n": longer + "  - id: services\n"})
    (said,) = warned(build_changed(BOOKLET, changed), "file/pages")
    assert "longer than a page in one language" in said


def test_a_page_left_blank_by_texts_of_one_language_is_reported_at_the_first_of_them(
    build_changed: BuildChanged,
) -> None:
    """A section of them fills a spread."""
    own = (
        "  - id: own\n    blocks:\n"
        "      - {kind: heading, id: own-head, only: en, text: The water}\n"
        f'      - {{kind: paragraph, id: own-text, only: en, text: "{"The water rose. " * 100}"}}\n'
    )
    changed = in_source({"  - id: services\n": f"{own}  - id: services\n"})
    evidence = build_changed(BOOKLET, changed)
    found = list(REGISTRY["file/pages"].run(evidence))
    assert [each.message.partition(";")[0] for each in found] == ["the page is blank"]
    assert "one language only" in found[0].message
    assert found[0].place in [
        each.place for each in evidence.source.manuscript.units() if each.only
    ]


@pytest.mark.parametrize(("between", "blank"), [("", 1), ("heading", 0)])
def test_a_page_left_blank_by_two_breaks_is_reported_at_the_second_one(
    between: str, blank: int, build_changed: BuildChanged
) -> None:
    text = "      - {kind: heading, id: apart, text: {en: A part, zh-Hans: 一部分}}\n"
    breaks = [f"      - {{kind: break, id: break-{number}}}\n" for number in (1, 2)]
    added = breaks[0] + (text if between else "") + breaks[1]
    hours = "      - kind: paragraph\n        id: garden-hours"
    evidence = build_changed(NOTICE, in_source({hours: added + hours}))
    found = list(REGISTRY["file/pages"].run(evidence))
    blanks = [each for each in found if "blank" in each.message]
    assert len(blanks) == blank
    source = (evidence.source.manuscript.folder / "text.yaml").read_text("utf-8").splitlines()
    for each in blanks:
        assert each.place is not None
        assert "id: break-2" in source[each.place.line - 1]


@pytest.mark.parametrize("edition", [NOTICE, NOTICE_ZH])
def test_text_below_a_picture_is_on_the_grid(build_changed: BuildChanged, edition: Edition) -> None:
    """Two columns of text, a picture of any height in the first."""
    texts = {"The garden behind": LONG_WORDS * 2 + "The garden behind", "本馆后花园": "开放" * 150}
    rounded = build_changed(edition, in_source(texts))
    assert warned(rounded, "text/baseline-grid") == []
    loose = build_changed(edition, in_source(texts, styles=".figure { --block-step: none }"))
    assert warned(loose, "text/baseline-grid") != []


def test_pictures_of_figures_are_no_grounds(build_changed: BuildChanged) -> None:
    def with_limit(evidence: Evidence, toner: float) -> Evidence:
        limits = {**evidence.profile.limits, "toner": toner}
        return replace(evidence, profile=replace(evidence.profile, limits=limits))

    wide = ".figure img { width: 100%; max-height: none }"
    shown = build_changed(NOTICE, in_source(styles=wide))
    limit = toner_coverage(shown.pictures[0]) - 2
    assert limit > 2
    assert warned(with_limit(shown, limit), "paper/toner") == []
    ground = build_changed(NOTICE, in_source(styles="main { height: 90mm; background: #039 }"))
    assert warned(with_limit(ground, limit), "paper/toner") != []

    def on_sheets(pages: Evidence) -> Evidence:
        """Without tags, as sheets are: the pages say what figures are."""
        limited = with_limit(pages, limit)
        return SheetsEvidence(
            pdf=pages.pdf,
            edition=pages.edition,
            profile=limited.profile,
            source=pages.source,
            placements=Placements(),
            sheets=Sheets.model_construct(edition=pages.edition, way="poster", paper="A3"),
            pages_of=pages.pdf,
        )

    assert warned(on_sheets(shown), "paper/toner") == []
    assert warned(on_sheets(ground), "paper/toner") != []


def test_the_limit_of_toner_of_an_edition_is_that_of_its_sheets(
    build_changed: BuildChanged,
) -> None:
    """Pages that an edition may have pass on sheets, and no others do."""
    sheets = "library", "handout-two-on-A3"
    line = "limits: {size: 150000, pages: 2"
    for toner, passes in ((100, True), (1, False)):
        change = {"source/library/publication.yaml": (line, f"{line}, toner: {toner}")}
        evidence = build_changed(sheets, Source(files=change))
        assert evidence.profile.limit("toner") == toner
        assert (warned(evidence, "paper/toner") == []) == passes


def test_cells_on_one_line_of_the_source_are_no_widows(build_changed: BuildChanged) -> None:
    row = (
        "      - {kind: list, id: row, items: [{id: a, text: {en: Adult, zh-Hans: 成人}}, "
        "{id: b, text: {en: Child, zh-Hans: 儿童}}]}\n"
        "      - kind: paragraph\n        id: garden-hours"
    )
    cells = dict.fromkeys(ITEMS, row)
    table = ".list { display: flex; list-style: none } .list li { width: 30mm }"
    evidence = build_changed(NOTICE, in_source(cells, styles=table))
    assert warned(evidence, "text/widows-orphans") == []


MUSEUM = ("bilingual", "en", "zh-Hans", "large-en", "large-zh", "handout", "booklet")
MUSEUM_LEAFLETS = ("leaflet-en", "leaflet-zh")


@pytest.mark.parametrize("edition", [*MUSEUM, *MUSEUM_LEAFLETS])
def test_a_museum_programme_is_good_in_every_layout(examine: Examine, edition: str) -> None:
    """Pictures, lists, contacts on two lines, headings on two lines, and no role but contacts."""
    evidence = examine("museum", edition)
    assert failing(evidence) == []
    for check in ("baseline-grid", "facing-pages", "stranded-heading", "widows-orphans", "runt"):
        assert warned(evidence, f"text/{check}") == []


@pytest.mark.parametrize("edition", ["handout", "booklet", *MUSEUM_LEAFLETS])
def test_sections_stay_in_the_order_of_the_source(examine: Examine, edition: str) -> None:
    """Contacts stand before others, the opening last; one paragraph begins with an ellipsis."""
    assert failing(examine("other-order", edition)) == []


@pytest.mark.parametrize("edition", MUSEUM_LEAFLETS)
def test_plain_sections_share_the_panels_of_a_leaflet(examine: Examine, edition: str) -> None:
    panels = {
        (block.page, round(block.box.rectangle.left))
        for block in examine("museum", edition).blocks
        if block.unit in ("welcome", "bring", "collection")
    }
    assert len(panels) == 3


def test_texts_that_a_layout_has_no_room_for_are_reported_together(
    build_changed: BuildChanged,
) -> None:
    many = "".join(
        f"      - kind: paragraph\n        id: more-{number}\n"
        f'        text: {{en: "{LONG_WORDS}", zh-Hans: "{"夜里河水上涨。" * 40}"}}\n'
        for number in range(60)
    )
    before = "  - id: contacts\n"
    leaflet = ("museum", "leaflet-en")
    evidence = build_changed(leaflet, in_source({before: many + before}))
    [length] = failing(evidence)
    assert length.startswith("file/pages: ")
    assert "lines are too many" in length
    hours = "      - kind: paragraph\n        id: garden-hours"
    hidden = in_source({hours: many + hours}, styles="[data-unit^=more-] { display: none }")
    said = warned(build_changed(NOTICE, hidden), "text/complete")
    (together,) = (each for each in said if "texts after it" in each)
    assert "'more-" in together
    assert len(said) < 4


DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20" width="300" height="200">
<path fill="#123456" d="M0 0H30V20H0Z"/><path stroke="#abcdef" d="M5 5H25"/></svg>"""

PLAIN = DRAWING.replace('<path stroke="#abcdef" d="M5 5H25"/>', "")

TOWER = (
    DRAWING.replace("30 20", "30 60").replace("V20", "V60").replace('height="200"', 'height="600"')
)


def test_a_drawing_has_colours_of_its_own_and_the_page_around_it_has_none(
    build_changed: BuildChanged,
) -> None:
    drawing = {"source/notice/garden.svg": DRAWING}
    texts = {"image: garden.png": "image: garden.svg"}
    for svg in (DRAWING, PLAIN):
        in_picture = build_changed(
            NOTICE, in_source(texts, files={"source/notice/garden.svg": svg})
        )
        assert failing(in_picture) == []
    around = build_changed(
        NOTICE, in_source(texts, styles=".figure { background: #123456 }", files=drawing)
    )
    assert failing(around) == ["colours/tokens-only: #123456 is not a design token"]


WORDMARK = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20" width="300" height="200">
<path fill="#ddeeff" d="M0 0H30V20H0Z"/><text x="2" y="12" font-size="6">Garden</text></svg>"""


@pytest.mark.parametrize(("styles", "found"), [("", 0), (".figure img { opacity: 0 }", 1)])
def test_a_drawing_of_words_is_hidden_only_where_they_are_not_seen(
    styles: str, found: int, build_changed: BuildChanged
) -> None:
    drawing = {"source/notice/garden.svg": WORDMARK}
    texts = {"image: garden.png": "image: garden.svg"}
    evidence = build_changed(NOTICE, in_source(texts, styles=styles, files=drawing))
    assert len(warned(evidence, "images/altered")) == found


def test_an_address_that_is_none_is_reported_at_its_text(build_changed: BuildChanged) -> None:
    texts = {"The garden behind": "[The garden](http://garden) behind"}
    (found,) = REGISTRY["links/addresses"].run(build_changed(NOTICE, in_source(texts)))
    assert found.unit.startswith("garden-")
    assert found.place is not None
    assert found.place.path.name == "text.yaml"


def test_a_high_picture_across_all_columns_has_room_on_its_page(
    build_changed: BuildChanged,
) -> None:
    files = {"source/library/tower.svg": TOWER}
    figure = (
        "      - {kind: figure, id: tower, image: tower.svg, width: full,"
        " alt: {en: A tower, zh-Hans: 塔}}\n"
    )
    texts = {"  - id: services\n": f"{figure}  - id: services\n"}
    assert failing(build_changed(BOOKLET, in_source(texts, files=files))) == []


def test_words_of_a_drawing_may_be_in_another_language(build_changed: BuildChanged) -> None:
    drawing = {"source/notice/garden.svg": WORDMARK.replace(">Garden<", ">花园<")}
    texts = {"image: garden.png": "image: garden.svg"}
    assert failing(build_changed(NOTICE, in_source(texts, files=drawing))) == []


def test_a_drawing_beyond_the_page_is_reported_at_its_text(build_changed: BuildChanged) -> None:
    drawing = {"source/notice/garden.svg": DRAWING}
    texts = {"image: garden.png": "image: garden.svg"}
    wide = ".figure img { width: 900mm; max-width: none; height: 90mm; max-height: none }"
    evidence = build_changed(NOTICE, in_source(texts, styles=wide, files=drawing))
    (found,) = REGISTRY["images/outside-page"].run(evidence)
    assert found.place is not None
    assert found.place.path.name == "text.yaml"


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_a_handout_in_one_language_has_the_contacts_in_all_languages(
    language: str, build_changed: BuildChanged
) -> None:
    one = (
        "languages: [en, zh-Hans]\n    layout: handout",
        f"languages: [{language}]\n    layout: handout",
    )
    files = {"source/library/publication.yaml": one}
    evidence = build_changed(HANDOUT, in_source(files=files))
    assert failing(evidence) == []
    contacts = [block for block in evidence.blocks if block.unit == "contact-desk"]
    assert {block.language for block in contacts} == {"en", "zh-Hans"}


def sizes(evidence: Evidence, unit: str) -> set[float]:
    """The type sizes of a unit (pt)."""
    blocks = (block for block in evidence.blocks if block.unit == unit)
    return {round(line.size, 2) for block in blocks for line in block.paragraph.lines}


def test_a_short_text_is_set_larger_in_a_handout_and_a_long_one_is_not(
    build_changed: BuildChanged,
) -> None:
    handout = {"source/notice/publication.yaml": ("    layout: sheet", "    layout: handout")}
    short = build_changed(NOTICE, in_source(files=handout))
    sentence = "The garden behind the house is open on Sundays from 9:00 to 17:00. "
    medium = build_changed(NOTICE, in_source({sentence: sentence * 64}, files=handout))
    long = build_changed(NOTICE, in_source({sentence: sentence * 84}, files=handout))
    assert sizes(short, "garden-hours") == {11.5}
    assert sizes(medium, "garden-hours") == {10}
    assert sizes(long, "garden-hours") == {9}
    assert failing(short) == failing(medium) == failing(long) == []


CAREFUL = "这段文字很长，绕过旁边的图片，每一行都按自己的宽度排好。" * 9
LOOSE = "这段文字里有 zzzzzzzzzzzzzzz 这样的词，" * 3 + CAREFUL
BESIDE = ".section figure { float: %s; width: 40mm; margin: 0 3mm 3mm }"


def loose_beside_a_float(build_changed: BuildChanged, text: str, side: str) -> list[str]:
    """The loose lines of a paragraph of `text` that begins beside a picture."""
    evidence = build_changed(
        NOTICE_ZH, in_source({"本馆后花园": f"{text}本馆后花园"}, styles=BESIDE % side)
    )
    lines, *_ = (block.paragraph.lines for block in evidence.blocks if block.unit == "garden-hours")
    ends = [line.left if side == "left" else line.right for line in lines[1:-1]]
    assert max(ends) - min(ends) > 100  # beside the picture, and below it
    assert failing(evidence) == []
    return found(evidence, "text/loose-line")


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_line_beside_a_float_is_measured_by_its_own_width(
    build_changed: BuildChanged, side: str
) -> None:
    assert loose_beside_a_float(build_changed, CAREFUL, side) == []
    assert loose_beside_a_float(build_changed, LOOSE, side) != []


def test_a_title_alone_on_its_page_is_not_stranded_but_a_heading_is(
    build_changed: BuildChanged,
) -> None:
    alone = in_source(styles="h1 { break-after: page }")
    assert warned(build_changed(NOTICE, alone), "text/stranded-heading") == []
    torn = in_source(styles="h2 { break-after: page }")
    assert warned(build_changed(NOTICE, torn), "text/stranded-heading")


def test_a_reference_to_a_page_that_shows_its_number_is_good(build_changed: BuildChanged) -> None:
    """So is one to the only page, which has none."""
    numbered = {"from 9:00": "(page {page:garden}) from 9:00"}
    assert warned(build_changed(NOTICE, in_source(numbered)), "text/page-numbers") == []
    two_pages = "h2 { break-before: page }"
    good = in_source(numbered, styles=two_pages)
    assert warned(build_changed(NOTICE, good), "text/page-numbers") == []
    none = "{ @bottom-right { content: none } }"
    plain = in_source(numbered, styles=f"{two_pages} @page {none} @page :first {none}")
    assert len(warned(build_changed(NOTICE, plain), "text/page-numbers")) == 1


def test_the_label_of_a_key_figure_may_refer_to_a_page(build_changed: BuildChanged) -> None:
    item = (
        "{value: %s, label: {en: 'beds, see page {page:garden}', zh-Hans: '见第{page:garden}页'}}"
    )
    items = "".join(f"          - {item % value}\n" for value in (5, 7))
    block = f"      - kind: key-figures\n        id: beds\n        items:\n{items}"
    section = f"sections:\n  - id: figures\n    blocks:\n{block}"
    assert failing(build_changed(NOTICE, in_source({"sections:\n": section}))) == []


LETTERS_APART = "letter-spacing: .2em"
ENTRY = """
<p lang="zh-Hans" data-repeats="{{ text.sections[0].id }}" style="text-indent: 0; STYLE">
{{- repeated(text.sections[0].title, "zh-Hans") }}</p>
"""


def test_an_entry_that_repeats_a_heading_is_composed(build_changed: BuildChanged) -> None:
    change = in_source({"每周日}": "“花园”：《春》（上）}"}, body=ENTRY.replace("STYLE", ""))
    assert failing(build_changed(NOTICE_ZH, change)) == []


def test_what_is_wrong_in_an_entry_is_reported_at_its_heading(build_changed: BuildChanged) -> None:
    change = in_source(
        {"每周日}": "“花园”：《春》（上）}"}, body=ENTRY.replace("STYLE", LETTERS_APART)
    )
    evidence = build_changed(NOTICE_ZH, change)
    seen = [each for each in inspect(evidence).findings if each.check == "text/typography"]
    (heading,) = (each for each in evidence.source.expected if "《春》" in each.content.text)
    assert seen
    assert {each.place for each in seen} == {heading.content.place}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("• Bring a hat. The", 1),
        ("Bring a hat\\\n            ▪ Bring a rake. The", 1),
        ("Hats • rakes. The", 0),
        ("– a hat. The", 0),
    ],
)
def test_a_typed_bullet_is_reported_at_the_begin_of_a_line(
    text: str, found: int, build_changed: BuildChanged
) -> None:
    evidence = build_changed(NOTICE, in_source({"The garden behind": f"{text} garden behind"}))
    assert len(warned(evidence, "text/typed-bullet")) == found


def test_a_bullet_without_words_is_a_sign(build_changed: BuildChanged) -> None:
    evidence = build_changed(NOTICE, in_source({"en: Notice,": 'en: "●",'}))
    assert warned(evidence, "text/typed-bullet") == []
