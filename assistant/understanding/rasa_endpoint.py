"""Rasa's custom actions run in this process: no action server, no HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from rasa.core.actions.action import ClientResponseError
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection


class InProcessActions(EndpointConfig):
    """An action endpoint that calls the actions directly, and remembers when one failed.

    Rasa swallows an action's exception and goes on without its events; `take_failure` is how the
    turn learns of it.
    """

    def __init__(self, actions: Iterable[Action]) -> None:
        super().__init__(url="in-process", enable_selective_domain=True)
        self._executor = ActionExecutor()
        for action in actions:
            self._executor.register_action(action)
        self._failure: Exception | None = None

    async def request(
        self,
        method: str = "post",
        subpath: str | None = None,
        content_type: str | None = "application/json",
        compress: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Run the action that the request names."""
        try:
            return await self._executor.run(kwargs["json"])
        except ActionExecutionRejection as rejected:
            body = {"action_name": rejected.action_name, "error": rejected.message}
            raise ClientResponseError(400, "rejected", json.dumps(body)) from rejected
        except Exception as failure:  # noqa: BLE001  any failure of an action must surface
            self._failure = failure
            return {"events": [], "responses": []}

    def take_failure(self) -> Exception | None:
        """What the last turn's action failed with, once."""
        failure, self._failure = self._failure, None
        return failure
