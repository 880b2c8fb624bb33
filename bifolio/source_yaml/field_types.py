"""What the manifests of fonts and of printing conditions say of the files beside them."""

from __future__ import annotations

from typing import Annotated

from bifolio.project.names import IDENTIFIER, IDENTIFIER_HINT
from bifolio.source_yaml.nodes import form

MANIFEST_FILE = "manifest.yaml"

Sha256 = Annotated[str, form(r"^[0-9a-f]{64}$", "a SHA-256", "write 64 hexadecimal digits")]
FileName = Annotated[
    str,
    form(r"^[A-Za-z0-9][A-Za-z0-9._-]*$", "a file name", "use letters, digits, points and hyphens"),
]


Identifier = Annotated[str, form(IDENTIFIER, "an id", IDENTIFIER_HINT)]
