"""The checks of preflight, a module or more for each subject."""

from __future__ import annotations

from bifolio.preflight.checks import (
    accessibility,
    active,
    colours,
    file,
    fonts,
    images,
    languages,
    links,
    office,
    qr_codes,
    reading,
    text,
)
from bifolio.preflight.checks.prepress import pages, pdfx, plates
from bifolio.preflight.registry import Registry

REGISTRY = Registry(
    *(accessibility, active, colours, file, fonts, images, languages, links),
    *(qr_codes, office, pdfx, pages, plates, reading, text),
)
"""All checks, by id."""
