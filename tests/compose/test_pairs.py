"""Which characters a line of Chinese may begin and end with, pair by pair.

The groups are the classes of UAX 14 and what the tests of CSS Text 3, 5.3 (`line-break`) try of
them; the levels are those of CLREQ 3.1.5. Each pair is a test with the pair as its name.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from _pytest.mark import ParameterSet

from bifolio.compose.break_opportunities import find_breaks
from bifolio.compose.clusters import kinds
from bifolio.languages import FOLDER, LEVELS, Language, Level, read_language
from tests.compose.clusters_of import clusters_of
from tests.compose.unicode_breaks import allowed

LANGUAGES = ("zh-Hans", "zh-Hant")

SMALL_KANA = (
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿｧｨｩｪｫｬｭｮｯ"
)
LONG_VOWELS = "ーｰ"

NEVER_FIRST = {
    "iteration mark (NS)": "々〻ゝゞヽヾ",
    "centred punctuation (NS)": "・･：；‼⁇⁈⁉",
    "wave dash and double hyphen (NS)": "〜゠",
    "pause or stop (CL)": "、。，．､｡",
    "closing bracket (CL)": "）］｝〉》」』】〕〗〙〛〞〟｠｣",
    "closing quote": "”’",
    "exclamation or question (EX)": "！？!?",
    "leader (IN)": "‥…⋯",
    "infix separator (IS)": ",.:;",
    "slash (SY)": "/",
    "closing parenthesis (CP)": ")]",
    "closing brace (CL)": "}",
    "postfix (PO)": "‰‱℃℉％%¢￠°′″",
    "hyphen (HY)": "-",
    "dash (BA)": "‐–",
    "hyphenation point (BA)": "‧",
    "connector (CLREQ 3.1.5)": "－～~",
    "middle dot (CLREQ 3.1.5)": "·",
    "dash (CLREQ 3.1.5, strict)": "—",
    "full-width slash (CLREQ 3.1.5)": "／",
    "what belongs to the name before it": "®™℠",
    "note mark": "¹²³①⑳*†‡",
}

NEVER_LAST = {
    "opening bracket (OP)": "（［｛〈《「『【〔〖〘〚〝｟｢",
    "opening parenthesis (OP)": "([{",
    "opening quote": "“‘",
    "prefix (PR)": "$£¥€₩₹№±＄￡￥￦",
    "section or copyright sign": "§©",
    "slash (CLREQ 3.1.5)": "/／",
}

GLUE = {"word joiner": "\u2060", "no-break space": "\u00a0", "narrow no-break space": "\u202f"}

MAY_END = """
文|文 文|あ ア|文 文|한 文|A A|文 文|5 5|中 文|Ω 文|😀 😀|文 文|（ ）|文 文|( )|文 A|（ ）|A
文|「 」|文 文|《 》|文 文|“ ”|文 文|‘ ’|文 ）|（ ”|“ ，|“ ”|《 A|“ ”|A
。|文 ，|文 ！|文 …|文 —|文 ・|文 ·|文 々|文 ー|文 ,|文 .|文 文|€ 文|$ ％|文 ℃|文 °|文 ®|文
-|文 －|文 ‐|文 –|文 〜|文 ～|文 文|.NET 文|.odt
"""

CLOSED = "—— …… ⋯⋯ ‥‥ ５０ 99 ＡＢ 5％ ￥5 $5"


@cache
def language_at(tag: str, level: Level | None = None) -> Language:
    language = read_language(FOLDER / f"{tag}.yaml", level)
    return replace(language, last_line=0)


def may_part(before: str, after: str, language: Language) -> bool:
    """Whether a line may end between the two, with Chinese around them."""
    text = f"中文{before}{after}文中"
    clusters = clusters_of(text)
    sorts = kinds(clusters, language)
    breaks = find_breaks(clusters, sorts, allowed(clusters, sorts, language.tag), language)
    return 2 + len(before) in {found.at for found in breaks}


def pairs(groups: dict[str, str], *, first: bool) -> list[ParameterSet]:
    """Each character of `groups` beside Han, as a parameter that says what it is."""
    found = []
    for name, characters in groups.items():
        for character in characters:
            pair = ("文", character) if first else (character, "文")
            found.append(pytest.param(*pair, id=f"{name}: {'+'.join(pair)}"))
    return found


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize(("before", "after"), pairs(NEVER_FIRST, first=True))
def test_no_line_begins_with_what_never_begins_one(before: str, after: str, tag: str) -> None:
    assert not may_part(before, after, language_at(tag))


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize(("before", "after"), pairs(NEVER_LAST, first=False))
def test_no_line_ends_with_what_never_ends_one(before: str, after: str, tag: str) -> None:
    assert not may_part(before, after, language_at(tag))


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("pair", MAY_END.split())
def test_a_line_may_end_between(pair: str, tag: str) -> None:
    before, _, after = pair.partition("|")
    assert may_part(before, after, language_at(tag))


@pytest.mark.parametrize("glue", GLUE.values(), ids=GLUE)
def test_nothing_is_parted_from_glue(glue: str) -> None:
    for character in "文“”（）A":
        assert not may_part(character, glue, language_at("zh-Hans"))
        assert not may_part(glue, character, language_at("zh-Hans"))


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("character", SMALL_KANA + LONG_VOWELS)
def test_small_kana_begin_a_line_below_the_strict_level(character: str, level: Level) -> None:
    for tag in LANGUAGES:
        assert may_part("文", character, language_at(tag, level)) is (level != "strict")


@pytest.mark.parametrize(
    ("pair", "levels"),
    [("文|…", ()), ("文|—", ("basic", "gb")), ("文|／", ("basic",)), ("／|文", ("basic",))],
)
def test_each_level_forbids_what_clreq_says(pair: str, levels: tuple[Level, ...]) -> None:
    before, _, after = pair.partition("|")
    for level in LEVELS:
        assert may_part(before, after, language_at("zh-Hans", level)) is (level in levels)


@pytest.mark.parametrize("closed", CLOSED.split())
def test_what_is_one_is_never_parted(closed: str) -> None:
    for tag in LANGUAGES:
        assert not may_part(closed[0], closed[1], language_at(tag))


@pytest.mark.parametrize("connector", "-‐‑–−－〜～~—")
def test_a_dash_is_never_parted_from_the_number_after_it(connector: str) -> None:
    for tag in LANGUAGES:
        assert not may_part(connector, "5", language_at(tag))
        assert not may_part(connector, "５", language_at(tag))


def test_a_dash_of_two_em_may_be_followed_by_a_number_on_the_next_line() -> None:
    assert may_part("——", "5", language_at("zh-Hans"))


@pytest.mark.parametrize("character", "®™‼々％、）”ーっ")
def test_a_space_before_it_lets_no_line_begin_with_it(character: str) -> None:
    assert not may_part("文 ", character, language_at("zh-Hans"))


@pytest.mark.parametrize("character", "々ー‼…")
def test_a_closing_quote_lets_no_line_begin_with_what_never_begins_one(character: str) -> None:
    assert not may_part("”", character, language_at("zh-Hans"))


@pytest.mark.parametrize("pair", ["文A", "A文", "文5", "文é", "Ω文", "文(", ")文"])
def test_the_space_that_is_set_between_han_and_latin_changes_no_verdict(pair: str) -> None:
    before, after = pair[0], pair[1]
    for tag in LANGUAGES:
        language = language_at(tag)
        assert may_part(before, after, language) is may_part(f"{before} ", after, language)


def test_a_space_before_a_minus_sign_lets_a_line_begin_with_it() -> None:
    assert may_part("文 ", "-5", language_at("zh-Hans"))
