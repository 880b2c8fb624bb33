"""The metadata packet of a PDF (XMP, ISO 16684-1), in every language of the edition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

from bifolio.pdf.metadata import Metadata

NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfxid": "http://www.npes.org/pdfx/ns/id/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
}

_PREFIXES = {uri: prefix for prefix, uri in NAMESPACES.items()}

PDF_UA = {"pdfuaid:part": "1"}
"""How a PDF/UA-1 file identifies itself (ISO 14289-1, clause 5)."""

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
"""The attribute that gives an item of a language alternative its language."""


@dataclass(frozen=True)
class Property:
    """The value of an XMP property, or the values of its array."""

    values: tuple[str, ...]
    languages: tuple[str, ...] = ()
    """The language of each value of a language alternative, or empty."""

    @property
    def text(self) -> str:
        """All values, white space collapsed."""
        return " ".join(" ".join(self.values).split())

    def alternative(self, language: str) -> str | None:
        """The value of a language alternative in `language`."""
        return dict(zip(self.languages, self.values, strict=False)).get(language)


_HEADER = b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
_FOOTER = b'\n<?xpacket end="r"?>'


def xmp_packet(about: Metadata, producer: str, claims: Mapping[str, str] = PDF_UA) -> bytes:
    """Return `about` as an XMP packet, with the properties `claims` of a standard."""
    for prefix, uri in NAMESPACES.items():
        ElementTree.register_namespace(prefix, uri)
    rdf = ElementTree.Element(_name("rdf:RDF"))
    description = ElementTree.SubElement(rdf, _name("rdf:Description"), {_name("rdf:about"): ""})
    for name, value in claims.items():
        _put(description, name, value)
    for name, words in (("dc:title", about.titles), ("dc:description", about.subjects)):
        # The first language is the default, too (ISO 16684-1, 8.2.2.4).
        alternatives = {"x-default": next(iter(words.values())), **words}
        items = _put_array(description, name, "rdf:Alt", alternatives.values())
        for item, language in zip(items, alternatives, strict=True):
            item.set(LANGUAGE, language)
    _put_array(description, "dc:creator", "rdf:Seq", (about.author,))
    _put_array(description, "dc:language", "rdf:Bag", about.languages)
    _put_array(description, "dc:subject", "rdf:Bag", about.keywords)
    _put(description, "pdf:Keywords", ", ".join(about.keywords))
    _put(description, "pdf:Producer", producer)
    _put(description, "xmp:CreatorTool", about.generator)
    _put(description, "xmp:CreateDate", about.date)
    _put(description, "xmp:ModifyDate", about.date)
    body = ElementTree.tostring(rdf, encoding="unicode").encode()
    return _HEADER + b'<x:xmpmeta xmlns:x="adobe:ns:meta/">' + body + b"</x:xmpmeta>" + _FOOTER


def read_packet(packet: str) -> dict[str, Property]:
    """Read the properties of an XMP packet by qualified name; none if it is not XML.

    Names have the prefixes of `NAMESPACES`, whatever those of the packet; in another namespace, the
    URI. Simple properties may be attributes (ISO 16684-1, 7.9.2.2).
    """
    try:
        root = ElementTree.fromstring(packet.strip("\ufeff\0 \n"))  # noqa: S314  expat limits it
    except ElementTree.ParseError:
        return {}
    found = {}
    for description in root.iter(_name("rdf:Description")):
        for name, value in description.attrib.items():
            found[_qualified(name)] = Property((value,))
        for element in description:
            items = list(element.iter(_name("rdf:li")))
            values = tuple("".join(item.itertext()) for item in items or [element])
            languages = tuple(item.get(LANGUAGE, "") for item in items)
            found[_qualified(element.tag)] = Property(values, languages)
    return found


def _qualified(name: str) -> str:
    """Convert a name of ElementTree, with its namespace in braces, to a qualified name."""
    uri, _, local = name.removeprefix("{").partition("}")
    return f"{_PREFIXES.get(uri, uri)}:{local}"


def _name(qualified: str) -> str:
    prefix, _, name = qualified.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{name}"


def _put(parent: ElementTree.Element, name: str, text: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, _name(name))
    element.text = text
    return element


def _put_array(
    parent: ElementTree.Element, name: str, kind: str, items: Iterable[str]
) -> list[ElementTree.Element]:
    array = ElementTree.SubElement(ElementTree.SubElement(parent, _name(name)), _name(kind))
    return [_put(array, "rdf:li", item) for item in items]
