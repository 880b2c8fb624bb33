"""Serves the preview to the browser of this machine, and to nobody else.

It listens on the loopback interface; its addresses begin with a token that only its user knows;
requests that name another host, as those of a rebound DNS name do, or come from another origin are
refused; the page may load nothing from elsewhere. It serves no file but those of its own.
"""

from __future__ import annotations

import asyncio
import secrets
import subprocess
from asyncio import FIRST_COMPLETED
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bifolio.fonts.collection import read_typecase
from bifolio.pdf.drawing import CannotDraw
from bifolio.prepress.plates import Plate
from bifolio.preview import messages
from bifolio.preview.pictures import MEDIA_TYPE, SCALES, PagePictures
from bifolio.preview.session import Event, PreviewSession, ShownEdition
from bifolio.problems import Place

STATIC = Path(__file__).with_name("static")

FILES = {
    "": ("preview.html", "text/html"),
    "preview.css": ("preview.css", "text/css"),
    "preview.js": ("preview.js", "text/javascript"),
    "icon.svg": ("icon.svg", "image/svg+xml"),
}
"""The files of the page, and their media types, by address."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The Content-Security-Policy of everything."""

PLATES = {plate.name.lower(): plate for plate in Plate}
"""The plates that can be asked for."""

HEADERS = {
    "content-security-policy": POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}

ALIVE = 15.0
"""Seconds after which a reader without events gets a comment: it shows that the server lives."""

Editor = Callable[[Place], None]
"""Opens a place of the source."""


def new_token() -> str:
    """A token that nobody can guess."""
    return secrets.token_urlsafe(16)


def editor_of(command: Sequence[str]) -> Editor:
    """An editor that is started as `command`, in which {file}, {line} and {column} are replaced.

    Without {file}, the file is its last argument.
    """
    whole = " ".join(command)
    parts = [*command] if "{file}" in whole else [*command, "{file}"]

    def open_place(place: Place) -> None:
        values = {
            "{file}": str(place.path.resolve()),
            "{line}": str(max(place.line, 1)),
            "{column}": str(place.column),
        }
        arguments = []
        for part in parts:
            for name, value in values.items():
                part = part.replace(name, value)
            arguments.append(part)
        subprocess.Popen(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )

    return open_place


