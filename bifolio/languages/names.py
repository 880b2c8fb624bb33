"""The names of languages: in themselves, for links from one to the other, or in another one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable


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
