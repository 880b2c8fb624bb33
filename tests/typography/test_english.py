"""English as good as the Chinese: justified with hyphens where a layout asks for it, and ragged."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from bifolio.fonts.collection import Typecase
from bifolio.pdf.glyphs import TextParagraph, read_pages
from bifolio.render.job import RenderedPdf
from bifolio.render.processes import Renderer
from bifolio.render.renderer import render_job
from tests.typography.extraction import READERS, difference
from tests.typography.setting import Setting, content, job, text_of

PARAGRAPHS = [
    "The committee considered the administrative arrangements for international conferences, and "
    "recommended that participating organisations nominate their representatives much earlier.",
    "Dr. Smith and J. K. Jones walked 10 km -- about 3 hours -- from the 'old harbour' to the "
    'railway station; it was, as she put it, "remarkably uncomplicated". They had left at 9 a.m.',
    "Responsibilities were distributed equally: documentation, interpretation, accommodation and "
    "transportation each had a coordinator, whose telephone number stood on page 12 of a leaflet.",
    "It rained. Nobody minded very much, because the exhibition was indoors and there was tea.",
]
JUSTIFIED = "p { text-align: justify; hyphens: auto }"
RAGGED = "p { text-align: left }"
MEASURES = (20, 24, 32)
SIZE = 10.0


@pytest.fixture(scope="module", params=MEASURES)
def measure_(request: pytest.FixtureRequest) -> int:
    return int(request.param)


def set_english(
    measure: int, styles: str, renderer: Renderer, case: Typecase, to: Path
) -> RenderedPdf:
    contents = [content(str(at), text, "en") for at, text in enumerate(PARAGRAPHS)]
    setting = Setting(measure, SIZE, "en", styles)
    built = renderer.run(render_job, job(contents, setting, case, to)).result()
    assert built.problems == ()
    return built


@pytest.fixture(scope="module")
def justified(
    measure_: int, renderer: Renderer, typecase: Typecase, tmp_path_factory: pytest.TempPathFactory
) -> RenderedPdf:
    return set_english(measure_, JUSTIFIED, renderer, typecase, tmp_path_factory.mktemp("en"))


@pytest.fixture(scope="module")
def ragged(
    measure_: int, renderer: Renderer, typecase: Typecase, tmp_path_factory: pytest.TempPathFactory
) -> RenderedPdf:
    return set_english(measure_, RAGGED, renderer, typecase, tmp_path_factory.mktemp("en"))


def paragraphs(built: RenderedPdf) -> list[TextParagraph]:
    return [paragraph for page in read_pages(built.pdf) for paragraph in page]


def test_inner_lines_of_justified_english_end_at_the_measure(
    justified: RenderedPdf, measure_: int
) -> None:
    loose = {problem.message.split(": ", 1)[1] for problem in justified.loose}
    inner = [line for each in paragraphs(justified) for line in each.lines[:-1]]
    good = [line for line in inner if line.text not in loose]
    assert len(good) >= 0.8 * len(inner)
    for line in inner:
        assert line.right - line.left == pytest.approx(measure_ * SIZE, abs=0.2), line.text


def test_no_two_lines_in_a_row_end_with_a_hyphen(justified: RenderedPdf, measure_: int) -> None:
    hyphenated = [[line.text[-1] == "-" for line in each.lines] for each in paragraphs(justified)]
    assert any(any(lines) for lines in hyphenated) or measure_ > 24
    assert not any(one and other for lines in hyphenated for one, other in pairwise(lines))


@pytest.mark.parametrize("reader", READERS)
def test_a_hyphenated_word_is_read_as_one(reader: str, justified: RenderedPdf) -> None:
    wanted = [text_of(content("x", text, "en")) for text in PARAGRAPHS]
    assert difference(READERS[reader](justified.pdf).replace("\u00a0", " "), spaced(wanted)) is None


def spaced(texts: list[str]) -> list[str]:
    """Readers give a space for a no-break space."""
    return [text.replace("\u00a0", " ") for text in texts]


def test_ragged_english_fits_its_measure_and_is_not_hyphenated(
    ragged: RenderedPdf, measure_: int
) -> None:
    for each in paragraphs(ragged):
        for line in each.lines:
            assert line.right - line.left <= measure_ * SIZE + 0.1
            assert line.text[-1] != "-"


def test_no_last_line_is_a_single_word(ragged: RenderedPdf) -> None:
    for each in paragraphs(ragged):
        assert " " in each.lines[-1].text or len(each.lines) == 1, each.lines[-1].text


def test_what_belongs_together_stays_on_a_line(ragged: RenderedPdf, justified: RenderedPdf) -> None:
    for built in (ragged, justified):
        text = "\n".join(line.text for each in paragraphs(built) for line in each.lines)
        for together in ("Dr. Smith", "J. K. Jones", "10 km", "‘old", "“remarkably"):
            assert together in text.replace("\u00a0", " ")
