"""The folds of the calls last looked at: a command or a console reads only what came since."""

from __future__ import annotations

from collections import OrderedDict

import anyio.to_thread

from assistant.folds import UNFOLDED, CallFold
from assistant.store.event_log import EventLog

KEPT_MAX = 32
"""More calls than are on at once; a call of two hours takes some megabytes."""


class KeptFolds:
    """Gives the fold of a call as its log stands now; for one event loop."""

    def __init__(self, log: EventLog, most: int = KEPT_MAX) -> None:
        self._log, self._most = log, most
        self._kept: OrderedDict[str, CallFold] = OrderedDict()

    async def of(self, call_id: str) -> CallFold:
        """The call as it stands; CallNotFound."""
        # Taken out while it is read on: who asks meanwhile reads anew, and shares nothing.
        fold = self._kept.pop(call_id, None) or CallFold()
        await anyio.to_thread.run_sync(self._read_on, fold, call_id)
        self._kept[call_id] = fold
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return fold

    def _read_on(self, fold: CallFold, call_id: str) -> None:
        """Off the loop also while folding: a long call must not keep the live ones waiting."""
        for event in self._log.read_without(call_id, UNFOLDED, fold.last_seq):
            fold.apply(event)
