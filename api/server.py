"""The running server: a desk, its app, and the demo call where one was asked for."""

from __future__ import annotations

import socket
import sys
import webbrowser
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread
import uvicorn

from api.app import create_app
from api.warming import warm
from api.websockets.line_socket import FRAME_MAX
from api.websockets.protocol import WAITING_MAX, ReasonedProtocol
from assistant.cli.output import problem, stdout
from assistant.desk import Desk
from assistant.errors import FlorenceError, SettingsInvalid
from assistant.heap import keep_small
from assistant.performance import Heard
from assistant.review.importing import Importer
from assistant.review.intake import Intake
from assistant.review.library import Library
from assistant.review.opening import open_library
from assistant.settings import Settings
from assistant.store.imports import ImportItem, Imports

LOOK_AGAIN_S = 0.25
"""How often the models' loading is looked at; the console is told by the same reading."""


SWITCH_S = 0.0005
"""How long a thread may keep the interpreter while another waits for it: the event loop hands it
over hundreds of times a second, and at Python's 5 ms would fall behind on eight calls."""


async def serve(settings: Settings, play: str | None, browser: bool) -> None:
    """Serve until interrupted; `play` names a demo call to play once the models are loaded."""
    sys.setswitchinterval(SWITCH_S)
    keep_small()
    desk = Desk.open(settings)
    listening = _listen(settings)
    library = open_library(settings, desk.house, desk.log)
    for sentence in library.form_problems:
        problem(f"A scorecard form is left out: {sentence}")
    intake = _intake(desk, library, settings)
    app = create_app(desk, settings, library=library, intake=intake)
    config = uvicorn.Config(app, log_level="warning", access_log=False, **socket_limits())
    async with desk.running(), anyio.create_task_group() as tasks:
        tasks.start_soon(warm, app)
        tasks.start_soon(app.state.metrics.hearing.watch_loop)
        tasks.start_soon(intake.run, desk.loaded)
        tasks.start_soon(_tell, desk, _url(listening), play, browser)
        await uvicorn.Server(config).serve(sockets=[listening])
        tasks.cancel_scope.cancel()
    library.close()


def _intake(desk: Desk, library: Library, settings: Settings) -> Intake:
    """What takes recordings: each is played at the desk."""

    async def play(item: ImportItem, heard: Heard) -> None:
        assert item.call_id is not None
        await desk.play(
            Path(item.path), item.call_id, filename=item.filename, speakers=item.speakers,
            heard=heard,
        )  # fmt: skip

    importer = Importer(library, Imports(library.database), settings.data_dir)
    return Intake(importer, play, settings.watch_dir)


def socket_limits() -> dict[str, Any]:
    """What uvicorn is told of WebSockets: messages of bounded size, few of them waiting."""
    return {
        "ws": ReasonedProtocol,
        "ws_max_size": FRAME_MAX,
        "ws_max_queue": WAITING_MAX,
    }


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise SettingsInvalid(
            f"Nothing can listen on {settings.host} port {settings.port} ({reason})",
            todo="choose another with --port",
        ) from None


def _url(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


async def _tell(desk: Desk, url: str, play: str | None, browser: bool) -> None:
    """Say where the console is, open it, say when calls can be taken, begin the demo."""
    stdout.print(f"The console: {url}", markup=False)
    if browser:
        await anyio.to_thread.run_sync(webbrowser.open, url, abandon_on_cancel=True)
    await _loaded(desk)
    if desk.readiness.state == "failed":
        problem(desk.readiness.detail)
    elif play:
        await _play(desk, play)


async def _loaded(desk: Desk) -> None:
    """Tell each step of loading once, until it is over."""
    told = ""
    while True:
        readiness = desk.readiness
        if readiness.detail != told:
            told = readiness.detail
            stdout.print(told, markup=False)
        if readiness.state != "loading":
            return
        await anyio.sleep(LOOK_AGAIN_S)


async def _play(desk: Desk, name: str) -> None:
    try:
        await desk.start_demo(name)
        stdout.print(f"The demo call {name!r} is playing", markup=False)
    except FlorenceError as error:
        problem(str(error))
