"""The checks, a module for each subject; importing this enters all of them in the registry."""

from __future__ import annotations

from bifolio.preflight.checks import (
    accessibility,
    colours,
    file,
    fonts,
    identity,
    images,
    languages,
    links,
    paper,
    press,
    text,
)

__all__ = [
    "accessibility",
    "colours",
    "file",
    "fonts",
    "identity",
    "images",
    "languages",
    "links",
    "paper",
    "press",
    "text",
]
