"""What routes need of their app: the desk, the settings, the metrics."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, cast

from fastapi import Depends, Path
from starlette.requests import HTTPConnection

from api.backend import Desk
from api.metrics import Metrics
from api.schemas import CALL_ID
from assistant.calls import House
from assistant.errors import NotReady
from assistant.review.intake import Intake
from assistant.review.library import Library
from assistant.settings import Settings
from assistant.tuning import Tunings


def desk_of(connection: HTTPConnection) -> Desk:
    """The desk this app serves."""
    return cast(Desk, connection.app.state.desk)


def settings_of(connection: HTTPConnection) -> Settings:
    """The settings in force."""
    return cast(Settings, connection.app.state.settings)


def metrics_of(connection: HTTPConnection) -> Metrics:
    """The app's own measures."""
    return cast(Metrics, connection.app.state.metrics)


def review_of(connection: HTTPConnection) -> Library:
    """The trainer's library; NotReady where this server has none."""
    library = cast("Library | None", connection.app.state.review)
    if library is None:
        raise NotReady("Reviews are not kept here", todo="use florence serve")
    return library


def intake_of(connection: HTTPConnection) -> Intake:
    """What takes recordings; NotReady where this server takes none."""
    intake = cast("Intake | None", connection.app.state.intake)
    if intake is None:
        raise NotReady("Recordings are not taken here", todo="use florence serve")
    return intake


def house_of(connection: HTTPConnection) -> House:
    """Vocabulary, cards and tuning in force; cards are read once, when first asked for."""
    state, settings = connection.app.state, settings_of(connection)
    if state.house is None:
        state.house = House.open(settings)
    # The desk may have been tuned since.
    return replace(cast(House, state.house), tunings=Tunings(settings))


TheDesk = Annotated[Desk, Depends(desk_of)]
TheSettings = Annotated[Settings, Depends(settings_of)]
TheMetrics = Annotated[Metrics, Depends(metrics_of)]
TheIntake = Annotated[Intake, Depends(intake_of)]
TheHouse = Annotated[House, Depends(house_of)]
TheReview = Annotated[Library, Depends(review_of)]
CallId = Annotated[str, Path(pattern=CALL_ID, description="As GET /v1/calls names it.")]
