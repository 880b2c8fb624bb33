"""The readers of untrusted input, each as a function from a file to an exit code."""

from __future__ import annotations

import contextlib
import functools
import io
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import pytest

from bifolio.cli.command_line import main
from bifolio.document.glossary import read_glossary
from bifolio.document.passage import Passage
from bifolio.document.picture_check import picture_problems
from bifolio.document.slots import DECLARATION, read_slots
from bifolio.fonts import GENERATED
from bifolio.fonts.collection import read_typecase
from bifolio.mail.bounces import bounces_of
from bifolio.pdf.colours import ink_tokens, inks_by_colour, screen_tokens
from bifolio.pdf.metadata import Metadata
from bifolio.preflight.evidence import Evidence
from bifolio.preflight.profiles import read_profiles
from bifolio.preflight.runner import inspect
from bifolio.problems import Place, Problem, Problems
from bifolio.project.folders import Project, shipped
from bifolio.project.layouts import TEMPLATE
from bifolio.render.job import Job
from bifolio.render.renderer import render_job, warm_up
from bifolio.workflow import build, prepare
from bifolio.workflow.edition import build_pdf
from bifolio.workflow.order import Order
from bifolio.workflow.prepared import PreparedEdition
from tests.fuzz.guards import Broken, exit_code_of, no_traceback, watched, within_limits
from tests.fuzz.mutations import Case

CORPUS = Path(__file__).parent / "corpus"

WORDS = Path(__file__).parent / "words"
"""A dictionary for each target, in the format of AFL and libFuzzer."""

PUBLICATION, EDITION = "paper", "en"

Reader = Callable[[Case], int]
"""Reads a file and returns the exit code that comes of it."""


@dataclass(frozen=True)
class Target:
    """A reader of untrusted input."""

    name: str
    """Its name, and that of its folder in the corpus."""
    begin: Callable[[Path], Reader]
    """Makes a project in a folder, and returns what reads files there."""
    others: tuple[str, ...] = ()
    """Folders of the corpus whose files it reads, too."""

    @property
    def words(self) -> tuple[bytes, ...]:
        """What its files are made of, and what may break them."""
        return read_words(WORDS / f"{self.name}.dict")

    def seeds(self) -> list[Case]:
        """The files of the corpus that mutations begin with."""
        folders = (self.name, *self.others)
        files = [path for each in folders for path in sorted((CORPUS / each).rglob("*"))]
        return [Case(_name_of(path), path.read_bytes()) for path in files if path.is_file()]

    def opened(self, folder: Path) -> Callable[[Case], int]:
        """The reader of files, with all oracles; it works in `folder`, which exists."""
        warm_up()  # starts a program to find its libraries
        temporary = Path(tempfile.gettempdir())
        read = self.begin(folder)

        def examine(case: Case) -> int:
            with contextlib.chdir(folder), within_limits(), watched(folder, temporary):
                return exit_code_of(lambda: read(case))

        return examine


def _name_of(seed: Path) -> str:
    """The name that a seed has in a project: its own, or that of its folder (`text.yaml/many`)."""
    return seed.parent.name if "." in seed.parent.name else seed.name


class InProcess:
    """A renderer without processes of its own: what it does is seen by the oracles."""

    def __init__(self, processes: int) -> None:
        warm_up()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        pass

    def run(self, work: Callable[..., Any], *values: Any, **named: Any) -> Future[Any]:
        """Do `work` now."""
        future: Future[Any] = Future()
        try:
            future.set_result(work(*values, **named))
        except Broken:
            raise
        except Exception as error:
            future.set_exception(error)
        return future


def run_command(*arguments: str) -> int:
    """Run a command of Bifolio in this process; raises `Broken` where it shows a traceback."""
    output = io.StringIO()
    with redirect_stdout(output), redirect_stderr(output), pytest.MonkeyPatch.context() as patch:
        for command in ("build", "check", "printer_test", "sheets"):
            patch.setattr(f"bifolio.cli.{command}.Renderer", InProcess)
        for module in ("arguments", "arguments.parser"):
            patch.setattr(f"bifolio.cli.{module}.begin_loading", lambda *modules: None)
        code = main(arguments)
    no_traceback(output.getvalue())
    return code


