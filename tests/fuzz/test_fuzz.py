"""The oracles of fuzzing see what they are for, and every seed of the corpus passes them."""

from __future__ import annotations

import gc
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bifolio.render.weasyprint.font_faces import forget_fonts
from tests.fuzz.campaign import run
from tests.fuzz.guards import Broken, exit_code_of, no_traceback, watched, within_limits
from tests.fuzz.mutations import Case
from tests.fuzz.targets import TARGETS, Target, last_good_kept, read_words


@pytest.fixture(autouse=True)
def no_fonts_of_other_tests() -> None:
    """The renderer deletes the folder of fonts when it forgets them, which a guard would see."""
    forget_fonts()
    gc.collect()


def test_a_file_outside_of_the_project_is_seen(tmp_path: Path) -> None:
    (tmp_path / "inside").write_text("")
    with watched(tmp_path):
        (tmp_path / "inside").read_text()
    with pytest.raises(Broken, match="read /etc/passwd"), watched(tmp_path):
        Path("/etc/passwd").read_bytes()


def test_a_file_written_or_deleted_outside_is_seen(tmp_path: Path) -> None:
    inside, outside = tmp_path / "project", tmp_path / "else"
    inside.mkdir()
    with pytest.raises(Broken, match="write "), watched(inside):
        outside.write_text("")
    with pytest.raises(Broken, match="write "), watched(inside):
        outside.unlink()


def test_the_network_is_seen(tmp_path: Path) -> None:
    with pytest.raises(Broken, match=r"socket\.getaddrinfo"), watched(tmp_path):
        socket.getaddrinfo("127.0.0.1", 1)


def test_a_raised_error_and_an_unknown_exit_code_are_seen() -> None:
    def fails() -> int:
        raise ValueError("x")

    with pytest.raises(Broken, match=r"ValueError in test_fuzz\.py"):
        exit_code_of(fails)
    with pytest.raises(Broken, match="exit code: 7"):
        exit_code_of(lambda: 7)
    assert exit_code_of(lambda: 3) == 3


def test_a_traceback_that_is_shown_is_seen() -> None:
    no_traceback("a.yaml:1:1: not YAML")
    with pytest.raises(Broken, match="ValueError: x"):
        no_traceback("Traceback (most recent call last):\n  …\nValueError: x\n")


def work_for(seconds: float) -> None:
    """Take so much time of the processor."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def test_too_much_time_and_memory_are_seen() -> None:
    with pytest.raises(Broken, match=r"time: more than 0\.01"), within_limits(seconds=0.01):
        work_for(seconds=0.02)
    with pytest.raises(Broken, match="memory: more than 20 MB"), within_limits(megabytes=20):
        assert len(bytearray(b"x") * 60_000_000) == 60_000_000


def test_waiting_on_a_busy_machine_is_no_finding() -> None:
    with within_limits(seconds=0.01):
        time.sleep(0.02)


def test_a_good_pdf_that_a_failed_run_changes_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7\n%%EOF")
    with last_good_kept(path) as judge:
        judge(1)
        path.write_bytes(b"%PDF-1.7\n% another\n%%EOF")
        judge(0)
        with pytest.raises(Broken, match="last good PDF"):
            judge(1)


def begins_with(does: Callable[[Case], int]) -> Target:
    """A target that reads the seeds of the lists of recipients in its own way."""
    return Target("recipients", lambda folder: does)


@pytest.mark.slow
def test_what_is_found_is_kept_and_small(tmp_path: Path) -> None:
    def breaks_at_an_equals_sign(case: Case) -> int:
        if b"=" in case.content:
            raise ValueError
        return 0

    (outcome,) = run([begins_with(breaks_at_an_equals_sign)], 2, 1, tmp_path)
    (found,) = outcome.findings.values()
    assert b"=" in Path(found).read_bytes()
    assert outcome.cases > 0


def test_every_reader_has_seeds_and_words() -> None:
    assert all(target.seeds() for target in TARGETS)
    assert all(len(target.words) >= 10 for target in TARGETS)
    assert len({target.name for target in TARGETS}) == len(TARGETS)


def test_words_of_a_dictionary_are_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.dict"
    path.write_text('# a comment\n"\\xff\\xd8"\n"中 \\" \\\\"\n', "utf-8")
    assert read_words(path) == (b"\xff\xd8", '中 " \\'.encode())


@pytest.fixture(scope="module")
def temporary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of temporary files of all targets: the renderer deletes some of them later."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("fuzz").resolve()
        patch.setattr(tempfile, "tempdir", str(folder))
        patch.setenv("BIFOLIO_STATE", str(folder / "state"))
        patch.setenv("BIFOLIO_CACHE", str(folder / "cache"))
        patch.setattr(sys, "dont_write_bytecode", True)  # of modules that were edited
        yield folder


QUICK = [target for target in TARGETS if target.name not in ("build", "check")]
"""Of the others each seed builds an edition; `make fuzz` runs them."""


@pytest.mark.parametrize("target", QUICK, ids=lambda target: target.name)
def test_the_seeds_break_nothing(target: Target, temporary: Path) -> None:
    folder = temporary / target.name
    folder.mkdir()
    examine = target.opened(folder)
    codes = {examine(seed) for seed in target.seeds()}
    assert 0 in codes
