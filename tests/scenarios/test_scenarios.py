"""Every demo call through real Whisper and real Rasa: its scenario holds, its log replays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import anyio
import pytest

from assistant import demo
from assistant.calls import House
from assistant.engines import Engines
from assistant.events import Event, GuidanceIssued, QuestionStateChanged, to_wire
from assistant.performance import perform
from assistant.pipeline import replay_inputs
from assistant.settings import Settings
from assistant.sources import open_source
from assistant.store.event_log import EventLog
from tests.scenarios.scenario import load_scenario

SCENARIOS = sorted(Path(__file__).parent.glob("*.yml"))
pytestmark = pytest.mark.models
Played = Callable[[str], list[Event]]


@pytest.fixture(scope="session")
def played(
    engines: Engines, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Played:
    """Plays a demo call once for all tests; its log."""
    log = EventLog(tmp_path_factory.mktemp("log") / "calls.sqlite3")
    house, calls = House.open(settings), dict[str, str]()

    async def play(name: str) -> str:
        source = await open_source(demo.RECORDINGS[name], engines, settings)
        return await perform(source, house, engines, log, lambda batch: None)

    def events(name: str) -> list[Event]:
        if name not in calls:
            calls[name] = anyio.run(play, name)
        return log.read(calls[name])

    return events


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_the_scenario_holds(path: Path, played: Played) -> None:
    scenario = load_scenario(path)
    assert scenario.unmet(played(scenario.call)) == []


@pytest.mark.parametrize("name", demo.NAMES)
def test_feeding_the_recorded_inputs_again_gives_the_same_bytes(
    name: str, played: Played, settings: Settings
) -> None:
    recorded = played(name)
    again = replay_inputs(recorded, House.open(settings).pipeline(recorded[0].call_id))
    assert [repr(to_wire(e)) for e in again] == [repr(to_wire(e)) for e in recorded]


@pytest.mark.parametrize("name", demo.NAMES)
def test_every_prompt_says_why_and_from_which_card(name: str, played: Played) -> None:
    recorded = played(name)
    seqs = {event.seq for event in recorded}
    issued = [e.payload for e in recorded if isinstance(e.payload, GuidanceIssued)]
    assert issued
    for guidance in issued:
        assert guidance.because and set(guidance.because) <= seqs
        assert "@" in guidance.protocol_ref


@pytest.mark.parametrize("name", demo.NAMES)
def test_nothing_asked_or_answered_is_prompted_again(name: str, played: Played) -> None:
    states: dict[str, str] = {}
    for event in played(name):
        payload = event.payload
        if isinstance(payload, QuestionStateChanged):
            states[payload.question] = payload.state
        elif isinstance(payload, GuidanceIssued) and payload.kind == "critical_question":
            assert states.get(payload.subject) not in ("asked", "answered", "refused"), payload
