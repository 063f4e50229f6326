"""Puts the edge together: one app over one desk."""

from __future__ import annotations

from functools import partial

from fastapi import FastAPI

from api import openapi, problems
from api.backend import Desk
from api.guard import Guard
from api.metrics import Measured, Metrics
from api.pages import add_console
from api.routes import (
    about,
    calls,
    corrections,
    drills,
    health,
    periods,
    recordings,
    reports,
    review,
    sheets,
    transcribe,
)
from api.routes import library as catalogue
from api.routes import settings as centre
from api.websockets import audiohook, line, listen, stream, twilio
from api.websockets.listen import ListenPace
from api.websockets.stream import Pace
from assistant.review.intake import Intake
from assistant.review.library import Library
from assistant.settings import Settings


def create_app(
    desk: Desk,
    settings: Settings,
    pace: Pace | None = None,
    listen_pace: ListenPace | None = None,
    library: Library | None = None,
    intake: Intake | None = None,
) -> FastAPI:
    """The API and the console over `desk`; it starts and stops nothing of the desk's own."""
    app = FastAPI(
        title="Florence", version=about.installed_version(), docs_url=None, redoc_url=None
    )
    app.state.desk = desk
    app.state.settings = settings
    app.state.review = library
    app.state.intake = intake
    app.state.house = None  # read when it is first asked for
    app.state.metrics = Metrics()
    app.state.pace = pace or Pace()
    app.state.listen_pace = listen_pace or ListenPace()
    http = (calls, sheets, recordings, transcribe, about, health)
    trainer = (catalogue, review, corrections, periods, reports, drills)
    sockets = (stream, line, twilio, audiohook, listen)
    for module in (*http, *trainer, *sockets):
        app.include_router(module.router)
    app.include_router(calls.board_router)
    app.include_router(centre.router)
    add_console(app)
    problems.install(app)
    # The last added stands outermost.
    app.add_middleware(problems.Faults)
    app.add_middleware(Guard, host=settings.host, upload_max=settings.upload_max_mb * 2**20)
    app.add_middleware(Measured, metrics=app.state.metrics)
    app.openapi = partial(openapi.describe, app)  # type: ignore[method-assign]
    return app
