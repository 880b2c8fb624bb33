"""Asks each `:has()` about an element once, for all elements whose style depends on the answer.

WeasyPrint 70.0 searches a whole table for each of its cells if a rule begins with
`.table:has(tr > :nth-child(4))`, and the whole page for each paragraph if one begins with
`html:not(:has(.cover))`: the time of a layout grows with the square of its elements. The code that
cssselect2 0.10.1 compiles for the relational pseudo-class (Selectors 4, 4.5) is replaced by one
that keeps its answers while the styles of a page are computed. Guarded by
tests/render/test_relations.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

from cssselect2 import ElementWrapper, compiler, parser
from weasyprint.css import StyleFor

METHOD = "is_related"
"""The method of elements that compiled selectors call."""

_numbers: dict[str, int] = {}
"""Of each relation, by its code: rules that begin alike ask the same."""

_answers: dict[tuple[int, Element], bool] | None = None
"""What was answered; None while elements may change."""


def ask_relations_once() -> None:
    """Replace a function of cssselect2 and a method of `StyleFor`; idempotent."""
    if hasattr(ElementWrapper, METHOD):
        return
    compile_node, style_for = compiler._compile_node, StyleFor.__init__

    def compiled(selector: Any) -> str:
        code = str(compile_node(selector))
        if not code or not isinstance(selector, parser.RelationalSelector):
            return code
        number = _numbers.setdefault(code, len(_numbers))
        return f"el.{METHOD}({number}, lambda el: {code})"

    def compute_styles(self: Any, *given: Any, **named: Any) -> None:
        global _answers
        _answers = {}
        try:
            style_for(self, *given, **named)
        finally:
            _answers = None

    compiler._compile_node, StyleFor.__init__ = compiled, compute_styles
    setattr(ElementWrapper, METHOD, _is_related)


def _is_related(element: Any, number: int, test: Callable[[Any], object]) -> bool:
    """Whether the relation of this number, which `test` looks for, is true of an element."""
    answers = _answers
    if answers is None:
        return bool(test(element))
    key = number, element.etree_element
    if key not in answers:
        answers[key] = bool(test(element))
    return answers[key]