class Preview:
    """The application."""

    def __init__(self, session: PreviewSession, token: str, editor: Editor | None = None) -> None:
        """Serve `session` below /`token`/."""
        self._session, self._editor = session, editor
        self._pictures = PagePictures()
        self._ended = asyncio.Event()
        routes = [
            *(Route(f"/{path}", self._file) for path in FILES),
            Route("/han.ttf", self._font),
            Route("/state", self._state),
            Route("/events", self._events),
            Route("/editions/{edition}/places", self._places),
            Route("/editions/{edition}/pages/{picture}", self._page),
            Route("/editions/{edition}.pdf", self._pdf),
            Route("/open", self._open, methods=["POST"]),
        ]
        self._app = Starlette(routes=[Mount(f"/{token}", routes=routes)])

    def app(self, port: int) -> ASGIApp:
        """The application on `port`."""
        return _Guard(self._app, port)

    def end(self) -> None:
        """Let the streams of events end."""
        self._ended.set()
        self._pictures.close()

    async def _file(self, request: Request) -> Response:
        name, media_type = FILES[request.url.path.rpartition("/")[2]]
        return Response((STATIC / name).read_bytes(), media_type=media_type)

    async def _font(self, request: Request) -> Response:
        """A face of the project for Chinese in messages, which not every system has."""
        typecase = read_typecase(self._session.project.font_folders)
        for folder, manifest in typecase.folders:
            for face in manifest.faces:
                if face.is_han and (face.weight, face.style) == (400, "normal"):
                    return Response((folder / face.file).read_bytes(), media_type="font/ttf")
        raise HTTPException(404)

    async def _state(self, request: Request) -> Response:
        described = messages.publication(self._session)
        return JSONResponse({**described, "opens": self._editor is not None})

    async def _places(self, request: Request) -> Response:
        self._shown(request)
        return JSONResponse(messages.places(self._session, request.path_params["edition"]))

    async def _page(self, request: Request) -> Response:
        shown = self._shown(request)
        wanted = request.path_params["picture"]
        pages = shown.built.pages if shown.built else ()
        number = next((at for at, each in enumerate(pages, 1) if each.picture == wanted), 0)
        scale = next((each for each in SCALES if str(each) == request.query_params.get("scale")), 0)
        if not number or not scale or shown.built is None:
            raise HTTPException(404)  # the page looks different by now
        try:
            plate = PLATES.get(request.query_params.get("plate", ""))
            data = await self._pictures.picture(shown.built.rendered.pdf, number, scale, plate)
        except CannotDraw as reason:
            raise HTTPException(413, str(reason)) from None
        unchanging = {"cache-control": "private, max-age=600, immutable"}
        return Response(data, media_type=MEDIA_TYPE, headers=unchanging)

    async def _pdf(self, request: Request) -> Response:
        shown = self._shown(request)
        if shown.built is None:
            raise HTTPException(404)
        return Response(shown.built.rendered.pdf, media_type="application/pdf")

    async def _events(self, request: Request) -> Response:
        editions = request.query_params.getlist("edition") or self._session.editions[:1]
        return StreamingResponse(self._stream(editions), media_type="text/event-stream")

    async def _stream(self, editions: Sequence[str]) -> AsyncIterator[bytes]:
        """The events of `editions`, until the reader leaves or the server ends."""
        ended = asyncio.ensure_future(self._ended.wait())
        event: asyncio.Future[Event] | None = None
        try:
            with self._session.reading(editions) as events:
                yield b": connected\n\n"
                while not ended.done():
                    event = event or asyncio.ensure_future(events.get())
                    waiting: set[asyncio.Future[Any]] = {event, ended}
                    await asyncio.wait(waiting, timeout=ALIVE, return_when=FIRST_COMPLETED)
                    if event.done():
                        yield messages.server_sent(event.result(), self._session)
                        event = None
                    else:
                        yield b": alive\n\n"
        finally:
            for task in (event, ended):
                if task is not None:
                    task.cancel()

    async def _open(self, request: Request) -> Response:
        """Open a text, or what a finding is about, in the editor of the command line."""
        if self._editor is None:
            raise HTTPException(404)
        try:
            place = self._asked(await request.json())
        except (ValueError, TypeError, KeyError, AttributeError):
            raise HTTPException(400, "not what the page sends") from None
        if place is None:
            raise HTTPException(404)
        try:
            self._editor(place)
        except OSError as error:
            raise HTTPException(500, f"the editor cannot be started: {error.strerror}") from None
        return Response(status_code=204)

    def _asked(self, asked: Any) -> Place | None:
        """The place that a request means; raises `KeyError` and the like if it means none."""
        shown = self._session.shown[asked["edition"]]
        if "finding" in asked:
            return messages.finding_place(shown, int(asked["finding"]))
        return messages.text_place(shown, asked["unit"], asked["language"])

    def _shown(self, request: Request) -> ShownEdition:
        shown = self._session.shown.get(request.path_params["edition"])
        if shown is None:
            raise HTTPException(404)
        return shown


class _Guard:
    """Refuses requests that a page of another origin may have sent."""

    def __init__(self, app: ASGIApp, port: int) -> None:
        self._app = app
        self._hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
        self._origins = {f"http://{host}" for host in self._hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                headers.setdefault("cache-control", "no-store")
            await send(message)

        refused = self._refused(scope["method"], Headers(scope=scope))
        app = Response(refused, status_code=403) if refused else self._app
        await app(scope, receive, send_guarded)

    def _refused(self, method: str, headers: Headers) -> str:
        """Why a request is refused; empty if it is not."""
        origin = headers.get("origin")
        if headers.get("host") not in self._hosts:
            return "the preview is at 127.0.0.1 only"
        if origin not in self._origins and (origin is not None or method not in ("GET", "HEAD")):
            return "the request comes from another page"
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return "the request comes from another page"
        return ""
