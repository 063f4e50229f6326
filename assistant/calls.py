"""How a call is put together: its stages in order, its session, its beginning."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from assistant.clock import Clock
from assistant.engines import Engines
from assistant.events import CallStarted, Speaker
from assistant.guidance.card_summary import CardSummary, summary_of
from assistant.guidance.cards import CardSet, load_cards
from assistant.guidance.fallback import FallbackGuidance
from assistant.guidance.raising import AlertBudget
from assistant.guidance.stages import guidance_stages
from assistant.pipeline import Pipeline
from assistant.session import CallSession, Publish
from assistant.settings import Settings
from assistant.stage import Stage
from assistant.store.event_log import EventLog
from assistant.tuning import Tunings
from assistant.understanding.call_type import CallTypeStage, Evidence
from assistant.understanding.context import Context, load_context
from assistant.understanding.evidence import load_evidence
from assistant.understanding.facts import FactStage
from assistant.understanding.keys import KeyStage
from assistant.understanding.questions import QuestionStage
from assistant.vocabulary import Vocabulary, load_vocabulary


@dataclass(frozen=True, slots=True)
class House:
    """What every call of this machine shares: vocabulary, cards, evidence, settings."""

    settings: Settings
    vocabulary: Vocabulary
    cards: CardSet
    evidence: Evidence
    context: Context
    tunings: Tunings

    @classmethod
    def open(cls, settings: Settings, winning: Collection[str] = ()) -> House:
        """Read vocabulary, cards and evidence; CardInvalid or SettingsInvalid say where.

        The settings named in `winning` come before what was tuned while Florence ran.
        """
        vocabulary = load_vocabulary(settings.nlu_dir / "vocabulary.yml")
        shipped = settings.nlu_dir / "protocols"
        cards = load_cards(settings.cards_dir, vocabulary, base=shipped)
        evidence = load_evidence(settings.nlu_dir / "evidence.yml", vocabulary)
        context = load_context(settings.nlu_dir / "context.yml", vocabulary)
        tunings = Tunings(settings, winning)
        return cls(settings, vocabulary, cards, evidence, context, tunings)

    def summaries(self) -> list[CardSummary]:
        """The cards in force, as the outside sees them."""
        return [summary_of(card) for _, card in sorted(self.cards.cards.items())]

    def stages(self) -> list[Stage]:
        """Fresh stages of one call: understanding first, guidance on what is understood."""
        tuning = self.tunings.now
        understanding: list[Stage] = [
            FactStage(self.vocabulary, self.context),
            KeyStage(self.vocabulary),
            QuestionStage(self.vocabulary, tuning.answer_confidence_min),
            CallTypeStage(self.evidence, len(self.vocabulary.call_types)),
        ]
        budget = AlertBudget(tuning.provisional_alerts, tuning.interrupting_priority)
        return understanding + guidance_stages(self.cards, tuning.silence_notice_ms, budget)

    def pipeline(self, call_id: str) -> Pipeline:
        """A fresh pipeline of one call, with plain card order to fall back to."""
        return Pipeline(call_id, self.stages(), {"guidance": FallbackGuidance(self.cards)})

    def session(
        self, call_id: str, engines: Engines, log: EventLog, clock: Clock, publish: Publish
    ) -> CallSession:
        """A session for one call."""
        pipeline, understander = self.pipeline(call_id), engines.understander
        return CallSession(pipeline, log, understander, clock, publish, engines.have_room)

    def beginning(
        self, source: str, speakers: tuple[Speaker, ...], engines: Engines
    ) -> CallStarted:
        """The first event of a call: what it comes from, what it goes by, who sees it."""
        tuning, cards = self.tunings.now, self.cards.versions
        return CallStarted(
            source, speakers, engines.versions, cards, tuning.shadow_mode, tuning.told()
        )
