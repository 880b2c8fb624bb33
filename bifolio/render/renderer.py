"""Renders HTML to PDF with WeasyPrint, in processes that see no font but ours and no network.

The processes start before there is anything to render: loading the renderer takes as long as all
the rest, and so it loads while the text is being set; once, in a process that the others are then
forked from.
"""

from __future__ import annotations

import gc
import logging
import os
import re
import tempfile
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from copy import copy
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import count
from multiprocessing import (
    active_children,
    current_process,
    forkserver,
    get_context,
    parent_process,
)
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, Self, TypeVar
from urllib.parse import urlsplit
from urllib.request import url2pathname

from bifolio.fonts.collection import covered_by, with_characters
from bifolio.fonts.subset import CutFace
from bifolio.languages import Language
from bifolio.limits import TooLong, limit_memory, time_limit
from bifolio.pdf.metadata import Metadata
from bifolio.pdf.xmp import xmp_packet
from bifolio.problems import Place, Problem, Problems
from bifolio.project.files import errors_of
from bifolio.project.scratch import lasting_folder, scratch_folder
from bifolio.text.placements import Placements
from bifolio.text.runs import TextId

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    import pydyf

    from bifolio.render.weasyprint.two_pass import LooseLine


Given = ParamSpec("Given")
Made = TypeVar("Made")

FONTS_CONF = Path(__file__).parent / "fonts.conf"

ACCEPTED_MESSAGES: dict[str, str] = {
    "has no required alt description": "it says so of decoration too; preflight checks the rest",
}
"""Messages of the renderer that do not fail a build: a pattern, and why it is harmless."""


NOT_DEFINED = ".notdef glyph"
"""Begins the message of the renderer about a glyph that no font has; its second value is the code
point (weasyprint.draw.text)."""

NO_NUMBER = re.compile(rb"(?:^|[\s\[])-?(?:nan|inf|None|\d{20,})(?=[.\s\]]|$)")
"""What is written into a page for a number that is none, or too large for readers of PDF."""

LONGEST_OPERATION = 500
"""Bytes of what paints a page by one operator; other parts of streams are fonts and metadata."""

LONGEST = 600.0
"""Seconds that building one edition may take; fifty pages in two languages take a fifth of it."""

LARGEST = 6000
"""Megabytes of address space that a process that builds may take in addition to what it loads."""

LONGEST_FOLDER = 86
"""Bytes of the path of a folder in which `multiprocessing` can have sockets."""

MOST_FILES = 10_000
"""Files that the page of an edition may open, each as often as it is named: stylesheets that import
each other are read as often as that."""

LONGEST_URL = 200
"""Characters of an address that a message quotes: `data:` addresses may be megabytes."""

RECUTS = 3
"""Times at most that fonts are cut again: a new glyph may change the numbers of pages."""


@dataclass(frozen=True)
class Job:
    """One edition, ready to render."""

    template: Path
    """The layout's template, the place of what the renderer says of the page itself."""
    html: str
    stylesheets: tuple[Path, ...]
    inline_styles: str
    """CSS that comes from no file: the paper."""
    faces: tuple[CutFace, ...]
    """The edition's fonts."""
    line_ends: tuple[CutFace, ...]
    """The faces for hyphens at line ends."""
    languages: Mapping[str, Language]
    """How text is set, by the language tag that it bears."""
    places: Mapping[TextId, Place]
    """Where the source has each text."""
    readable: tuple[Path, ...]
    """The folders whose files the page may use."""
    about: Metadata


@dataclass(frozen=True)
class RenderedPdf:
    """A finished PDF, or what kept it from being one."""

    pdf: bytes
    pages: int
    problems: tuple[Problem, ...] = ()
    loose: tuple[Problem, ...] = ()
    """Lines that look worse than they should, because nothing better was to be had."""
    placements: Placements = field(default_factory=Placements)
    """Where the layout put its texts."""
    missing: Mapping[int, str] = field(default_factory=dict)
    """The code points that no cut face has, each with the element that it was generated in."""


