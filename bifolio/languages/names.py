"""The names of languages in the languages themselves, for links from one to the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable


def own_names(tags: Iterable[str]) -> dict[str, str]:
    """The name of each language in itself (Unicode CLDR): English, 中文.

    Languages that have the same name have their script or region with it: 中文 (简体). A tag that
    CLDR does not know is its own name.
    """
    names = {tag: (_name(tag, short=True), _name(tag, short=False)) for tag in tags}
    counts = Counter(short for short, _ in names.values())
    return {tag: short if counts[short] == 1 else long for tag, (short, long) in names.items()}


def _name(tag: str, *, short: bool) -> str:
    from babel import Locale, UnknownLocaleError  # takes long to import

    try:
        locale = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return tag
    name = (locale.language_name if short else locale.get_display_name()) or tag
    return f"{name[:1].upper()}{name[1:]}"
