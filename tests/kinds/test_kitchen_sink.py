"""The kitchen sink: every kind of content in every layout, built by one command.

The layouts that take text of any length have all kinds together, in one, two and three languages,
some of them with all samples of each kind. Those of a few pages have some kinds in each
publication; all of them together are too long.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from bifolio.document.blocks import kinds
from bifolio.document.slots import read_slots
from bifolio.project.folders import Project
from tests.conftest import ROOT, call_bifolio
from tests.kinds.publication import NAMES, write_publication
from tests.support import verapdf
from tests.support.shared import built_once

pytestmark = pytest.mark.slow

Editions = dict[str, dict[str, object]]

LONG: Editions = {
    "sheet": {"languages": ["en"], "layout": "sheet"},
    "bilingual": {"languages": ["en", "zh-Hans"], "layout": "bilingual"},
    "report": {"languages": ["zh-Hans", "fr"], "layout": "report", "target": "press"},
}
"""Editions with all samples together."""

EVERY_KIND: Editions = {
    "sheet-fr": {"languages": ["fr"], "layout": "sheet", "target": "press"},
    "sheet-zh-Hans": {"languages": ["zh-Hans"], "layout": "sheet", "target": "office"},
    "three-beside": {
        "languages": ["en", "fr", "zh-Hans"],
        "layout": "bilingual",
        "orientation": "landscape",
        "target": "press",
    },
    "three-below": {"languages": ["zh-Hans", "en", "fr"], "layout": "bilingual"},
    "large-print": {"languages": ["zh-Hans"], "layout": "large-print", "profile": "large-print"},
    "report": {"languages": ["en", "zh-Hans", "fr"], "layout": "report"},
    "programme": {"languages": ["fr", "zh-Hans"], "layout": "programme", "target": "office"},
    "booklet": {
        "languages": ["en", "zh-Hans"],
        "layout": "booklet",
        "paper": "A4",
        "target": "office",
    },
}
"""Editions with a sample of each kind together."""


def small(leading: str, other: str, target: str) -> Editions:
    """An edition in each layout of a few pages, in one language or in two."""
    both, folded = [leading, other], {"fold": "letter", "orientation": "landscape"}
    layouts: Editions = {
        "poster": {"languages": both if target == "screen" else [leading], "paper": "A2"},
        "flyer": {"languages": [leading], "paper": "A5"},
        "handout": {"languages": [*both]},
        "leaflet": {"languages": [leading], **folded},
    }
    return {name: {"layout": name, "target": target, **each} for name, each in layouts.items()}


def longer(leading: str, other: str, target: str, *layouts: str) -> Editions:
    """An edition in each of `layouts`, which take texts of any length."""
    return {
        name: {
            "layout": name,
            "languages": [leading] if name == "large-print" else [leading, other],
            "target": target,
        }
        for name in layouts
    }


def postcard(*languages: str, target: str) -> dict[str, object]:
    """A postcard, which has room for one kind."""
    settings = {"layout": "postcard", "paper": "A6", "orientation": "landscape"}
    return {"languages": list(languages), "target": target, **settings}


POSTER = {"layout": "poster", "paper": "A2"}

FEW: Mapping[tuple[str, ...], Editions] = {
    ("box", "list", "key-figures"): {
        **small("en", "zh-Hans", "screen"),
        **longer("fr", "en", "screen", "programme", "booklet"),
    },
    ("figure", "quote", "qr-code"): {
        **small("zh-Hans", "en", "press"),
        **longer("fr", "zh-Hans", "press", "programme", "booklet", "large-print"),
    },
    ("table", "heading", "contact"): {
        **small("fr", "zh-Hans", "office"),
        **longer("en", "zh-Hans", "office", "report", "large-print"),
    },
    ("people", "definitions", "paragraph-notes"): small("en", "fr", "press"),
    ("chart", "timeline", "list-cards"): small("zh-Hans", "fr", "office"),
    ("gallery", "logos", "contact-lines"): small("en", "zh-Hans", "office"),
    ("programme", "contents", "break"): small("fr", "en", "office"),
    ("key-figures",): {"postcard": postcard("en", target="press")},
    ("qr-code", "contact"): {"postcard": postcard("zh-Hans", "en", target="screen")},
    ("heading", "quote"): {"poster": {**POSTER, "languages": ["fr", "zh-Hans"]}},
    ("paragraph-notes",): {"poster": {**POSTER, "languages": ["en", "zh-Hans"]}},
    ("contact",): {
        "flyer": {"layout": "flyer", "languages": ["zh-Hans"], "paper": "A5"},
        "leaflet": small("zh-Hans", "en", "press")["leaflet"],
        "postcard": postcard("en", target="press"),
    },
    ("table-file",): {"postcard": postcard("en", target="press")},
    ("table-wide",): {"postcard": postcard("en", target="screen")},
    ("table-spans",): {
        "handout": small("en", "zh-Hans", "office")["handout"],
        "flyer": {"layout": "flyer", "languages": ["zh-Hans", "fr"], "paper": "A5"},
        "leaflet": small("fr", "zh-Hans", "office")["leaflet"],
    },
    ("chart-types",): {"leaflet": small("zh-Hans", "en", "press")["leaflet"]},
    ("figure-options",): {
        "leaflet": small("zh-Hans", "en", "press")["leaflet"],
        "flyer": {"layout": "flyer", "languages": ["en", "zh-Hans"], "paper": "A5"},
    },
}
"""The kinds that each publication has, and its editions."""

TOO_MUCH: Mapping[tuple[str, ...], Editions] = {
    ("programme", "chart-types"): {
        "handout": small("en", "zh-Hans", "office")["handout"],
        "poster": {"layout": "poster", "languages": ["en"], "paper": "A3", "target": "office"},
    },
    ("programme", "chart-types", "people", "contents"): {
        "leaflet": small("en", "zh-Hans", "office")["leaflet"],
    },
    ("programme", "people", "break"): {
        "flyer": {"layout": "flyer", "languages": ["en", "fr"], "paper": "A6", "target": "office"},
        "postcard": postcard("zh-Hans", target="screen"),
    },
}
"""Kinds that small layouts have no room for, no more of them than that takes, and the editions."""

OVERFULL = {edition: names for names, editions in TOO_MUCH.items() for edition in editions}
"""The kinds that are too much for each edition."""

LONG_KINDS = ("programme", "chart-types", "contact-lines", "qr-code-more")
"""Kinds each of which is too long for a postcard."""


TARGETS = ("screen", "office", "press")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder with all publications."""

    def build(folder: Path) -> None:
        write_publication(folder, NAMES, LONG, publication="all")
        write_publication(folder, sorted(kinds()), EVERY_KIND, publication="each")
        for names, editions in FEW.items():
            write_publication(folder, names, editions, publication="-".join(names))
        for names, editions in TOO_MUCH.items():
            write_publication(folder, names, editions, publication=f"long-{'-'.join(names)}")
        targets = [option for each in TARGETS for option in ("--target", each)]
        for name in LONG_KINDS:
            card = {"postcard": postcard("en", target="press")}
            write_publication(folder, [name], card, publication=f"long-{name}")
        finished = call_bifolio("build", *targets, cwd=folder, BIFOLIO_VERAPDF=verapdf.command())
        (folder / "errors").write_text(finished.stderr, "utf-8")

    return built_once(tmp_path_factory, "kitchen-sink", build) / "build"


