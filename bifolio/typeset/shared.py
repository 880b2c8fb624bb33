"""Values that stand once in the source and that every language draws on, as {name}."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bifolio.model import REFERENCE, Contact, Unit
from bifolio.typeset.markdown import escape


def with_shared(source: str, unit: Unit, shared: Mapping[str, str]) -> str:
    """Put the values into Markdown `source`: as plain text, as a link where it is written <{name}>.

    The email address and the telephone of a contact are links of their own (RFC 6068, RFC 3966).
    A name without a value stays as it is; `validate` has told of it.
    """
    values = unit.values(shared)

    def put_in(match: re.Match[str]) -> str:
        autolink, name = match[1], match[2] or match[3]
        value = values.get(name)
        if value is None:
            return match[0]
        if isinstance(unit, Contact) and name == "email":
            return f"[{escape(value)}](mailto:{value})"
        if isinstance(unit, Contact) and name == "phone":
            return f"[{escape(value)}](tel:+{value})"
        return f"<{value}>" if autolink else escape(value)

    return re.sub(rf"(<){REFERENCE}>|{REFERENCE}", put_in, source)