def begin_project(folder: Path) -> Path:
    """Make a small publication in `folder` and return the folder of its source."""
    with contextlib.chdir(folder):
        assert run_command("new", PUBLICATION) == 0
    source = folder / "source" / PUBLICATION
    shutil.copy(CORPUS / "yaml" / "mail.yaml", source)
    shutil.copytree(shipped("layouts") / "sheet", folder / "layouts" / "sheet")
    return source


def begin_built(folder: Path) -> Path:
    """The same with a PDF of its edition."""
    source = begin_project(folder)
    with contextlib.chdir(folder):
        assert run_command("build", PUBLICATION, "-e", EDITION) == 0
    return source


@contextlib.contextmanager
def last_good_kept(path: Path) -> Iterator[Callable[[int], None]]:
    """Raise `Broken` where `path` is changed by a run that failed, or to what is no PDF."""
    before = path.read_bytes()

    def judge(code: int) -> None:
        after = path.read_bytes() if path.is_file() else b""
        if code != 0 and after != before:
            raise Broken("last good PDF", "it was changed by a run that failed")
        if not (after.startswith(b"%PDF-") and b"%%EOF" in after[-32:]):
            raise Broken("last good PDF", "what is there is no whole PDF")

    yield judge


@contextlib.contextmanager
def in_place(path: Path, content: bytes) -> Iterator[None]:
    """Have `content` at `path`, and afterwards what was there."""
    before = path.read_bytes() if path.is_file() else None
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    try:
        yield
    finally:
        if before is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(before)


def _with_problems(work: Callable[[], object]) -> int:
    """The exit code that `work` would have as a command."""
    try:
        work()
    except Problems as found:
        if not all(problem.message and problem.hint for problem in found.problems):
            raise Broken("message", "a problem without words or hint") from None
        return found.exit_code
    return 0


def _raise(problems: Sequence[Problem]) -> None:
    if problems:
        raise Problems(problems)


def _yaml(folder: Path) -> Reader:
    """Publications, texts, glossaries, profiles, manifests, settings of mail and of layouts."""
    source = begin_project(folder)
    project = Project(folder)
    typecase = read_typecase(project.font_folders)
    cached = functools.cache(read_slots)  # of layouts, which stay what they are

    def publication() -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(prepare, "read_slots", cached)
            prepare.read(source, project, typecase)

    def read(case: Case) -> int:
        places: dict[str, tuple[Path, Callable[[], object]]] = {
            "mail.yaml": (source / case.name, lambda: run_command("mail", "lint", PUBLICATION)),
            "glossary.yaml": (
                project.source / case.name,
                lambda: read_glossary((Passage(f"../{case.name}", Place(source)),), source),
            ),
            "profiles.yaml": (
                folder / case.name,
                lambda: read_profiles(folder / case.name),
            ),
            DECLARATION: (
                folder / "layouts" / "sheet" / case.name,
                lambda: _raise(read_slots(project.layouts)[1]),
            ),
            "manifest.yaml": (
                folder / "fonts" / case.name,
                lambda: read_typecase((folder / "fonts",)),
            ),
        }
        path, work = places.get(case.name, (source / case.name, publication))
        with in_place(path, case.content):
            return _with_problems(work)

    return read


ABOUT = Metadata("A page", {"en": "A page"}, {"en": "A page"}, "The House", (), ("en",), "2026")

PAGE = """<!DOCTYPE html><html lang="en"><head><title>A page</title></head><body>
<h1 class="title">A heading</h1><p class="a">Words with <em>emphasis</em> and
<a href="https://example.org">a link</a>, over two lines at least, in a column that is narrow.</p>
<ul class="b"><li>one</li><li>two</li></ul>
<table><tr><th scope="col">Head</th></tr><tr><td>Cell</td></tr></table>
<section class="c"><div>A box</div><img src="{picture}" alt="A picture"></section></body></html>"""


