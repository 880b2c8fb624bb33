"""The corpus at every measure, and in three sizes: what holds for any Chinese text."""

from __future__ import annotations

import pickle
from collections import Counter
from pathlib import Path
from statistics import fmean

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bifolio.fonts.collection import Typecase
from bifolio.preflight.typography.measure import RULES, Measurement, measure
from bifolio.render.job import RenderedPdf
from bifolio.render.processes import Renderer
from bifolio.render.renderer import render_job
from tests.support.shared import built_once
from tests.typography.extraction import READERS, difference
from tests.typography.rivals import set_by_typst, without_markup
from tests.typography.setting import (
    MEASURES,
    SIZES,
    Setting,
    content,
    corpus,
    in_equal_sizes,
    job,
    text_of,
)

SMALL, USUAL, LARGE = SIZES

SETTINGS = (
    *(Setting(measure, USUAL) for measure in MEASURES),
    *(Setting(measure, SMALL) for measure in MEASURES[::2]),
    *(Setting(measure, LARGE) for measure in MEASURES[1::2]),
)
"""Lines are composed in em: the size changes only what is rounded."""

UNAVOIDABLE = {"loose-line"}
"""What narrow columns and long words cannot be without; it is reported, not hidden."""

NO_TYPO_OF_OURS = set(RULES) - UNAVOIDABLE


@pytest.fixture(scope="module")
def pages(
    renderer: Renderer, typecase: Typecase, tmp_path_factory: pytest.TempPathFactory
) -> dict[Setting, RenderedPdf]:
    """The corpus in every setting."""

    def build(folder: Path) -> None:
        contents = corpus().values()
        jobs = {
            setting: renderer.run(render_job, job(contents, setting, typecase, folder))
            for setting in SETTINGS
        }
        done = {setting: waiting.result() for setting, waiting in jobs.items()}
        (folder / "pages.pickle").write_bytes(pickle.dumps(done))

    folder = built_once(tmp_path_factory, "corpus", build)
    built: dict[Setting, RenderedPdf] = pickle.loads((folder / "pages.pickle").read_bytes())
    return built


@pytest.fixture(scope="module")
def measured(
    pages: dict[Setting, RenderedPdf], tmp_path_factory: pytest.TempPathFactory
) -> dict[Setting, Measurement]:
    """What is measured on the pages of each setting."""

    def build(folder: Path) -> None:
        totals = {setting: Measurement() for setting in pages}
        for setting, built in pages.items():
            for page in measure(built.pdf):
                totals[setting].add(page)
        (folder / "measured.pickle").write_bytes(pickle.dumps(totals))

    folder = built_once(tmp_path_factory, "corpus-measured", build)
    totals: dict[Setting, Measurement] = pickle.loads((folder / "measured.pickle").read_bytes())
    return totals


def test_the_corpus_is_what_was_asked_for() -> None:
    assert len(corpus()) >= 60
    assert len(MEASURES) == 12
    assert set(range(8, 13)) <= set(MEASURES)
    assert len(SIZES) == 3


@pytest.mark.parametrize("rule", sorted(NO_TYPO_OF_OURS))
def test_no_rule_is_broken_anywhere(rule: str, measured: dict[Setting, Measurement]) -> None:
    broken = [
        (setting, finding.line.text, finding.what)
        for setting, total in measured.items()
        for finding in total.violations
        if finding.rule == rule
    ]
    assert broken == []


def test_inner_lines_end_at_the_measure_and_stretch_within_the_limit(
    measured: dict[Setting, Measurement],
) -> None:
    assert sum(total.justified for total in measured.values()) > 3000
    for setting, total in measured.items():
        assert total.worst_edge <= 0.2, setting
        assert total.worst_stretch <= 0.2505, setting
        loose = total.count("loose-line")
        assert sum(stretch > 0.1505 for stretch in total.stretches) <= loose, setting


def test_every_line_that_is_short_was_reported(
    pages: dict[Setting, RenderedPdf], measured: dict[Setting, Measurement]
) -> None:
    for setting, total in measured.items():
        expected = Counter(
            _letters(problem.message.split(": ", 1)[1]) for problem in pages[setting].loose
        )
        seen = Counter(
            _letters(finding.line.text)
            for finding in total.violations
            if finding.rule == "loose-line"
        )
        assert not seen - expected, setting


def test_loose_lines_are_few_where_lines_are_long(measured: dict[Setting, Measurement]) -> None:
    long = [total for setting, total in measured.items() if setting.measure >= 16]
    loose = sum(total.count("loose-line") for total in long)
    assert loose <= 0.06 * sum(total.justified for total in long)


def test_fewer_lines_are_loose_than_typst_leaves_at_any_measure(
    renderer: Renderer, typecase: Typecase, tmp_path: Path
) -> None:
    contents = [without_markup(paragraph) for paragraph in corpus().values()]
    settings = [Setting(measure, USUAL) for measure in MEASURES]
    fonts = in_equal_sizes(typecase)
    waiting = [renderer.run(render_job, job(contents, each, fonts, tmp_path)) for each in settings]
    stretched: dict[str, list[float]] = {"ours": [], "theirs": []}
    for each, built in zip(settings, waiting, strict=True):
        ours, theirs = (
            measure(pdf, each.edge) for pdf in (built.result().pdf, set_by_typst(contents, each))
        )
        assert loose(ours) < loose(theirs), each
        for name, pages in (("ours", ours), ("theirs", theirs)):
            stretched[name] += (stretch for page in pages for stretch in page.stretches)
    assert fmean(stretched["ours"]) < fmean(stretched["theirs"])


def loose(pages: list[Measurement]) -> int:
    return sum(page.count("loose-line") for page in pages)


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_gets_the_text_as_it_was_set(
    reader: str, pages: dict[Setting, RenderedPdf]
) -> None:
    wanted = [text_of(paragraph) for paragraph in corpus().values()]
    for setting, built in pages.items():
        assert difference(READERS[reader](built.pdf), wanted) is None, setting


LETTERS = "中文排版的行首尾一二三国际移民"
MARKS = "，。、；：？！（）《》“”‘’【】「」·…—－～®™々ー℃"
LATIN = "AbcXYZ 0123456789 %.,-/"

random_text = st.lists(
    st.one_of(*(st.sampled_from(each) for each in (LETTERS, LETTERS, MARKS, LATIN))),
    min_size=30,
    max_size=120,
).map(lambda characters: f"中{''.join(characters)}文")


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(texts=st.lists(random_text, min_size=8, max_size=16), measure_=st.sampled_from(MEASURES[3:]))
def test_random_text_keeps_its_edges_and_its_words(
    texts: list[str], measure_: int, renderer: Renderer, typecase: Typecase, tmp_path: Path
) -> None:
    contents = [content(str(at), _one_line(text)) for at, text in enumerate(texts)]
    built = renderer.run(
        render_job, job(contents, Setting(measure_, 10.0), typecase, tmp_path)
    ).result()
    errors = [
        finding
        for page in measure(built.pdf)
        for finding in page.violations
        if finding.rule in ("forbidden-start", "forbidden-end", "unsqueezed-pair", "torn-dash")
    ]
    assert errors == []
    wanted = [text_of(paragraph) for paragraph in contents]
    assert difference(READERS["pdftotext -raw"](built.pdf), wanted) is None


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _letters(text: str) -> str:
    return "".join(text.split())
