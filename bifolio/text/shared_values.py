"""Shared values: written once in the source, and used in every language as {name}."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bifolio.document.blocks.contact import Contact, ContactLine
from bifolio.document.passage import Passage
from bifolio.document.telephones import telephone_uri
from bifolio.document.unit import REFERENCE, Unit
from bifolio.document.values import TypedValue
from bifolio.text.markdown import escape
from bifolio.text.values import written


def shared_values(
    shared: Mapping[str, Passage | TypedValue], language: str, languages: Sequence[str]
) -> dict[str, str]:
    """The values of `shared` by name, as `language`, one of `languages`, writes them.

    `validate` reports those that are not valid, which are empty.
    """
    found = {}
    for name, value in shared.items():
        if isinstance(value, Passage):
            found[name] = value.source
        else:
            found[name] = "" if any(value.problems(name)) else written(value, language, languages)
    return found


def with_shared(source: str, unit: Unit, shared: Mapping[str, str]) -> str:
    """Replace `{name}` in Markdown `source` by the value, `<{name}>` by a link.

    The email address and the telephone number of a contact always become links. `validate`
    reports a name without a value, which is kept.
    """
    values = unit.values(shared)

    def put_in(match: re.Match[str]) -> str:
        autolink, name = match[1], match[2] or match[3]
        value = values.get(name)
        if value is None:
            return match[0]
        target = _target(name, value) if isinstance(unit, Contact | ContactLine) else None
        if target:
            return f"[{escape(value)}]({target})"
        return f"<{value}>" if autolink else escape(value)

    return re.sub(rf"(<){REFERENCE}>|{REFERENCE}", put_in, source)


def _target(name: str, value: str) -> str | None:
    """The target of a contact's value (RFC 6068, RFC 3966); None if it cannot be linked."""
    if name == "phone":
        return telephone_uri(value)
    if name == "web" and not re.search(r"[\s()<>]", value):
        return value if "://" in value else f"https://{value}"
    if name == "email" and not re.search(r"[\s()]", value):  # `validate` reports the others
        return f"mailto:{value}"
    return None
