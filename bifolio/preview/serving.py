"""Runs a preview: server, watcher and processes, until it is interrupted."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
from collections.abc import Callable
from types import FrameType

import uvicorn

from bifolio.preview.server import Editor, Preview, new_token
from bifolio.preview.session import PreviewSession
from bifolio.preview.watch import FilesGone, watch
from bifolio.preview.workshop import Processes
from bifolio.problems import Problem, Problems

ADDRESS = "127.0.0.1"

USUAL_PORT = 8470
"""The port, if it is free and no other one is named."""

CLOSING = 1
"""Seconds that connections have to end."""


def bound_socket(port: int | None) -> socket.socket:
    """A listening socket on `port` of the loopback interface; default: the usual one, or else any.

    Raises `Problems` if another program has `port`.
    """
    for each in (USUAL_PORT, 0) if port is None else (port,):
        bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind((ADDRESS, each))
            bound.listen()
        except OSError as error:
            bound.close()
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
        else:
            return bound
    hint = "name another port, or none: `--port` may be left out"
    raise Problems.of("environment/port-taken", f"port {port} cannot be used", hint)


def serve(
    session: PreviewSession,
    bound: socket.socket,
    editor: Editor | None,
    announce: Callable[[str], None],
    warn: Callable[[Problem], None],
) -> None:
    """Serve a session, until the process gets a signal to end.

    `announce` is called with the address once the server answers, `warn` with problems of watching.
    """
    builders = max(1, min(os.cpu_count() or 1, len(session.editions)))
    with Processes(builders) as processes:
        asyncio.run(_serve(session, processes, builders, bound, editor, announce, warn))


async def _serve(
    session: PreviewSession,
    processes: Processes,
    builders: int,
    bound: socket.socket,
    editor: Editor | None,
    announce: Callable[[str], None],
    warn: Callable[[Problem], None],
) -> None:
    port: int = bound.getsockname()[1]
    token = new_token()
    preview = Preview(session, token, editor)
    config = uvicorn.Config(
        preview.app(port),
        lifespan="off",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=CLOSING,
    )
    server = _Server(config, preview.end, lambda: announce(f"http://{ADDRESS}:{port}/{token}/"))
    work = {
        asyncio.create_task(server.serve(sockets=[bound])),
        asyncio.create_task(session.run(processes, builders)),
        asyncio.create_task(_follow(session, warn)),
    }
    try:
        done, _ = await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in work:
            task.cancel()
        await asyncio.gather(*work, return_exceptions=True)


async def _follow(session: PreviewSession, warn: Callable[[Problem], None]) -> None:
    """Let the session follow the files."""
    async for noticed in watch(session.project, session.folder, warn):
        if isinstance(noticed, FilesGone):
            warn(noticed.problem)
            session.files_gone(noticed.problem)
        else:
            session.files_changed(noticed.since, publication=noticed.publication)


class _Server(uvicorn.Server):
    """Ends the streams of events when it ends."""

    def __init__(
        self, config: uvicorn.Config, end: Callable[[], None], started: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._end, self._started = end, started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets)
        self._started()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End at a signal."""
        self._end()
        super().handle_exit(sig, frame)
