"""Recordings on their way through the pipeline, as their senders follow them."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.review.importing import Standing
from assistant.store.imports import ItemState


@dataclass(frozen=True, slots=True)
class Job:
    """A recording on its way through the pipeline; `progress` is 0 to 1.

    A failed job says what is wrong in `problem`, with the error's `code`; both are None
    otherwise. `call_id` is known as soon as the call has begun. `duplicate` tells a sender that
    the recording was known already: this is the job it came with.
    """

    job_id: str
    state: ItemState
    progress: float
    call_id: str | None = None
    problem: str | None = None
    code: str | None = None
    filename: str = ""
    duplicate: bool = False


@dataclass(frozen=True, slots=True)
class JobPage:
    """Recordings, the last one first, and how the import stands."""

    jobs: tuple[Job, ...]
    next_before: str | None
    standing: Standing
