"""Demo calls through real Whisper, written ones from their words: what was to happen happened."""

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
from tests.scenarios.scenario import Scenario, load_scenario

SCENARIOS = [load_scenario(path) for path in sorted(Path(__file__).parent.glob("*.yml"))]
pytestmark = [
    pytest.mark.models,
    pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name),
]
Played = Callable[[Scenario], list[Event]]


@pytest.fixture(scope="session")
def played(
    engines: Engines, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Played:
    """Plays a call once for all tests; its log."""
    log = EventLog(tmp_path_factory.mktemp("log") / "calls.sqlite3")
    house, calls = House.open(settings), dict[str, str]()

    async def play(scenario: Scenario) -> str:
        if scenario.dialogue is not None:
            source = scenario.dialogue.source(scenario.name)
        else:
            source = await open_source(demo.RECORDINGS[scenario.call], engines, settings)
        return await perform(source, house, engines, log, lambda batch: None)

    def events(scenario: Scenario) -> list[Event]:
        if scenario.name not in calls:
            calls[scenario.name] = anyio.run(play, scenario)
        return log.read(calls[scenario.name])

    return events


NOT_YET = {
    "active_shooter": 8, "barricade": 4, "childbirth": 5, "choking_infant": 3,
    "hostage_outside": 5, "hostage_taker": 9, "hostage_whispering": 5, "intruder_child": 3,
    "missing_child": 6, "non_emergency": 2, "overdose": 5, "partner_listening": 5, "sinking_car": 3,
}  # fmt: skip
"""How many of a scenario's expectations may still be missed: fewer with time, never more.

One more than are missed, for another machine's language model; a scenario leaves with its last.
"""


def test_the_scenario_holds(scenario: Scenario, played: Played) -> None:
    unmet = scenario.unmet(played(scenario))
    assert len(unmet) <= NOT_YET.get(scenario.name, 0), "\n".join(unmet)


def test_feeding_the_recorded_inputs_again_gives_the_same_bytes(
    scenario: Scenario, played: Played, settings: Settings
) -> None:
    recorded = played(scenario)
    again = replay_inputs(recorded, House.open(settings).pipeline(recorded[0].call_id))
    assert [repr(to_wire(e)) for e in again] == [repr(to_wire(e)) for e in recorded]


def test_every_prompt_says_why_and_from_which_card(scenario: Scenario, played: Played) -> None:
    recorded = played(scenario)
    seqs = {event.seq for event in recorded}
    issued = [e.payload for e in recorded if isinstance(e.payload, GuidanceIssued)]
    assert issued
    for guidance in issued:
        assert guidance.because and set(guidance.because) <= seqs
        assert "@" in guidance.protocol_ref


def test_no_question_is_shown_twice_in_the_same_words(scenario: Scenario, played: Played) -> None:
    issued = [e.payload for e in played(scenario) if isinstance(e.payload, GuidanceIssued)]
    texts = [g.text for g in issued if g.kind == "critical_question"]
    assert len(texts) == len(set(texts))


def test_nothing_asked_or_answered_is_prompted_again(scenario: Scenario, played: Played) -> None:
    states: dict[str, str] = {}
    for event in played(scenario):
        payload = event.payload
        if isinstance(payload, QuestionStateChanged):
            states[payload.question] = payload.state
        elif isinstance(payload, GuidanceIssued) and payload.kind == "critical_question":
            # Who could not answer, or not so, is asked once more in other words.
            otherwise = {"follow_up", "anew"} & set(payload.protocol_ref.split("/"))
            settled = {"answered", "refused"} if otherwise else {"asked", "answered", "refused"}
            assert states.get(payload.subject) not in settled, payload
