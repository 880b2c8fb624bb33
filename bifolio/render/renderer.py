"""Builds the PDF of an edition with WeasyPrint, which sees no font but ours and no network.

Only processes of `bifolio.render.processes` import this module: it loads the renderer.
"""

from __future__ import annotations

import logging
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pydyf

from bifolio.compose.composer import Composer
from bifolio.compose.memory import LARGEST as LARGEST_MEMORY
from bifolio.compose.memory import Memory, fingerprint
from bifolio.compose.shaping import Shaper
from bifolio.document.crop import Crop
from bifolio.document.picture_check import embedded_picture, picture_problems, place_in_drawing
from bifolio.fonts.collection import covered_by, with_characters
from bifolio.limits import TooLong, time_limit
from bifolio.pdf.metadata import Metadata
from bifolio.pdf.xmp import xmp_packet
from bifolio.problems import Place, Problem
from bifolio.project.files import errors_of, write
from bifolio.render.anchors import MissingTarget, set_anchors, set_notes, texts_of_targets
from bifolio.render.figure_widths import fit_figures
from bifolio.render.images import prepared
from bifolio.render.job import Job, RenderedPdf
from bifolio.render.picture_needs import PictureNeeds
from bifolio.render.processes import LARGEST
from bifolio.render.term_lines import count_lines
from bifolio.render.weasyprint import (
    CSS,
    HTML,
    VERSION,
    CounterStyle,
    URLFetcher,
    URLFetcherResponse,
)
from bifolio.render.weasyprint.column_heights import quickly_balanced
from bifolio.render.weasyprint.column_notes import notes_of_columns
from bifolio.render.weasyprint.cut_texts import cut_texts
from bifolio.render.weasyprint.extents import share_out
from bifolio.render.weasyprint.font_arrays import allocate_plainly
from bifolio.render.weasyprint.font_faces import fonts_of, forget_fonts
from bifolio.render.weasyprint.glyph_texts import mend_glyph_texts
from bifolio.render.weasyprint.html_patterns import keep_patterns
from bifolio.render.weasyprint.images import LONGEST_DRAWING, limited_drawings, scaled_images
from bifolio.render.weasyprint.inline_svg import mend_inline_svg
from bifolio.render.weasyprint.kept_blocks import keeping_blocks
from bifolio.render.weasyprint.kept_drawings import keep_drawings
from bifolio.render.weasyprint.kept_styles import current_blocks
from bifolio.render.weasyprint.leaders import united_leaders
from bifolio.render.weasyprint.line_composer import (
    PANGO_VERSION,
    LineComposer,
    LooseLine,
    line_starts,
    loose_lines,
)
from bifolio.render.weasyprint.links import describe_links, normalize_areas, unite_areas
from bifolio.render.weasyprint.measured_blocks import measured_blocks
from bifolio.render.weasyprint.note_columns import notes_in_columns
from bifolio.render.weasyprint.page_breaks import (
    breaks_outside_columns,
    headings_with_what_follows,
    unbroken_flex_containers,
)
from bifolio.render.weasyprint.page_foot import boxes_at_foot
from bifolio.render.weasyprint.page_notes import notes_kept_on_pages, notes_of_tables
from bifolio.render.weasyprint.placements import placements
from bifolio.render.weasyprint.plain_boxes import ask_styles_plainly
from bifolio.render.weasyprint.plain_sizes import read_plain_sizes
from bifolio.render.weasyprint.plain_values import look_up_plain_values
from bifolio.render.weasyprint.pseudo_elements import style_pseudo_elements_when_asked
from bifolio.render.weasyprint.relations import ask_relations_once
from bifolio.render.weasyprint.room_below import room_below_boxes
from bifolio.render.weasyprint.soft_hyphens import mark_hyphens
from bifolio.render.weasyprint.steps import whole_lines
from bifolio.render.weasyprint.stylesheets import (
    forget_stylesheets,
    may_add_fonts,
    stylesheet,
    united,
)
from bifolio.render.weasyprint.tags import mend_bookmarks, mend_languages, mend_tree
from bifolio.render.weasyprint.version import WrongRenderer

