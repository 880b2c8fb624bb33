from __future__ import annotations

from tests.preflight.conftest import examine, print_changed

__all__ = ["examine", "print_changed"]
