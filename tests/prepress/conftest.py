from __future__ import annotations

from tests.preflight.conftest import build_changed, examine

__all__ = ["build_changed", "examine"]
