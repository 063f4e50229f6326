"""Rasa in process: the traps that each cost a call its memory, its speed or its privacy."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from ruamel.yaml import YAML

from assistant.errors import ModelFailed
from assistant.settings import Settings
from assistant.understanding.rasa_engine import RasaEngine, RasaThread, listen_again
from assistant.understanding.rasa_understander import RasaUnderstander
from assistant.vocabulary import load_vocabulary

from .conftest import final

pytestmark = [pytest.mark.anyio, pytest.mark.models]
ABOUT = {"speaker": "caller", "utterance_id": "u1"}


def yaml(path: Path) -> Any:
    return YAML(typ="safe").load(path)


@pytest.fixture
def domain(settings: Settings) -> Domain:
    return Domain.load(str(settings.nlu_dir / "domain"))


def test_the_rule_is_total(settings: Settings, domain: Domain) -> None:
    (rule,) = yaml(settings.nlu_dir / "data" / "rules" / "every_turn.yml")["rules"]
    covered = {step["intent"] for step in rule["steps"][0]["or"]}
    ours = set(domain.intents) - {"back", "restart", "session_start", "out_of_scope"}
    assert covered == ours and "nlu_fallback" in covered
    assert rule["steps"][1]["action"] == "action_next_guidance"


def test_slots_are_memory_only(settings: Settings, domain: Domain) -> None:
    facts = load_vocabulary(settings.nlu_dir / "vocabulary.yml").facts
    written = yaml(settings.nlu_dir / "domain" / "facts.yml")
    assert not domain.form_names
    assert set(written["slots"]) == {"asked", *facts} and written["entities"] == list(facts)
    for slot in written["slots"].values():
        assert slot["mappings"] == [{"type": "custom"}]
        assert slot["influence_conversation"] is False


def test_sessions_do_not_expire_on_wall_time(domain: Domain) -> None:
    assert not domain.session_config.are_sessions_enabled()


async def test_two_messages_at_once_on_one_call_do_not_wait_for_a_lock(
    understander: RasaUnderstander,
) -> None:
    texts = ("he has a gun", "she is bleeding", "we are upstairs", "hurry")
    finals = [final("caller", text, f"u{n}") for n, text in enumerate(texts)]
    readings = await asyncio.gather(*(understander.read("busy", f) for f in finals))
    assert [reading.utterance_id for reading in readings] == ["u0", "u1", "u2", "u3"]
    assert not understander._engine.processor.lock_store.conversation_locks


async def test_the_tracker_remembers_facts_and_stays_small(understander: RasaUnderstander) -> None:
    await understander.read("long", final("caller", "I'm at 200 Main Street"))
    sizes = []
    for turn in range(30):
        await understander.read("long", final("caller", "please hurry, he has a knife", f"u{turn}"))
        sizes.append(len(_tracker(understander, "long").events))
    assert _tracker(understander, "long").get_slot("location")["value"] == "200 Main Street"
    assert max(sizes[5:]) == sizes[5]


async def test_a_forgotten_call_leaves_nothing(understander: RasaUnderstander) -> None:
    await understander.read("gone", final("caller", "he has a knife"))
    await understander.forget("gone")
    assert "gone" not in await understander._engine.trackers.keys()


async def test_calls_do_not_share_facts(understander: RasaUnderstander) -> None:
    await understander.read("one", final("caller", "he has a knife"))
    await understander.read("two", final("caller", "hello"))
    assert _tracker(understander, "one").get_slot("weapons") is not None
    assert _tracker(understander, "two").get_slot("weapons") is None


async def test_after_the_same_question_the_same_utterance_is_read_the_same(
    understander: RasaUnderstander,
) -> None:
    said = final("caller", "my kitchen is on fire and my kids are inside")
    asked = final("dispatcher", "is everybody out of the house")
    await understander.read("again", asked)
    first = await understander.read("again", said)
    await understander.read("again", final("caller", "please hurry"))
    await understander.read("again", asked)
    assert await understander.read("again", said) == first


async def test_a_short_answer_is_read_with_what_was_asked(understander: RasaUnderstander) -> None:
    await understander.read("asked", final("dispatcher", "where is the gun right now"))
    reading = await understander.read("asked", final("caller", "on the kitchen table"))
    assert "weapon_location" in {told.fact for told in reading.told}
    await understander.forget("asked")
    alone = await understander.read("asked", final("caller", "on the kitchen table"))
    assert "weapon_location" not in {told.fact for told in alone.told}


class Breaks(Action):
    """An action with a defect."""

    def name(self) -> str:
        return "action_next_guidance"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Any:
        raise ValueError(f"cannot handle {tracker.latest_message['text']}")


class Silent(Breaks):
    """An action that never answers."""

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Any:
        return []


@pytest.fixture(params=[Breaks, Silent])
def broken(model: Path, request: pytest.FixtureRequest) -> Iterator[tuple[RasaThread, RasaEngine]]:
    thread = RasaThread()
    yield thread, thread.run_now(lambda: RasaEngine(model, [request.param()]))
    thread.close()


async def test_a_failing_action_surfaces_without_the_callers_words(
    broken: tuple[RasaThread, RasaEngine],
) -> None:
    thread, engine = broken
    with pytest.raises(ModelFailed) as failed:
        await thread.run(engine.turn("c", "he has a plum-coloured canary", ABOUT))
    assert "canary" not in str(failed.value)


def test_after_the_circuit_breaker_rasa_listens_again(
    understander: RasaUnderstander, domain: Domain
) -> None:
    processor = understander._engine.processor
    assert processor.on_circuit_break is listen_again
    stuck = [UserUttered("x", {"name": "tell"}), *[ActionExecuted("action_next_guidance")] * 10]
    tracker = DialogueStateTracker.from_events("c", stuck, domain.slots)
    assert processor.is_action_limit_reached(tracker, should_predict_another_action=True)
    listen_again(tracker, None, None)
    assert not processor.is_action_limit_reached(tracker, should_predict_another_action=True)


def test_nothing_a_caller_says_is_printed_or_logged(model: Path) -> None:
    program = f"""
import asyncio, logging, pathlib
logging.basicConfig(level=logging.DEBUG)
from assistant.events import TranscriptFinal
from assistant.understanding.rasa_understander import RasaUnderstander
understander = RasaUnderstander(pathlib.Path({str(model)!r}))
said = "the periwinkle canary has a gun at 200 Periwinkle Street"
for speaker in ("caller", "dispatcher"):
    asyncio.run(understander.read("c", TranscriptFinal("u", speaker, said, 0, 1, (), 1.0, "en")))
"""
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=root, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "periwinkle" not in (done.stdout + done.stderr).lower()


def _tracker(understander: RasaUnderstander, call_id: str) -> DialogueStateTracker:
    return understander._engine.trackers._trackers[call_id]


@pytest.mark.parametrize(
    ("words", "dangers"),
    [
        ("he's got a gun", {"weapon_present"}),
        ("my wife she's not breathing", {"not_breathing"}),
        ("no he hasn't got a gun", set()),
        ("I'm at 200 Main Street and", set()),
    ],
)
async def test_a_glimpse_hears_dangers_and_leaves_no_trace(
    understander: RasaUnderstander, words: str, dangers: set[str]
) -> None:
    signals = await understander.glimpse("glimpsed", "caller", words)
    assert {signal.alert for signal in signals} == dangers
    assert "glimpsed" not in await understander._engine.trackers.keys()
