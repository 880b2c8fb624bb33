"""Types of fields that several YAML files have."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator

from bifolio.project.names import IDENTIFIER, IDENTIFIER_HINT
from bifolio.source_yaml.nodes import Form, without_comment

MANIFEST_FILE = "manifest.yaml"
"""The file that describes the fonts or printing conditions in its folder."""

Sha256 = Annotated[
    str, Form(r"^[0-9a-f]{64}$", "SHA-256 checksum", "write 64 hexadecimal digits in lower case")
]
FileName = Annotated[
    str,
    Form(
        r"^[A-Za-z0-9][A-Za-z0-9._-]*$",
        "file name",
        "use ASCII letters, digits, dots and hyphens",
    ),
]


FreeText = Annotated[str, BeforeValidator(without_comment)]
"""A text that no layout sets, such as a note for editors."""

Identifier = Annotated[str, Form(IDENTIFIER, "id", IDENTIFIER_HINT)]
