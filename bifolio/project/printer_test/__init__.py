"""A test page for printers; Bifolio builds it from the publication in this folder."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent / "printer-test"
"""The folder of the publication."""
