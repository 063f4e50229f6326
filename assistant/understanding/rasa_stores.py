"""What Rasa keeps of live calls: one small tracker a call."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, DEFAULT_SLOT_NAMES
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SessionStarted, SlotSet
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

MOST_CALLS = 4096
"""Trackers kept at most; the call not heard from for longest goes first."""


class LiveTracker(DialogueStateTracker):
    """A tracker whose copies are cheap: Rasa makes several of them every turn.

    `copy.copy` takes each of a hundred slots through the pickling protocol.
    """

    def init_copy(self) -> LiveTracker:
        """A tracker with the same slots, before any event."""
        return begun(self.sender_id, self.slots.values())


def begun(sender_id: str, slots: Iterable[Slot]) -> LiveTracker:
    """A tracker before any event; its slots are copies, at their initial values."""
    tracker = LiveTracker(sender_id, None)
    tracker.slots = {slot.name: _copied(slot) for slot in slots}
    tracker._reset_slots()
    return tracker


def _copied(slot: Slot) -> Slot:
    twin = object.__new__(type(slot))
    twin.__dict__.update(slot.__dict__)
    return twin


class LiveTrackers(TrackerStore):
    """Trackers of the calls in progress, each reduced to its slots after every turn.

    A tracker replays all of its events several times a turn, so an uncut one makes turns slower
    as the call goes on. Our log is the record of a call; this is working memory.
    """

    def __init__(self, domain: Domain | None = None) -> None:
        super().__init__(domain)
        self._trackers: OrderedDict[str, DialogueStateTracker] = OrderedDict()

    def init_tracker(self, sender_id: str) -> LiveTracker:
        """The tracker of a call that begins."""
        return begun(sender_id, self.domain.slots)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep the tracker's slots, and let its events go."""
        self._trackers[tracker.sender_id] = self._reduced(tracker)
        self._trackers.move_to_end(tracker.sender_id)
        while len(self._trackers) > MOST_CALLS:
            self._trackers.popitem(last=False)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The live tracker of a call."""
        return self._trackers.get(sender_id)

    async def keys(self) -> Iterable[str]:
        """The calls in progress."""
        return list(self._trackers)

    def forget(self, sender_id: str) -> None:
        """The call is over."""
        self._trackers.pop(sender_id, None)

    def _reduced(self, tracker: DialogueStateTracker) -> DialogueStateTracker:
        kept = self.domain_slots
        filled = [
            SlotSet(slot.name, slot.value)
            for slot in tracker.slots.values()
            if slot.value is not None and slot.name in kept
        ]
        events: list[Event] = [SessionStarted(), *filled, ActionExecuted(ACTION_LISTEN_NAME)]
        reduced = self.init_tracker(tracker.sender_id)
        for event in events:
            reduced.update(event)
        return reduced

    @property
    def domain_slots(self) -> frozenset[str]:
        """The slots worth keeping: those of our domain, not Rasa's own."""
        return frozenset(
            slot.name for slot in self.domain.slots if slot.name not in DEFAULT_SLOT_NAMES
        )
