"""What this server is and holds: cards, demo calls, limits."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Annotated

from fastapi import APIRouter, Path

from api.needs import TheDesk, TheSettings
from api.problems import described
from api.schemas import CALL_ID, About, CardList, DemoStarted

router = APIRouter(prefix="/v1", tags=["about"])


def installed_version() -> str:
    """Florence's version, or `dev` when it runs from its sources."""
    try:
        return version("florence")
    except PackageNotFoundError:
        return "dev"


@router.get("/about")
async def about(desk: TheDesk, settings: TheSettings) -> About:
    """What a console needs to know before its first call."""
    return About(
        name="Florence",
        version=installed_version(),
        upload_max_mb=settings.upload_max_mb,
        demos=list(desk.demos()),
    )


@router.get("/protocols")
async def protocols(desk: TheDesk) -> CardList:
    """The protocol cards in force, and whether each is approved for live use."""
    return CardList(cards=desk.protocols())


@router.post("/demos/{name}", status_code=202, responses=described(403, 404))
async def start_demo(desk: TheDesk, name: Annotated[str, Path(pattern=CALL_ID)]) -> DemoStarted:
    """Play a demo call as if it were live."""
    return DemoStarted(call_id=await desk.start_demo(name))
