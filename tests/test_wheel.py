"""The wheel carries layouts and fonts: it works in any folder, without this one."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT

pytestmark = pytest.mark.slow

BEGINS_WITH = {
    "OFL": "OFL-1.1",
    "UFL": "Ubuntu-font-1.0",
    "LICENSE-Unicode": "Unicode-3.0",
    "ZLIB": "Zlib",
}
"""The SPDX identifier of a licence, by how the names of files with its text begin."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def metadata_of(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as files:
        (name,) = (each for each in files.namelist() if each.endswith(".dist-info/METADATA"))
        return message_from_bytes(files.read(name))


def test_the_wheel_names_the_licence_of_everything_in_it(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as files:
        texts = {
            Path(name).name
            for name in files.namelist()
            if ".dist-info/" not in name and Path(name).suffix == ".txt"
        }
    licensed = {
        spdx for start, spdx in BEGINS_WITH.items() for name in texts if name.startswith(start)
    }
    assert licensed == set(BEGINS_WITH.values())
    named = set(str(metadata_of(wheel)["License-Expression"]).split(" AND "))
    assert named == {"Apache-2.0", *licensed}


def test_the_wheel_names_the_licence_of_every_font(wheel: Path) -> None:
    named = set(str(metadata_of(wheel)["License-Expression"]).split(" AND "))
    with zipfile.ZipFile(wheel) as files:
        manifest = yaml.safe_load(files.read("bifolio/_shipped/fonts/manifest.yaml"))
        for face in manifest["faces"]:
            start, _, _ = face["licence"].partition("-")
            assert BEGINS_WITH[start] in named, face["file"]
            assert f"bifolio/_shipped/fonts/{face['licence']}" in files.namelist()


def test_the_wheel_declares_the_text_of_every_licence(wheel: Path) -> None:
    declared = metadata_of(wheel).get_all("License-File")
    assert declared is not None
    with zipfile.ZipFile(wheel) as files:
        for name in declared:
            assert any(each.endswith(f".dist-info/licenses/{name}") for each in files.namelist())
    expected = {path.name for path in (ROOT / "fonts").glob("*.txt")}
    expected |= {"LICENSE", "NOTICE", "LICENSE-Unicode-3.0.txt", "ZLIB-icc-profiles-free.txt"}
    assert {Path(name).name for name in declared} == expected


def test_the_installed_package_begins_and_builds_anywhere(tmp_path: Path, wheel: Path) -> None:
    site = tmp_path / "site"
    # Modules that are not loaded need not be compiled.
    install = ["pip", "install", "--quiet", "--no-compile", "--no-deps", "--no-index", "--target"]
    command = [sys.executable, "-m", *install, str(site), str(wheel)]
    subprocess.run(command, check=True, capture_output=True)
    work = tmp_path / "work"
    work.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(site)}
    press = [sys.executable, "-m", "bifolio"]
    for arguments in (["new", "notice"], ["build", "notice"], ["printer-test"]):
        finished = subprocess.run(
            [*press, *arguments],
            cwd=work,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert finished.returncode == 0, finished.stderr
    assert len(list((work / "build" / "notice").glob("*.pdf"))) == 3
    assert len(list((work / "build" / "printer-test").glob("*.pdf"))) == 2
    where = subprocess.run(
        [sys.executable, "-c", "import bifolio.project.folders as p; print(p.shipped('fonts'))"],
        cwd=work,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert (site / "bifolio" / "prepress" / "icc" / "FOGRA39.icc").is_file()
    assert where.stdout.strip() == str(site / "bifolio" / "_shipped" / "fonts")
