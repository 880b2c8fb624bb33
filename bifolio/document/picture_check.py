"""Checks pictures before the renderer opens them.

The renderer silently skips parts of an SVG (a `use` of another file, foreignObject, paint servers
of other files), hangs on some broken paths, and needs gigabytes for a hundred megapixels. Pictures
are untrusted.
"""

from __future__ import annotations

import base64
import io
import math
import re
import warnings
import xml.sax
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote_to_bytes, urljoin
from xml.sax.handler import ContentHandler, feature_external_ges, feature_external_pes
from xml.sax.xmlreader import AttributesImpl, Locator

from bifolio.problems import Place, Problem

MOST_PIXELS = 80_000_000
"""Pixels of a picture: A3 at 600 dpi has 70 million."""

MOST_ELEMENTS = 20_000
"""Elements of an SVG, each counted as often as `use` repeats it."""

POINTS = 10
"""Points of a path that take as long to draw as an element, about 0.3 ms."""

MOST_LEVELS = 200
"""Elements of an SVG within each other; the renderer needs several calls for each."""

RASTER_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".tif", ".tiff", ".bmp"})

FONT_HEADS = (b"\0\1\0\0", b"OTTO", b"true", b"ttcf", b"wOFF", b"wOF2")
"""The first bytes of fonts (OpenType 1.9, font file; WOFF 2.0, 4)."""

NO_PICTURES = frozenset({".css", ".otf", ".ttc", ".ttf", ".woff", ".woff2"})
"""Suffixes of files that are no pictures, unless their content says so."""

NOT_SEEN = "picture/not-drawn"
"""The code of parts that the renderer skips."""

OF_ANOTHER_KIND = "it is empty, damaged or in an unknown format"

IS_HEIC = "it is a HEIC file of a phone; open it in a program for photographs and save it as JPEG"

HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"})

NOT_DRAWN = frozenset({"foreignObject", "iframe", "video", "canvas", "mesh"})
"""Elements that browsers draw and the renderer skips."""

EXTENSIONS = "requiredExtensions"
"""Marks elements that browsers skip, too: private data of Adobe Illustrator."""

FILTERS_DRAWN = frozenset({"feOffset", "feBlend", "feFlood"})
"""Filter primitives that the renderer draws (WeasyPrint 70.0, svg/defs.py)."""

PAINTS = (
    *("fill", "stroke", "filter", "mask", "clip-path"),
    *("marker-start", "marker-mid", "marker-end"),
)
"""Attributes that refer to another element by url(#…)."""

ELSEWHERE = re.compile(r"url\(\s*['\"]?(?!\s*['\"]?#)([^)'\"]*)", re.IGNORECASE)
"""A reference to something outside of the SVG."""

WITHIN = re.compile(r"url\(\s*['\"]?\s*#([^)'\"\s]+)", re.IGNORECASE)
"""A reference to an element of the same SVG."""

DRAWN_AGAIN = frozenset({"pattern", "mask", "marker", "clipPath"})
"""Elements whose content is drawn for each reference to them; gradients have none."""

NUMBER = r"[+-]?(?>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
SEPARATOR = r"[\s,]*"
FLAG = r"[01]"

ARGUMENTS = {
    **dict.fromkeys("MmLlTt", (NUMBER,) * 2),
    **dict.fromkeys("HhVv", (NUMBER,)),
    **dict.fromkeys("Cc", (NUMBER,) * 6),
    **dict.fromkeys("SsQq", (NUMBER,) * 4),
    **dict.fromkeys("Aa", (NUMBER,) * 3 + (FLAG,) * 2 + (NUMBER,) * 2),
    **dict.fromkeys("Zz", ()),
}
"""The arguments of each command of a path (SVG 2, 9.3.9)."""

COMMANDS = {
    command: rf"(?>(?:{SEPARATOR}{SEPARATOR.join(arguments)})++{SEPARATOR})"
    if arguments
    else r"\s*"
    for command, arguments in ARGUMENTS.items()
}
"""Patterns of these arguments, which may be repeated; compiled when first used."""