class Renderer:
    """A few processes that render."""

    def __init__(self, processes: int, modules: tuple[str, ...] = ()) -> None:
        """Begin to load what `processes` of them need, and come back at once.

        `modules` are loaded with the renderer: those of what else they are to `run`.
        """
        context = get_context("forkserver")
        context.set_forkserver_preload(["bifolio.render.preload", *modules])
        _start_server()
        # The renderer copies fonts to temporary files.
        self._at_the_end = ExitStack()
        temporary = self._at_the_end.enter_context(scratch_folder())
        self._pool = ProcessPoolExecutor(
            processes, context, initializer=_begin_process, initargs=(str(temporary),)
        )

    def __enter__(self) -> Self:
        """Be a context, so that no process outlives its work."""
        return self

    def __exit__(self, kind: type[BaseException] | None, *exception: object) -> None:
        """End the processes; what has not begun to be built is not built.

        Where somebody interrupts, nobody waits for what has begun either.
        """
        if kind is not None and not issubclass(kind, Problems):
            for child in active_children():
                child.kill()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._at_the_end.close()

    def submit(self, job: Job) -> Future[RenderedPdf]:
        """Render `job` as soon as a process is free."""
        return self.run(render_job, job)

    def run(
        self, work: Callable[Given, Made], *values: Given.args, **named: Given.kwargs
    ) -> Future[Made]:
        """Do `work` as soon as a process is free; it and its values have to be picklable."""
        return self._pool.submit(work, *values, **named)


def _start_server() -> None:
    """Start the server that processes are forked from; its socket is in a folder that is swept.

    It loads by itself; to ask it for a process now would be to wait for that. Raises
    `Problems` where the path of temporary files is too long for a socket (unix(7)).
    """
    folder = lasting_folder()
    if len(os.fsencode(folder)) > LONGEST_FOLDER:
        hint = "let TMPDIR name a folder with a shorter path"
        raise Problems(
            [
                Problem(
                    "environment/path-too-long",
                    f"{folder}: the path is too long for a socket",
                    hint,
                )
            ]
        )
    # Otherwise `multiprocessing` makes a folder of its own, which stays when the process is killed.
    current_process()._config.setdefault("tempdir", str(folder))  # type: ignore[attr-defined]
    forkserver.ensure_running()


def _begin_process(temporary: str) -> None:
    tempfile.tempdir = temporary
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # Modules live for ever, and the many small objects of a layout until its PDF is written, which
    # leaves 10 MB behind; looking for dead ones among them takes a twentieth of the time.
    warm_up()
    limit_memory(LARGEST)
    gc.freeze()
    gc.set_threshold(1_000_000, 20, 20)
    gc.enable()


