"""Layouts extend each other, declare what they are made for, and take the looks of a house."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
from markupsafe import Markup
from weasyprint import CSS, HTML

from bifolio.cli.command_line import main
from bifolio.fonts.collection import read_typecase
from bifolio.languages.written_numbers import space_before
from bifolio.pdf.colours import accents
from bifolio.problems import Problem, Problems
from bifolio.project.folders import Project
from bifolio.project.layouts import TEMPLATE, Layouts
from bifolio.project.templates import environment_of
from bifolio.render.views import UnitView
from bifolio.workflow.prepare import read
from tests.conftest import ROOT


@pytest.fixture
def layouts(tmp_path: Path) -> Layouts:
    """The layouts of a project that has a leaf of its own."""
    (tmp_path / "layouts" / "leaf").mkdir(parents=True)
    return Project(tmp_path).layouts


def write(layouts: Layouts, template: str, layout: str = "leaf") -> None:
    folder = layouts.folders[0] / layout
    folder.mkdir(exist_ok=True)
    (folder / TEMPLATE).write_text(template)
    (folder / "layout.css").write_text("")


def own_stylesheets(layouts: Layouts, target: str = "screen") -> list[str]:
    """The stylesheets of leaf, but for those that every layout has."""
    found = layouts.stylesheets("leaf", target)
    names = [f"{path.parent.name}/{path.name}" for path in found]
    return [name for name in names if name.partition("/")[0] not in ("base", "targets", "plain")]


EXTENDS = '{% extends "sheet/layout.html.j2" %}'


@pytest.mark.parametrize("template", [EXTENDS, EXTENDS.replace("{%", "{%-").replace('"', "'")])
def test_the_stylesheet_of_an_extended_layout_comes_before_its_own(
    layouts: Layouts, template: str
) -> None:
    write(layouts, template)
    assert own_stylesheets(layouts) == ["sheet/layout.css", "leaf/layout.css"]


def test_each_layout_of_a_chain_gives_its_stylesheet(layouts: Layouts) -> None:
    write(layouts, EXTENDS, "house")
    write(layouts, EXTENDS.replace("sheet", "house"))
    names = ["sheet/layout.css", "house/layout.css", "leaf/layout.css"]
    assert own_stylesheets(layouts) == names


@pytest.mark.parametrize(
    "template", ['{% extends "base/skeleton.html.j2" %}', "{# " + EXTENDS + " #}", ""]
)
def test_a_layout_that_extends_no_other_has_only_its_own(layouts: Layouts, template: str) -> None:
    write(layouts, template)
    assert own_stylesheets(layouts) == ["leaf/layout.css"]


def test_a_layout_that_extends_itself_does_not_hang(layouts: Layouts) -> None:
    write(layouts, EXTENDS.replace("sheet", "leaf"))
    assert own_stylesheets(layouts) == ["leaf/layout.css"]


def test_layouts_are_listed_with_what_each_is_made_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    own = tmp_path / "layouts"
    (own / "leaf").mkdir(parents=True)
    (own / "leaf" / TEMPLATE).write_text(EXTENDS)
    (own / "leaf" / "layout.yaml").write_text("roles: [hours]\npapers: [A5]\n")
    (own / "houses" / "museum" / "leaf").mkdir(parents=True)
    (own / "houses" / "museum" / "leaf" / "layout.css").write_text("")
    assert main(["layouts"]) == 0
    listed = {
        lines.partition("\n")[0]: lines.splitlines()
        for lines in capsys.readouterr().out.split("\n\n")
    }
    assert {"sheet", "bilingual", "leaf", "eu", "plain", "museum"} <= set(listed)
    leaf = [line.strip() for line in listed["leaf"]]
    assert "languages: 1" in leaf
    assert "papers: A5" in leaf
    assert "targets: screen, office, press" in leaf
    (roles,) = (line for line in leaf if line.startswith("roles"))
    assert {"hours", "opening"} <= set(re.findall(r"[\w-]+", roles))
    assert "adapted by the houses: museum" in leaf


def test_an_invalid_declaration_is_reported_beside_the_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "layouts" / "leaf"
    folder.mkdir(parents=True)
    (folder / TEMPLATE).write_text(EXTENDS)
    (folder / "layout.yaml").write_text("papers: [B5]\n")
    assert main(["layouts"]) == 1
    shown = capsys.readouterr()
    assert "\nsheet\n" in shown.out
    assert "layouts/leaf/layout.yaml:1:" in shown.err


def edition_problems(
    folder: Path, monkeypatch: pytest.MonkeyPatch, edition: str, house: str = ""
) -> list[tuple[str, int | None]]:
    """The codes and lines of the problems of the starter with one edition."""
    monkeypatch.chdir(folder)
    main(["new", "guide"])
    path = folder / "source" / "guide" / "publication.yaml"
    text = path.read_text("utf-8")
    head = text[: text.index("editions:")]
    path.write_text(f"{house}{head}editions:\n  one: {{{edition}, file-name: one.pdf}}\n", "utf-8")
    project = Project(folder)
    collection = read_typecase(project.font_folders)
    try:
        read(path.parent, project, collection)
    except Problems as found:
        return [(each.code, each.place.line if each.place else None) for each in found.problems]
    return []


@pytest.mark.parametrize(
    ("edition", "codes"),
    [
        ("languages: [en], layout: sheet", []),
        ("languages: [en, zh-Hans], layout: sheet", ["source/unsupported-edition"]),
        ("languages: [en], layout: bilingual", ["source/unsupported-edition"]),
        ("languages: [en], layout: sheet, paper: A5", ["source/unsupported-edition"]),
        (
            "languages: [en, zh-Hans], layout: bilingual, target: office",
            ["source/unsupported-edition"],
        ),
        ("languages: [en], layout: bilingual, paper: A5", ["source/unsupported-edition"] * 2),
    ],
)
def test_an_edition_that_its_layout_is_not_made_for_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, edition: str, codes: list[str]
) -> None:
    assert [code for code, _ in edition_problems(tmp_path, monkeypatch, edition)] == codes


def test_an_unknown_house_names_the_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edition = "languages: [en], layout: sheet"
    found = edition_problems(tmp_path, monkeypatch, edition, "house: musem\n")
    assert found == [("source/unknown-house", 1)]


@pytest.mark.parametrize(("accent", "codes"), [("blue", []), ("blu", ["layout/unknown-accent"])])
def test_the_accent_of_a_section_is_one_of_the_house(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, accent: str, codes: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    main(["new", "guide"])
    path = tmp_path / "source" / "guide" / "text.yaml"
    lines = path.read_text("utf-8").splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("  - id: welcome"))
    path.write_text(
        "\n".join([*lines[: at + 1], f"    accent: {accent}", *lines[at + 1 :]]), "utf-8"
    )
    project = Project(tmp_path)
    found: tuple[Problem, ...] = ()
    try:
        read(path.parent, project, read_typecase(project.font_folders))
    except Problems as problems:
        found = tuple(problems.problems)
    assert [each.code for each in found] == codes
    assert all(each.place and each.place.line == at + 2 for each in found)


def test_an_accent_has_a_colour_for_screens_and_one_for_print_shops() -> None:
    style = (
        "--accent-leaf: #123456; --accent-leaf-ink: device-cmyk(1 0 0 0); --accent-sky: #abcdef;"
    )
    assert accents([style]) == {"leaf"}


def test_the_house_of_a_project_replaces_the_shipped_one(tmp_path: Path) -> None:
    own = tmp_path / "layouts" / "houses" / "eu"
    own.mkdir(parents=True)
    (own / "tokens.css").write_text(":root { --primary: #123456 }")
    layouts = replace(Project(tmp_path).layouts, house="eu")
    found = layouts.stylesheets("sheet", "screen")
    assert own / "tokens.css" in found
    assert ROOT / "layouts/houses/eu/tokens.css" not in found
    assert layouts.find("house/tokens.css") == own / "tokens.css"
    assert layouts.find("house/emblem.svg") == ROOT / "layouts/houses/eu/emblem.svg"


def test_the_stylesheets_of_another_house_are_not_read() -> None:
    plain = Layouts((ROOT / "layouts",))
    assert not [path for path in plain.stylesheets("handout", "office") if "eu" in path.parts]
    in_house = replace(plain, house="eu").stylesheets("handout", "office")
    assert in_house[-1] == ROOT / "layouts/houses/eu/handout/layout.css"


SQUARE = "%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/%3E"

ON_THE_MEASURE = "body { width: var(--measure) } .end { margin-left: 100% }"


def placed(body: str, *stylesheets: str) -> dict[str, tuple[float, float]]:
    """Where the elements with an id are on a page with stylesheets of layouts: x and y (px)."""
    css = "".join((ROOT / "layouts" / each).read_text("utf-8") for each in stylesheets)
    (page,) = HTML(string=f"<style>{css}{ON_THE_MEASURE}</style>{body}").render().pages
    return {name: (round(at[0], 1), round(at[1], 1)) for name, at in page.anchors.items()}


@pytest.mark.parametrize(
    ("cards", "rows"),
    [
        (1, [1]),
        (2, [2]),
        (3, [3]),
        (4, [4]),
        (5, [3, 2]),
        (6, [3, 3]),
        (7, [4, 3]),
        (8, [4, 4]),
        (9, [3, 3, 3]),
        (10, [4, 3, 3]),
        (13, [4, 3, 3, 3]),
    ],
)
def test_no_card_is_left_alone_in_a_row(cards: int, rows: list[int]) -> None:
    # Without words, so that it needs no font: a process that has built PDFs has no system fonts.
    box = '<div style="height: 20px"></div>'
    items = "".join(f'<li class="card" id="card-{n}">{box}</li>' for n in range(cards))
    found = placed(
        f'<div class="highlights"><ul class="cards">{items}</ul></div>',
        "houses/plain/tokens.css",
        "base/tokens.css",
        "base/components.css",
    )
    assert list(Counter(y for _, y in found.values()).values()) == rows


@pytest.mark.parametrize("layout", ["booklet", "report"])
@pytest.mark.parametrize("lines", [1, 12])
def test_the_picture_of_a_cover_leaves_room_for_the_titles(layout: str, lines: int) -> None:
    size = "--paper-width: 148mm; --paper-height: 210mm; --bleed: 0mm; --edge-to-edge: 1"
    titles = f'<div id="title" style="height: {lines * 30}px"></div>'
    texts = '<div id="texts" style="height: 60px"></div>'
    found = placed(
        f"""<style>:root {{ {size} }} @page {{ size: 148mm 210mm; margin: 10mm }}
        .cover {{ height: 190mm }} .cover > .cover-title {{ padding: 0 }}</style>
        <div class="page cover pictured filled">
          <div class="cover-picture" id="picture">
            <figure class="figure"><img src="data:image/svg+xml,{SQUARE}">
            <figcaption class="picture-texts" style="height: 40px"></figcaption></figure>
          </div>
          <div class="cover-title">{titles}</div><div class="cover-content">{texts}</div>
          <div class="organisations" id="end"></div>
        </div>""",
        "houses/plain/tokens.css",
        "base/tokens.css",
        "base/components.css",
        "base/blocks/figure.css",
        f"{layout}/layout.css",
    )
    assert found["title"][1] + lines * 30 <= found["texts"][1] + 0.1
    assert found["texts"][1] + 60 <= found["end"][1] + 0.1


@pytest.mark.parametrize("width", ["column", "full", "bleed"])
def test_a_cover_is_as_wide_as_the_page_whatever_width_its_figure_asks_for(width: str) -> None:
    found = placed(
        f"""<style>:root {{ --paper-width: 148mm; --paper-height: 210mm; --edge-to-edge: 1 }}
        @page {{ size: 148mm 210mm; margin: 10mm }}
        .cover-picture {{ --cover-height: 50mm }}</style>
        <div class="cover-picture" id="picture"><figure class="figure figure-{width}">
          <img id="image" src="data:image/svg+xml,{SQUARE}">
        </figure></div>""",
        "houses/plain/tokens.css",
        "base/tokens.css",
        "base/components.css",
        "base/blocks/figure.css",
    )
    assert found["image"] == found["picture"]


def test_two_languages_of_a_heading_on_a_poster_have_the_bar_of_its_accent_once() -> None:
    heading = '<h2 class="heading" id="{0}-%s"><div style="height: 20px"></div></h2>'
    headings = heading % "one" + heading % "two"
    sections = "".join(
        f"<section class='section'{accent}>{headings.format(name)}<p id='{name}-end'></p></section>"
        for name, accent in (("plain", ""), ("barred", " data-accent"))
    )
    found = placed(
        f"<style>:root {{ --paper-width: 297mm; --paper-height: 420mm }}</style>{sections}",
        "houses/plain/tokens.css",
        "base/tokens.css",
        "base/components.css",
        "poster/layout.css",
    )
    plain, barred = (
        (
            found[f"{name}-two"][1] - found[f"{name}-one"][1],
            found[f"{name}-end"][1] - found[f"{name}-two"][1],
        )
        for name in ("plain", "barred")
    )
    assert barred[0] > plain[0] + 1
    assert barred[1] == pytest.approx(plain[1], abs=0.2)


def test_a_picture_that_titles_leave_no_room_for_is_not_invisible_in_a_report() -> None:
    """The texts that are too long for the cover are then reported (`text/overset`)."""
    size = "--paper-width: 148mm; --paper-height: 210mm; --bleed: 0mm; --edge-to-edge: 1"
    found = placed(
        f"""<style>:root {{ {size} }} @page {{ size: 148mm 210mm; margin: 10mm }}
        .cover {{ height: 190mm }}</style>
        <div class="page cover pictured filled">
          <div class="cover-title"><div style="height: 180mm"></div></div>
          <div class="cover-picture" id="picture">
            <figure class="figure"><img src="data:image/svg+xml,{SQUARE}">
            <figcaption class="picture-texts" id="caption"></figcaption></figure>
          </div>
        </div>""",
        "houses/plain/tokens.css",
        "base/tokens.css",
        "base/components.css",
        "base/blocks/figure.css",
        "report/layout.css",
    )
    assert found["caption"][1] - found["picture"][1] >= 40 / 25.4 * 96 - 0.1


@pytest.mark.parametrize(("languages", "wider"), [("en fr", 0), ("en zh-Hant", 1), ("zh fr", -1)])
def test_only_beside_chinese_a_side_of_bilingual_is_wider(languages: str, wider: int) -> None:
    sides = "".join(
        f'<div class="side" lang="{tag}" id="{tag}"><div class="end" id="{tag}-end"></div></div>'
        for tag in languages.split()
    )
    sheets = ("houses/plain/tokens.css", "base/tokens.css", "base/components.css")
    found = placed(f'<div class="pair">{sides}</div>', *sheets, "bilingual/layout.css")
    one, two = languages.split()
    widths = [found[f"{tag}-end"][0] - found[tag][0] for tag in (one, two)]
    assert (widths[0] > widths[1]) - (widths[0] < widths[1]) == wider
    assert found[two][0] - found[f"{one}-end"][0] > 10


@pytest.mark.parametrize("languages", ["fr zh en", "zh en fr", "en fr de", "en zh-Hans zh-Hant"])
def test_three_sides_of_bilingual_are_equal_with_a_gutter(languages: str) -> None:
    tags = languages.split()
    sides = "".join(
        f'<div class="side" lang="{tag}" id="{tag}"><div class="end" id="{tag}-end"></div></div>'
        for tag in tags
    )
    sheets = ("houses/plain/tokens.css", "base/tokens.css", "base/components.css")
    page = "<style>@page { size: 297mm 210mm; margin: 0 } :root { --measure: 269mm }</style>"
    body = f'{page}<div class="in-3 landscape"><div class="pair">{sides}</div></div>'
    found = placed(body, *sheets, "bilingual/layout.css")
    widths = [found[f"{tag}-end"][0] - found[tag][0] for tag in tags]
    assert max(widths) - min(widths) < 0.5
    gutters = [found[right][0] - found[f"{left}-end"][0] for left, right in pairwise(tags)]
    assert min(gutters) > 6 * 96 / 25.4


CUSTOMER = re.compile(
    r"\b(emblem|pillars?|outcomes?|funders?|funded|partners|temple|migration|mobility"
    r"|european union|(?-i:EU))\b",
    re.IGNORECASE,
)
"""Words of the fact sheet and of its institution."""

MAY_NAME = {
    "bifolio/houses/eu.py": "the checks of the house eu",
    "bifolio/preflight/CHECKS.md": "lists the checks of all houses",
    "bifolio/preflight/unchecked.py": "says that houses check their own emblems",
    "bifolio/mail/FAILURES.md": "the outcome of a delivery",
}
"""Files that have such words, and why."""

ACRONYMS = "bifolio/languages/numerals"
"""Data files with acronyms and their translations, that of the European Union among them."""


def test_the_core_knows_nothing_of_one_customer() -> None:
    found = {}
    for folder in ("bifolio", "layouts/base"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix not in (".py", ".yaml", ".j2", ".css", ".md", ".sql"):
                continue
            words = set(CUSTOMER.findall(path.read_text("utf-8")))
            words -= {"EU"} if path.parent == ROOT / ACRONYMS else set()
            if words:
                found[path.relative_to(ROOT).as_posix()] = sorted(words)
    assert {name: words for name, words in found.items() if name not in MAY_NAME} == {}


LINKED = '<a href="tel:+86-1">1</a>, <a href="mailto:a@example.org">a@example.org</a>'


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        (f"<strong>House</strong>,<br>Street 1,<br>{LINKED}", "name, address phone email"),
        (LINKED, "address phone email"),
    ],
)
def test_a_contact_of_one_text_has_icons_at_its_address_and_its_links(
    layouts: Layouts, text: str, marked: str
) -> None:
    environment = environment_of(layouts)
    environment.globals.update(
        words=lambda unit, language: Markup(text),
        text=SimpleNamespace(sections=()),
        contact=SimpleNamespace(id="house"),
    )
    names = "{% for name in kind.ICONS %}{{ name }} {{ kind.ICONS[name] }}\n{% endfor %}"
    kind = '{% import "base/blocks/contact.html.j2" as kind with context %}'
    paths = dict(
        line.split(" ", 1)[::-1]
        for line in environment.from_string(kind + names).render().splitlines()
    )
    html = environment.from_string(kind + "{{ kind.run_in(contact, 'en') }}").render()
    found = re.findall(r'<path d="([^"]+)"|(House)', html)
    assert [paths.get(path, "name,") for path, _ in found] == marked.split()
    assert re.sub("<svg.*?</svg>", "", html).endswith(f">{text}</p>")


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        ({"und": "9"}, {"en": "km", "fr": "km"}, ["9 km"]),
        ({"und": "9"}, {"en": "m", "fr": "M"}, ["9 m M"]),
        ({"und": "9"}, {"und": "%"}, ["9%"]),
        ({"en": "1.2", "fr": "1,2"}, {"en": "m", "fr": "M"}, ["1.2 m", "1,2 M"]),
    ],
)
def test_a_key_figure_is_shown_once_if_it_is_the_same_in_all_languages(
    layouts: Layouts, value: dict[str, str], unit: dict[str, str], shown: list[str]
) -> None:
    texts = {"value": value, "unit": unit, "label": {"und": ""}}
    views = {name: UnitView(name, tuple(texts[name]), "") for name in texts}
    environment = environment_of(layouts)

    def words(unit: UnitView, language: str) -> str:
        return texts[unit.id].get(language) or texts[unit.id]["und"]

    def once(unit: UnitView, languages: Sequence[str]) -> list[str]:
        return list({words(unit, each): each for each in reversed(languages)}.values())[::-1]

    text = SimpleNamespace(sections=())
    figures = {"source": None, "items": [views]}
    environment.globals.update(words=words, plain=words, once=once)
    environment.globals.update(text=text, figures=figures, space_before=space_before)
    kind = '{% import "base/blocks/key-figures.html.j2" as kind with context %}'
    template = environment.from_string(kind + "{{ kind.block(figures, ['en', 'fr']) }}")
    values = re.findall(
        r'<div class="key-(?:value|also)"[^>]*>(.*?)</div>', template.render(), re.DOTALL
    )
    assert [re.sub("<[^>]+>", "", each) for each in values] == shown


@pytest.mark.parametrize(
    ("letters", "below", "shown"),
    [(40, 0, ["lists"]), (400, 0, ["items"]), (40, 1, ["items", "items"])],
)
def test_a_short_list_is_whole_beside_its_translation_and_others_item_by_item(
    layouts: Layouts, letters: int, below: int, shown: list[str]
) -> None:
    def item(below: int) -> dict[str, object]:
        items = [item(0) for _ in range(below)]
        return {"id": "hat", "passage": lambda language: True, "items": items, "numbered": False}

    environment = environment_of(layouts)
    numbers = SimpleNamespace(texts=["1."] * 2, indent=2)
    environment.globals.update(
        words=lambda unit, language: "hat",
        plain=lambda unit, language: "x" * letters,
        item_numbers=lambda *_: numbers,
        text=SimpleNamespace(sections=()),
        bring={"items": [item(below), item(0)], "numbered": False, "start": 1},
    )
    kind = '{% import "base/blocks/list.html.j2" as kind with context %}'
    html = environment.from_string(kind + "{{ kind.block(bring, ['en', 'fr']) }}").render()
    assert re.findall(r'class="(?:pair )?(lists|items) ?', html) == shown
    assert html.count(">hat</p>") == 2 * (2 + below)


@pytest.mark.parametrize(
    ("html", "families"),
    [
        ("<p lang=zh-Hans>去<span lang=fr>Étoffe</span>", ["in Han", "beside Han"]),
        ("<p lang=zh-Hans>去<b lang=en>Silk</b>", ["in Han", "beside Han"]),
        ("<p lang=fr>Étoffe <span lang=zh-Hans>绸</span>", ["", "in Han"]),
    ],
)
def test_latin_words_in_chinese_are_of_one_size(html: str, families: list[str]) -> None:
    style = CSS(filename=ROOT / "layouts" / "base" / "typography.css")
    (page,) = HTML(string=f"<html lang=fr><body>{html}").render(stylesheets=[style]).pages
    boxes = (box for box in page._page_box.descendants() if hasattr(box, "text"))
    latin = [box.style["font_family"][0] for box in boxes]
    assert latin == [f"Bifolio Latin {each}".strip() for each in families]


@pytest.mark.parametrize(("before", "page"), [("div", 0), ("p", 1)])
def test_a_list_takes_the_text_that_introduces_it_to_its_page(before: str, page: int) -> None:
    """It takes no table or picture along."""
    sheets = ("base/components.css", "base/blocks/list.css")
    css = "".join((ROOT / "layouts" / each).read_text("utf-8") for each in sheets)
    css += "@page { size: 200px 300px; margin: 0 } p, ul { margin: 0 }"
    item = '<li><div style="height: 30px"></div></li>'
    pages = (
        HTML(
            string=f"""<style>{css}</style><section><div style="height: 150px"></div></section>
        <section><{before} id="before" style="height: 90px"></{before}>
        <ul class="list">{item * 3}</ul></section>"""
        )
        .render()
        .pages
    )
    assert ["before" in each.anchors for each in pages] == [page == 0, page == 1]


@pytest.mark.parametrize(("paper", "measure", "least"), [(148, 124, 37), (210, 129, 39)])
def test_names_and_roles_of_people_have_room_beside_portraits(
    paper: int, measure: int, least: int
) -> None:
    """In mm: on A5 and A4, in a programme of one language."""
    card = (
        '<div class="person"><div class="portrait"></div><div class="person-words" id="{0}">'
        '<div class="end" id="{0}-end"></div></div></div>'
    )
    row = "".join(card.format(each) for each in ("left", "right"))
    found = placed(
        f"<style>:root {{ --paper-width: {paper}mm }}</style>"
        f'<div class="people" style="width: {measure}mm"><div class="people-row">{row}</div></div>',
        "houses/plain/tokens.css",
        "base/tokens.css",
        "base/components.css",
        "base/blocks/people.css",
        "programme/layout.css",
    )
    for each in ("left", "right"):
        assert (found[f"{each}-end"][0] - found[each][0]) * 25.4 / 96 >= least
    assert found["right"][0] > found["left-end"][0]
