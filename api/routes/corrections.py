"""Corrections: words, speakers and facts put right, each a new version of the call."""

from __future__ import annotations

from typing import Annotated, Literal

from anyio import to_thread
from fastapi import APIRouter, Body
from pydantic import BaseModel, ConfigDict, Field

from api.needs import CallId, TheDesk, TheHouse, TheReview
from api.problems import described
from api.schemas import Identifier
from api.signed import Signed, Text
from assistant.events import Certainty, Speaker
from assistant.review.correcting import keep, plan
from assistant.review.corrections import (
    Correction,
    FactAdded,
    FactPutRight,
    SpeakerCorrected,
    VersionRestored,
    WordsCorrected,
)
from assistant.review.pages import ReviewPage, VersionShown, page_of, versions_of

router = APIRouter(prefix="/v1", tags=["review"])


class WordsBody(Signed):
    """This is what was said."""

    type: Literal["words_corrected"]
    utterance_id: Annotated[str, Field(max_length=200)]
    text: Text

    def correction(self) -> Correction:
        """As it is kept."""
        return WordsCorrected(self.utterance_id, self.text)


class SpeakerBody(Signed):
    """This is who said it."""

    type: Literal["speaker_corrected"]
    utterance_id: Annotated[str, Field(max_length=200)]
    speaker: Speaker

    def correction(self) -> Correction:
        """As it is kept."""
        return SpeakerCorrected(self.utterance_id, self.speaker)


class FactBody(Signed):
    """This holds from the event with this `seq` on."""

    type: Literal["fact_put_right"]
    seq: Annotated[int, Field(ge=1)]
    fact: Identifier
    value: Annotated[str, Field(max_length=500)]
    certainty: Certainty

    def correction(self) -> Correction:
        """As it is kept."""
        return FactPutRight(self.seq, self.fact, self.value, self.certainty)


class AddedBody(Signed):
    """This was said in that line, and not heard as a fact."""

    type: Literal["fact_added"]
    utterance_id: Annotated[str, Field(max_length=200)]
    fact: Identifier
    value: Annotated[str, Field(max_length=500)]
    certainty: Certainty

    def correction(self) -> Correction:
        """As it is kept."""
        return FactAdded(self.utterance_id, self.fact, self.value, self.certainty)


class RestoreBody(Signed):
    """An earlier version holds again."""

    type: Literal["version_restored"]
    version: Annotated[int, Field(ge=1)]

    def correction(self) -> Correction:
        """As it is kept."""
        return VersionRestored(self.version)


class CorrectionBody(BaseModel):
    """A correction of the version it was seen in."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    base: Annotated[int, Field(ge=1)]
    correction: Annotated[
        WordsBody | SpeakerBody | FactBody | AddedBody | RestoreBody, Field(discriminator="type")
    ]


class FactName(BaseModel):
    """A fact that can be told; `yes_no` where "yes" or "no" is its whole value."""

    fact: str
    yes_no: bool


class FactList(BaseModel):
    """Every fact of the vocabulary."""

    facts: list[FactName]


class VersionList(BaseModel):
    """The versions of a call; the first is what was recorded."""

    versions: list[VersionShown]


@router.get("/facts", responses=described(503))
def facts(house: TheHouse) -> FactList:
    """The facts a call can tell, by the identifiers of the vocabulary."""
    known = house.vocabulary
    return FactList(facts=[FactName(fact=f, yes_no=f in known.yes_no) for f in known.facts])


@router.get("/calls/{call_id}/versions", responses=described(404, 503))
def versions(review: TheReview, call_id: CallId) -> VersionList:
    """Who put what right in a call, and when."""
    return VersionList(versions=list(versions_of(review, review.log.call(call_id))))


@router.post(
    "/calls/{call_id}/review/corrections", responses=described(400, 403, 404, 413, 422, 503)
)
async def add_correction(
    desk: TheDesk,
    review: TheReview,
    house: TheHouse,
    call_id: CallId,
    body: Annotated[CorrectionBody, Body()],
) -> ReviewPage:
    """Put words, a speaker or a fact right: the call is run again from there as a new version."""
    by, correction = body.correction.by, body.correction.correction()
    planned = await to_thread.run_sync(plan, review, house, call_id, by, body.base, correction)
    reading = await desk.read(planned.unread) if planned.unread else None

    def finish() -> ReviewPage:
        keep(review, house, planned, reading)
        return page_of(review, call_id)

    return await to_thread.run_sync(finish)
