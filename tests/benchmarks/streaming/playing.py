"""Calls played to a server at the pace at which they were spoken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import anyio
from websockets.exceptions import ConnectionClosed

from tests.benchmarks.streaming.conversation import FRAME_MS, Conversation
from tests.benchmarks.streaming.peer import Clock, Line, Peer, Refused
from tests.benchmarks.streaming.told import Sent, Told

PATIENCE_S = 60.0
"""How long the server may take to tell the rest once the audio is over."""


@dataclass
class Played:
    """One call as it went: `refused` says why the server took none of it."""

    call: Conversation
    sent: Sent = Sent(())
    told: list[Told] = field(default_factory=list)
    refused: str = ""
    broke: str = ""
    """How the call ended before its time; empty when it went on to its end."""


async def play_all(peer: Peer, calls: Sequence[Conversation], stagger_s: float) -> list[Played]:
    """Play the calls side by side, each beginning `stagger_s` after the one before."""
    played = [Played(call) for call in calls]
    async with anyio.create_task_group() as tasks:
        for number, each in enumerate(played):
            tasks.start_soon(play, peer, each, number * stagger_s)
    return played


async def play(peer: Peer, played: Played, wait_s: float = 0.0, clock: Clock | None = None) -> None:
    """Play one call, after a while, and keep what is told of it."""
    clock = clock or Clock()
    await clock.sleep(wait_s)
    try:
        async with peer.line() as line:
            await _talk(line, played, clock)
    except Refused as refused:
        played.refused = f"{refused.code}: {refused}"
    except (ConnectionClosed, OSError) as error:
        played.broke = f"{type(error).__name__}: {error}"


async def _talk(line: Line, played: Played, clock: Clock) -> None:
    async with anyio.create_task_group() as tasks:
        listening = anyio.CancelScope()
        tasks.start_soon(_listen, line, played, listening)
        try:
            await _feed(line, played, clock)
            await line.finish()
        except ConnectionClosed as closed:
            played.broke = str(closed)
        listening.deadline = anyio.current_time() + PATIENCE_S


async def _listen(line: Line, played: Played, scope: anyio.CancelScope) -> None:
    with scope:
        try:
            async for told in line.told():
                played.told.append(told)
        except ConnectionClosed as closed:
            played.broke = played.broke or str(closed)
    if scope.cancelled_caught:
        played.broke = f"no end {PATIENCE_S:.0f} s after the audio"


async def _feed(line: Line, played: Played, clock: Clock) -> None:
    """Send each frame once its last sample has been spoken."""
    sent: list[float] = []
    played.sent = Sent(sent)
    began = clock.now()
    for number, frame in enumerate(played.call.frames()):
        due = began + (number + 1) * FRAME_MS / 1000
        await clock.sleep(due - clock.now())
        sent.append(clock.now())
        await line.send(frame)
