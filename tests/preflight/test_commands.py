"""Preflight as its users meet it: `bifolio build`, `bifolio check` and their exit codes."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path

import pikepdf
import pytest

from bifolio.preflight.report_file import read_report
from bifolio.problems import USAGE
from tests.conftest import ROOT, call_bifolio
from tests.support import verapdf
from tests.support.problems import codes, places

pytestmark = pytest.mark.slow


def with_layout(workshop: Path, stylesheet: str) -> None:
    """Give the publication a layout of its own: the bilingual one, with more CSS."""
    layout = workshop / "layouts" / "tight"
    layout.mkdir(parents=True, exist_ok=True)
    (layout / "layout.html.j2").write_text('{% extends "bilingual/layout.html.j2" %}')
    shipped = (ROOT / "layouts" / "bilingual" / "layout.css").read_text("utf-8")
    (layout / "layout.css").write_text(shipped + stylesheet)
    publication = workshop / "source" / "paper" / "publication.yaml"
    text = publication.read_text("utf-8").replace("layout: bilingual", "layout: tight")
    publication.write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("stylesheet", "check"),
    [
        (".section { height: 20pt; overflow: hidden }", "text/overset"),
        (".section p { width: 30pt; white-space: pre; overflow: hidden }", "text/overset"),
        (".section p { max-height: 5pt }", "text/overset"),
        (".section { position: relative; left: 120mm }", "text/outside-page"),
        (".section { margin-top: -30pt }", "text/overlap"),
        ("p { color: #ffcc00 }", "accessibility/contrast"),
        ("p { color: #123456 }", "colours/tokens-only"),
        (".section p { font-size: 4pt }", "accessibility/type-size"),
    ],
)
def test_a_layout_that_spoils_the_page_is_refused(
    stylesheet: str, check: str, workshop: Path
) -> None:
    with_layout(workshop, f"\n{stylesheet}")
    finished = call_bifolio("build", "paper", "-e", "bilingual", cwd=workshop)
    assert finished.returncode == 1
    assert check in codes(finished.stderr)
    assert not (workshop / "build" / "paper" / "bilingual.pdf").exists()


def with_addition(workshop: Path, addition: str) -> None:
    """Let the layout of `with_layout` have something below the text."""
    with_layout(workshop, "")
    (workshop / "layouts" / "tight" / "layout.html.j2").write_text(
        '{% extends "bilingual/layout.html.j2" %}'
        '{% import "base/components.html.j2" as part with context %}'
        f"{{% block body %}}{{{{ super() }}}}{addition}{{% endblock %}}"
    )


def test_a_unit_that_is_set_twice_is_reported(workshop: Path) -> None:
    with_addition(workshop, "{{ part.each('p', text.sections[1].blocks[0]) }}")
    finished = call_bifolio("build", "paper", "-e", "bilingual", cwd=workshop)
    assert finished.returncode == 1
    assert "text/complete" in codes(finished.stderr)
    assert "'welcome-open'" in finished.stderr


def test_a_number_of_a_contact_that_is_set_too_often_is_reported(workshop: Path) -> None:
    """A contact in two languages may have it twice."""
    repeated = "{{ part.section(text.sections[-1], 'en') }}"
    with_addition(workshop, f"{{% for _ in languages %}}{repeated}{{% endfor %}}")
    finished = call_bifolio("build", "paper", "-e", "bilingual", cwd=workshop)
    assert finished.returncode == 1
    assert "'contact-house.phone' is on the page 3 times" in finished.stderr


def test_accepting_what_no_check_finds_is_reported(workshop: Path) -> None:
    text = workshop / "source" / "paper" / "text.yaml"
    accepted = "id: welcome-open\n        accepted: {text/nothing: we like it}\n"
    text.write_text(text.read_text("utf-8").replace("id: welcome-open\n", accepted), "utf-8")
    finished = call_bifolio("build", "paper", "-e", "en", cwd=workshop)
    assert finished.returncode == 1
    assert codes(finished.stderr) == ["source/unknown-check"]


def reported(workshop: Path) -> list[str]:
    found = json.loads((workshop / "build" / "paper" / "preflight.json").read_text("utf-8"))[
        "editions"
    ]
    return [each["edition"] for each in found]


def test_the_report_keeps_what_was_seen_of_editions_that_were_built_before(
    built_workshop: Path,
) -> None:
    for edition in ("en", "bilingual"):
        assert call_bifolio("build", "paper", "-e", edition, cwd=built_workshop).returncode == 0
    assert sorted(reported(built_workshop)) == ["bilingual", "en"]
    page = (built_workshop / "build" / "paper" / "preflight.html").read_text("utf-8")
    assert page.count("data:image/") >= 2
    kept = built_workshop / "build" / ".cache" / "preflight" / "paper"
    (kept / "en.json").write_text("an older version wrote this")
    again = ("build", "paper", "-e", "bilingual", "--force")
    assert call_bifolio(*again, cwd=built_workshop).returncode == 0
    assert reported(built_workshop) == ["bilingual"]


def built(workshop: Path) -> Path:
    finished = call_bifolio("build", "paper", "-e", "en", cwd=workshop)
    assert finished.returncode == 0, finished.stderr
    return workshop / "build" / "paper" / "en.pdf"


def check(workshop: Path, *options: str, **environment: str) -> tuple[int, str, str]:
    finished = call_bifolio("check", "paper", "-e", "en", *options, cwd=workshop, **environment)
    return finished.returncode, finished.stdout, finished.stderr


def test_a_good_file_passes_and_a_skipped_check_fails_a_release(built_workshop: Path) -> None:
    built(built_workshop)
    code, said, _ = check(built_workshop, BIFOLIO_VERAPDF="/nowhere/verapdf")
    assert code == 0
    assert re.search(r": skipped: en: veraPDF did not run.*\[accessibility/pdf-ua\]$", said, re.M)
    code, _, _ = check(built_workshop, "--release", BIFOLIO_VERAPDF="/nowhere/verapdf")
    assert code == 1


def test_an_outdated_translation_is_reported_once_and_fails_a_release(workshop: Path) -> None:
    text = workshop / "source" / "paper" / "text.yaml"
    reviewed = 'id: welcome-open\n        reviewed: {zh-Hans: "7a3d809c"}\n'
    text.write_text(text.read_text("utf-8").replace("id: welcome-open\n", reviewed), "utf-8")
    editions = ("-e", "bilingual", "-e", "en", "-e", "zh-Hans")
    finished = call_bifolio("build", "paper", *editions, cwd=workshop)
    assert finished.returncode == 0, finished.stderr
    assert re.findall(r"text\.yaml:\d+:\d+: 'welcome-open'", finished.stderr) != []
    assert finished.stderr.count("changed after the zh-Hans was reviewed") == 1
    for edition, code in (("bilingual", 1), ("zh-Hans", 1), ("en", 0)):
        arguments = ("check", "paper", "-e", edition, "--release")
        checked = call_bifolio(*arguments, cwd=workshop, BIFOLIO_VERAPDF=verapdf.command())
        assert checked.returncode == code, checked.stdout
        assert ("languages/outdated" in checked.stdout) is bool(code)
    assert call_bifolio("check", "paper", "-e", "zh-Hans", cwd=workshop).returncode == 0


def test_a_wrong_translation_does_not_stop_the_edition_of_the_original(workshop: Path) -> None:
    text = workshop / "source" / "paper" / "text.yaml"
    words = text.read_text("utf-8").replace("Music at noon", "Music on 5 May")
    text.write_text(words.replace("午间音乐", "5月6日音乐"), "utf-8")
    assert call_bifolio("build", "paper", "-e", "en", cwd=workshop).returncode == 0
    finished = call_bifolio("build", "paper", "-e", "zh-Hans", cwd=workshop)
    assert finished.returncode == 1
    assert set(codes(finished.stderr)) == {"languages/same-numbers"}


def test_a_file_that_was_changed_is_reported(built_workshop: Path) -> None:
    path = built(built_workshop)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        del pdf.Root.Lang
        pdf.save(path)
    code, said, _ = check(built_workshop, "--json")
    assert code == 1
    (report,) = json.loads(said)["editions"]
    failed = {finding["code"] for finding in report["findings"] if finding["severity"] == "fail"}
    assert {"accessibility/language", "file/reproducible"} <= failed


def test_a_file_that_is_older_than_its_source_is_compared_with_its_own_record(
    built_workshop: Path,
) -> None:
    """Later texts move to other lines and pages: only the one that changed is reported."""
    path = built(built_workshop)
    text = built_workshop / "source" / "paper" / "text.yaml"
    longer = "Music at noon and in the afternoon and in the evening and again at midnight"
    text.write_text(text.read_text("utf-8").replace("Music at noon", longer, 1), "utf-8")
    results = built_workshop / "build" / ".cache" / "results" / "paper" / path.stem
    for kept in (True, False):
        if not kept:
            shutil.rmtree(results)
        code, said, _ = check(built_workshop, "--json")
        assert code == 1
        (report,) = json.loads(said)["editions"]
        found = [each for each in report["findings"] if each["code"] == "text/complete"]
        lines = text.read_text("utf-8").splitlines()
        (changed,) = (at for at, line in enumerate(lines, 1) if longer in line)
        assert [each["line"] for each in found] == [changed]


def test_the_report_names_the_file_that_it_checked_by_its_digest(built_workshop: Path) -> None:
    path = built(built_workshop)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    report = read_report(path.with_name("preflight.json"))["en"]
    assert report.sha256 == digest
    path.write_bytes(path.read_bytes() + b"\n")
    check(built_workshop)
    report = read_report(path.with_name("preflight.json"))["en"]
    assert report.sha256 == hashlib.sha256(path.read_bytes()).hexdigest() != digest


def test_another_profile_has_other_limits(built_workshop: Path) -> None:
    built(built_workshop)
    code, said, _ = check(built_workshop, "--profile", "large-print")
    assert code == 1
    assert "accessibility/type-size" in said
    code, _, reported = check(built_workshop, "--profile", "none")
    assert code == USAGE
    assert codes(reported) == ["usage/unknown-profile"]
    assert "draft, foreign, foreign-press, handout, large-print, press, screen, sheets" in reported


def test_a_publication_describes_profiles_of_its_own(workshop: Path) -> None:
    publication = workshop / "source" / "paper" / "publication.yaml"
    own = "profiles:\n  small: {extends: screen, limits: {size: 1000}}\neditions:"
    text = publication.read_text("utf-8").replace("editions:", own)
    text = text.replace("    layout: sheet\n", "    layout: sheet\n    profile: small\n", 1)
    publication.write_text(text, "utf-8")
    finished = call_bifolio("build", "paper", "-e", "en", cwd=workshop)
    assert finished.returncode == 1
    assert codes(finished.stderr) == ["file/size"]
    assert "1 kB" in finished.stderr


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        ("{extends: screen, limits: {resolutoin: 300}}", "source/unknown-limit"),
        ("{extends: scren}", "source/unknown-profile"),
    ],
)
def test_an_error_in_a_profile_is_reported(workshop: Path, profile: str, expected: str) -> None:
    publication = workshop / "source" / "paper" / "publication.yaml"
    text = publication.read_text("utf-8").replace(
        "editions:", f"profiles:\n  small: {profile}\neditions:"
    )
    text = text.replace("    layout: sheet\n", "    layout: sheet\n    profile: small\n", 1)
    publication.write_text(text, "utf-8")
    finished = call_bifolio("build", "paper", "-e", "en", cwd=workshop)
    assert finished.returncode == 1
    assert codes(finished.stderr) == [expected]


@pytest.mark.parametrize(
    ("target", "profile", "expected"),
    [
        ("press", "large-print", ["source/profile-for-other-target"]),
        ("screen", "press", ["source/profile-for-other-target"]),
        ("press", "small", []),
        ("screen", "large-print", ["accessibility/type-size"]),
    ],
)
def test_a_profile_is_for_the_target_of_its_edition(
    workshop: Path, target: str, profile: str, expected: list[str]
) -> None:
    publication = workshop / "source" / "paper" / "publication.yaml"
    text = publication.read_text("utf-8").replace(
        "editions:", "profiles:\n  small: {extends: press, limits: {size: 9000000}}\neditions:"
    )
    settings = f"    layout: sheet\n    profile: {profile}\n    target: {target}\n"
    publication.write_text(text.replace("    layout: sheet\n", settings, 1), "utf-8")
    finished = call_bifolio("build", "paper", "-e", "en", cwd=workshop)
    assert sorted(set(codes(finished.stderr))) == expected, finished.stderr


def test_a_layout_brings_profiles_of_its_own(workshop: Path) -> None:
    with_layout(workshop, "")
    profiles = workshop / "layouts" / "tight" / "profiles.yaml"
    profiles.write_text("profiles:\n  small: {extends: screen, limits: {size: 1000}}\n", "utf-8")
    publication = workshop / "source" / "paper" / "publication.yaml"
    text = publication.read_text("utf-8")
    asking = text.replace("layout: tight", "layout: tight\n    profile: small")
    publication.write_text(asking, "utf-8")
    finished = call_bifolio("build", "paper", "-e", "bilingual", cwd=workshop)
    assert finished.returncode == 1
    assert codes(finished.stderr) == ["file/size"]
    profiles.write_text("profiles:\n  small: {extend: screen}\n", "utf-8")
    finished = call_bifolio("build", "paper", "-e", "bilingual", cwd=workshop)
    assert "layouts/tight/profiles.yaml:2:" in finished.stderr


def test_a_file_that_is_missing_is_reported(workshop: Path) -> None:
    code, _, reported = check(workshop)
    assert code == 1
    assert places(reported) == ["build/paper/en.pdf file/not-built"]
    assert "`bifolio build paper`" in reported


def test_a_finding_is_accepted_with_its_reason(workshop: Path) -> None:
    text = workshop / "source" / "paper" / "text.yaml"
    spoiled = text.read_text("utf-8").replace("Come and see", "Come and and see")
    text.write_text(spoiled, "utf-8")
    built(workshop)
    _, said, _ = check(workshop)
    assert re.search(r": warn: en page 1: .*'and and'.* \[text/doubled-words\]$", said, re.M)
    accepted = "id: welcome-open\n        accepted: {text/doubled-words: we stammer}\n"
    text.write_text(spoiled.replace("id: welcome-open\n", accepted), "utf-8")
    built(workshop)
    _, said, _ = check(workshop)
    accepted = r": info: en page 1: .*'and and'.* \(accepted: we stammer\) \[text/doubled-words\]$"
    assert re.search(accepted, said, re.M)


def test_the_report_brings_a_font_for_what_it_quotes(built_workshop: Path) -> None:
    built(built_workshop)
    report = built_workshop / "build" / "paper" / "preflight.html"
    assert "font/ttf" not in report.read_text("utf-8")
    text = built_workshop / "source" / "paper" / "text.yaml"
    text.write_text(text.read_text("utf-8").replace("欢迎您前来", "待补欢迎您前来"), "utf-8")
    assert call_bifolio("build", "paper", cwd=built_workshop).returncode == 1
    assert "待补" in report.read_text("utf-8")
    assert "data:font/ttf;base64," in report.read_text("utf-8")


def test_a_glossary_with_errors_is_reported_with_its_lines(workshop: Path) -> None:
    glossary = workshop / "source" / "glossary.yaml"
    glossary.write_text("terms:\n  - forms: {en: garden}\n    neverr: {}\n", "utf-8")
    publication = workshop / "source" / "paper" / "publication.yaml"
    named = f"glossary: ../glossary.yaml\n{publication.read_text('utf-8')}"
    publication.write_text(named, "utf-8")
    finished = call_bifolio("build", "paper", "-e", "en", cwd=workshop)
    assert finished.returncode == 1
    assert "source/glossary.yaml:3:5" in finished.stderr
    assert "Traceback" not in finished.stderr


def test_the_documentation_of_the_checks_is_the_one_that_they_give() -> None:
    finished = call_bifolio("checks", "--markdown")
    path = ROOT / "bifolio" / "preflight" / "CHECKS.md"
    assert path.read_text("utf-8") == finished.stdout, "run `make checks`"


def test_damaged_and_locked_files_are_named_and_the_others_still_reported(
    built_workshop: Path,
) -> None:
    editions = ("bilingual", "en", "zh-Hans")
    built = call_bifolio("build", "paper", *(f"-e{each}" for each in editions), cwd=built_workshop)
    assert built.returncode == 0, built.stderr
    folder = built_workshop / "build" / "paper"
    whole = (folder / "en.pdf").read_bytes()
    (folder / "en.pdf").write_bytes(whole[: len(whole) // 2])
    with pikepdf.open(folder / "zh-Hans.pdf", allow_overwriting_input=True) as pdf:
        pdf.save(folder / "zh-Hans.pdf", encryption=pikepdf.Encryption(owner="o", user="u"))
    finished = call_bifolio("check", "paper", cwd=built_workshop)
    assert finished.returncode == 1
    assert "Traceback" not in finished.stdout + finished.stderr
    assert "build/paper/en.pdf file/damaged" in places(finished.stdout)
    assert "build/paper/zh-Hans.pdf file/encrypted" in places(finished.stdout)
    assert "hint: " in finished.stderr
    assert "build/paper/preflight.html" in finished.stderr
    reports = read_report(folder / "preflight.json")
    fits = {name: each.fits for name, each in reports.items()}
    assert fits == {"bilingual": True, "en": False, "zh-Hans": False}
    assert "file/damaged" in (folder / "preflight.txt").read_text("utf-8")
    page = (folder / "preflight.html").read_text("utf-8")
    assert page.count('<td class="judged"><span class="verdict fail">') == 2
    en = reports["en"]
    assert en.sha256 == hashlib.sha256(whole[: len(whole) // 2]).hexdigest()
    assert en.passed == ()


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n", b"%PDF-1.7\n", b"%PDF-1.7\n" + bytes(4096)])
def test_a_file_that_is_no_pdf_is_named_as_damaged(built_workshop: Path, data: bytes) -> None:
    built(built_workshop).write_bytes(data)
    finished = call_bifolio("check", "paper", "-e", "en", cwd=built_workshop)
    assert finished.returncode == 1
    assert "build/paper/en.pdf file/damaged" in places(finished.stdout)
