"""Ordinary content and layouts: what preflight must not refuse, and where it still must."""

from __future__ import annotations

import pytest

from bifolio.preflight.findings import Severity
from bifolio.preflight.inspect import inspect
from tests.preflight.mutations import NOTICE, NOTICE_ZH, Edition, PrintChanged, in_source


def failing(evidence) -> list[str]:  # type: ignore[no-untyped-def]
    """What the edition is refused for."""
    return [
        f"{each.check}: {each.message}"
        for each in inspect(evidence).findings
        if each.severity is Severity.FAIL
    ]


ITEMS = {
    "      - kind: paragraph\n        id: garden-hours": (
        "      - kind: list\n        id: garden-list\n        items:\n"
        "          - {id: garden-a, text: {en: a hat against the sun, zh-Hans: 遮阳帽}}\n"
        "          - {id: garden-b, text: {en: a bottle of water, zh-Hans: 一瓶水}}\n"
        "      - kind: paragraph\n        id: garden-hours"
    )
}


@pytest.mark.parametrize("edition", [NOTICE, NOTICE_ZH])
def test_a_bulleted_list_is_good(print_changed: PrintChanged, edition: Edition) -> None:
    evidence = print_changed(edition, in_source(ITEMS))
    assert failing(evidence) == []
    assert [each.words for each in evidence.artifacts if each.paragraph.kind == "Lbl"] == ["•"] * 2


NUMBERED = """
body { counter-reset: part }
h2::before { counter-increment: part; content: counter(part, cjk-decimal) "  " }
p.imprint::after { content: " \\203B" }
"""


@pytest.mark.parametrize("edition", [NOTICE, NOTICE_ZH])
def test_numbers_and_signs_of_the_stylesheet_are_good(
    print_changed: PrintChanged, edition: Edition
) -> None:
    evidence = print_changed(edition, in_source(styles=NUMBERED))
    assert failing(evidence) == []


def test_words_that_a_template_adds_are_still_reported(print_changed: PrintChanged) -> None:
    evidence = print_changed(NOTICE, in_source(body="<p>No entry.</p>"))
    assert any("no unit says 'No entry.'" in each for each in failing(evidence))
