"""The measuring of pages, on PDFs with errors made by hand: no lines in them are composed."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from bifolio.fonts.collection import Typecase
from bifolio.pdf.glyphs import NotReadable, read_pages
from bifolio.preflight.typography.measure import REGISTER, RULES, Measurement, measure, measure_page
from bifolio.render.processes import Renderer
from bifolio.render.renderer import render_job
from tests.conftest import call_bifolio
from tests.typography.setting import MARGIN, Setting, content, font_cache, job

pytestmark = pytest.mark.slow

LINE = "中文排版需要耐心细致"
LINE_SIZE = 10.0
GOOD = (LINE, LINE, LINE, LINE, "细心")
STYLES = """
p { white-space: pre; text-align: left; width: auto }
.half { font-feature-settings: "hwid" }
"""


@pytest.fixture
def build_lines(renderer: Renderer, typecase: Typecase, tmp_path: Path):  # type: ignore[no-untyped-def]
    def built(*paragraphs: tuple[str, ...], styles: str = "") -> bytes:
        ready = job(
            [content("x", "x")], Setting(10, LINE_SIZE, styles=STYLES + styles), typecase, tmp_path
        )
        html = "".join(f'<p lang="zh-Hans">{"<br>".join(lines)}</p>' for lines in paragraphs)
        page = f'<html lang="zh-Hans"><title>x</title><body>{html}</body></html>'
        faces = typecase.faces(frozenset(map(ord, page)), font_cache())
        result = renderer.run(
            render_job, replace(ready, html=page, faces=faces, languages={})
        ).result()
        assert result.problems == ()
        return result.pdf

    return built


def total_of(pdf: bytes, edge: float | None = None) -> Measurement:
    total = Measurement()
    for page in measure(pdf, edge):
        total.add(page)
    return total


def test_a_good_page_has_no_findings(build_lines) -> None:  # type: ignore[no-untyped-def]
    total = total_of(build_lines(GOOD, GOOD))
    assert total.violations == []
    assert (total.lines, total.justified) == (10, 8)
    assert total.worst_edge < 0.01
    assert total.mean_stretch == pytest.approx(0, abs=1e-4)


def spaced(text: str, em: float) -> str:
    return f'<span style="letter-spacing: {em}em">{text}</span>'


PLANTED = {
    "uneven-edge": (LINE, LINE, LINE + '<span style="margin-left: 1pt">，</span>', LINE, "细心"),
    "loose-line": (LINE, LINE, "中文排版需要", LINE, "细心"),
    "forbidden-start": (LINE, LINE, "，文排版需要耐心细致", LINE, "细心"),
    "forbidden-end": (LINE, LINE, "中文排版需要耐心细（", LINE, "细心"),
    "unsqueezed-pair": (LINE, LINE, "中文》，版需要耐心细", LINE, "细心"),
    "full-width-edge": (LINE, LINE, "中文排版需要耐心细，", LINE, "细心"),
    "torn-number": (LINE, LINE, "中文排版需要增长12.", "5%需要耐心", "细心"),
    "torn-abbreviation": (LINE, LINE, "中文排版需要（E", "U）需要耐心", "细心"),
    "torn-dash": (LINE, LINE, f"中文{spaced('……', 0.1)}版需要耐心", LINE, "细心"),
    "latin-space": (LINE, LINE, "中文abc版需要", LINE, "细心"),
    "single-character": (LINE, LINE, LINE, LINE, "心。"),
    "off-grid": (LINE, LINE, LINE, f'<span style="vertical-align: -.3pt">{LINE}</span>', "细心"),
}


@pytest.mark.parametrize("rule", sorted(RULES.keys() - {REGISTER}))
def test_a_planted_error_is_found(rule: str, build_lines) -> None:  # type: ignore[no-untyped-def]
    total = total_of(build_lines(PLANTED[rule], GOOD))
    assert total.count(rule) >= 1
    assert total_of(build_lines(GOOD, GOOD)).count(rule) == 0


@pytest.mark.parametrize("short", ["中文排版。", "中文排版"])
def test_a_line_that_ends_at_a_break_is_the_last_of_its_part(build_lines, short: str) -> None:  # type: ignore[no-untyped-def]
    lines = build_lines((LINE, LINE, short, LINE, LINE, "细心"), GOOD)
    (page,) = read_pages(lines)
    assert {each.rule for each in measure_page(page, 1).violations} >= {"loose-line"}
    first, *others = page
    known = replace(first, lines=tuple(replace(x, is_broken=x.text == short) for x in first.lines))
    assert measure_page([known, *others], 1).violations == []


def test_a_typed_ideographic_space_parts_han_and_latin(build_lines) -> None:  # type: ignore[no-untyped-def]
    wide = (LINE, LINE, LINE, LINE, "13:15<span>　开</span>幕")
    assert total_of(build_lines(wide, GOOD)).count("latin-space") == 0
    spread = (LINE, LINE, LINE, LINE, "13:15<span style='margin-left: 10pt'>开</span>幕")
    assert total_of(build_lines(spread, GOOD)).count("latin-space") == 1


@pytest.mark.parametrize(
    ("text", "count"), [("要#花园2026 年", 0), ("要#花园2026年", 1), ("花园2026 年", 1)]
)
def test_a_hashtag_has_no_space(text: str, count: int, build_lines) -> None:  # type: ignore[no-untyped-def]
    assert total_of(build_lines((LINE, text), GOOD)).count("latin-space") == count


COLUMNS = "body { columns: 2; column-gap: 20pt; width: 220pt } "


def shifted(pt: float) -> str:
    return f"p:last-child {{ position: relative; top: {pt}pt }}"


@pytest.mark.parametrize(
    ("styles", "times"),
    [
        (COLUMNS + shifted(0), 0),
        (COLUMNS + shifted(8.5), 0),  # half a leading: what headings have around them
        (COLUMNS + shifted(3), 1),
        # Smaller type has a leading of its own, and one column alone has no neighbour.
        (COLUMNS + "p:last-child { font-size: 8pt; line-height: 11pt }", 0),
        (shifted(3), 0),
    ],
)
def test_columns_of_body_text_share_their_lines(build_lines, styles: str, times: int) -> None:  # type: ignore[no-untyped-def]
    total = total_of(build_lines(GOOD, GOOD, styles=styles))
    assert total.count(REGISTER) == times
    assert total.count("off-grid") == 0


def test_lines_of_small_type_are_measured_by_their_own_leading(build_lines) -> None:  # type: ignore[no-untyped-def]
    styles = "p:last-child { line-height: 11pt; margin-top: 5pt }"
    assert total_of(build_lines(GOOD, GOOD, GOOD, styles=styles)).violations == []
    total = total_of(build_lines(GOOD, GOOD, PLANTED["off-grid"], styles=styles))
    assert total.count("off-grid") == 1


def test_a_note_mark_is_no_company_for_a_last_character(build_lines) -> None:  # type: ignore[no-untyped-def]
    assert total_of(build_lines((LINE, LINE, "心⑦。"), GOOD)).count("single-character") == 1
    assert total_of(build_lines((LINE, LINE, "细心⑦。"), GOOD)).count("single-character") == 0


@pytest.mark.parametrize(
    ("end", "start", "rule"),
    [
        ("1２", "３需", "torn-number"),
        ("2015", "年需", "torn-number"),
        ("86-10", "-599需", "torn-number"),
        ("20～", "30需", "torn-number"),
        ("37", "℃需", "forbidden-start"),
        ("佐", "々木需", "forbidden-start"),
        ("北京", "－上需", "forbidden-start"),
        ("微软", "™平需", "forbidden-start"),
        ("3.5", "GHz 需", "torn-number"),
        ("500", "mL 需", "torn-number"),
        ("共 16", "个需", "torn-number"),
        ("1998", "Global 需", None),
        ("2015", "2018需", None),
        ("需", "①需", "forbidden-start"),
        ("（DG", "HOME）需", "torn-abbreviation"),
        ("（需", "要）", None),
    ],
)
def test_what_belongs_together_is_on_one_line(end, start, rule, build_lines) -> None:  # type: ignore[no-untyped-def]
    total = total_of(build_lines((LINE, f"中文{end}", f"{start}要", "细心"), GOOD))
    torn = {finding.rule for finding in total.violations} & {
        "torn-number",
        "torn-abbreviation",
        "forbidden-start",
    }
    assert torn == ({rule} if rule else set())


def test_marks_with_a_typed_space_between_them_share_none(build_lines) -> None:  # type: ignore[no-untyped-def]
    total = total_of(build_lines((LINE, LINE, "中文》 （版需要", LINE, "细心"), GOOD))
    assert total.count("unsqueezed-pair") == 0


def test_stretch_is_measured_by_the_distance_of_letters(build_lines) -> None:  # type: ignore[no-untyped-def]
    line = spaced("中文排版需要耐心", 1 / 8 + 1e-4) + "细"
    total = total_of(build_lines((LINE, line, LINE, LINE, "细心"), GOOD))
    assert total.worst_stretch == pytest.approx(1 / 8, abs=0.003)
    assert total.violations == []


def test_a_line_that_is_stretched_too_much_is_loose(build_lines) -> None:  # type: ignore[no-untyped-def]
    line = spaced("中文排版需", 4 / 5 + 1e-4) + "细"
    total = total_of(build_lines((LINE, line, LINE, LINE, "细心"), GOOD))
    (finding,) = total.violations
    assert (finding.rule, finding.what) == ("loose-line", "gaps of 0.81 em")


def test_a_line_whose_spaces_are_too_wide_is_loose(build_lines) -> None:  # type: ignore[no-untyped-def]
    wide = '<span style="word-spacing: .4em"> </span>'
    line = f"排版需 ab{wide}cd{wide}"
    filler = '<span style="display: inline-block; width: WIDTH"></span>'
    pdf = build_lines((LINE, LINE, f"{line}需要心", LINE, "细心"), GOOD)
    short = next(
        float(one.what.split()[0]) for one in total_of(pdf).violations if one.rule == "loose-line"
    )
    filled = line + filler.replace("WIDTH", f"{short}pt") + "需要心"
    total = total_of(build_lines((LINE, LINE, filled, LINE, "细心"), GOOD))
    loose = [one.what for one in total.violations if one.rule == "loose-line"]
    assert [what[:9] for what in loose] == ["spaces of"]


def test_a_line_whose_letters_are_far_apart_is_loose(build_lines) -> None:  # type: ignore[no-untyped-def]
    def said(letters: str, tracking: float) -> str:
        line = f"排{spaced(letters, tracking)}"
        found = total_of(build_lines((LINE, LINE, line, LINE, "细心"), GOOD)).violations
        return "".join(one.what for one in found if one.rule == "loose-line")

    loose = {}
    for count in range(12, 17):
        letters = "abcdeghiklmnopqrsuxz"[:count]
        short, _, _ = said(letters, 0).partition(" ")
        tracking = float(short) / LINE_SIZE / (count - 1)
        loose[tracking] = "apart" in said(letters, tracking)
    assert {tracking > 0.035 for tracking in loose} == {True, False}
    assert all(found is (tracking > 0.035) for tracking, found in loose.items()), loose


def test_the_width_of_a_letter_is_not_that_of_its_ink(build_lines) -> None:  # type: ignore[no-untyped-def]
    ((paragraph,),) = read_pages(build_lines(("of",)))
    _, f = paragraph.lines[0].glyphs
    assert f.text == "f"
    assert f.advance / f.size == pytest.approx(
        0.292 * 1.08, abs=0.001
    )  # what Source Sans 3 says, beside Han


def test_with_a_known_edge_every_inner_line_counts(build_lines) -> None:  # type: ignore[no-untyped-def]
    ragged = (LINE, "中文排版需要", LINE, "中文排版需要耐", "中文排版需", "细心")
    total = total_of(build_lines(ragged), edge=MARGIN + 100)
    assert (total.justified, total.count("loose-line")) == (5, 3)


def test_half_width_marks_make_a_pair_good(build_lines) -> None:  # type: ignore[no-untyped-def]
    line = '中文<span class="half">》</span>，版需要耐心细<span class="half">，</span>'
    total = total_of(build_lines((LINE, LINE, line, LINE, "细心"), GOOD))
    assert total.count("unsqueezed-pair") == 0
    assert total.squeezed == 2


def test_ragged_text_is_not_taken_for_justified(build_lines) -> None:  # type: ignore[no-untyped-def]
    ragged = (LINE, "中文排版需要", LINE, "中文排版需要耐", "中文排版需", "细心")
    total = total_of(build_lines(ragged))
    assert (total.justified, total.violations) == (0, [])


def test_ragged_lines_of_as_many_characters_are_not_taken_for_justified(build_lines) -> None:  # type: ignore[no-untyped-def]
    """Most lines of a paragraph end at one place by chance; those of its column do not."""
    first = (LINE, LINE, LINE[:-1], LINE, "细心")
    others = ("中文排版需要", "中文排版需要耐", "细心")
    total = total_of(build_lines(first, others))
    assert (total.justified, total.violations) == (0, [])


@pytest.mark.parametrize(("is_ragged", "found"), [(True, 0), (False, 1)])
def test_lines_that_are_known_to_be_ragged_may_end_anywhere(  # type: ignore[no-untyped-def]
    is_ragged: bool, found: int, build_lines
) -> None:
    """Two of three lines end at one place by chance."""
    uneven = LINE + '<span style="margin-left: 1pt">，</span>'
    ((paragraph,),) = read_pages(build_lines((LINE, uneven, LINE, "细心")))
    measured = measure_page([replace(paragraph, is_ragged=is_ragged)], 1)
    assert measured.count("uneven-edge") == found


@pytest.mark.parametrize(("stretched", "found"), [(9, 0), (7, 1)])
def test_ragged_lines_in_a_column_with_justified_ones_may_be_longer_than_most(  # type: ignore[no-untyped-def]
    stretched: int, found: int, build_lines
) -> None:
    """Most lines have eight characters, one has ten; stretched ones fill ten, or eight."""
    fills = 10 if stretched == 9 else 8
    line = spaced(LINE[: stretched - 1], (fills - stretched) / (stretched - 1)) + LINE[stretched]
    eight = LINE[:8]
    total = total_of(build_lines((line, line, "细心"), (*([eight] * 14), LINE, eight, "细心")))
    assert total.count("uneven-edge") == found


def test_a_short_line_of_a_justified_column_is_found(build_lines) -> None:  # type: ignore[no-untyped-def]
    first = (LINE, LINE, LINE[:-1], LINE, "细心")
    total = total_of(build_lines(first, (LINE, LINE, LINE, "细心")))
    assert total.count("loose-line") == 1


@pytest.mark.parametrize(
    ("beside", "found"),
    [((6, 6, 6), 0), ((6, 6, 6, 6.1), 1), ((6, 6.3, 6.6), 3), ((6, 6), 2)],
)
def test_the_first_lines_may_end_at_the_edge_of_a_float(  # type: ignore[no-untyped-def]
    beside: tuple[float, ...], found: int, build_lines
) -> None:
    """Stretched lines of so many em, and then lines of the whole measure."""
    short = tuple(spaced(LINE[:5], (width - 6) / 5 + 0.02) + LINE[5] for width in beside)
    whole = spaced(LINE[:8], 1 / 8) + LINE[8]
    total = total_of(build_lines((*short, whole, LINE, "细心"), (whole, LINE, LINE, "细心")))
    assert total.count("uneven-edge") == found


def test_a_shifted_line_of_a_finished_file_is_found(build_lines) -> None:  # type: ignore[no-untyped-def]
    with pikepdf.open(io.BytesIO(build_lines(GOOD, GOOD))) as pdf:
        operations = list(pikepdf.parse_content_stream(pdf.pages[0]))
        matrices = [at for at, one in enumerate(operations) if str(one.operator) == "Tm"]
        moved = operations[matrices[2]]
        operands = [*moved.operands[:5], float(moved.operands[5]) + 0.5]
        operations[matrices[2]] = pikepdf.ContentStreamInstruction(operands, moved.operator)
        pdf.pages[0].Contents = pdf.make_stream(pikepdf.unparse_content_stream(operations))
        spoiled = io.BytesIO()
        pdf.save(spoiled)
    total = total_of(spoiled.getvalue())
    assert {finding.rule for finding in total.violations} == {"off-grid"}


NUMBER = 'p span::after { content: "12" }'


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("中文排版见第 <span></span> 页细致", set()),
        ("中文排版需要，<span></span>）致", set()),
        ("中文排版需要见第 <span></span>", set()),
        ("中文排版见第<span></span>页细致", {"latin-space"}),
    ],
)
def test_the_number_of_a_page_is_a_part_of_its_line(  # type: ignore[no-untyped-def]
    text: str, rules: set[str], build_lines
) -> None:
    total = total_of(build_lines((text, "细心"), styles=NUMBER))
    assert {each.rule for each in total.violations} == rules
    assert all("1" not in each.line.text for each in total.violations)


def test_what_is_generated_before_a_text_is_no_part_of_its_lines(build_lines) -> None:  # type: ignore[no-untyped-def]
    styles = 'p::before { content: "· "; margin-left: -8pt } p { margin-left: 8pt }'
    bracket = '<span class="half" style="margin-left: -5pt">（</span>'
    line = f"{bracket}中文）版需要耐心"
    assert total_of(build_lines((line, LINE, line, "细心"), styles=styles)).violations == []


def test_pages_without_tags_are_read_as_one_paragraph(build_lines) -> None:  # type: ignore[no-untyped-def]
    with pikepdf.open(io.BytesIO(build_lines(GOOD))) as pdf:
        del pdf.Root.StructTreeRoot
        stripped = io.BytesIO()
        pdf.save(stripped)
    ((paragraph,),) = list(read_pages(stripped.getvalue()))
    assert [line.text for line in paragraph.lines] == list(GOOD)


def shown(operators: str = "") -> bytes:
    """A PDF without tags, whose page shows what the operators say; /F is Helvetica."""
    with pikepdf.new() as pdf:
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        page = pdf.add_blank_page(page_size=(300, 300))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        page.Contents = pdf.make_stream(operators.encode())
        file = io.BytesIO()
        pdf.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("matrix", "size"),
    [("1 0 0 1", 12), ("0 1 -1 0", 12), ("-1 0 0 -1", 12), ("1 0 .2 1", 12), ("0 2 -2 0", 24)],
    ids=["upright", "turned", "upside-down", "slanted", "turned-and-larger"],
)
def test_turned_text_has_the_size_that_it_is_read_in(matrix: str, size: float) -> None:
    pdf = shown(f"BT /F 12 Tf {matrix} 150 150 Tm (ab) Tj ET")
    ((paragraph,),) = list(read_pages(pdf))
    glyphs = [glyph for line in paragraph.lines for glyph in line.glyphs]
    assert sorted(glyph.text for glyph in glyphs) == ["a", "b"]
    assert all(glyph.size == pytest.approx(size) for glyph in glyphs)
    assert total_of(pdf).violations == []


def test_text_of_no_height_is_not_measured() -> None:
    pdf = shown("BT /F 12 Tf 1 0 0 0 150 150 Tm (ab) Tj 1 0 0 1 150 150 Tm (cd) Tj ET")
    ((paragraph,),) = list(read_pages(pdf))
    assert paragraph.text == "cd"


def test_a_file_with_a_missing_page_is_reported() -> None:
    with pytest.raises(NotReadable):
        measure(shown().replace(b"/Count 1", b"/Count 3"))


def test_what_is_not_a_pdf_is_reported(tmp_path: Path) -> None:
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"no PDF")
    with pytest.raises(NotReadable):
        measure(bad)
    finished = call_bifolio(
        "proof", "typography", str(bad), str(tmp_path / "none.pdf"), cwd=tmp_path
    )
    assert finished.returncode == 1
    assert "bad.pdf" in finished.stderr
    assert "none.pdf" in finished.stderr
    assert "Traceback" not in finished.stderr
