"""Lines that are remembered from one build to the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bifolio.compose import composer as composer_module
from bifolio.compose import memory as module
from bifolio.compose.composer import Composer
from bifolio.compose.memory import Memory, fingerprint
from bifolio.compose.setting import Setting, StyledRun
from bifolio.compose.shaping import Shaper, Style
from bifolio.fonts.collection import Typecase
from bifolio.fonts.subset import CutFace
from bifolio.languages import Language, find_language

TEXT = "中文排版需要耐心细致，也需要经验（以及工具），二者缺一不可，这样的道理大家都懂。"
STYLE = Style(("Bifolio Han SC",), 400, False, 10.0, "zh-Hans")
RUNS = (StyledRun(TEXT, STYLE), StyledRun("", STYLE, box=12.5), StyledRun("约12 km", STYLE))
SETTING = Setting("zh-Hans", 10.0, 100.0, justified=True)


def anywhere(text: str, language: str) -> Sequence[bool]:
    return [at > 0 for at in range(len(text))]


@pytest.fixture(scope="module")
def faces(typecase: Typecase, tmp_path_factory: pytest.TempPathFactory) -> tuple[CutFace, ...]:
    characters = frozenset(map(ord, TEXT + "约12 km"))
    return typecase.faces(characters, tmp_path_factory.mktemp("fonts"))


@pytest.fixture(scope="module")
def rules() -> dict[str, Language]:
    language = find_language("zh-Hans")
    assert language
    return {"zh-Hans": language}


Make = Callable[[Memory], Composer]


@pytest.fixture
def make(faces: tuple[CutFace, ...], rules: dict[str, Language]) -> Make:
    return lambda memory: Composer(Shaper(faces), rules, anywhere, memory)


def unable(memory: Memory) -> Composer:
    """A composer that can only remember: it has no fonts and no rules."""
    return Composer(Shaper(()), {}, anywhere, memory)


def test_what_is_remembered_is_what_was_composed(make: Make) -> None:
    first = Memory("a")
    composer = make(first)
    lines, widths = composer.compose(RUNS, SETTING), composer.widths(RUNS, SETTING)
    assert len(lines) > 3
    later = unable(Memory("a", first.content))
    assert later.compose(RUNS, SETTING) == lines
    assert later.widths(RUNS, SETTING) == widths


def has(memory: Memory, runs: tuple[StyledRun, ...], setting: Setting) -> bool:
    """Whether lines are remembered, so that they need not be composed."""
    return memory.lines(runs, setting, tuple) != ()


@pytest.mark.parametrize(
    ("runs", "setting"),
    [
        ((replace(RUNS[0], text=TEXT[1:]), *RUNS[1:]), SETTING),
        ((replace(RUNS[0], type=replace(STYLE, size=10.5)), *RUNS[1:]), SETTING),
        ((RUNS[0], replace(RUNS[1], box=12.6), RUNS[2]), SETTING),
        (RUNS, replace(SETTING, measure=100.5)),
        (RUNS, replace(SETTING, first_measures=(80.0,))),
        (RUNS, replace(SETTING, justified=False)),
    ],
)
def test_other_text_type_or_measure_is_composed(
    runs: tuple[StyledRun, ...], setting: Setting, make: Make
) -> None:
    first = Memory("a")
    make(first).compose(RUNS, SETTING)
    later = Memory("a", first.content)
    assert has(later, RUNS, SETTING)
    assert not has(later, runs, setting)


def test_what_is_not_asked_for_is_forgotten(make: Make) -> None:
    other = replace(SETTING, measure=80.0)
    first = Memory("a")
    composer = make(first)
    composer.compose(RUNS, SETTING)
    composer.compose(RUNS, other)
    second = Memory("a", first.content)
    make(second).compose(RUNS, other)
    assert 0 < len(second.content) < len(first.content)
    third = Memory("a", second.content)
    assert has(third, RUNS, other)
    assert not has(third, RUNS, SETTING)


def test_a_memory_with_nothing_new_is_not_written_again(make: Make) -> None:
    first = Memory("a")
    make(first).compose(RUNS, SETTING)
    second = Memory("a", first.content)
    make(second).compose(RUNS, SETTING)
    assert second.content == b""


def test_a_damaged_or_foreign_memory_is_empty(make: Make) -> None:
    first, foreign = Memory("a"), Memory("b")
    make(first).compose(RUNS, SETTING)
    make(foreign).compose(RUNS, SETTING)
    content = first.content
    damaged = (content[: len(content) // 2], content.replace(b"false", b"true", 1))
    for each in (b"", b"\n", b"{}", b"\0", *damaged, foreign.content):
        assert not has(Memory("a", each), RUNS, SETTING)


def test_a_memory_has_a_largest_size(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    first = Memory("a")
    make(first).compose(RUNS, SETTING)
    content = first.content
    monkeypatch.setattr(module, "LARGEST", len(content) - 1)
    assert not has(Memory("a", content), RUNS, SETTING)
    assert first.content == b""


@pytest.mark.parametrize(("old", "new"), [("耐心", "无心"), ("km", ""), ("\ufffc", "中")])
def test_a_memory_never_changes_the_words(old: str, new: str, make: Make) -> None:
    first = Memory("a")
    make(first).compose(RUNS, SETTING)
    _, _, body = first.content.partition(b"\n")
    forged = body.replace(old.encode(), new.encode())
    assert forged != body
    content = module._checksum(forged, "a") + b"\n" + forged
    assert not has(Memory("a", content), RUNS, SETTING)


NO_RUN = '[[0,[[9,"x",[],0,0,false]],0,"",false,false]]'


@pytest.mark.parametrize("values", ["[[]]", "[1]", "1", NO_RUN])
def test_values_that_are_no_lines_are_ignored(values: str, make: Make) -> None:
    first = Memory("a")
    make(first).compose(RUNS, SETTING)
    key = first.content.partition(b'"')[2].partition(b'"')[0].decode()
    for body in (f'{{"{key}":{values}}}'.encode(), values.encode()):
        content = module._checksum(body, "a") + b"\n" + body
        assert not has(Memory("a", content), RUNS, SETTING)


def test_the_fingerprint_is_that_of_the_fonts_however_they_are_cut(
    typecase: Typecase, faces: tuple[CutFace, ...], rules: dict[str, Language], tmp_path: Path
) -> None:
    usual = fingerprint(faces, rules, "1")
    assert fingerprint(typecase.faces(frozenset(map(ord, "中")), tmp_path), rules, "1") == usual
    (tag, language), *_ = rules.items()
    changed = [
        fingerprint(faces[1:], rules, "1"),
        fingerprint((replace(faces[0], identity="0"), *faces[1:]), rules, "1"),
        fingerprint(faces, {tag: replace(language, stretch=0.1)}, "1"),
        fingerprint(faces, {tag: replace(language, never_first=frozenset("a"))}, "1"),
        fingerprint(faces, rules, "2"),
    ]
    assert len({usual, *changed}) == len(changed) + 1


def test_a_face_has_wide_glyphs_however_it_is_cut(typecase: Typecase, tmp_path: Path) -> None:
    from bifolio.compose.shaping import _font
    from bifolio.fonts import GENERATED

    full = typecase.faces(GENERATED | {ord("中")}, tmp_path)
    bare = typecase.faces(GENERATED, tmp_path)
    assert [_font(each.path).widens for each in bare] == [_font(each.path).widens for each in full]


def test_texts_that_are_no_longer_kept_are_composed_in_the_same_way(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lines(composer: Composer) -> list[object]:
        found: list[object] = []
        for measure in (100.0, 60.0, 80.0):
            for begin in range(3):
                runs = (replace(RUNS[0], text=TEXT[begin:]), *RUNS[1:])
                setting = replace(SETTING, measure=measure)
                found += [composer.compose(runs, setting), composer.rest(runs, setting, 4)]
        return found

    kept, forgetful = make(Memory("a")), make(Memory("a"))
    expected = lines(kept)
    assert len(kept._texts) == 3
    monkeypatch.setattr(composer_module, "MOST_TEXTS", 2)
    assert lines(forgetful) == expected
    assert len(forgetful._texts) == 2
