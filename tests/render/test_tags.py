from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pikepdf
import pytest
import weasyprint

from bifolio.render.weasyprint import version as pinned
from tests.conftest import ROOT, call_bifolio
from tests.support.verapdf import validate

pytestmark = pytest.mark.slow


def test_another_renderer_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weasyprint, "__version__", "71.0")
    with pytest.raises(pinned.WrongRenderer, match=r"pip install weasyprint==70\.0"):
        pinned.require_version()


def print_plainly() -> bytes:
    """A page in another language, printed by the renderer as it comes."""
    font = (ROOT / "fonts" / "SourceSans3-Regular.ttf").as_uri()
    style = f"@font-face {{ font-family: x; src: url({font}) }} html {{ font-family: x }}"
    html = f'<html lang="en"><title>x</title><style>{style}</style><p lang="fr">x'
    pdf: bytes = weasyprint.HTML(string=html).write_pdf(
        pdf_variant="pdf/ua-1", uncompressed_pdf=True
    )
    return pdf


def test_the_renderer_still_needs_mending() -> None:
    """When this fails, WeasyPrint has mended it: take the wrapper out."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as untouched:
        pdf = untouched.submit(print_plainly).result()
    assert pdf.count(b"/Lang") == 1


@pytest.mark.parametrize("edition", ["bilingual", "zh-Hans"])
def test_all_that_is_painted_is_tagged_or_an_artifact(library: Path, edition: str) -> None:
    painting = {"Tj", "TJ", "f", "f*", "S", "B", "Do", "sh"}
    with pikepdf.open(library / f"{edition}.pdf") as pdf:
        reached: set[tuple[int, int]] = set()
        reach(pdf.Root.StructTreeRoot.K, reached)
        numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
        owners = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
        painted = 0
        for page in pdf.pages:
            parents = owners[int(page.StructParents)]
            stack: list[bool] = []
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) in ("BDC", "BMC"):
                    covered = str(operands[0]) == "/Artifact"
                    if not covered and len(operands) > 1 and "/MCID" in operands[1]:
                        covered = parents[int(operands[1].MCID)].objgen in reached
                    stack.append(covered)
                elif str(operator) == "EMC":
                    stack.pop()
                elif str(operator) in painting:
                    painted += 1
                    assert any(stack), f"{operator} is neither tagged nor an artifact"
        assert painted > 50


def reach(element: object, reached: set[tuple[int, int]]) -> None:
    if isinstance(element, pikepdf.Array):
        for kid in element:
            reach(kid, reached)
    elif isinstance(element, pikepdf.Dictionary):
        reached.add(element.objgen)
        if "/K" in element:
            reach(element.K, reached)


def test_a_decorative_picture_is_an_artifact_and_one_without_words_an_error(
    workshop: Path,
) -> None:
    layout = workshop / "layouts" / "plain"
    layout.mkdir(parents=True)
    (layout / "layout.css").write_text("")
    base = '{% extends "bilingual/layout.html.j2" %}{% block body %}{{ super() }}'
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9L5 9z"/></svg>'
    )
    (layout / "arrow.svg").write_text(drawing)
    image = '<img src="{{ asset(\'plain/arrow.svg\') }}" ALT style="width: 30mm">{% endblock %}'
    publication = workshop / "source" / "paper" / "publication.yaml"
    plain = publication.read_text("utf-8").replace("layout: bilingual", "layout: plain")
    publication.write_text(plain, "utf-8")

    (layout / "layout.html.j2").write_text(base + image.replace("ALT", 'alt=""'))
    finished = call_bifolio("build", "paper", "-e", "bilingual", cwd=workshop)
    assert finished.returncode == 0, finished.stderr
    path = workshop / "build" / "paper" / "bilingual.pdf"
    with pikepdf.open(path) as pdf:
        kinds = [str(item.S) for item in pdf.objects if is_element(item)]
    assert "/P" in kinds
    assert "/Decorative" not in kinds
    assert kinds.count("/Figure") == 1  # the picture of the example
    assert validate(path).compliant

    (layout / "layout.html.j2").write_text(base + image.replace("ALT", ""))
    finished = call_bifolio("build", "paper", "-e", "bilingual", cwd=workshop)
    assert finished.returncode == 1
    assert "accessibility/alternate-text" in finished.stderr


def is_element(item: object) -> bool:
    return isinstance(item, pikepdf.Dictionary) and "/S" in item and "/P" in item