ACCEPTED_MESSAGES: dict[str, str] = {
    "has no required alt description": "it says so of decoration too; preflight checks the rest",
}
"""Messages of the renderer that do not fail a build: a pattern, and why it is harmless."""


NOT_DEFINED = ".notdef glyph"
"""Begins the message of the renderer about a glyph that no font has; its second value is the code
point (weasyprint.draw.text)."""

NO_NUMBERS = (b"nan", b"inf", b"None")
LONG_NUMBER = re.compile(rb"(?:^|[\s\[])-?\d{20}")
NO_NUMBER = re.compile(rb"(?:^|[\s\[])-?(?:nan|inf|None|\d{20,})(?=[.\s\]]|$)")
"""What is written into a page for a number that is none, or too large for readers of PDF."""

LONGEST_OPERATION = 500
"""Bytes of what paints a page by one operator; other parts of streams are fonts and metadata."""

LONGEST = 600.0
"""Seconds that building one edition may take; fifty pages in two languages take a fifth of it."""

MOST_FILES = 10_000
"""Files that the page of an edition may open, each as often as it is named: stylesheets that import
each other are read as often as that."""

LONGEST_URL = 200
"""Characters of an address that a message quotes: `data:` addresses may be megabytes."""

RECUTS = 3
"""Times at most that fonts are cut again: a new glyph may change the numbers of pages."""


def warm_up() -> None:
    """Mend what WeasyPrint leaves out of PDFs, and what it does for nothing; idempotent."""
    style_pseudo_elements_when_asked()
    ask_relations_once()
    look_up_plain_values()
    ask_styles_plainly()
    read_plain_sizes()
    keep_patterns()
    allocate_plainly()
    mend_languages()
    mend_glyph_texts()
    mend_inline_svg()
    keep_drawings()


def render_job(job: Job) -> RenderedPdf:
    """Build the PDF of `job`; every message of the renderer that is not accepted is a problem.

    What stylesheets and pictures generate (counters, markers, `content`, the text of an SVG) is
    known only once it is laid out: where a glyph is missing that the fonts have, they are cut once
    more and the PDF is built again.
    """
    rendered = _render_once(job)
    for _ in range(RECUTS):
        more = covered_by(job.faces).intersection(rendered.missing)
        if not more:
            break
        faces = with_characters(job.faces, more)
        job = replace(job, faces=faces)
        rendered = _render_once(job)
    lacking = tuple(_lacking(job, *each) for each in rendered.missing.items())
    return replace(rendered, problems=(*rendered.problems, *lacking))


def _lacking(job: Job, character: int, element: str) -> Problem:
    """Report a generated character that no font of the project has."""
    where = f"the layout generates in '{element}'" if element else "a picture of the layout has"
    message = f"no font has '{chr(character)}' (U+{character:04X}), which {where}"
    hint = "use another character or counter style, or add a font that has it to fonts/"
    return Problem("fonts/missing-character", message, hint, Place(job.template))


