"""Who may ask the preview for what; without a socket."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bifolio.preview.server import Preview, editor_of
from bifolio.preview.session import PreviewSession
from bifolio.problems import Place
from bifolio.project.folders import Project
from tests.conftest import PUBLICATIONS

TOKEN, PORT = "secret", 8470
HOST = f"127.0.0.1:{PORT}"


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def ask(path: str, method: str = "GET", body: bytes = b"", **headers: str) -> Answer:
    """Ask the application as a server would."""
    session = PreviewSession(
        Project(PUBLICATIONS), PUBLICATIONS / "source" / "library", (), Path("build")
    )
    opened: list[Place] = []
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    async def call() -> None:
        preview = Preview(session, TOKEN, opened.append)
        named = {"host": HOST, **{key.replace("_", "-"): value for key, value in headers.items()}}
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": b"",
            "scheme": "http",
            "http_version": "1.1",
            "server": ("127.0.0.1", PORT),
            "headers": [(key.encode(), value.encode()) for key, value in named.items()],
        }
        await preview.app(PORT)(scope, receive, send)
        preview.end()

    asyncio.run(call())
    begin, *parts = sent
    return Answer(
        begin["status"],
        {key.decode(): value.decode() for key, value in begin["headers"]},
        b"".join(part.get("body", b"") for part in parts),
    )


def test_the_page_may_load_nothing_from_elsewhere() -> None:
    answer = ask(f"/{TOKEN}/")
    assert answer.status == 200
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert b"http://" not in answer.body.replace(b"http://www.w3.org/2000/svg", b"")


@pytest.mark.parametrize("path", ["/", "/preview.js", "/guess/", "/guess/state", "/guess/events"])
def test_without_the_token_there_is_nothing(path: str) -> None:
    assert ask(path).status == 404


@pytest.mark.parametrize("host", ["example.org", "example.org:8470", "127.0.0.1:9999", "[::1]"])
def test_another_host_is_refused(host: str) -> None:
    assert ask(f"/{TOKEN}/state", host=host).status == 403


def test_a_page_of_another_origin_is_refused() -> None:
    assert ask(f"/{TOKEN}/state", origin="http://example.org").status == 403
    assert ask(f"/{TOKEN}/state", origin="null").status == 403
    assert ask(f"/{TOKEN}/state", sec_fetch_site="cross-site").status == 403
    assert ask(f"/{TOKEN}/state", origin=f"http://{HOST}").status == 200


def test_only_the_page_itself_may_open_the_editor() -> None:
    asked = json.dumps({"edition": "en", "unit": "kicker", "language": "en"}).encode()
    assert ask(f"/{TOKEN}/open", "POST", asked).status == 403
    own = {"origin": f"http://{HOST}"}
    assert ask(f"/{TOKEN}/open", "POST", asked, **own).status == 404  # nothing is built yet
    for wrong in (b"", b"[]", b'{"edition": "nope"}', b'{"edition": "en"}'):
        assert ask(f"/{TOKEN}/open", "POST", wrong, **own).status == 400


@pytest.mark.parametrize(
    "path", ["../server.py", "..%2fserver.py", "editions/nope.pdf", "editions/en/pages/x", "static"]
)
def test_no_other_file_is_served(path: str) -> None:
    assert ask(f"/{TOKEN}/{path}").status == 404


def test_the_state_lists_editions_with_what_the_page_needs_to_know() -> None:
    state = json.loads(ask(f"/{TOKEN}/state").body)
    editions = {each["name"]: each for each in state["editions"]}
    assert editions["booklet"]["isBooklet"]
    assert editions["leaflet-en"]["isFolded"]
    assert editions["bilingual"] == {
        "name": "bilingual",
        "languages": ["en", "zh-Hans"],
        "target": "screen",
        "isBooklet": False,
        "isFolded": False,
    }


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (("code", "-g", "{file}:{line}:{column}"), ["-g", "{}:7:3"]),
        (("edit",), ["{}"]),
        (("edit", "+{line}"), ["+7", "{}"]),
    ],
)
def test_the_editor_gets_file_and_line(
    command: tuple[str, ...],
    expected: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(
        "bifolio.preview.server.subprocess.Popen", lambda arguments, **_: started.append(arguments)
    )
    path = tmp_path / "text with spaces.yaml"
    editor_of(command)(Place(path, 7, 3))
    assert started[0][1:] == [each.format(path) for each in expected]
