"""Which calls are wanted, in the query of a list, a search or a report."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Depends, Query

from assistant.store.wanted import Wanted

Word = Annotated[str | None, Query(pattern=r"^[a-z0-9][a-z0-9 _-]{0,63}$")]
Day = Annotated[str | None, Query(pattern=r"^\d{4}-\d{2}-\d{2}(T[0-9:.+Z-]+)?$")]


def wanted_calls(
    call_type: Word = None,
    dispatcher: Annotated[str | None, Query(max_length=80)] = None,
    since: Day = None,
    until: Day = None,
    score_min: Annotated[float | None, Query(ge=0, le=100)] = None,
    score_max: Annotated[float | None, Query(ge=0, le=100)] = None,
    alert: Word = None,
    missed: Word = None,
    tag: Word = None,
    state: Literal["live", "automatic", "begun", "disputed", "final"] | None = None,
) -> Wanted:
    """The filters of lists and searches; each narrows."""
    return Wanted(
        call_type, dispatcher, since, until, score_min, score_max, alert, missed, tag, state
    )


TheWanted = Annotated[Wanted, Depends(wanted_calls)]
