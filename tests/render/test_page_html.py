from __future__ import annotations

import re
from pathlib import Path

import pytest

from bifolio.project import templates
from tests.conftest import call_bifolio
from tests.support.problems import codes, places

pytestmark = pytest.mark.slow

TEMPLATE = "layouts/plain/layout.html.j2"


def build(workshop: Path, template: str, stylesheet: str = "") -> str:
    """Build an edition in a layout of the project's own; return what Bifolio reported."""
    folder = workshop / "layouts" / "plain"
    folder.mkdir(parents=True)
    (folder / "layout.html.j2").write_text(template, "utf-8")
    (folder / "layout.css").write_text(stylesheet, "utf-8")
    publication = workshop / "source" / "paper" / "publication.yaml"
    text = publication.read_text("utf-8").replace("layout: bilingual", "layout: plain")
    publication.write_text(text, "utf-8")
    finished = call_bifolio("build", "paper", "--edition", "bilingual", "-q", cwd=workshop)
    assert "Traceback" not in finished.stderr
    assert bool(finished.stderr) == bool(finished.returncode)
    return finished.stderr


def page(body: str) -> str:
    return f'<html lang="en"><title>x</title>\n<body>{body}</body></html>'


def test_a_project_brings_its_own_layout(workshop: Path) -> None:
    assert build(workshop, '{% extends "bilingual/layout.html.j2" %}') == ""
    assert (workshop / "build" / "paper" / "bilingual.pdf").is_file()


def test_a_date_before_the_year_1000_is_good(workshop: Path) -> None:
    publication = workshop / "source" / "paper" / "publication.yaml"
    text = publication.read_text("utf-8")
    publication.write_text(re.sub("(?m)^date: .*", "date: 0987-06-05", text), "utf-8")
    assert build(workshop, '{% extends "bilingual/layout.html.j2" %}') == ""


def test_a_layout_that_leaves_text_out_is_refused(workshop: Path) -> None:
    template = '{% extends "base/skeleton.html.j2" %}{% block body %}<h1>x</h1>{% endblock %}'
    assert "text/complete" in codes(build(workshop, template))
    assert not (workshop / "build" / "paper" / "bilingual.pdf").exists()
    assert (workshop / "build" / "paper" / "preflight.html").is_file()


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("\n{{ nothing }}", f"{TEMPLATE}:2:1 layout/template-error"),
        ("\n{{ words(title, 'fr') }}", f"{TEMPLATE}:2:1 layout/template-error"),
        ("\n\n{% for %}", f"{TEMPLATE}:3:1 layout/template-syntax"),
        (
            '{% extends "base/none.html.j2" %}',
            "layouts/plain/layout.html.j2:1:1 layout/template-not-found",
        ),
        ("{{ asset('base/none.svg') }}", f"{TEMPLATE}:1:1 layout/template-error"),
        ("{{ ''.__class__.__mro__ }}", f"{TEMPLATE}:1:1 layout/template-error"),
        (
            '{% include "../../../etc/passwd" %}',
            "layouts/plain/layout.html.j2:1:1 layout/template-not-found",
        ),
    ],
)
def test_a_template_error_names_template_and_line(
    workshop: Path, template: str, expected: str
) -> None:
    assert places(build(workshop, template)) == [expected]


@pytest.mark.parametrize(
    ("stylesheet", "expected"),
    [
        ("p {\n  colour: red;\n}", "layouts/plain/layout.css:2:3 layout/renderer-message"),
        ("\n@import 'none.css';", "layouts/plain/layout.css:1:1 layout/renderer-message"),
        ("p { color: nonsense }", "layouts/plain/layout.css:1:5 layout/renderer-message"),
        (
            "body { background: url(https://example.org/x.png) }",
            f"{TEMPLATE}:1:1 layout/file-outside",
        ),
        ("body { background: url(file:///etc/passwd) }", f"{TEMPLATE}:1:1 layout/file-outside"),
    ],
)
def test_a_message_of_the_renderer_fails_the_build(
    workshop: Path, stylesheet: str, expected: str
) -> None:
    assert expected in places(build(workshop, page("<p>x</p>"), stylesheet))
    assert not (workshop / "build" / "paper" / "bilingual.pdf").exists()


