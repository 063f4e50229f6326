"""A labelled call evaluated in a process of its own: `python -m tests.cli.evaluating FOLDER`.

Readings are made up from the words of each line, always the same from the same words.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

import anyio

from assistant.calls import House
from assistant.cli.evaluate import evaluated, to_json
from assistant.engines import Engines
from assistant.events import (
    Answer,
    Asked,
    RankedType,
    Signal,
    Speaker,
    Told,
    TranscriptFinal,
    UtteranceUnderstood,
)
from assistant.review.labels import labelled_calls
from assistant.settings import load_settings
from assistant.vocabulary import Vocabulary

LINES = 40


class MadeUpUnderstander:
    """Several of everything in each reading, by a seed taken from the words."""

    name = "made-up"

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._words = vocabulary

    async def read(self, call_id: str, utterance: TranscriptFinal) -> UtteranceUnderstood:
        """The reading that these words always have."""
        dice, words = random.Random(utterance.text), self._words
        who = (utterance.utterance_id, utterance.speaker)
        if utterance.speaker == "dispatcher":
            questions = dice.sample(words.questions, 2)
            asked = tuple(Asked(name, 0.9, utterance.text) for name in questions)
            return UtteranceUnderstood(
                *who, asked=asked, techniques=tuple(dice.sample(words.rapport_techniques, 2))
            )
        told = tuple(
            Told(fact, dice.choice(("yes", "Elm", "4")), dice.choice(("affirmed", "denied")),
                 dice.random(), utterance.text)
            for fact in dice.sample(words.facts, 4)
        )  # fmt: skip
        kinds = dice.sample(sorted(words.call_types), 3)
        return UtteranceUnderstood(
            *who,
            told=told,
            answer=Answer("hedged", 0.9, utterance.text) if dice.random() < 0.2 else None,
            signals=tuple(Signal(a, dice.random(), "oh") for a in dice.sample(words.alerts, 2)),
            call_types=tuple(RankedType(kind, 0.3) for kind in kinds),
            eccs=dice.randint(1, 5),
        )

    async def glimpse(self, call_id: str, speaker: Speaker, text: str) -> tuple[Signal, ...]:
        """Nothing is heard before a line is over."""
        return ()

    async def forget(self, call_id: str) -> None:
        """Nothing is kept."""


class NobodyToTellApart:
    """Written lines say who speaks."""

    async def speakers(self, texts: list[str]) -> list[Speaker]:
        """Never asked."""
        raise AssertionError


def write_call(folder: Path, vocabulary: Vocabulary) -> None:
    """A transcript and labels, of no sense and of every kind."""
    dice = random.Random(4)
    speakers = [dice.choice(("CALLER", "DISPATCHER")) for _ in range(LINES)]
    lines = [f"{who}: these are the words of line {n}" for n, who in enumerate(speakers)]
    turns = [
        {
            "turn": n,
            "speaker": who.lower(),
            "asked": dice.sample(vocabulary.questions, 2) if who == "DISPATCHER" else [],
            "facts": [
                {"id": fact, "certainty": "affirmed"} for fact in dice.sample(vocabulary.facts, 3)
            ],
            "alerts": dice.sample(vocabulary.alerts, 1),
        }
        for n, who in enumerate(speakers)
    ]
    (folder / "call.txt").write_text("\n".join(lines) + "\n", "utf-8")
    label = {"call_type": "hostage", "turns": turns}
    (folder / "call.json").write_text(json.dumps(label), "utf-8")


def main(folder: Path) -> None:
    """Evaluate the folder and write the JSON."""
    house = House.open(load_settings(data_dir=folder))
    engines = Engines(MadeUpUnderstander(house.vocabulary), NobodyToTellApart(), None)  # type: ignore[arg-type]
    told = lambda detail, share: None  # noqa: E731
    scores = anyio.run(evaluated, labelled_calls(folder), house, engines, told)
    sys.stdout.write(to_json(scores))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