XLINK_HREF = "xlink:href"

EMBEDDED = re.compile(
    r"data:(image/(?:png|jpe?g|gif|webp)) *(?:;[^,;]*)*; *base64 *,", re.IGNORECASE
)
"""The beginning of a `data:` address with a raster picture (RFC 2397)."""

ANIMATED = frozenset({"GIF", "WEBP", "PNG", "AVIF"})
"""Formats whose frames follow each other in time; a JPEG of a telephone may have others."""

LEAST_SIZE = 1e-9
"""The least width and height of a `viewBox`; its inverse is the greatest."""

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
"""The beginning of an address that is no path (RFC 3986, 3.1)."""

MOST_EMBEDDED = 50_000_000
"""Characters of such an address."""


def picture_problems(path: Path) -> list[Problem]:
    """Return the reasons why the picture at `path` cannot be drawn completely and in time.

    The content decides the format if the suffix is not that of a picture, as in the renderer; a
    picture may have the suffix of a font. Stylesheets and fonts are skipped; the renderer reports
    what it cannot open.
    """
    suffix = path.suffix.lower()
    is_known = suffix == ".svg" or suffix in RASTER_SUFFIXES
    if not path.is_file():
        if suffix in NO_PICTURES:
            return []
        hint = "put the picture there, or correct its address in the stylesheet or template"
        return [Problem("layout/file-not-found", "file not found", hint, Place(path))]
    if not is_known and _is_font(path):
        return []
    if suffix == ".svg" or (not is_known and _is_drawing(path)):
        return [
            Problem(code, message, hint, Place(path, line))
            for line, code, message, hint in _svg_errors(path)
        ]
    if fault := _too_large(path):
        hint = "scale it down: 300 dpi at the printed size is enough"
        return [Problem("picture/too-large", fault, hint, Place(path))]
    fault = _not_whole(path)
    if fault and (is_known or fault != OF_ANOTHER_KIND):
        message = f"cannot read the picture: {fault}"
        hint = "export or download it again, as PNG, JPEG or SVG"
        return [Problem("picture/unreadable", message, hint, Place(path))]
    return []


def _is_font(path: Path) -> bool:
    return _head(path).startswith(FONT_HEADS)


def _is_drawing(path: Path) -> bool:
    """Whether a file begins as XML; a comment may begin a stylesheet, too (CSS Syntax 3, 5.4.1)."""
    head = _head(path).lstrip(b"\xef\xbb\xbf \t\r\n")
    is_stylesheet = path.suffix.lower() == ".css" and head.startswith(b"<!--")
    return head.startswith(b"<") and not is_stylesheet


