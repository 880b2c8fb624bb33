"""Justified Chinese, measured on the finished page: where the glyphs stand, and what they say."""

from __future__ import annotations

import io
import re
import subprocess
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pypdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from bifolio.fonts.typecase import Typecase
from bifolio.render.metadata import Metadata
from bifolio.render.renderer import Job, Renderer
from tests.conftest import ROOT

EM = 10.0
MEASURE = 20 * EM
MARGIN = 10.0
TEXT = (
    "排版工程师说：“《中文排版需求》（第二章），讲的是两端对齐。”即让每一行的首尾都与版心边缘平齐；"
    "遇到避头尾规则时……行末会空出半个字，甚至一个字的位置！"
    "这时候，就要把多余的空间均匀地分配到字与字之间："
    "我们使用 <strong>PDF</strong> 格式输出，并用 <em>Jinja</em> 渲染整份文件，看看结果如何——好。"
)


def set_paragraph(typecase: Typecase, cache: Path, text: str, style: str = "") -> bytes:
    page = f"@page {{ size: {MEASURE + 2 * MARGIN}pt 400pt; margin: {MARGIN}pt }}"
    rules = f"body {{ margin: 0; font-size: {EM}pt; line-height: 17pt }} p {{ margin: 0; {style} }}"
    html = f'<html lang="zh-Hans"><title>x</title><body><p lang="zh-Hans">{text}</p></body></html>'
    code_points = frozenset(map(ord, html))
    job = Job(
        template=Path("test"),
        html=html,
        stylesheets=(ROOT / "layouts" / "base" / "typography.css",),
        inline_styles=":root { --blue: #000; --ink: #000; --size-body: 10pt; --leading: 17pt }"
        + page
        + typecase.face_rules(code_points, cache),
        readable=(cache,),
        about=Metadata(
            "x", {"zh-Hans": "x"}, {"zh-Hans": "x"}, "x", (), ("zh-Hans",), "2026-01-01"
        ),
    )
    style_sheet = cache / "paragraph.css"
    style_sheet.write_text(rules, "utf-8")
    complete = replace(job, stylesheets=(*job.stylesheets, style_sheet))
    with Renderer(1) as renderer:
        printed = renderer.submit(complete).result()
    assert not printed.problems
    return printed.pdf


def lines_of(pdf: bytes) -> list[tuple[str, float, float]]:
    """Text, left edge and right edge (pt) of every line, by the origins and advances of glyphs."""
    page = pypdfium2.PdfDocument(pdf)[0]
    text = page.get_textpage()
    rows: dict[int, list[tuple[float, float, str]]] = defaultdict(list)
    for index in range(text.count_chars()):
        character = text.get_text_range(index, 1)
        if not character.strip():
            continue
        left, bottom, right, _ = (value for value in text.get_charbox(index, loose=True))
        x, y = pdfium.c_double(), pdfium.c_double()
        pdfium.FPDFText_GetCharOrigin(text, index, x, y)
        rows[round(y.value)].append((x.value, x.value + right - left, character))
        assert bottom < y.value + EM
    return [
        ("".join(entry[2] for entry in row), min(row)[0], max(entry[1] for entry in row))
        for _, row in sorted(rows.items(), reverse=True)
    ]


def plain(text: str) -> str:
    for tag in ("<strong>", "</strong>", "<em>", "</em>", " "):
        text = text.replace(tag, "")
    return text


def test_inner_lines_end_at_the_measure_and_the_last_does_not(
    typecase: Typecase, tmp_path: Path
) -> None:
    lines = lines_of(set_paragraph(typecase, tmp_path, TEXT))
    assert len(lines) >= 6
    for text, left, right in lines[:-1]:
        assert left == pytest.approx(MARGIN, abs=0.2), text
        assert right == pytest.approx(MARGIN + MEASURE, abs=0.2), text
    assert lines[-1][2] < MARGIN + MEASURE - EM


def test_what_is_justified_is_read_back_exactly(typecase: Typecase, tmp_path: Path) -> None:
    pdf = set_paragraph(typecase, tmp_path, TEXT)
    wanted = plain(TEXT)
    for options in ((), ("-raw",)):
        command = ["pdftotext", *options, "-", "-"]
        said = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()
        assert "".join(said.split()) == wanted
        assert not re.search("[\u4e00-\u9fff] +[\u4e00-\u9fff]", said)
    said = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert "".join(said.split()) == wanted


def test_a_line_that_would_need_too_much_stays_ragged(typecase: Typecase, tmp_path: Path) -> None:
    text = "这一行有一个很长的词 " + "A" * 30 + " 在后面"
    lines = lines_of(set_paragraph(typecase, tmp_path, text))
    assert lines[0][2] < MARGIN + MEASURE - 5 * EM


def test_ragged_text_stays_ragged(typecase: Typecase, tmp_path: Path) -> None:
    lines = lines_of(set_paragraph(typecase, tmp_path, TEXT, "text-align: left !important"))
    assert any(right < MARGIN + MEASURE - 1 for _, _, right in lines[:-1])
