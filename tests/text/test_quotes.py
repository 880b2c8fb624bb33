from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bifolio.document.blocks.paragraph import Paragraph
from bifolio.document.passage import Translations
from bifolio.languages import find_language
from bifolio.source_yaml import read_model
from bifolio.source_yaml.nodes import Node
from bifolio.text import quotes, set_runs, typeset
from bifolio.text.markdown import parse, with_literals
from bifolio.text.quotes import find_doubts, set_quotes
from bifolio.text.runs import Run, Runs, plain


def set_source(source: str, language: str) -> Runs:
    return with_literals(set_runs(parse(source, language), language))


def set_text(source: str, language: str) -> str:
    return plain(set_source(source, language))


def doubtful(source: str, language: str) -> list[str]:
    rules = find_language(language)
    assert rules is not None
    return [doubt.before + doubt.mark for doubt in find_doubts(parse(source, language), rules)]


CERTAIN_ENGLISH = [
    ("salt 'n' pepper and drum'n'bass", "salt ’n’ pepper and drum’n’bass"),
    ("'Twas late, 'til noon, tell 'em 'cause", "’Twas late, ’til noon, tell ’em ’cause"),
    ("the class of '68, the best of the '70s", "the class of ’68, the best of the ’70s"),
    ("runnin' and jumpin', cup o' tea", "runnin’ and jumpin’, cup o’ tea"),
    ("D'Angelo, O'Hara, l'Hôpital, N'Djamena", "D’Angelo, O’Hara, l’Hôpital, N’Djamena"),
    ("the teachers' room, James' desk", "the teachers’ room, James’ desk"),
    ("'the teachers' room'", "‘the teachers’ room’"),
    ("'Twas the teachers' turn", "’Twas the teachers’ turn"),
    ("the word 'cause' is a noun", "the word ‘cause’ is a noun"),
    ("It's 'quoted', isn't it?", "It’s ‘quoted’, isn’t it?"),
    ("the 1960's, three A's, CD's", "the 1960’s, three A’s, CD’s"),
    ("6'2\" tall, 6' 2\" tall, 5'11½\"", "6′2″ tall, 6′ 2″ tall, 5′11½″"),
    ('a 7" single, an 8.5" × 11" sheet', "a 7″ single, an 8.5″ × 11″ sheet"),
    ("40°26'46\"N, 79°58'W", "40°26′46″N, 79°58′W"),
    ('the 9" model, called "Mini"', "the 9″ model, called “Mini”"),
    ('"the 9" model"', "“the 9″ model”"),
    ('"Founded in 1987" and "open"', "“Founded in 1987” and “open”"),
    ("'Stage 12' and 'Stage 14'", "‘Stage 12’ and ‘Stage 14’"),
    ("\"'Inner', she wrote.\" End.", "“‘Inner’, she wrote.” End."),
    ('"Outer "inner" outer."', "“Outer “inner” outer.”"),
    ('("one") ["two"]—"three"', "(“one”) [“two”]—“three”"),
    ('"…and then"', "“…and then”"),
    ('“curly" and "curly”', "“curly” and “curly”"),
    ("‘tis typed’ and 'tis not", "‘tis typed’ and ’tis not"),
    ('a "**bold**" and **"bold"** word', "a “bold” and “bold” word"),
    ('*"a* b"', "“a b”"),
    ('"[a link](https://example.org)"', "“a link”"),
    ('the word "书院" means', "the word “书院” means"),
    ("Swiss: 2'000'000", "Swiss: 2’000’000"),
    (
        '"' + "A long speech. " * 60 + "'Hm' he said.\"",
        "“" + "A long speech. " * 60 + "‘Hm’ he said.”",
    ),
]

