"""Bodies that somebody answers for: `by` says who."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Text = Annotated[str, Field(max_length=4000)]
Person = Annotated[str, Field(min_length=1, max_length=80)]


class Signed(BaseModel):
    """Known fields only, and who sends them."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    by: Person
