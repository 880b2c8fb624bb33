"""A sheet that shows what a printer does; the press prints it from a publication of its own."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent / "printer-test"
"""The folder of the publication."""
