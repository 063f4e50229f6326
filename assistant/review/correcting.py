"""What a trainer puts right: checked, run again, and kept as a new version beside the old ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone

from assistant.calls import House
from assistant.errors import ReviewInvalid, ReviewNotFound
from assistant.events import Event, TranscriptFinal, UtteranceUnderstood
from assistant.review.corrections import (
    Corrected,
    Correction,
    FactAdded,
    FactPutRight,
    VersionRestored,
    WordsCorrected,
    correct,
    correction_adapter,
    run_again,
)
from assistant.review.library import Library
from assistant.review.trainer import checked_name

TEXT_MAX = 4000
VALUE_MAX = 500
WITHOUT_VALUE = ("unknown", "refused")


@dataclass(frozen=True, slots=True)
class Planned:
    """A correction that can be made, and the line that the model has to read for it, if any."""

    call_id: str
    by: str
    base: int
    correction: Correction
    events: list[Event]
    corrected: Corrected | None
    """None where an earlier version is restored as it was."""

    @property
    def unread(self) -> TranscriptFinal | None:
        """What has to be read first."""
        return self.corrected.unread if self.corrected else None


def plan(
    library: Library, house: House, call_id: str, by: str, base: int, correction: Correction
) -> Planned:
    """Check a correction of the version `base`; ReviewInvalid, ReviewNotFound, CallNotFound."""
    by = checked_name(by)
    reviewed = library.reviewed(call_id)
    if not reviewed.row.ended:
        raise ReviewInvalid("This call still runs", todo="correct it when it is over")
    if reviewed.journal.closed:
        raise ReviewInvalid("This review is final", todo="reopen it to correct the call")
    if reviewed.version != base:
        raise ReviewInvalid(
            "Somebody has corrected this call meanwhile", todo="look at it again first"
        )
    events = library.events(call_id, base)
    if isinstance(correction, VersionRestored):
        if not 1 <= correction.version < base:
            raise ReviewNotFound("There is no such earlier version", todo="take one that is listed")
        return Planned(call_id, by, base, correction, events, None)
    _check(house, correction)
    return Planned(call_id, by, base, correction, events, correct(events, correction))


def keep(
    library: Library, house: House, planned: Planned, reading: UtteranceUnderstood | None
) -> int:
    """Run the call again from the correction on, and keep what follows; the new version."""
    if isinstance(planned.correction, VersionRestored):
        events = library.events(planned.call_id, planned.correction.version)
    else:
        assert planned.corrected is not None
        corrected = planned.corrected.read(reading) if reading else planned.corrected
        events = run_again(planned.events, corrected, house)
    told = correction_adapter().dump_json(planned.correction).decode()
    row = (datetime.now(timezone.utc), planned.by, told)
    version = library.versions.add(planned.call_id, planned.base, row, events)
    library.put(planned.call_id)
    return version


def _check(house: House, correction: Correction) -> None:
    if isinstance(correction, WordsCorrected) and len(correction.text) > TEXT_MAX:
        raise ReviewInvalid(f"A line has 1 to {TEXT_MAX} characters")
    if not isinstance(correction, FactPutRight | FactAdded):
        return
    if correction.fact not in house.vocabulary.questions:
        raise ReviewNotFound("There is no such fact", todo="take one of the vocabulary")
    if len(correction.value) > VALUE_MAX:
        raise ReviewInvalid(f"A value has up to {VALUE_MAX} characters")
    if not correction.value.strip() and correction.certainty not in WITHOUT_VALUE:
        raise ReviewInvalid("A fact has a value", todo="type it, or say that it is unknown")