CERTAIN_CHINESE = [
    ('32"屏幕支持"超清"显示', "32″ 屏幕支持“超清”显示"),
    ('24"和27"两款', "24″ 和 27″ 两款"),
    ('尺寸"24""27"', "尺寸“24”“27”"),
    ('2025"智慧城市"大会', "2025“智慧城市”大会"),
    ('"型号 8"与"型号 9"', "“型号 8”与“型号 9”"),
    ('称"甲""乙""丙"', "称“甲”“乙”“丙”"),
    ("她说：\"他喊'快走'！\"", "她说：“他喊‘快走’！”"),
    ('"好,"他说."行!"', "“好，”他说。“行！”"),
    ("支持'Linux'系统", "支持‘Linux’系统"),
    ("O'Hara和D'Angelo在N'Djamena", "O’Hara 和 D’Angelo 在 N’Djamena"),
    ("salt 'n' pepper，'70s风格", "salt ’n’ pepper，’70s 风格"),
    ('“开始"与"结束”', "“开始”与“结束”"),
    ("身高6'2\"，东经116°23'29\"", "身高 6′2″，东经 116°23′29″"),
    ('**"粗"**与"*斜*"', "“粗”与“斜”"),
    ('"第一行"\n"第二行"', "“第一行”“第二行”"),
    ('他说"I don\'t know"。', "他说“I don’t know”。"),
]


@pytest.mark.parametrize(("typed", "expected"), CERTAIN_ENGLISH)
def test_straight_marks_in_english_are_what_they_were_meant_to_be(
    typed: str, expected: str
) -> None:
    assert set_text(typed, "en") == expected
    assert doubtful(typed, "en") == []


@pytest.mark.parametrize(("typed", "expected"), CERTAIN_CHINESE)
def test_straight_marks_in_chinese_are_what_they_were_meant_to_be(
    typed: str, expected: str
) -> None:
    assert set_text(typed, "zh-Hans") == expected
    assert doubtful(typed, "zh-Hans") == []


@pytest.mark.parametrize("letter", ["﨑", "㎡", "㈠", "ㄅ"])
@pytest.mark.parametrize("typed", ["'崎'，", "崎'崎", "好崎' ", " '崎", "说'崎'好", '说"崎"好'])
def test_quotes_beside_rare_letters_are_those_beside_any_ideograph(letter: str, typed: str) -> None:
    wanted = set_text(typed, "zh-Hans").replace("崎", letter)
    assert set_text(typed.replace("崎", letter), "zh-Hans") == wanted


def test_each_language_has_quotes_of_its_own() -> None:
    assert set_text("他說\"這是'好'的\".", "zh-Hant") == "他說「這是『好』的」。"
    assert set_text('“這"和"那”', "zh-Hant") == "“這”和「那”"


@pytest.mark.parametrize(
    ("typed", "expected", "doubts"),
    [
        # One that is left open: those after it are right, and it is reported.
        ('He said "stop. She said "go".', "He said “stop. She said “go”.", ['d "']),
        ('"A quote of many paragraphs.', "“A quote of many paragraphs.", ['"']),
        ('Its last paragraph."', "Its last paragraph.”", ['h."']),
        ("Them's 'ard words.", "Them’s ’ard words.", ["s '"]),
        ("Hold on, 'Lizabeth!", "Hold on, ’Lizabeth!", [", '"]),
    ],
)
def test_a_quote_without_a_partner_in_english_is_reported(
    typed: str, expected: str, doubts: list[str]
) -> None:
    assert set_text(typed, "en") == expected
    assert doubtful(typed, "en") == doubts


@pytest.mark.parametrize(
    ("typed", "expected", "count"),
    [
        ('他说"停。她说"走"。', '他说"停。她说“走”。', 1),
        ('甲"乙', '甲"乙', 1),
        ('甲"乙"丙"丁', '甲"乙"丙"丁', 3),
    ],
)
def test_a_mark_that_can_be_read_in_two_ways_stays_and_is_reported(
    typed: str, expected: str, count: int
) -> None:
    assert set_text(typed, "zh-Hans") == expected
    assert len(doubtful(typed, "zh-Hans")) == count


def test_what_the_author_typed_curly_or_escaped_is_no_doubt() -> None:
    assert doubtful("他说“停。她说“走”。", "zh-Hans") == []
    assert doubtful(r"甲\"乙 and 9\" x", "zh-Hans") == []


def test_words_with_an_apostrophe_in_chinese_are_tagged_as_english() -> None:
    runs = set_source("在O'Hara用24\"和'好'的", "zh-Hans")
    assert plain(runs) == "在 O’Hara 用 24″ 和‘好’的"
    assert Run("O’Hara", "en") in runs
    assert all(run.language == "zh-Hans" for run in runs if set("‘好") & set(run.text))


@pytest.mark.parametrize("typed", ["L’Oréal的", "’90s的", "rock ’n’ roll的"])
def test_a_typed_apostrophe_of_a_latin_word_is_one_too(typed: str) -> None:
    (word, *_) = [run for run in set_source(typed, "zh-Hans") if "’" in run.text]
    assert word.language == "en"


