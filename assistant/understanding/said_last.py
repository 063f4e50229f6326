"""What each side of each call said last: what the other side's next words are read with."""

from __future__ import annotations

from collections import OrderedDict

from assistant.events import Speaker

MOST_CALLS = 4096
"""The call not heard from for longest is forgotten first."""


class SaidLast:
    """The last words of both sides, a call; bounded."""

    def __init__(self) -> None:
        self._calls: OrderedDict[str, dict[Speaker, str]] = OrderedDict()

    def before(self, call_id: str, speaker: Speaker) -> str:
        """What the other side said last; empty when it has not spoken, or has had its reply."""
        other: Speaker = "caller" if speaker == "dispatcher" else "dispatcher"
        return self._calls.get(call_id, {}).get(other, "")

    def hear(self, call_id: str, speaker: Speaker, text: str) -> None:
        """Somebody said something."""
        self._calls[call_id] = {speaker: text}  # what the other side said has been replied to
        self._calls.move_to_end(call_id)
        while len(self._calls) > MOST_CALLS:
            self._calls.popitem(last=False)

    def forget(self, call_id: str) -> None:
        """The call is over."""
        self._calls.pop(call_id, None)