def _render_once(job: Job) -> RenderedPdf:
    """Build the PDF of `job` once; what breaks the renderer is a problem of what it worked on."""
    warm_up()
    messages = _Messages(job.template)
    try:
        with _listening(messages), time_limit(LONGEST):
            return _rendered(job, messages)
    except WrongRenderer:
        raise
    except (Exception, MemoryError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            with errors_of(Path(error.filename or tempfile.gettempdir())):
                raise  # of the system; those of decoders of pictures have no number
        reason = _reason(error)
        message = f"the renderer stopped while {messages.stage}: {reason.rstrip(': ')}"
        messages.add("layout/renderer-stopped", message, "undo what you changed last there")
        return RenderedPdf(b"", 0, tuple(messages.problems))
    finally:
        if messages.problems:
            forget_stylesheets()
            forget_fonts()


def _reason(error: BaseException) -> str:
    """Why the renderer stopped, in words where it is a limit."""
    if isinstance(error, TooLong):
        return str(error)
    if isinstance(error, MemoryError):
        return f"it takes more than {LARGEST} MB"
    if isinstance(error, RecursionError):
        return "something refers to itself or is nested too deep"
    return f"{type(error).__name__}: {error}"


def _rendered(job: Job, messages: _Messages) -> RenderedPdf:
    fetcher = _fetcher(job.readable, job.pictures, messages)
    counters = CounterStyle()
    styles = {path: path.read_text("utf-8") for path in job.stylesheets}
    has_more = any(map(may_add_fonts, (job.html, *styles.values())))
    fonts = fonts_of((*job.faces, *job.line_ends), has_more=has_more)

    def read(text: str, address: str = "about:blank") -> CSS:
        return stylesheet(text, address, fonts, counters, fetcher)

    sheets = [read(job.inline_styles)]
    for path, text in styles.items():
        messages.file = path
        sheets.append(read(text, path.as_uri()))
    united_sheets = united(sheets)
    messages.file, messages.stage = job.template, "laying out the page"
    html = HTML(string=job.html, base_url="about:blank", url_fetcher=fetcher)
    set_notes(html.etree_element)
    shaper = Shaper(job.faces)
    fit_figures(html.etree_element, shaper)
    count_lines(html.etree_element, shaper)
    messages.problems += _without_target(set_anchors(html.etree_element, job.targets), job)

    def laid_out(more_styles: str) -> Any:
        more = [read(more_styles)] if more_styles else []
        return html.render(
            stylesheets=[*united_sheets, *more],
            font_config=fonts,
            counter_style=counters,
            pdf_variant="pdf/ua-1",
        )

    with (
        _composing(job),
        keeping_blocks(current_blocks),
        measured_blocks() as trial,
        whole_lines(),
        boxes_at_foot(),
        room_below_boxes(),
        notes_of_columns(),
        quickly_balanced(trial),
        breaks_outside_columns(),
        headings_with_what_follows(),
        unbroken_flex_containers(),
        notes_kept_on_pages(),
        notes_of_tables(),
        notes_in_columns(),
        united_leaders(),
    ):
        document = share_out(html.etree_element, laid_out)
        cut = cut_texts(document, html.etree_element, laid_out)
    unite_areas(document)
    messages.stage = "writing the PDF"

    def finish(document: object, pdf: pydyf.PDF) -> None:
        if _has_no_numbers(pdf):
            hint = "look for sizes such as 0, NaN or 1e99 in what you changed last, pictures too"
            messages.add(
                "layout/not-a-number",
                "a size on the page or in a picture is not a finite number",
                hint,
            )
        _finish(pdf, job.about)
        describe_links(pdf, texts_of_targets(html.etree_element))

    with scaled_images(job.pictures), limited_drawings(messages.too_slow):
        pdf = document.write_pdf(pdf_variant="pdf/ua-1", finisher=finish)
    return RenderedPdf(
        pdf,
        len(document.pages),
        tuple(messages.problems),
        _loose(loose_lines(document), job),
        replace(placements(document, html.etree_element), cut=cut),
        {each: _element_with(chr(each), document) for each in messages.missing},
    )


def _without_target(missing: Iterable[MissingTarget], job: Job) -> Iterator[Problem]:
    """Report each text with the number of a page or caption that the edition does not have."""
    hint = "leave the text with the reference out of the edition, too: `except: [EDITION]`"
    for name, text in dict.fromkeys(missing):
        message = f"a text refers to '{name}', which the edition does not show"
        place = job.places.get(text, Place(job.template))
        yield Problem("layout/reference-without-target", message, hint, place)


@contextmanager
def _composing(job: Job) -> Iterator[None]:
    """Compose lines with the memory of the build before, and keep it for the next one.

    A memory that cannot be read is empty, one that cannot be written is lost: both cost only time.
    """
    path, content = job.line_memory, b""
    if path:
        with suppress(OSError), path.open("rb") as file:
            content = file.read(LARGEST_MEMORY + 1)
    described = fingerprint((*job.faces, *job.line_ends), job.languages, PANGO_VERSION)
    memory = Memory(described, content)
    shaper = Shaper(job.faces, job.line_ends)
    with LineComposer(Composer(shaper, job.languages, line_starts, memory)).installed():
        yield
    if path and (content := memory.content):
        with suppress(OSError):
            write(path, content)


def _has_no_numbers(pdf: pydyf.PDF) -> bool:
    """Whether pages or forms have operands that are no numbers, which viewers stop at."""
    contents = (item.stream for item in pdf.objects if isinstance(getattr(item, "stream", 0), list))
    operations = [
        part
        for parts in contents
        for part in parts
        if isinstance(part, bytes) and len(part) < LONGEST_OPERATION
    ]
    all_together = b"\n".join(operations)  # one by one takes twice as long
    may_have = any(word in all_together for word in NO_NUMBERS) or LONG_NUMBER.search(all_together)
    return bool(may_have) and any(map(NO_NUMBER.search, operations))


def _element_with(character: str, document: Any) -> str:
    """The name of the element or pseudo-element of a layout whose text has `character`."""
    for page in document.pages:
        for box in page._page_box.descendants(placeholders=True):
            box = getattr(box, "_box", box)  # what is placed absolutely is in a wrapper
            if character in getattr(box, "text", ""):
                return str(box.element_tag)
    return ""


def _loose(lines: Iterable[LooseLine], job: Job) -> tuple[Problem, ...]:
    """Report the loose lines of a page, each with the place of its text."""
    hint = "reword the sentence, or widen the column"
    unnamed = Place(job.template)
    return tuple(
        Problem(
            "text/loose-line",
            f"loose line: {words}",
            hint,
            job.places.get(text, unnamed),
        )
        for text, words in lines
    )


def _finish(pdf: pydyf.PDF, about: Metadata) -> None:
    mend_tree(pdf)
    mend_bookmarks(pdf)
    mark_hyphens(pdf)
    normalize_areas(pdf)
    objects = {item.reference: item for item in pdf.objects if item.number}
    packet = xmp_packet(about, f"WeasyPrint {VERSION}")
    objects[pdf.catalog["Metadata"]].stream = [packet]
    pdf.catalog["PageLayout"] = "/SinglePage"


@dataclass
class _Messages(logging.Handler):
    """Collects what the renderer says, with the place that it speaks of."""

    file: Path
    """What the renderer is reading."""
    stage: str = "reading the stylesheet"
    """What the renderer is doing."""
    refused: set[str] = field(default_factory=set)
    """The addresses of files that were refused; what the renderer says of them adds nothing."""
    problems: list[Problem] = field(default_factory=list)
    missing: set[int] = field(default_factory=set)
    """The code points that were drawn as .notdef."""

    def __post_init__(self) -> None:
        super().__init__(logging.WARNING)

    def emit(self, record: logging.LogRecord) -> None:
        if str(record.msg).startswith(NOT_DEFINED) and isinstance(record.args, tuple):
            self.missing.add(int(str(record.args[1])))
            return
        message = record.getMessage()
        if any(re.search(pattern, message) for pattern in ACCEPTED_MESSAGES):
            return
        if any(address in message for address in self.refused):
            return
        position = re.search(r" at (\d+):(\d+)", message)
        line, column = map(int, position.groups()) if position else (1, 1)
        hint = "change the style or the page; the message is the renderer's"
        self.add("layout/renderer-message", message.rstrip("."), hint, line, column)

    def too_slow(self, address: str) -> None:
        """Report a drawing that takes too long."""
        path = Path(url2pathname(urlsplit(address).path))
        message = f"the drawing takes longer than {LONGEST_DRAWING:g} seconds"
        hint = "simplify it, or export it as PNG; look for gradients that repeat very often"
        self.problems.append(Problem("picture/too-complex", message, hint, Place(path)))

    def add(
        self,
        code: str,
        message: str,
        hint: str,
        line: int = 1,
        column: int = 1,
        place: Place | None = None,
    ) -> None:
        """Add a problem at `place`, or in the file that the renderer is reading."""
        problem = Problem(code, message, hint, place or Place(self.file, line, column))
        if problem not in self.problems:
            self.problems.append(problem)

    __hash__ = logging.Handler.__hash__


@contextmanager
def _listening(messages: _Messages) -> Iterator[None]:
    logger = logging.getLogger("weasyprint")
    level = logger.level
    logger.addHandler(messages)
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(level)
        logger.removeHandler(messages)


@dataclass
class _Drawings:
    """The SVG files of a page, which may name pictures in other files."""

    paths: dict[Path, None] = field(default_factory=dict)

    def add(self, path: Path) -> None:
        """Add a file that was fetched, if it is a drawing."""
        if path.suffix.lower() == ".svg":
            self.paths[path] = None

    def place_of(self, url: str) -> Place | None:
        """Where a drawing names the file at `url`; None if none does."""
        return next((place for each in self.paths if (place := place_in_drawing(each, url))), None)

    def missing(self, path: Path, url: str) -> list[Problem]:
        """Report the file `path` at `url` where a drawing names it, if it is not there."""
        place = None if path.exists() else self.place_of(url)
        if place is None:
            return []
        message = f"'{path.name}', which the drawing names, not found"
        hint = "put the picture there, embed it, or delete it from the drawing"
        return [Problem("layout/file-not-found", message, hint, place)]


def _fetcher(
    readable: tuple[Path, ...],
    needs: PictureNeeds,
    messages: _Messages,
) -> Any:
    """Return a fetcher of files in the folders `readable` and of pictures in `data:` addresses."""
    folders = tuple(folder.resolve() for folder in readable)
    checked = cache(picture_problems)
    opened = count()
    drawings = _Drawings()

    def _embedded(url: str) -> tuple[bytes, str] | None:
        """A raster picture that the address holds itself, as drawing programs write them."""
        try:
            within = embedded_picture(url)
        except ValueError as fault:
            messages.add(
                "picture/unreadable", str(fault), "embed the picture again, as PNG or JPEG"
            )
            messages.refused.add(url)
            raise
        return within and (prepared(within[0], needs) or within)

    class FilesOnly(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if next(opened) >= MOST_FILES:
                hint = "look for stylesheets that import each other"
                messages.add(
                    "layout/too-many-files", f"the page opens more than {MOST_FILES:,} files", hint
                )
                messages.refused.add(url)
                raise ValueError("too many files")
            if within := _embedded(url):
                return URLFetcherResponse("embedded:", within[0], {"Content-Type": within[1]})
            parts = urlsplit(url)
            path = Path(url2pathname(parts.path)).resolve()  # url2pathname decodes %XX once
            if parts.scheme != "file" or not any(map(path.is_relative_to, folders)):
                hint = "put the file into the publication or its layout and name it from there"
                messages.add(
                    "layout/file-outside",
                    f"'{url[:LONGEST_URL]}' is outside of the publication and its layout",
                    hint,
                    place=drawings.place_of(url),
                )
                messages.refused.add(url)
                raise ValueError("not a file of the publication, its layout or its fonts")
            if faults := checked(path):
                faults = drawings.missing(path, url) or faults
                messages.problems += (each for each in faults if each not in messages.problems)
                messages.refused.add(url)
                raise ValueError("a picture that cannot be drawn whole")
            drawings.add(path)
            if ready := prepared(path, needs, Crop.of_fragment(parts.fragment)):
                return URLFetcherResponse("prepared:", ready[0], {"Content-Type": ready[1]})
            return super().fetch(url, headers)

    return FilesOnly(allowed_protocols=("file", "data"))