WORDS = st.text("汉字文章读写", min_size=1, max_size=4)


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=5), st.integers(2, 99))
def test_a_measure_does_not_disturb_the_quotes_after_it(
    pieces: list[tuple[str, str]], inches: int
) -> None:
    typed = "，".join(f'{before}"{quoted}"' for before, quoted in pieces)
    expected = "，".join(f"{before}“{quoted}”" for before, quoted in pieces)
    assert set_text(typed, "zh-Hans") == expected
    assert set_text(f'{inches}"屏，{typed}', "zh-Hans") == f"{inches}″ 屏，{expected}"


@given(st.lists(st.sampled_from(['"', "'", "a", "字", " ", "。", ",", "9", "“", "’"]), max_size=60))
def test_quotes_become_quotes_of_their_kind_whatever_they_stand_among(pieces: list[str]) -> None:
    typed = "".join(pieces)
    for language in ("en", "zh-Hans"):
        result = plain(with_literals(set_runs((Run(typed, language),), language)))
        kinds = str.maketrans("“”″‘’′", "\"\"\"'''")
        quotes = [mark for mark in result.translate(kinds) if mark in "\"'"]
        assert quotes == [mark for mark in typed.translate(kinds) if mark in "\"'"]


def test_a_thousand_quotes_take_no_time() -> None:
    begun = time.process_time()
    set_text("\"'" * 1000 + '字"' * 1000, "zh-Hans")
    assert time.process_time() - begun < 5


def test_a_doubt_names_the_line_and_the_column(tmp_path: Path) -> None:
    path = tmp_path / "text.yaml"
    path.write_text('a:\n  zh-Hans: >-\n    第一行\n    第"二行\n', "utf-8")
    data, problems = read_model(path, _Text, "")
    assert not problems
    assert data is not None
    unit = Paragraph.model_construct(id="a", text=data.a)
    copy, problems = typeset([unit], ["zh-Hans"], {})
    assert not problems
    (doubt,) = copy["a", "zh-Hans"].doubts
    assert doubt.place is not None
    assert (doubt.place.line, doubt.place.column) == (4, 6)
    assert doubt.message == 'the " in 第"二行 is not certain'
    assert '\\" keeps it' in doubt.hint


class _Text(Node):
    """A file with one text."""

    a: Translations


@pytest.mark.parametrize("mark", ['"', "'", '中"', '"a" '])
def test_the_work_for_a_mark_does_not_grow_with_the_number_of_marks(
    mark: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = 0
    original = quotes._Marks._steps

    def counted(self: quotes._Marks, state: quotes._State, index: int) -> Iterator[quotes._Step]:
        nonlocal steps
        steps += 1
        return original(self, state, index)

    monkeypatch.setattr(quotes._Marks, "_steps", counted)
    language = find_language("zh-Hans")
    assert language is not None
    work = []
    for count in (100, 200, 400):
        steps = 0
        set_quotes((Run(mark * count, "zh-Hans"),), language)
        work.append(steps / count)
    assert 0 < work[2] <= 1.1 * work[1] <= 1.3 * work[0]


@pytest.mark.parametrize(
    ("language", "typed", "within"),
    [
        ("en", 'He said "yes".', "He said ‘yes’."),
        ("en", "I'm 'in'.", "I’m “in”."),
        ("de", 'Er sagte "ja".', "Er sagte ‚ja‘."),
        ("fr", 'Il dit "oui".', "Il dit “oui”."),
        ("zh-Hans", '他说"好"。', "他说‘好’。"),
        ("zh-Hant", '他說"好"。', "他說『好』。"),
        ("zh-Hant", "他說「好，『走』」。", "他說『好，「走」』。"),
        ("zh-Hans", "他说“好”。", "他说‘好’。"),
        ("zh-Hans", "O’Neil说“好”。", "O’Neil 说“好”。"),
        ("en", "He said “yes”.", "He said “yes”."),  # ’ is an apostrophe, too
        ("it", 'Disse "sì".', 'Disse "sì".'),
    ],
)
def test_quotes_within_a_quotation_are_the_inner_ones(
    language: str, typed: str, within: str
) -> None:
    runs = set_runs(parse(typed, language), language, is_quoted=True)
    assert plain(with_literals(runs)) == within
