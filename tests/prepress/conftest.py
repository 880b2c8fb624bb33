from __future__ import annotations

from tests.preflight.conftest import examine, print_changed, renderer

__all__ = ["examine", "print_changed", "renderer"]