def small_page(folder: Path, stylesheet: str, picture: str) -> Job:
    """A small page with the stylesheet and the picture of these names in `folder`."""
    words = frozenset(map(ord, PAGE)) | frozenset(range(0x20, 0x7F)) | GENERATED
    typecase = read_typecase((shipped("fonts"),))
    cache = folder / "cache"
    return Job(
        template=folder / TEMPLATE,
        html=PAGE.replace("{picture}", (folder / picture).as_uri()),
        stylesheets=(folder / stylesheet,),
        inline_styles="@page { size: 100mm 100mm } img { max-width: 40mm; max-height: 40mm }",
        faces=typecase.faces(words, cache),
        line_ends=typecase.line_ends(cache),
        languages={},
        places={},
        readable=(folder,),
        about=ABOUT,
    )


def _rendered(job: Job) -> int:
    """Render a page as a process of the renderer does; return the exit code that comes of it."""
    printed = render_job(job)
    if not printed.problems and not printed.pdf.startswith(b"%PDF-"):
        raise Broken("result", "neither a PDF nor a problem")
    return 1 if printed.problems else 0


GOOD_PICTURE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
)


def _css(folder: Path) -> Reader:
    """Stylesheets of a layout: our own readers of tokens, then the renderer's."""
    (folder / "picture.svg").write_bytes(GOOD_PICTURE)
    job = small_page(folder, "layout.css", "picture.svg")

    def read(case: Case) -> int:
        with in_place(folder / "layout.css", case.content):
            try:
                text = case.content.decode("utf-8")
            except UnicodeDecodeError:
                return 1  # reported when the layout is read, before anything is rendered
            for reader in (screen_tokens, ink_tokens, inks_by_colour):
                reader([text])
            return _rendered(job)

    return read


def _picture(folder: Path) -> Reader:
    """Pictures: checked as figures are, then drawn by the renderer even if that found errors."""
    from bifolio.document.validate import _picture_error

    (folder / "layout.css").write_text("img { width: 30mm }", "utf-8")
    jobs: dict[str, Job] = {}

    def read(case: Case) -> int:
        path = folder / case.name
        if case.name not in jobs:
            jobs[case.name] = small_page(folder, "layout.css", case.name)
        with in_place(path, case.content):
            found = picture_problems(path)
            error = _picture_error(path)
            code = _rendered(jobs[case.name])
            return 1 if found or error else code

    return read


def _template(folder: Path) -> Reader:
    """The template of a layout: what it knows, and the page that it makes."""
    source = begin_project(folder)
    project = Project(folder)
    typecase = read_typecase(project.font_folders)
    manuscript, copy = prepare.read(source, project, typecase)
    order = Order((source,), (EDITION,), folder / "build")

    def read(case: Case) -> int:
        with in_place(folder / "layouts" / "sheet" / TEMPLATE, case.content):
            return _with_problems(
                lambda: list(prepare.prepare(manuscript, copy, order, project, typecase))
            )

    return read


def _recipients(folder: Path) -> Reader:
    """Lists of recipients."""
    begin_project(folder)

    def read(case: Case) -> int:
        with in_place(folder / case.name, case.content):
            return run_command("mail", "lint", PUBLICATION, "--list", case.name)

    return read


def _bounces(folder: Path) -> Reader:
    """What comes back to the sender: messages, an mbox."""
    os.environ["BIFOLIO_STATE"] = str(folder / "state")

    def read(case: Case) -> int:
        for bounce in bounces_of(case.content):
            if "\n" in bounce.message_id + bounce.diagnostic:
                raise Broken("message", "a line break in what is reported")
            assert bounce.verdict.value
        with in_place(folder / case.name, case.content):
            return run_command("mail", "bounces", case.name)

    return read


IMPOSITIONS = (
    ("booklet", "--sheet", "A4"),
    ("n-up", "--up", "4", "--repeat"),
    ("n-up", "--up", "2", "--sheet", "A3"),
    ("leaflet", "--fold", "z"),
    ("poster",),
)


