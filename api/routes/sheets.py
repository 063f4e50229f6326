"""Sheets of a call: handover and incident summary, JSON and plain text; how the talk stands."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse

from api.backend import Desk
from api.needs import CallId, TheDesk
from api.problems import described
from assistant.handover import handover
from assistant.incident import incident
from assistant.sheets import Sheet
from assistant.standing_view import StandingView

router = APIRouter(prefix="/v1/calls", tags=["calls"])
TEXT: dict[int | str, dict[str, Any]] = {
    200: {"description": "The sheet as plain text", "content": {"text/plain": {}}},
    **described(404),
}


@router.get("/{call_id}/standing", responses=described(404))
async def read_standing(desk: TheDesk, call_id: CallId) -> StandingView:
    """How the talk stands: stairway, talk shares, questions, phrases flagged, the log."""
    return (await desk.call(call_id)).standing


@router.get("/{call_id}/handover", responses=described(404))
async def read_handover(desk: TheDesk, call_id: CallId) -> Sheet:
    """What the negotiator or officer who takes over must know, each line with its quote."""
    return handover(await desk.call(call_id))


@router.get("/{call_id}/handover.txt", response_class=PlainTextResponse, responses=TEXT)
async def read_handover_text(desk: TheDesk, call_id: CallId) -> str:
    """The handover sheet as plain text."""
    return handover(await desk.call(call_id)).plain


@router.get("/{call_id}/incident", responses=described(404))
async def read_incident(desk: TheDesk, call_id: CallId) -> Sheet:
    """A plain summary for the CAD, made of facts with their quotes."""
    return await _incident(desk, call_id)


@router.get("/{call_id}/incident.txt", response_class=PlainTextResponse, responses=TEXT)
async def read_incident_text(desk: TheDesk, call_id: CallId) -> str:
    """The incident summary as plain text."""
    return (await _incident(desk, call_id)).plain


async def _incident(desk: Desk, call_id: str) -> Sheet:
    view = await desk.call(call_id)
    codes = {card.card: card.code for card in desk.protocols()}
    return incident(view, codes.get(view.call_type or "", ""))