def findings_in(folder: Path) -> list[tuple[str, str, str]]:
    """The edition, code and message of each finding of a publication; its errors otherwise."""
    path = folder / "preflight.json"
    assert path.is_file(), (folder.parent.parent / "errors").read_text("utf-8")
    return [
        (edition["edition"], each["code"], f"{each['message']} ({each.get('line', '')})")
        for edition in json.loads(path.read_text("utf-8"))["editions"]
        for each in edition["findings"]
    ]


@pytest.mark.parametrize(("publication", "editions"), [("all", LONG), ("each", EVERY_KIND)])
def test_all_kinds_together_are_good_in_every_long_layout(
    publication: str, editions: Editions, built: Path
) -> None:
    """No edition has a finding, but for a booklet whose languages differ in length."""
    folder = built / publication
    found = findings_in(folder)
    assert [each for each in found if each[:2] != ("booklet", "text/facing-pages")] == []
    assert {each.stem for each in folder.glob("*.pdf")} == set(editions)


@pytest.mark.parametrize("names", FEW, ids=" ".join)
def test_some_kinds_are_good_in_every_small_layout(names: tuple[str, ...], built: Path) -> None:
    """Nothing is reported, but for a reference to one of several pages without numbers."""
    folder = built / "-".join(names)
    found = findings_in(folder)
    codes = {code for _, code, _ in found}
    has_reference = "paragraph-notes" in names and set(FEW[names]) != {"poster"}
    assert codes == ({"text/page-numbers"} if has_reference else set()), found
    assert {each.stem for each in folder.glob("*.pdf")} == set(FEW[names])


@pytest.mark.parametrize("edition", OVERFULL)
def test_text_that_a_small_layout_has_no_room_for_is_reported(edition: str, built: Path) -> None:
    """All of it is on further pages, of a leaflet, too."""
    folder = built / f"long-{'-'.join(OVERFULL[edition])}"
    codes = {code for name, code, _ in findings_in(folder) if name == edition}
    assert "file/pages" in codes
    assert codes <= {"file/pages", "paper/unprintable-margin"}


@pytest.mark.parametrize("name", LONG_KINDS)
def test_a_kind_that_is_too_long_for_a_postcard_is_reported_by_its_length(
    name: str, built: Path
) -> None:
    """Neither margins nor lines of charts are reported, and no page is blank."""
    [(_, code, message)] = findings_in(built / f"long-{name}")
    assert code == "file/pages"
    assert "lines are too many" in message


def test_every_layout_is_built_for_each_target_that_it_has() -> None:
    names = sorted(path.parent.name for path in (ROOT / "layouts").glob("*/layout.yaml"))
    slots, problems = read_slots(Project(ROOT).layouts, names)
    assert problems == []
    built = [each for group in (LONG, EVERY_KIND, *FEW.values()) for each in group.values()]
    assert {(each["layout"], each.get("target", "screen")) for each in built} == {
        (name, target) for name in names for target in slots[name].targets or TARGETS
    }


def test_every_kind_has_a_sample_a_template_and_a_page() -> None:
    sampled = {each for each in kinds() if each in NAMES}
    pages = {path.stem for path in (ROOT / "docs" / "content").glob("*.md")}
    pictures = {path.stem for path in (ROOT / "docs" / "pictures").glob("*.png")}
    assert {*kinds()} <= pictures
    templates = {
        path.name.partition(".")[0] for path in (ROOT / "layouts/base/blocks").glob("*.html.j2")
    }
    assert set(kinds()) - sampled == set(kinds()) - pages == set(kinds()) ^ templates == set()
