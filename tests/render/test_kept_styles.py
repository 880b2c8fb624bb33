"""Styles that are kept from the last layout give the page that styles computed anew give."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from weasyprint import document

from bifolio.render.weasyprint import CSS, HTML, FontConfiguration
from bifolio.render.weasyprint import kept_styles as module
from bifolio.render.weasyprint.kept_styles import keep_styles
from tests.conftest import ROOT

FONT = (ROOT / "fonts" / "SourceSans3-Regular.ttf").as_uri()
FACE = f"@font-face {{ font-family: a; src: url({FONT}) }}"
FONTS, OTHER_FONTS = FontConfiguration(), FontConfiguration()
FACES = [CSS(string=FACE, font_config=each) for each in (FONTS, OTHER_FONTS)]
RULES = CSS(
    string="""
    @page { size: 300px 200px; margin: 20px; @top-center { content: string(title) }
            @bottom-center { content: counter(page) element(foot) }
            @left-middle { content: element(aside all-once) } }
    :root { --gap: 3px }
    body { overflow: hidden; font: 10px/1.2 a; border: 1px solid }
    h1 { string-set: title content(); font-size: 2em; margin: var(--gap) 10vw }
    h1::before { content: counter(chapter) '. ' } h1 { counter-increment: chapter }
    p:empty { border: 2px solid; height: 20px } .red { color: #c00; width: 50% }
    p::first-letter { font-size: 2em } p::first-line { color: #00c }
    [title] { letter-spacing: 1px } :lang(fr) { font-style: italic }
    ul { list-style: disc outside } ol { list-style: lower-roman inside }
    .entry::after { content: leader('.') target-counter(attr(href), page) }
    .note { float: footnote } ::footnote-call { content: '*' }
    .aside { position: note(aside) }
    .foot { position: running(foot) } .flex { display: flex } .grid { display: grid }
    table { border-collapse: collapse; margin: 5px } td { border: 1px solid; padding: 2px }
    """
)

PAGE = """<!doctype html><html lang="en"><title>t</title><body>
<div class="foot">of a book</div><h1 id="one">{words}</h1>
<p>First <a class="entry" href="#two">{words}</a></p><p title="a">Second</p><p></p>
<ul><li>One<li>Two</ul><ol><li>One<li>Two</ol><p class="red">Third<span class="note">Note</span></p>
<p>Fourth<span class="aside">Beside</span></p>
<div class="flex"><p>a</p><p>b</p></div><div class="grid"><p>a</p><p>b</p></div>
<table><tr><td>a<td>b</table><table><tr><td>a<td>b</table><h1 id="two">Two</h1><p>Last</p>
</body></html>"""


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Styles are kept; the list has what became of those of each layout."""
    found: list[str] = []
    renewed, computed = module._renewed, vars(module)["get_all_computed_styles"]

    def noted_renewed(*given: Any) -> Any:
        found.append("kept")
        return renewed(*given)

    def noted_computed(*given: Any) -> Any:
        found.append("computed")
        return computed(*given)

    monkeypatch.setattr(module, "_kept", [])
    monkeypatch.setattr(module, "_renewed", noted_renewed)
    monkeypatch.setattr(module, "get_all_computed_styles", noted_computed)
    monkeypatch.setattr(document, "get_all_computed_styles", computed)
    keep_styles()
    yield found
    module.current_blocks.clear()


def pdf_of(page: str, *rules: CSS, fonts: FontConfiguration = FONTS) -> bytes:
    html = HTML(string=page, base_url="about:blank")
    made: bytes = html.render(stylesheets=[RULES, *rules], font_config=fonts).write_pdf()
    return made


def test_a_changed_word_is_set_in_the_styles_of_before(kept: list[str]) -> None:
    pages = [PAGE.format(words=words) for words in ("One", "Another", "A third and longer one")]
    made = [pdf_of(page) for page in pages]
    assert kept == ["computed", "kept", "kept"]
    for page, pdf in zip(pages, made, strict=True):
        module._kept.clear()
        assert pdf_of(page) == pdf
    assert kept[3:] == ["computed"] * 3
    assert len(set(made)) == 3


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('class="red"', 'class="blue"'),
        ('title="a"', "title"),
        ('title="a"', 'style="color: red"'),
        ('lang="en"', 'lang="fr"'),
        ("<p></p>", "<p>Now it has words</p>"),
        ("<p></p>", "<p></p><p></p>"),
        ("<p>Last</p>", "<div>Last</div>"),
        ('id="two"', 'id="2"'),
    ],
)
def test_what_selectors_depend_on_has_styles_of_its_own(
    kept: list[str], old: str, new: str
) -> None:
    page = PAGE.format(words="One")
    assert old in page
    changed = page.replace(old, new)
    before, after, again = pdf_of(page), pdf_of(changed), pdf_of(page)
    assert kept == ["computed", "computed", "kept"], "those of two layouts are kept"
    module._kept.clear()
    assert pdf_of(changed) == after
    assert again == before


def test_other_rules_or_fonts_give_other_styles(kept: list[str]) -> None:
    page = PAGE.format(words="One")
    plain = pdf_of(page)
    assert pdf_of(page, CSS(string="p { color: green }")) != plain
    assert kept == ["computed", "computed"]
    assert pdf_of(page, fonts=OTHER_FONTS) == plain
    assert kept == ["computed"] * 3


def test_a_page_with_rules_of_its_own_is_not_kept(kept: list[str]) -> None:
    page = PAGE.replace("<title>", "<style>p {{ color: {colour} }}</style><title>")
    red, green = (pdf_of(page.format(words="One", colour=each)) for each in ("red", "green"))
    assert red != green
    assert kept == ["computed", "computed"]


@pytest.mark.parametrize(("limit", "most"), [("MOST", 2), ("MOST_ELEMENTS", 100)])
def test_no_more_layouts_are_kept_than_there_is_room_for(
    kept: list[str], monkeypatch: pytest.MonkeyPatch, limit: str, most: int
) -> None:
    """Each has fonts of its own where a character was typed that was not on the page before."""
    monkeypatch.setattr(module, limit, most)
    pages = [
        PAGE.format(words="One").replace("<p></p>", text)
        for text in ("<p></p>", "<p>x</p>", "<div></div>", "<ul></ul>")
    ]
    for page in pages:
        pdf_of(page)
    assert len(module._kept) == 2
    pdf_of(pages[-1])
    pdf_of(pages[0])
    assert kept == ["computed"] * 4 + ["kept", "computed"]
