from __future__ import annotations

from tests.preflight.conftest import examine, renderer

__all__ = ["examine", "renderer"]
