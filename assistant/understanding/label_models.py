"""Both speakers' label models and the speaker model: all that is learned from the examples."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from assistant.events import Speaker
from assistant.understanding.augment import garbled
from assistant.understanding.clauses import clause_language, split_clauses
from assistant.understanding.encoder import Vectors, sentence_encoder
from assistant.understanding.example_clauses import Cut, placed
from assistant.understanding.label_model import LabelModel, Scores, TrainingRows, fit_label_model
from assistant.understanding.labels import CALLER_FAMILIES, DISPATCHER_FAMILIES, Example, Family
from assistant.understanding.progress import report
from assistant.understanding.reading import Heard, HeardClause
from assistant.understanding.speaker_model import SpeakerModel, fit_speaker_model

SPEAKERS: dict[Speaker, tuple[Family, ...]] = {
    "dispatcher": DISPATCHER_FAMILIES,
    "caller": CALLER_FAMILIES,
}
COPY_EVERY = 4
"""One example in this many gets a garbled copy."""


class LabelModels:
    """Hears labels in clauses."""

    def __init__(self, models: dict[Speaker, LabelModel], speakers: SpeakerModel) -> None:
        self._models = models
        self.speakers = speakers

    @classmethod
    def fit(cls, examples: Sequence[Example]) -> LabelModels:
        """Learn from the examples' clauses and their garbled copies."""
        rows = _rows(examples)
        report("Learning to tell the speakers apart", 0.5)
        speakers = fit_speaker_model(_labelled(rows))
        models: dict[Speaker, LabelModel] = {}
        for done, (speaker, families) in enumerate(SPEAKERS.items()):
            report(f"Learning what a {speaker} says", 0.55 + 0.2 * done)
            models[speaker] = fit_label_model(_of(rows, speaker), families)
        return cls(models, speakers)

    def heard(self, speaker: Speaker, texts: Sequence[str], vectors: Vectors) -> list[HeardClause]:
        """The labels above their family's threshold in each clause, the surest first."""
        if not texts:
            return []
        model = self._models[speaker]
        scores = model.scores(texts, vectors)
        return [
            HeardClause(text, tuple(_above(model, row)))
            for text, row in zip(texts, scores, strict=True)
        ]

    def save(self, folder: Path) -> None:
        """Write everything into a folder."""
        for speaker, model in self._models.items():
            (folder / speaker).mkdir()
            model.save(folder / speaker)
        self.speakers.save(folder)

    @classmethod
    def load(cls, folder: Path) -> LabelModels:
        """Read what `save` wrote."""
        models = {speaker: LabelModel.load(folder / speaker) for speaker in SPEAKERS}
        return cls(models, SpeakerModel.load(folder))


def _rows(examples: Sequence[Example]) -> TrainingRows:
    """The examples a clause each, with a garbled copy of some."""
    report("Reading the examples", 0.05)
    single, cuts = _cut(examples)
    vectors = _encoded([example.text for example in single], 0.1)
    first = TrainingRows(single, vectors, np.zeros(len(single), dtype=np.bool_))
    clauses = _placed(first, cuts)
    copies = [
        replace(example, text=garbled(example.text))
        for example in [*single, *clauses][::COPY_EVERY]
    ]
    added = [*clauses, *copies]
    vectors = np.vstack([vectors, _encoded([example.text for example in added], 0.3)])
    everything = [*single, *added]
    copied = np.arange(len(everything)) >= len(single) + len(clauses)
    return TrainingRows(everything, vectors, copied)


def _cut(examples: Sequence[Example]) -> tuple[list[Example], list[Cut]]:
    """The examples of one clause, and the others with their clauses."""
    language = clause_language()
    docs = language.pipe(example.text for example in examples)
    found = [
        (example, tuple(clause.text for clause in split_clauses(doc)))
        for example, doc in zip(examples, docs, strict=True)
    ]
    single = [example for example, clauses in found if len(clauses) < 2]
    return single, [Cut(example, clauses) for example, clauses in found if len(clauses) > 1]


def _placed(first: TrainingRows, cuts: Sequence[Cut]) -> list[Example]:
    """The clauses of the longer examples, labelled by what the shorter ones teach."""
    models = {
        speaker: fit_label_model(_of(first, speaker), families, scaled=False)
        for speaker, families in SPEAKERS.items()
    }

    def score(speaker: Speaker, texts: Sequence[str]) -> Scores:
        return models[speaker].scores(texts, _encoded(texts, 0.2))

    columns = {speaker: model.columns for speaker, model in models.items()}
    return placed(cuts, columns, score, first.examples)


def _labelled(rows: TrainingRows) -> TrainingRows:
    kept = [at for at, example in enumerate(rows.examples) if example.labels]
    return TrainingRows([rows.examples[at] for at in kept], rows.vectors[kept], rows.copies[kept])


def _encoded(texts: Sequence[str], begun: float, step: int = 512) -> Vectors:
    encoder = sentence_encoder(threads=2)
    parts = [encoder.encode([])]
    for start in range(0, len(texts), step):
        report("Encoding the examples", begun + 0.1 * start / len(texts))
        parts.append(encoder.encode(texts[start : start + step]))
    return np.vstack(parts)


def _of(rows: TrainingRows, speaker: Speaker) -> TrainingRows:
    mine = np.array([example.speaker == speaker for example in rows.examples])
    examples = [example for example in rows.examples if example.speaker == speaker]
    return TrainingRows(examples, rows.vectors[mine], rows.copies[mine])


def _above(model: LabelModel, scores: Scores) -> list[Heard]:
    """Labels that count; a fact once, with its likeliest certainty."""
    found = [*_plain_labels(model, scores), *_told_facts(model, scores)]
    return sorted(found, key=lambda heard: (-heard.confidence, heard.family, heard.key))


def _plain_labels(model: LabelModel, scores: Scores) -> Iterator[Heard]:
    for at in np.flatnonzero(scores > model.thresholds):
        column = model.columns[at]
        yield _heard(model, column.family, column.key, float(scores[at]))


def _told_facts(model: LabelModel, scores: Scores) -> Iterator[Heard]:
    if not model.facts:
        return
    totals = model.told(scores)
    for fact in np.flatnonzero(totals > model.scales["tell"].threshold):
        likeliest = max(model.facts[fact], key=lambda at: float(scores[at]))
        yield _heard(model, "tell", model.columns[likeliest].key, float(totals[fact]))


def _heard(model: LabelModel, family: Family, key: str, score: float) -> Heard:
    scale = model.scales[family]
    probability = 1 / (1 + math.exp(-(scale.slope * score + scale.offset)))
    return Heard(family, key, round(probability, 3))
