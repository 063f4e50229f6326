"""The stages of guidance, in the order they hear each event."""

from __future__ import annotations

from assistant.guidance.alerts import AlertStage
from assistant.guidance.caller_state import CallerStateStage
from assistant.guidance.cards import CardSet
from assistant.guidance.cpr_clock import CprStage
from assistant.guidance.guidance_stage import GuidanceStage
from assistant.guidance.rapport import RapportStage
from assistant.guidance.silence import SilenceStage
from assistant.stage import Stage


def guidance_stages(cards: CardSet, silence_notice_ms: int) -> list[Stage]:
    """Fresh stages for one call; guidance comes last, on what the others observe."""
    return [
        SilenceStage(silence_notice_ms),
        CallerStateStage(),
        RapportStage(),
        AlertStage(cards),
        CprStage(cards),
        GuidanceStage(cards),
    ]