def _head(path: Path) -> bytes:
    """The first bytes of a file; none if it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(100)
    except OSError:
        return b""


def embedded_picture(address: str) -> tuple[bytes, str] | None:
    """The raster picture in a `data:` address and its media type; None for any other address.

    Raises `ValueError` with the reason if it is too large, truncated, or of another format.
    """
    head = EMBEDDED.match(address[:200])
    if head is None:
        return None
    if len(address) > MOST_EMBEDDED:
        raise ValueError(f"the embedded picture has more than {MOST_EMBEDDED // 1_000_000} MB")
    try:
        content = base64.b64decode(unquote_to_bytes(address[head.end() :]), validate=False)
    except ValueError:
        raise ValueError("the embedded picture is not valid Base64") from None
    if fault := _too_large(io.BytesIO(content)) or _not_whole(io.BytesIO(content)):
        raise ValueError(f"the embedded picture cannot be drawn: {fault}")
    return content, head[1].lower()


def raster_error(path: Path) -> str:
    """Why the raster picture at `path` cannot be drawn; empty if it can.

    It is decoded completely, and its suffix is ignored.
    """
    return _too_large(path) or _not_whole(path)


def _not_whole(path: Path | io.BytesIO) -> str:
    """Why a raster picture cannot be decoded completely."""
    from PIL import Image, ImageFile, UnidentifiedImageError  # few publications have pictures

    lenient = ImageFile.LOAD_TRUNCATED_IMAGES  # the renderer sets it
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path) as picture:
                picture.draft("RGB", (1, 1))  # of a JPEG, an eighth is enough to read all of it
                picture.load()
                if picture.format in ANIMATED and getattr(picture, "n_frames", 1) > 1:
                    return "it is animated, and a page shows one picture"
    except UnidentifiedImageError:
        return IS_HEIC if _is_heic(path) else OF_ANOTHER_KIND
    except Exception as error:  # decoders raise any exception for a broken picture
        return f"{error}".lower() or type(error).__name__
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient
    return ""


def _is_heic(path: Path | io.BytesIO) -> bool:
    """Whether a file is HEIC by its first box (ISO/IEC 23008-12, 10.2), whatever its name says."""
    head = path.read_bytes() if isinstance(path, Path) else path.getvalue()
    return head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS


def _too_large(path: Path | io.BytesIO) -> str:
    """Why a raster picture is too large to open; only its header is read."""
    from PIL import Image  # few publications have pictures

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(path) as picture:
                pixels = math.prod(picture.size)
    except Image.DecompressionBombError:
        return f"the picture has more than {MOST_PIXELS // 1_000_000} megapixels"
    except Exception:  # decoders raise any exception; the renderer reports it
        return ""
    if pixels <= MOST_PIXELS:
        return ""
    return f"the picture has {pixels / 1e6:.0f} megapixels, more than {MOST_PIXELS // 1_000_000}"


SvgError = tuple[int, str, str, str]
"""Line, code, message, hint."""


def place_in_drawing(path: Path, url: str) -> Place | None:
    """Where the SVG at `path` names the picture in another file at `url`; None if it does not."""
    handler = _Svg()
    with suppress(xml.sax.SAXException, ValueError, LookupError, OSError, _TooDeepError):
        _parse(path, handler)
    for line, address in handler.pictures:
        if urljoin(path.as_uri(), address) == url:
            return Place(path, line)
    return None


def _parse(path: Path, handler: _Svg) -> None:
    parser = xml.sax.make_parser()  # noqa: S317  expat limits the growth of entities
    parser.setFeature(feature_external_ges, False)
    parser.setFeature(feature_external_pes, False)
    parser.setContentHandler(handler)
    parser.parse(str(path))


def _svg_errors(path: Path) -> Iterator[SvgError]:
    handler = _Svg()
    try:
        _parse(path, handler)
    except xml.sax.SAXParseException as error:
        line = error.getLineNumber() or 1
        message = f"invalid SVG: {error.getMessage()}"
        yield line, "picture/unreadable", message, "export the picture again"
        return
    except (ValueError, LookupError) as error:
        yield 1, "picture/unreadable", f"invalid SVG: {error}", "export the picture again"
        return
    except _TooDeepError as error:
        hint = f"nest at most {MOST_LEVELS} elements"
        yield handler.line, "picture/too-complex", f"{error}", hint
        return
    yield from handler.found()
    yield from _too_many(handler.elements)


@dataclass
class _Element:
    """An element with an id, and what is within it."""

    line: int
    size: int = 1
    tag: str = ""
    uses: Counter[str] = field(default_factory=Counter)
    painted: Counter[str] = field(default_factory=Counter)
    """How often others are painted within it: patterns, masks, markers."""


class _TooDeepError(Exception):
    """An SVG is nested deeper than the renderer can follow."""


class _Svg(ContentHandler):
    """Reads an SVG element by element."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: dict[str, _Element] = {"": _Element(1)}
        self._errors: list[SvgError] = []
        self._filter_errors: list[tuple[str, SvgError]] = []
        self._filter = ""
        """The id of the current filter."""
        self._referred: set[str] = set()
        """The ids that are referred to as paint."""
        self._locator: Locator | None = None
        self._open: list[tuple[str, _Element | None]] = []
        self._styles = ""
        self.pictures: list[tuple[int, str]] = []
        """The line and address of each picture in another file."""

    def found(self) -> Iterator[SvgError]:
        """What the renderer would not draw; unused filters do not count."""
        used = [error for name, error in self._filter_errors if name in self._referred]
        yield from sorted([*self._errors, *used])

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802
        self._locator = locator

    @property
    def line(self) -> int:
        """The current line."""
        return int(self._locator.getLineNumber() or 1) if self._locator else 1

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802
        tag = name.rpartition(":")[2]
        values = dict(attrs.items())
        named = _Element(self.line, 0, tag) if "id" in values else None
        if named is not None:
            self.elements[values["id"]] = named
        self._open.append((tag, named))
        if len(self._open) > MOST_LEVELS:
            raise _TooDeepError(f"elements are nested more than {MOST_LEVELS} deep")
        points = len(re.findall(r"[\d.]+", values.get("d", values.get("points", "")))) // 2
        for around in self._around():
            around.size += 1 + points // POINTS
        self._styles = ""
        self._check(tag, values, points)

    def characters(self, content: str) -> None:
        if self._open and self._open[-1][0] == "style":
            self._styles += content

    def endElement(self, name: str) -> None:  # noqa: N802
        tag, _ = self._open.pop()
        if tag == "style":
            self._check_references(self._styles)
            if "@import" in self._styles:
                message = "a stylesheet from another file is not read"
                self._report(NOT_SEEN, message, "copy its rules into this file")

    def _around(self) -> Iterator[_Element]:
        """The elements with an id around the current one, and the whole picture."""
        yield self.elements[""]
        yield from (element for _, element in self._open if element is not None)

    def _check(self, tag: str, values: Mapping[str, str], points: int) -> None:
        if tag == "filter":
            self._filter = values.get("id", "")
        if tag in NOT_DRAWN and EXTENSIONS not in values:
            hint = "draw it as paths and text, or export the picture as PNG"
            self._report(NOT_SEEN, f"'{tag}' is not drawn", hint)
        if re.fullmatch("fe[A-Z].*", tag) and tag not in FILTERS_DRAWN:
            hint = "remove the effect, or export the picture as PNG"
            message = f"the filter '{tag}' is not drawn"
            self._filter_errors.append((self._filter, (self.line, NOT_SEEN, message, hint)))
        if tag == "use":
            self._check_use(values.get("href", values.get(XLINK_HREF, "")))
        if tag == "image":
            self._check_image(values.get("href", values.get(XLINK_HREF, "")))
        if tag == "path" and (message := path_error(values.get("d", ""))):
            hint = "export the picture again, or correct the path"
            self._report("picture/invalid-svg", message, hint)
        if "viewBox" in values and not _is_view_box(values["viewBox"]):
            hint = "write four numbers: x, y, width and height"
            self._report("picture/invalid-svg", f"invalid viewBox '{values['viewBox'][:40]}'", hint)
        elif tag == "svg" and not all(_sizes(values.get("viewBox", ""))):
            hint = "export the picture again, or correct the last two numbers"
            message = f"viewBox '{values['viewBox'][:40]}' has no area, so nothing is drawn"
            self._report("picture/invalid-svg", message, hint)
        for name in (*PAINTS, "style"):
            self._check_references(values.get(name, ""))
            self._count_references(values.get(name, ""), max(points, 1) if "marker" in name else 1)

    def _check_image(self, target: str) -> None:
        """Check an embedded picture; other files are checked when the renderer fetches them."""
        if SCHEME.match(target) and not target.startswith("data:"):
            message = f"'{target[:60]}' is outside of the publication and is not drawn"
            self._report(NOT_SEEN, message, "embed the picture, or put it beside this file")
            return
        if not target.startswith("data:"):
            self.pictures.append((self.line, target))
        try:
            is_good = not target.startswith("data:") or embedded_picture(target) is not None
        except ValueError as error:
            hint = "embed the picture again, as PNG or JPEG"
            self._report("picture/unreadable", str(error), hint)
            return
        if not is_good:
            kind = target[:40].partition(",")[0].partition(";")[0]
            message = f"an embedded picture of type '{kind}' is not drawn"
            hint = "embed PNG, JPEG, GIF or WebP in Base64; copy the elements of an SVG into this"
            self._report(NOT_SEEN, message, f"{hint} one")

    def _check_use(self, target: str) -> None:
        if not target.startswith("#"):
            message = f"a 'use' of '{target[:60]}' is not drawn"
            self._report(NOT_SEEN, message, "copy what it refers to into this file")
            return
        for around in self._around():
            around.uses[target[1:]] += 1

    def _count_references(self, style: str, times: int) -> None:
        """Count references to paint: each draws it again, a marker at each point of a path."""
        for target in WITHIN.findall(style):
            for around in self._around():
                around.painted[target] += times

    def _check_references(self, style: str) -> None:
        self._referred.update(WITHIN.findall(style))
        for found in ELSEWHERE.finditer(style):
            message = f"'{found[1][:60]}' is in another file and is not drawn"
            self._report(NOT_SEEN, message, "copy it into this file")

    def _report(self, code: str, message: str, hint: str) -> None:
        self._errors.append((self.line, code, message, hint))


