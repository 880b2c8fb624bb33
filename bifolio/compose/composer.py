"""Composes the text of a block: from runs and a measure to lines of segments.

Results are remembered, so that a layout that asks again (minimum width, final layout) gets them at
once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate

from bifolio.compose.break_opportunities import (
    CUT_HAN_HEADING,
    CUT_HAN_RAGGED,
    FORBIDDEN,
    FREE,
    Break,
    find_breaks,
)
from bifolio.compose.clusters import Cluster, Kind, Line, ShapedParagraph, kinds
from bifolio.compose.hyphenation import find_hyphens, patterns_of
from bifolio.compose.line_breaking import Widths, compose_lines, widths_of
from bifolio.compose.memory import Memory
from bifolio.compose.setting import SetLine, Setting, StyledRun
from bifolio.compose.shaping import Shaper
from bifolio.compose.spacing import segments
from bifolio.languages import Language

QUOTES = frozenset("“”‘’")
BRACKETS = {Kind.OPENING: "（", Kind.CLOSING: "）"}

TOLERANCE = 0.01
"""px that a line may be longer than its measure: the rounding of the layout."""

SHORT = 4.0
"""em; a text up to this length counts as one word where words are kept: 每周五, Room 12."""

MOST_TEXTS = 200
"""Texts whose clusters are kept: a layout asks for the widths and the lines of a block within a few
blocks of each other, and a page of clusters takes 0.2 MB."""

LineStarts = Callable[[str, str], Sequence[bool]]
"""Returns for each character of a text in a language whether UAX 14 lets a line begin with it."""


@dataclass(frozen=True, slots=True)
class _Text:
    """The clusters of runs, and all that does not depend on the measure."""

    clusters: tuple[Cluster, ...]
    kinds: tuple[Kind, ...]
    runs: tuple[int, ...]
    breaks: tuple[Break, ...]


class Composer:
    """Composes text with the fonts of one edition, by the rules of its languages."""

    def __init__(
        self,
        shaper: Shaper,
        languages: Mapping[str, Language],
        line_starts: LineStarts,
        memory: Memory | None = None,
    ) -> None:
        """Lines that `memory` has are not chosen again, and those that it has not are added."""
        self._shaper = shaper
        self._languages = {tag: _first_equal(each) for tag, each in languages.items()}
        self._others: dict[str, Language] = {}
        self._line_starts = line_starts
        self._memory = memory or Memory()
        self._texts: dict[tuple[Sequence[StyledRun], str, float, bool], _Text] = {}

    def knows(self, language: str) -> bool:
        """Whether there are rules for a language (BCP 47)."""
        return language in self._languages

    def _rules(self, language: str) -> Language:
        """The rules of a language; those of any alphabet if it has none."""
        if language not in self._languages:
            return self._others.setdefault(language, Language(language, ()))
        return self._languages[language]

    def compose(self, runs: tuple[StyledRun, ...], setting: Setting) -> tuple[SetLine, ...]:
        """Return `runs` in lines; raises `LookupError` for a character that no face has."""
        return self._memory.lines(runs, setting, lambda: self._set(runs, setting))

    def widths(self, runs: tuple[StyledRun, ...], setting: Setting) -> Widths:
        """Return the widths of a text; raises `LookupError` for a character that no face has."""
        return self._memory.widths(runs, setting, lambda: self._measured(runs, setting))

    def _measured(self, runs: tuple[StyledRun, ...], setting: Setting) -> Widths:
        text = self._text(runs, setting, whole=setting.keeps_words)
        widths = widths_of(self._paragraph(text, setting), text.kinds, text.breaks)
        if setting.keeps_words and widths.most <= SHORT * setting.em:
            return Widths(widths.most, widths.most)
        return widths

    def rest(
        self, runs: tuple[StyledRun, ...], setting: Setting, first: int
    ) -> tuple[StyledRun, ...]:
        """The runs without the clusters before `first`; as many runs as there were."""
        text = self._text(runs, setting)
        kept = [""] * len(runs)
        for cluster, at in zip(text.clusters[first:], text.runs[first:], strict=True):
            kept[at] += cluster.text
        boxes = set(text.runs[first:])
        return tuple(
            replace(run, text=kept[at], box=run.box if at in boxes else None)
            for at, run in enumerate(runs)
        )

    def _set(self, runs: tuple[StyledRun, ...], setting: Setting) -> Sequence[SetLine]:
        text = self._text(runs, setting, whole=True)
        if setting.hyphenates_last and self._least(text, setting) > setting.measure + TOLERANCE:
            text = self._text(runs, setting)
        paragraph = self._paragraph(text, setting)
        return [
            SetLine(
                line.first,
                tuple(segments(paragraph, text.kinds, text.runs, line)),
                text.runs[line.last - 1],
                self._spaces(paragraph, line),
                line.hyphenated,
                line.loose,
            )
            for line in compose_lines(paragraph, text.kinds, text.breaks)
        ]

    def _least(self, text: _Text, setting: Setting) -> float:
        return widths_of(self._paragraph(text, setting), text.kinds, text.breaks).least

    def _spaces(self, paragraph: ShapedParagraph, line: Line) -> str:
        """The spaces after a line; between words they stay, beyond the edge, for screen readers."""
        is_end = line.following >= len(paragraph.clusters)
        return "" if is_end or paragraph.language.is_han else " " * (line.following - line.last)

    def _paragraph(self, text: _Text, setting: Setting) -> ShapedParagraph:
        language = self._rules(setting.language)
        return ShapedParagraph(
            text.clusters,
            language,
            self._measure(setting.measure, setting),
            indent=setting.indent,
            justified=setting.justified,
            balanced=setting.balanced,
            trims_last=setting.trims_last,
            first_measures=tuple(self._measure(each, setting) for each in setting.first_measures),
        )

    def _measure(self, measure: float, setting: Setting) -> float:
        """The length of a line.

        If a column is wider than a whole number of characters (CLREQ 2.3.1), the rest is spread
        over the gaps of its lines, so that they end at the edge of the column.
        """
        if self._rules(setting.language).is_han and setting.justified:
            return max(measure, int((measure + TOLERANCE) / setting.em) * setting.em)
        return measure + TOLERANCE

    def _text(self, runs: tuple[StyledRun, ...], setting: Setting, *, whole: bool = False) -> _Text:
        """The clusters of `runs`; words that are hyphenated last are not if they are `whole`."""
        cut_han = _price_of_cut_han(setting)
        hyphenates = not whole if setting.hyphenates_last else not setting.balanced
        key = runs, setting.language, cut_han, hyphenates
        text = self._texts.get(key)
        if text is None:
            text = self._read(runs, self._rules(setting.language), cut_han, hyphenates)
            if len(self._texts) >= MOST_TEXTS:
                del self._texts[next(iter(self._texts))]
            self._texts[key] = text
        return text

    def _read(
        self, runs: Sequence[StyledRun], language: Language, cut_han: float, hyphenates: bool
    ) -> _Text:
        text = [(cluster, at) for at, run in enumerate(runs) for cluster in self._letters(run)]
        clusters, places = [cluster for cluster, _ in text], [at for _, at in text]
        sorts = kinds(clusters, language)
        of_runs = [patterns_of(run.hyphenated, self._languages) for run in runs]
        hyphenated = [of_runs[at] for at in places]
        hyphens = find_hyphens(clusters, hyphenated) if hyphenates else []
        allowed = allowed_starts(clusters, sorts, language.tag, self._line_starts)
        breaks = find_breaks(clusters, sorts, allowed, language, hyphens, cut_han=cut_han)
        groups = [runs[at].unbreakable for at in places]
        return _Text(
            tuple(clusters),
            tuple(sorts),
            tuple(places),
            tuple(
                found
                for found in breaks
                if groups[found.at] is None or groups[found.at] != groups[found.at - 1]
            ),
        )

    def _letters(self, run: StyledRun) -> Sequence[Cluster]:
        if run.box is not None:
            return [Cluster(run.placeholder, run.box, run.type.size)]
        return list(self._shaper.shape(run.text, run.type))


@cache
def _first_equal(language: Language) -> Language:
    """The first language of this process that equals `language`.

    Each edition brings languages of its own into the process that builds it. What was computed for
    equal ones is found by comparing all their rules, but at once for the same one.
    """
    return language


def allowed_starts(
    clusters: Sequence[Cluster], sorts: Sequence[Kind], language: str, line_starts: LineStarts
) -> list[bool]:
    """Whether UAX 14 lets a line begin with each of `clusters`.

    A Chinese quote counts as a bracket: UAX 14 does not know whether a quote opens or closes, and
    forbids a line end on both of its sides (LB 19).
    """
    texts = [
        BRACKETS[sort] if sort in BRACKETS and cluster.text in QUOTES else cluster.text
        for cluster, sort in zip(clusters, sorts, strict=True)
    ]
    allowed = line_starts("".join(texts), language)
    starts = accumulate(map(len, texts), initial=0)
    return [allowed[at] for at, _ in zip(starts, texts, strict=False)]


def _price_of_cut_han(setting: Setting) -> float:
    if setting.keeps_words:
        return FORBIDDEN
    if setting.balanced:
        return CUT_HAN_HEADING
    return FREE if setting.justified else CUT_HAN_RAGGED