def _impose(folder: Path) -> Reader:
    """PDFs of any origin that are put on sheets, each way in turn."""
    sheets = folder / "sheets.pdf"
    shutil.copy(CORPUS / "impose" / "two-pages.pdf", sheets)

    def read(case: Case) -> int:
        way, *options = IMPOSITIONS[sum(case.content) % len(IMPOSITIONS)]
        with in_place(folder / "in.pdf", case.content), last_good_kept(sheets) as judge:
            code = run_command("impose", way, "in.pdf", "-o", sheets.name, *options)
            judge(code)
            return code

    return read


def _check(folder: Path) -> Reader:
    """A finished PDF that was changed since it was built."""
    source = begin_project(folder)
    project = Project(folder)
    typecase = read_typecase(project.font_folders)
    order = Order((source,), (EDITION,), folder / "build")
    problems: list[Any] = []
    (task,) = build._tasks(order, project, typecase, problems)
    printing = PreparedEdition.of(task)
    printed = build_pdf(printing)
    assert not problems
    assert not printed.problems
    good: Evidence = printing.evidence(printed)

    def read(case: Case) -> int:
        report = inspect(replace(good, pdf=case.content or printed.pdf))
        return 0 if report.fits else 1

    return read


PLACES = {
    "layout.css": Path("layouts/sheet"),
    TEMPLATE: Path("layouts/sheet"),
    "picture.svg": Path("source", PUBLICATION),
    "picture.png": Path("source", PUBLICATION),
}


def _build(folder: Path) -> Reader:
    """The whole command, with one file of a project changed."""
    source = begin_built(folder)
    text = (source / "text.yaml").read_text("utf-8")
    figures = "".join(
        f"      - kind: figure\n        id: figure-{kind}\n        image: picture.{kind}\n"
        f"        alt: {{en: A view, zh-Hans: 景色}}\n"
        for kind in ("svg", "png")
    )
    head, _, tail = text.partition("\n  - id: highlights\n")
    (source / "picture.svg").write_bytes(GOOD_PICTURE)
    shutil.copy(CORPUS / "raster" / "picture.png", source)
    (source / "text.yaml").write_text(f"{head}\n{figures}\n  - id: highlights\n{tail}", "utf-8")
    built = folder / "build" / PUBLICATION / f"{EDITION}.pdf"
    assert run_command_in(folder, "build", PUBLICATION, "-e", EDITION) == 0

    def read(case: Case) -> int:
        path = PLACES.get(case.name, Path("source", PUBLICATION)) / case.name
        with in_place(folder / path, case.content), last_good_kept(built) as judge:
            code = run_command("build", PUBLICATION, "-e", EDITION)
            judge(code)
            return code

    return read


def run_command_in(folder: Path, *arguments: str) -> int:
    """Run a command in `folder`."""
    with contextlib.chdir(folder):
        return run_command(*arguments)


WORD = re.compile(rb'"((?:[^"\\]|\\.)*)"')
"""A line of a dictionary of AFL and libFuzzer: a word between quotes; others are comments."""

ESCAPE = re.compile(rb"\\(?:x([0-9a-f]{2})|(.))", re.DOTALL)


def read_words(path: Path) -> tuple[bytes, ...]:
    """The words in a dictionary of AFL and libFuzzer; `\\xff` is a byte."""
    lines = path.read_bytes().splitlines()
    found = (WORD.fullmatch(line) for line in lines)
    return tuple(ESCAPE.sub(_unescaped, word[1]) for word in found if word)


def _unescaped(escape: re.Match[bytes]) -> bytes:
    return bytes.fromhex(escape[1].decode("ascii")) if escape[1] else escape[2]


TARGETS: Sequence[Target] = (
    Target("yaml", _yaml),
    Target("css", _css),
    Target("template", _template),
    Target("svg", _picture),
    Target("raster", _picture),
    Target("recipients", _recipients),
    Target("bounces", _bounces),
    Target("impose", _impose),
    Target("check", _check, others=("impose",)),
    Target("build", _build, others=("css", "template", "svg", "raster")),
)
"""In the order in which they are run."""
