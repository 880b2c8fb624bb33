"""The checks, a module or more for each subject; importing this enters all in the registry."""

from __future__ import annotations

from bifolio.preflight.checks import (
    accessibility,
    active,
    colours,
    file,
    fonts,
    identity,
    images,
    languages,
    links,
    pictures,
    reading,
    roles,
    text,
)
from bifolio.preflight.checks import office as paper
from bifolio.preflight.checks.prepress import pages as press_pages
from bifolio.preflight.checks.prepress import pdfx as press
from bifolio.preflight.checks.prepress import plates as press_plates

__all__ = [
    "accessibility",
    "active",
    "colours",
    "file",
    "fonts",
    "identity",
    "images",
    "languages",
    "links",
    "paper",
    "pictures",
    "press",
    "press_pages",
    "press_plates",
    "reading",
    "roles",
    "text",
]