@pytest.mark.parametrize(
    "source",
    [
        "https://example.org/x.png",
        "file:///etc/hostname",
        "../../../../../../etc/hostname",
        "ftp://example.org/x",
    ],
)
def test_nothing_outside_is_read(workshop: Path, source: str) -> None:
    said = build(workshop, page(f'<img src="{source}" alt="x">'))
    assert codes(said) == ["layout/file-outside"]


def test_a_link_out_of_the_project_is_outside_too(workshop: Path) -> None:
    (workshop / "secret.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', "utf-8")
    (workshop / "layouts").mkdir()
    (workshop / "layouts" / "base").mkdir()
    (workshop / "layouts" / "base" / "in.svg").symlink_to(workshop / "secret.svg")
    template = page("<img src=\"{{ asset('base/in.svg') }}\" alt='x'>")
    assert "there is no 'base/in.svg'" in build(workshop, template)


def test_a_page_without_language_is_reported(workshop: Path) -> None:
    template = "<html><title>x</title><body><p>no language</body></html>"
    assert f'{TEMPLATE}:1:1: Missing required "lang" attribute' in build(workshop, template)


def test_what_breaks_the_renderer_leaves_no_traceback(workshop: Path) -> None:
    gradient = "linear-gradient(device-cmyk(0 0 0 1), device-cmyk(0 0 0 0))"
    said = build(workshop, page("x"), f"body {{ background: {gradient} }}")
    assert codes(said) == ["layout/renderer-stopped"]
    assert "NotImplementedError" in said


def test_a_character_of_a_template_without_font_is_reported(workshop: Path) -> None:
    assert "🎵" in build(workshop, page("<p>🎵</p>"))


def test_a_stylesheet_that_is_not_utf_8_is_reported(workshop: Path) -> None:
    build(workshop, page("x"))
    (workshop / "layouts" / "plain" / "layout.css").write_bytes("/* 中 */".encode("gb18030"))
    finished = call_bifolio("build", "paper", "--edition", "bilingual", "-q", cwd=workshop)
    assert places(finished.stderr) == ["layouts/plain/layout.css:1:1 source/not-utf-8"]


def test_text_cannot_become_markup(workshop: Path) -> None:
    text = workshop / "source" / "paper" / "text.yaml"
    words = text.read_text("utf-8").replace("Music at noon", "A & B < C")
    text.write_text(words, "utf-8")
    finished = call_bifolio("build", "paper", "--edition", "en", cwd=workshop)
    assert finished.returncode == 0, finished.stderr


def in_body(body: str) -> str:
    return f"{{% extends 'base/skeleton.html.j2' %}}\n{{% block body %}}\n{body}{{% endblock %}}"


ESCAPES = {
    "a path": "{{ title.place.path.read_text() }}",
    "a method of a model": "{{ title.model_copy(update={}) }}",
    "the class of a view": "{{ title.__class__.__mro__ }}",
    "the globals of a function": "{{ words.__globals__['metadata'] }}",
    "the code of a method": "{{ title.passage.__func__.__code__ }}",
    "a format that looks inside": "{{ '{0.__class__.__mro__}'.format(title) }}",
    "a change of a view": "{% set x = text.sections.append(1) %}",
    "a file outside of the layouts": "{{ asset('../../../etc/passwd') }}",
}


@pytest.mark.parametrize("way", ESCAPES)
def test_a_template_gets_nothing_but_values(workshop: Path, way: str) -> None:
    said = build(workshop, in_body(ESCAPES[way]))
    assert f"{TEMPLATE}:3:1: " in said


GROWTH = {
    "a number of a billion places": "{{ '%999999999d' % 1 }}",
    "a text of a billion letters": "{{ 'x' * 10 ** 9 }}",
    "a centred text": "{{ 'x'|center(1000000000) }}",
    "a power": "{{ 9 ** 99999999 }}",
    "a page of megabytes": "{% for n in range(99999) %}{{ 'x' * 60 }}{% endfor %}",
    "a text that doubles": (
        "{% set all = namespace(t='x') %}{% for n in range(60) %}"
        "{% set all.t = all.t ~ all.t %}{% endfor %}"
    ),
}


@pytest.mark.parametrize("way", GROWTH)
def test_a_template_that_grows_is_stopped(workshop: Path, way: str) -> None:
    said = build(workshop, in_body(GROWTH[way]))
    assert "plain/layout.html.j2" in said
    assert "MB" in said or "too large" in said or "characters" in said


def test_a_template_that_never_ends_is_stopped(
    workshop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(templates, "LONGEST", 0.5)
    loops = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
    said = build(workshop, in_body(loops))
    assert codes(said) == ["layout/template-limit"]
    assert TEMPLATE in said


REPETITIONS = {
    "a macro": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "a template": "{% include 'plain/layout.html.j2' %}",
    "a loop": "{% for each in [1] recursive %}{{ loop([1]) }}{% endfor %}",
}


@pytest.mark.parametrize("way", REPETITIONS)
def test_what_uses_itself_is_reported_in_words(workshop: Path, way: str) -> None:
    said = build(workshop, in_body(REPETITIONS[way]))
    assert codes(said) == ["layout/template-limit"]
    assert TEMPLATE in said


NO_NUMBERS = {
    "a size that is none": ("0 0 9 9", '<rect width="NaN" height="1e999" x="inf"/>'),
    "a size beyond all numbers": ("0 0 9 9", '<rect width="1e999" height="1e999"/>'),
}


@pytest.mark.parametrize("way", NO_NUMBERS)
def test_sizes_that_are_no_numbers_are_reported_in_words(workshop: Path, way: str) -> None:
    (workshop / "layouts" / "plain").mkdir(parents=True)
    view, shape = NO_NUMBERS[way]
    size = f'width="1e30" height="1e30" viewBox="{view}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{shape}</svg>'
    (workshop / "layouts" / "plain" / "a.svg").write_text(svg)
    (workshop / "layouts" / "plain").rename(workshop / "layouts" / "pictures")
    said = build(workshop, page('<img src="{{ asset(\'pictures/a.svg\') }}" alt="x">'))
    assert "layout/not-a-number" in codes(said)


@pytest.mark.parametrize(
    ("kind", "code"),
    [("image/png", "picture/unreadable"), ("text/plain", "layout/file-outside")],
)
def test_a_long_data_address_is_quoted_in_short(workshop: Path, kind: str, code: str) -> None:
    said = build(workshop, page(f'<img src="data:{kind};base64,{"A" * 9000}" alt="x">'))
    assert codes(said) == [code]
    assert len(said) < 2000


def test_stylesheets_that_import_each_other_many_times_are_stopped(
    workshop: Path,
) -> None:
    folder = workshop / "layouts" / "pictures"
    folder.mkdir(parents=True)
    for number in range(8):
        (folder / f"{number}.css").write_text(f"@import '{number + 1}.css';" * 6)
    (folder / "8.css").write_text("")
    said = build(workshop, page("x"), "@import '../pictures/0.css';")
    assert codes(said).count("layout/too-many-files") == 1


def test_a_page_too_large_to_draw_is_a_finding_and_no_error(workshop: Path) -> None:
    said = build(workshop, page("<p>x</p>"), "@page { size: 90000mm }")
    assert "broke" not in said
    assert "text/complete" in said


def test_a_page_that_is_nested_too_deep_is_reported_in_words(workshop: Path) -> None:
    sums = f"p {{ width: calc({'(1px + ' * 3000}1px{')' * 3000}) }}"
    said = build(workshop, page("<p>x</p>"), sums)
    assert places(said) == ["layouts/plain/layout.css:1:1 layout/renderer-stopped"]
