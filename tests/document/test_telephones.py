"""Telephone numbers of contacts: written as in their countries, and dialled by a click."""

from __future__ import annotations

import time

import pytest

from bifolio.document.telephones import telephone_uri

DIALLED = {
    "86-10-12345678": "tel:+86-10-12345678",
    "+49 7000 123456": "tel:+49-7000-123456",
    "+49 (0)7000 123-0": "tel:+49-7000-123-0",
    "+86 (10) 1234 5678": "tel:+86-10-1234-5678",
    "+33 1 55 50 01 99": "tel:+33-1-55-50-01-99",
    "+1 (212) 555-0123": "tel:+1-212-555-0123",
    "+41/44/555 01 23": "tel:+41-44-555-01-23",
    "+8613800138000": "tel:+8613800138000",
}
REFUSED = ("010 1234 5678", "1234", "+49", "+0 30 1234567", "+49 30 ABC", "+" + "1" * 16, "call us")


@pytest.mark.parametrize("written", DIALLED)
def test_a_number_is_dialled_as_it_is_written(written: str) -> None:
    assert telephone_uri(written) == DIALLED[written]


@pytest.mark.parametrize("written", REFUSED)
def test_what_cannot_be_dialled_is_no_number(written: str) -> None:
    assert telephone_uri(written) is None


def test_a_long_row_of_digits_is_refused_at_once() -> None:
    begun = time.monotonic()
    assert telephone_uri("+" + "1 " * 20_000 + "x") is None
    assert telephone_uri("+" + "1" * 40_000 + "x") is None
    assert time.monotonic() - begun < 1
