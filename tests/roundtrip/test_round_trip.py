"""Any text of any letters comes out as it was typed, or is refused by name; through the whole PDF.

Many texts are built at once, and what is refused is mended as its author would: a letter that is
named is deleted, and a text that is named is left out. What is then built is read back.
"""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest
import yaml

from bifolio.fonts.collection import read_typecase
from bifolio.pdf.glyphs import read_pages
from bifolio.preflight.readback import ReadBack
from tests.conftest import ROOT, call_bifolio
from tests.roundtrip.writing import FORMS, Writer

pytestmark = pytest.mark.slow

SEEDS = (1, 2)
COUNT = 40
"""Texts of each language."""

PUBLICATION = """\
languages: [en, zh-Hans]
original: en
title: {en: Title, zh-Hans: 标题}
subject: {en: Subject, zh-Hans: 主题}
author: {en: Author}
keywords: {en: [word], zh-Hans: [词]}
date: 2026-06-01
imprint: {en: Imprint, zh-Hans: 说明}
profiles:
  letters:
    checks: [text/complete, text/missing-glyph, text/forbidden-characters, fonts/*,
      accessibility/language]
editions:
  both: {languages: [en, zh-Hans], layout: column, profile: letters, file-name: both.pdf}
"""

NATURAL = (
    *("за́мок и замо́к", "ẹ́ ẹ̀ ọ́ ọ̀ ṣ Ẹ́gbẹ́", "ị́ ọ́ ụ́", "x̂ p̄ n̂ m̐ x", "t͡s d͡ʒ", "ậ Ầ ế ộ ữ"),
    *("ą́ ė̃ į́", "Ἀθῆναι ᾧ ΐ", "ǎ ǖ ê̌", "ḥ ṝ l̥̄", "İstanbul ığ i", "ﬁnance oﬀice fi"),
    *(
        "86\u201110 - non\u2011breaking",
        "µm μm",
        "10 Ω Ω",
        "刘𣲗女士",
        "アイヌ ガ か\u3099",
        "½ ① ²",
    ),
)
"""Words that people write, each in the form that they are typed in, composed and in parts."""

SUMMARY = r"\d+ problems?|\S+ shows the findings.*"
"""The lines below the problems: how many there are, and where the report is."""

NAMED = re.compile(r"text\.yaml:(\d+):\d+: .*U\+([0-9A-F]{4,6})")


@dataclass(frozen=True)
class Built:
    """A PDF, the texts in it by their id, and what was refused of those that were written."""

    pdf: Path
    texts: dict[str, str]
    refused: tuple[str, ...]


class Author:
    """Builds a publication, and mends it by what is reported."""

    def __init__(self, folder: Path, texts: dict[str, str]) -> None:
        self.folder = folder
        self.texts = {name: text for name, text in texts.items() if text.strip()}
        self.refused: list[str] = []
        source = folder / "source" / "letters"
        source.mkdir(parents=True)
        (source / "publication.yaml").write_text(PUBLICATION, "utf-8")
        shutil.copytree(Path(__file__).with_name("layouts"), folder / "layouts")

    def build(self) -> Path:
        for _ in range(6):
            self._write()
            finished = call_bifolio("build", "letters", cwd=self.folder)
            assert "Traceback" not in finished.stderr
            if finished.returncode == 0:
                return self.folder / "build" / "letters" / "both.pdf"
            self._mend(finished.stderr)
        raise AssertionError(finished.stderr)

    def _write(self) -> None:
        """One text a line, so that a line names a text."""
        blocks = "".join(
            f"- {{kind: paragraph, id: {name}, only: {tag}, text: {{{tag}: {_quoted(text)}}}}}\n"
            for name, text in self.texts.items()
            for tag in ("zh-Hans" if name.startswith("zh") else "en",)
        )
        text = "sections:\n- id: section\n  blocks:\n" + re.sub("(?m)^", "  ", blocks).rstrip(" ")
        (self.folder / "source" / "letters" / "text.yaml").write_text(text, "utf-8")

    def _mend(self, errors: str) -> None:
        """Mend what is named; every problem has to name a letter and the line that it is on."""
        lines = list(self.texts)
        before = dict(self.texts)
        for problem in errors.splitlines():
            if problem.startswith("  hint:") or re.fullmatch(SUMMARY, problem):
                continue
            if "is from no unit" in problem:
                continue  # what is read instead of a text that is named
            named = NAMED.search(problem)
            assert named, f"a problem names no letter of a text: {problem}"
            name, letter = lines[int(named[1]) - 4], chr(int(named[2], 16))
            if "text/complete" in problem:
                self.refused.append(self.texts.pop(name))
            elif "accent without a letter" in problem:
                self.texts[name] = re.sub(rf"(^|\s){letter}", r"\1", self.texts[name])
            else:  # which is reported where it stands first
                for each in self.texts:
                    self.texts[each] = self.texts[each].replace(letter, "")
            assert letter in before[name]
        self.texts = {name: text for name, text in self.texts.items() if text.strip()}


def _quoted(text: str) -> str:
    return yaml.safe_dump(text, allow_unicode=True, width=10_000, default_style='"').strip()


@pytest.fixture(scope="module", params=SEEDS)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    covered = read_typecase([ROOT / "fonts"]).covered
    writer = Writer.of(request.param, covered)
    texts = {f"{tag}-{at}": writer.text() for tag in ("en", "zh") for at in range(COUNT)}
    texts |= {
        f"{tag}-{form or 'typed'}-{at}".lower(): unicodedata.normalize(form, text) if form else text
        for tag in ("en", "zh")
        for form in FORMS[:3]
        for at, text in enumerate(NATURAL)
    }
    author = Author(tmp_path_factory.mktemp("letters"), texts)
    return Built(author.build(), author.texts, tuple(author.refused))


@pytest.fixture(scope="module")
def as_read(built: Built, tmp_path_factory: pytest.TempPathFactory) -> ReadBack:
    typecase = read_typecase([ROOT / "fonts"])
    letters = frozenset(map(ord, "".join(built.texts.values())))
    return ReadBack(typecase.faces(letters, tmp_path_factory.mktemp("fonts")))


def test_every_text_is_read_back_as_it_was_typed(built: Built, as_read: ReadBack) -> None:
    found = Counter(
        _folded(as_read(paragraph.text)) for page in read_pages(built.pdf) for paragraph in page
    )
    assert {
        name: text for name, text in built.texts.items() if _folded(as_read(text)) not in found
    } == {}


def test_no_letter_is_lost_or_added_for_any_reader(built: Built, as_read: ReadBack) -> None:
    said = "".join(
        page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(built.pdf)
    )
    typed = "".join(built.texts.values()) + "Title标题Imprint说明"
    assert _letters(as_read(said)) == _letters(as_read(typed))


def test_what_people_write_is_never_refused(built: Built) -> None:
    refused = {unicodedata.normalize("NFC", text) for text in built.refused}
    assert not refused & {unicodedata.normalize("NFC", text) for text in NATURAL}
    assert len(built.refused) < COUNT / 2


def _folded(text: str) -> str:
    return "".join(text.split())


def _letters(text: str) -> Counter[str]:
    """How often each letter stands in a text, accents apart; digits are page numbers too."""
    return Counter(
        each
        for each in unicodedata.normalize("NFD", text)
        if each.isalpha() or unicodedata.category(each) == "Mn"
    )