def path_error(data: str) -> str:
    """The error in the data of a path (SVG 2, 9.3); empty if there is none."""
    data = data.strip()
    if data in ("", "none"):
        return ""
    if data[0] not in "Mm":
        return f"the path begins with '{data[:10]}' instead of a move command"
    at = 0
    while at < len(data):
        command = data[at]
        if command not in COMMANDS:
            return f"unknown path command '{command}'"
        found = re.compile(COMMANDS[command]).match(data, at + 1)
        if found is None:
            return f"path command '{command}' lacks numbers at '{data[at + 1 : at + 11].strip()}'"
        at = found.end()
    return ""


def _sizes(view_box: str) -> list[float]:
    """The width and the height of a `viewBox`."""
    return [float(number) for number in re.split(r"[\s,]+", view_box.strip())[2:]]


def _is_view_box(text: str) -> bool:
    numbers = re.split(r"[\s,]+", text.strip())
    if len(numbers) != 4 or not all(re.fullmatch(NUMBER, number) for number in numbers):
        return False
    sizes = _sizes(text)
    in_range = all(size == 0 or LEAST_SIZE <= size <= 1 / LEAST_SIZE for size in sizes)
    return in_range and all(map(math.isfinite, map(float, numbers)))


def _too_many(elements: Mapping[str, _Element]) -> Iterator[SvgError]:
    """Report an SVG of too many elements, or whose `use` elements repeat others without end."""
    sizes: dict[str, float] = {}

    def size_of(name: str, around: frozenset[str]) -> float:
        if name in around:
            return math.inf
        if len(around) > MOST_LEVELS:
            raise _TooDeepError(f"'use' elements refer to each other more than {MOST_LEVELS} deep")
        if name not in sizes and name in elements:
            element = elements[name]
            within = around | {name}
            painted = {
                other: times
                for other, times in element.painted.items()
                if other in elements and elements[other].tag in DRAWN_AGAIN
            }
            sizes[name] = element.size + sum(
                times * size_of(other, within)
                for other, times in (*element.uses.items(), *painted.items())
            )
        return sizes.get(name, 0)

    try:
        size = size_of("", frozenset())
    except _TooDeepError as error:
        hint = "copy what they refer to into its place"
        yield elements[""].line, "picture/too-complex", f"{error}", hint
        return
    if size > MOST_ELEMENTS:
        message = (
            f"the picture has {size:.0f} elements, counting each time that 'use' repeats them, and "
            f"each {POINTS} points of a path"
        )
        if size == math.inf:
            message = "the picture repeats itself without end"
        hint = f"simplify its paths to at most {MOST_ELEMENTS} elements, or export it as PNG"
        yield elements[""].line, "picture/too-complex", message, hint
