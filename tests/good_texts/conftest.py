from __future__ import annotations

from tests.preflight.conftest import examine

__all__ = ["examine"]
