"""Lines of the corpus with a hole: wherever else their paragraph is cut, as many remain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from bifolio.compose import line_breaking as composer
from bifolio.compose.break_opportunities import Break, find_breaks
from bifolio.compose.clusters import Cluster, Kind, Line, ShapedParagraph, kinds
from bifolio.compose.shaping import Shaper, Style
from bifolio.fonts.collection import Typecase
from bifolio.languages import Language, languages
from tests.compose.every_line_end import best_ends, chosen_ends
from tests.compose.unicode_breaks import allowed
from tests.typography.rivals import without_markup
from tests.typography.setting import MEASURES, Setting, corpus, in_equal_sizes, job

SIZE = 10.5
"""pt"""
HOLE = 2.0
"""em"""
FAMILIES = {
    "zh-Hans": ("Bifolio Latin in Han", "Bifolio Han SC"),
    "en": ("Bifolio Latin beside Han", "Bifolio Han SC"),
}

Shaped = tuple[Sequence[Cluster], Sequence[Kind], Sequence[Break]]
"""The letters of a paragraph, what they are, and where its lines may end."""


@pytest.fixture(scope="module")
def chinese() -> Language:
    return languages()["zh-Hans"]


@pytest.fixture(scope="module")
def paragraphs(
    typecase: Typecase, chinese: Language, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, Shaped]:
    contents = [without_markup(content) for content in corpus().values()]
    folder = tmp_path_factory.mktemp("holes")
    fonts = job(contents, Setting(8, SIZE), in_equal_sizes(typecase), folder)
    shaper = Shaper(fonts.faces, fonts.line_ends)
    found = {}
    for content in contents:
        clusters = [
            cluster
            for run in content.runs
            for cluster in shaper.shape(
                run.text, Style(FAMILIES[run.language], 400, False, SIZE, run.language)
            )
        ]
        sorts = kinds(clusters, chinese)
        starts = allowed(clusters, sorts, chinese.tag)
        found[content.unit] = clusters, sorts, find_breaks(clusters, sorts, starts, chinese)
    return found


def is_hollow(line: Line, measure: float) -> bool:
    """Whether more than `HOLE` is missing after all that may be stretched is stretched."""
    return measure - line.width > HOLE * SIZE


def fewest_holes(paragraph: ShapedParagraph, sorts: Sequence[Kind], breaks: Sequence[Break]) -> int:
    """The least number of inner lines with a hole, over every way to cut `paragraph` at `breaks`.

    All ways are tried, whatever they cost otherwise; only lines longer than the measure with all
    squeezed are none.
    """
    metrics = composer._metrics_of(paragraph, sorts)
    ends = composer._feasible(metrics, [*breaks, Break(len(paragraph.clusters))])
    starts = [0, *(end.at for end in ends)]
    fewest = [0.0] + [float("inf")] * len(ends)
    for index, end in enumerate(ends, 1):
        for start in reversed(range(index)):
            need = composer._shortfall(metrics, starts[start], end, paragraph.measure)
            if composer._may_fit(metrics, starts[start], end, need):
                line = composer._composed_line(
                    metrics, starts[start], end, paragraph.measure, index == len(ends)
                )
                hollow = index < len(ends) and is_hollow(line, paragraph.measure)
                fewest[index] = min(fewest[index], fewest[start] + hollow)
    return int(fewest[-1])


@pytest.mark.parametrize("measure", MEASURES)
def test_no_line_has_a_hole_while_a_break_exists_that_tears_no_word(
    measure: int, paragraphs: Mapping[str, Shaped], chinese: Language
) -> None:
    avoidable = []
    for name, (clusters, sorts, breaks) in paragraphs.items():
        paragraph = ShapedParagraph(clusters, chinese, measure * SIZE, justified=True)
        inner = composer.compose_lines(paragraph, sorts, breaks)[:-1]
        holes = sum(is_hollow(line, paragraph.measure) for line in inner)
        if holes and fewest_holes(paragraph, sorts, breaks) < holes:
            avoidable.append(name)
    assert avoidable == []


@pytest.mark.parametrize("measure", MEASURES[::3])
def test_no_line_ends_of_the_corpus_are_better_than_those_chosen(
    measure: int, paragraphs: Mapping[str, Shaped], chinese: Language
) -> None:
    for name, (clusters, sorts, breaks) in paragraphs.items():
        paragraph = ShapedParagraph(clusters, chinese, measure * SIZE, justified=True)
        best = best_ends(paragraph, sorts, breaks)
        assert chosen_ends(paragraph, sorts, breaks) == best, name


def test_holes_are_found_where_nothing_may_be_cut(
    paragraphs: Mapping[str, Shaped], chinese: Language
) -> None:
    # Three numbers of 7.4 em in lines of 8, each after a label that may not share its line.
    clusters, sorts, breaks = paragraphs["phone-numbers"]
    paragraph = ShapedParagraph(clusters, chinese, 8 * SIZE, justified=True)
    assert fewest_holes(paragraph, sorts, breaks) == 3
