"""The names of languages: in themselves, for links from one to the other, or in another one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from bifolio.languages.data_file import read_data

CODES = Path(__file__).parent / "words" / "codes.yaml"


def is_language(tag: str) -> bool:
    """Whether `tag` begins with the code of a language; any code of three letters is one."""
    code = tag.partition("-")[0]
    return len(code) != 2 or code in read_data(CODES)["languages"]


def meant_language(code: str) -> str:
    """The code that is meant by one of two letters that is no language; empty if that is unclear.

    Many write that of a country, as cn for Chinese, or the first letters of the English name.
    """
    from babel import Locale  # takes long to import, and only an error needs it
    from babel.languages import get_official_languages  # the same

    official = [each.partition("_")[0] for each in get_official_languages(code.upper())]
    names = Locale("en").languages.items()
    named = [each for each, name in names if len(each) == 2 and name.casefold().startswith(code)]
    return official[0] if official else named[0] if len(named) == 1 else ""


def own_names(tags: Iterable[str]) -> dict[str, str]:
    """The name of each language in itself (Unicode CLDR): English, 中文.

    Languages that have the same name have those of their scripts or regions: 简体中文, 繁體中文. A
    tag that CLDR does not know is its own name.
    """
    return {
        tag: name if name == tag else f"{name[:1].upper()}{name[1:]}"
        for tag, name in _names(tags).items()
    }


def names_in(language: str, tags: Iterable[str]) -> dict[str, str]:
    """The name of each language in `language`, as `own_names`: French and Chinese, 法语和中文."""
    return _names(tags, language)


def _names(tags: Iterable[str], language: str = "") -> dict[str, str]:
    """The names in `language`; default: in themselves."""
    names = {
        tag: (_name(tag, language, short=True), _name(tag, language, short=False)) for tag in tags
    }
    counts = Counter(short for short, _ in names.values())
    return {tag: short if counts[short] == 1 else long for tag, (short, long) in names.items()}


def _name(tag: str, language: str, *, short: bool) -> str:
    from babel import Locale, UnknownLocaleError  # takes long to import

    try:
        locale = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return tag
    within = Locale.parse(language or tag, sep="-")
    if short:
        return locale.get_language_name(within) or tag
    return within.languages.get(str(locale)) or locale.get_display_name(within) or tag