def _end_with_parent() -> None:
    """End this process when the one that it works for has ended, however that ended."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def warm_up() -> None:
    """Load the renderer, with a font configuration that knows no font of the system."""
    for variable in ("FONTCONFIG_PATH", "FONTCONFIG_SYSROOT"):
        os.environ.pop(variable, None)
    os.environ["FONTCONFIG_FILE"] = str(FONTS_CONF)
    with warnings.catch_warnings():
        # WeasyPrint warns at import that no font is configured, which is what we want.
        warnings.filterwarnings("ignore", message="No fonts configured")
        import weasyprint  # noqa: F401
    from bifolio.render.weasyprint.glyph_texts import mend_glyph_texts
    from bifolio.render.weasyprint.tags import mend_languages

    mend_languages()
    mend_glyph_texts()


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
        readable = (*job.readable, *(face.path.parent for face in faces))
        job = replace(job, faces=faces, readable=readable)
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
    from bifolio.render.weasyprint.version import WrongRenderer  # it loads the renderer

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
        message = f"the renderer stopped while it {messages.stage}: {reason.rstrip(': ')}"
        messages.add("layout/renderer-stopped", message, "leave out what you changed last there")
        return RenderedPdf(b"", 0, tuple(messages.problems))


def _reason(error: BaseException) -> str:
    """Why the renderer stopped, in words where it is a limit."""
    if isinstance(error, TooLong):
        return str(error)
    if isinstance(error, MemoryError):
        return f"it takes more than {LARGEST} MB"
    if isinstance(error, RecursionError):
        return "something uses itself, or is nested too deep"
    return f"{type(error).__name__}: {error}"


def _rendered(job: Job, messages: _Messages) -> RenderedPdf:
    import weasyprint
    from weasyprint.css.counters import CounterStyle
    from weasyprint.text.fonts import FontConfiguration

    from bifolio.compose.shaping import Shaper
    from bifolio.render.weasyprint.link_areas import give_areas
    from bifolio.render.weasyprint.placements import placements
    from bifolio.render.weasyprint.two_pass import lay_out_composed

    fetcher = _fetcher(job.readable, messages)
    fonts, counters = FontConfiguration(), CounterStyle()
    rules = job.inline_styles + "".join(face.rule for face in job.faces)
    sheets = [weasyprint.CSS(string=rules, font_config=fonts, url_fetcher=fetcher)]
    for path in job.stylesheets:
        messages.file = path
        text = path.read_text("utf-8")
        sheets.append(
            weasyprint.CSS(
                string=text,
                base_url=path.as_uri(),
                font_config=fonts,
                counter_style=counters,
                url_fetcher=fetcher,
            )
        )
    messages.file, messages.stage = job.template, "laid out the page"
    html = weasyprint.HTML(string=job.html, base_url="about:blank", url_fetcher=fetcher)
    images: dict[str, Any] = {}

    def lay_out(tree: Element, css: str) -> Any:
        page = copy(html)
        page.wrapper_element = type(html.wrapper_element).from_html_root(
            tree, content_language=None
        )
        page.etree_element = tree
        own = weasyprint.CSS(string=css, font_config=fonts, url_fetcher=fetcher)
        return page.render(
            stylesheets=[*sheets, own],
            font_config=fonts,
            counter_style=counters,
            cache=images,
            pdf_variant="pdf/ua-1",
        )

    document, loose = lay_out_composed(
        html.etree_element, lay_out, Shaper(job.faces, job.line_ends), job.languages
    )
    give_areas(document)
    messages.stage = "wrote the PDF"

    def finish(document: object, pdf: pydyf.PDF) -> None:
        if _has_no_numbers(pdf):
            hint = "look for sizes such as 0, NaN or 1e99 in what you changed last, pictures too"
            messages.add(
                "layout/not-a-number",
                "a size of the page or of a picture is no finite number",
                hint,
            )
        _finish(pdf, job.about)

    pdf = document.write_pdf(pdf_variant="pdf/ua-1", finisher=finish)
    return RenderedPdf(
        pdf,
        len(document.pages),
        tuple(messages.problems),
        _loose(loose, job),
        placements(document, html.etree_element),
        {each: _element_with(chr(each), document) for each in messages.missing},
    )


def _has_no_numbers(pdf: pydyf.PDF) -> bool:
    """Whether pages or forms have operands that are no numbers, which viewers stop at."""
    contents = (item.stream for item in pdf.objects if isinstance(getattr(item, "stream", 0), list))
    operations = (
        part
        for parts in contents
        for part in parts
        if isinstance(part, bytes) and len(part) < LONGEST_OPERATION
    )
    return any(map(NO_NUMBER.search, operations))


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
    where, unnamed = job.template.parent.name, Place(job.template)
    return tuple(
        Problem(
            "text/loose-line",
            f"a loose line in {where}: {words}",
            hint,
            job.places.get(text, unnamed),
        )
        for text, words in lines
    )


def _finish(pdf: pydyf.PDF, about: Metadata) -> None:
    from weasyprint import VERSION

    from bifolio.render.weasyprint.link_areas import upright
    from bifolio.render.weasyprint.soft_hyphens import mark_hyphens
    from bifolio.render.weasyprint.tags import mend_bookmarks, mend_tree

    mend_tree(pdf)
    mend_bookmarks(pdf)
    mark_hyphens(pdf)
    upright(pdf)
    objects = {item.reference: item for item in pdf.objects if item.number}
    packet = xmp_packet(about, f"WeasyPrint {VERSION}")
    objects[pdf.catalog["Metadata"]].stream = [packet]
    pdf.catalog["PageLayout"] = "/SinglePage"


@dataclass
class _Messages(logging.Handler):
    """Collects what the renderer says, with the place that it speaks of."""

    file: Path
    """What the renderer is reading."""
    stage: str = "read the stylesheet"
    """What the renderer does with it."""
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
        hint = "the renderer says so: change the style or the page"
        self.add("layout/renderer-message", message.rstrip("."), hint, line, column)

    def add(self, code: str, message: str, hint: str, line: int = 1, column: int = 1) -> None:
        problem = Problem(code, message, hint, Place(self.file, line, column))
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


def _fetcher(readable: tuple[Path, ...], messages: _Messages) -> Any:
    """Return a fetcher of files in the folders `readable` and of pictures in `data:` addresses."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    from bifolio.document.picture_check import embedded_picture, picture_problems
    from bifolio.render.images import in_srgb

    folders = tuple(folder.resolve() for folder in readable)
    checked = cache(picture_problems)
    opened = count()

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
        if within and (converted := in_srgb(within[0])):
            return converted, "image/png"
        return within

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
                    f"the page wants '{url[:LONGEST_URL]}', which is outside",
                    hint,
                )
                messages.refused.add(url)
                raise ValueError("not a file of the publication, its layout or its fonts")
            if faults := checked(path):
                messages.problems += (each for each in faults if each not in messages.problems)
                messages.refused.add(url)
                raise ValueError("a picture that cannot be drawn whole")
            converted = in_srgb(path)
            if converted is not None:
                return URLFetcherResponse("converted:", converted, {"Content-Type": "image/png"})
            return super().fetch(url, headers)

    return FilesOnly(allowed_protocols=("file", "data"))
