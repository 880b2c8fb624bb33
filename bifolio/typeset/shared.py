"""Values that stand once in the source and that every language draws on, as {name}."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bifolio.model import REFERENCE, Contact, Unit
from bifolio.typeset.markdown import escape

LINKED = {"email": "mailto:", "phone": "tel:+"}
"""The values of a contact that are links, and how these begin (RFC 6068, RFC 3966)."""


def with_shared(source: str, unit: Unit, shared: Mapping[str, str]) -> str:
    """Put the values into Markdown `source`: as plain text, as a link where it is written <{name}>.

    The email address and the telephone of a contact are links of their own.
    A name without a value stays as it is; `validate` has told of it.
    """
    values = unit.values(shared)

    def put_in(match: re.Match[str]) -> str:
        autolink, name = match[1], match[2] or match[3]
        value = values.get(name)
        if value is None:
            return match[0]
        scheme = LINKED.get(name, "") if isinstance(unit, Contact) else ""
        if scheme and not re.search(r"[\s()]", value):  # what cannot be linked `validate` has told
            return f"[{escape(value)}]({scheme}{value})"
        return f"<{value}>" if autolink else escape(value)

    return re.sub(rf"(<){REFERENCE}>|{REFERENCE}", put_in, source)
