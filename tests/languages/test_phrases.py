"""What Bifolio itself says on a page."""

from __future__ import annotations

import re

from bifolio.languages.data_file import read_data
from bifolio.languages.phrases import ANY, FILE, phrase


def test_a_phrase_is_in_the_closest_language() -> None:
    assert phrase("qr-code", "de-AT") == phrase("qr-code", "de")
    assert phrase("qr-code", "zh-TW") == phrase("qr-code", "zh-Hant")
    assert phrase("qr-code", "zh") == phrase("qr-code", "zh-Hans")
    assert phrase("qr-code", "eu") == phrase("qr-code", ANY)


def test_all_languages_of_a_phrase_have_the_same_fields() -> None:
    for name, texts in read_data(FILE).items():
        fields = {tag: sorted(re.findall(r"\{\w*\}", text)) for tag, text in texts.items()}
        assert all(each == fields[ANY] for each in fields.values()), (name, fields)
    assert "{address}" in phrase("qr-code", ANY)
