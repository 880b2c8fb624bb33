from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bifolio.pdf.metadata import Metadata
from bifolio.pdf.xmp import PDF_UA, read_packet, xmp_packet

UA = "http://www.aiim.org/pdfua/ns/id/"

WORDS = st.text(st.characters(exclude_categories=["C"]), min_size=1).filter(str.strip)


def packet_of(title: str, subject: str = "A subject") -> str:
    about = Metadata(
        title,
        {"en": title, "zh-Hans": "标题"},
        {"en": subject, "zh-Hans": "主题"},
        "An Author & Sons",
        ("a", "b"),
        ("en", "zh-Hans"),
        "2026-06-01T00:00:00Z",
    )
    return xmp_packet(about, "a producer").decode()


@given(WORDS, WORDS)
def test_what_is_written_is_read_back(title: str, subject: str) -> None:
    found = read_packet(packet_of(title, subject))
    assert found["dc:title"].alternative("en") == title
    assert found["dc:title"].alternative("x-default") == title
    assert found["dc:title"].alternative("zh-Hans") == "标题"
    assert found["dc:description"].alternative("en") == subject
    assert found["dc:description"].alternative("fr") is None


@pytest.mark.parametrize("title", ["Bed & Breakfast", "1 < 2 > 0", "\"quoted\" 'so'", "𣲗", "a\nb"])
def test_a_title_with_special_characters_is_read_back(title: str) -> None:
    assert read_packet(packet_of(title))["dc:title"].alternative("en") == title


def test_a_simple_property_may_be_an_attribute() -> None:
    packet = packet_of("x").replace(
        "<pdfuaid:part>1</pdfuaid:part>", '<rdf:li xmlns:any="urn:any" any:part="1"/>'
    )
    assert "pdfuaid:part" not in read_packet(packet)
    packet = packet.replace('rdf:about=""', f'rdf:about="" xmlns:ua="{UA}" ua:part="1"')
    assert read_packet(packet)["pdfuaid:part"].text == PDF_UA["pdfuaid:part"]


def test_what_is_not_xml_has_no_properties() -> None:
    assert read_packet("") == {}
    assert read_packet("<x:xmpmeta") == {}
