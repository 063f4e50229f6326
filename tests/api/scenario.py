"""A hostage call as the pipeline would log it: what the console is looked at and tested with."""

from __future__ import annotations

from assistant.events import (
    CallStarted,
    CallTypeChanged,
    Certainty,
    FactHeard,
    GuidanceIssued,
    GuidanceKind,
    GuidanceWithdrawn,
    Payload,
    QuestionAsked,
    QuestionState,
    QuestionStateChanged,
    RankedType,
    Signal,
    Speaker,
    TranscriptFinal,
    TranscriptPartial,
    UtteranceUnderstood,
    Word,
)
from assistant.guidance.card_summary import CardQuestion, CardSummary
from tests.api.fakes import FakeCall, FakeDesk

CALL_ID = "2024-03-09-0117"
QUESTIONS = (
    ("location", "Where exactly are you?"),
    ("caller_safe", "Can you stay where you are and keep out of sight?"),
    ("can_speak_freely", "Can he hear you talking to me?"),
    ("weapons", "Does he have a gun, a knife, or anything else?"),
    ("shots_fired", "Have you heard any shots?"),
    ("hostage_count", "How many people is he holding?"),
    ("suspect_count", "Is he alone, or is somebody with him?"),
    ("position_inside", "Which room are they in, on which floor?"),
    ("injuries", "Is anybody hurt?"),
    ("suspect_description", "What does he look like, and what is he wearing?"),
    ("suspect_name", "Do you know his name?"),
    ("relationship", "Does he know anybody in there?"),
    ("demands", "Has he said what he wants?"),
    ("deadline", "Has he said by when?"),
    ("entry_point", "Which doors lead in, and are any of them open?"),
)
CARD = CardSummary(
    card="hostage",
    title="Hostage taking",
    version="1.2.0",
    effective="2024-01-15",
    approved_for_live_use=False,
    sources=("Public hostage pages of university police",),
    questions=tuple(CardQuestion(*one) for one in QUESTIONS),
)


class Script:
    """Writes a call line by line, as the stages would."""

    def __init__(self, call: FakeCall) -> None:
        self.call = call
        self.at_ms = 0
        self.lines = 0
        self.said = 0

    def put(self, payload: Payload, cause: int | None = None) -> int:
        """Append; the event's seq."""
        return self.call.append(self.at_ms, payload, cause).seq

    def say(
        self, start_ms: int, end_ms: int, speaker: Speaker, text: str, confidence: float = 0.93
    ) -> int:
        """A final utterance; its seq."""
        self.lines += 1
        self.at_ms = end_ms + 600
        spoken = text.split()
        step = (end_ms - start_ms) // len(spoken)
        words = tuple(
            Word(word, start_ms + i * step, start_ms + (i + 1) * step, confidence)
            for i, word in enumerate(spoken)
        )
        final = TranscriptFinal(
            self.utterance, speaker, text, start_ms, end_ms, words, confidence, "en"
        )
        self.said = self.put(final)
        return self.said

    @property
    def utterance(self) -> str:
        """The utterance being spoken."""
        return f"u-{self.lines}"

    def fact(
        self,
        name: str,
        value: str,
        quote: str,
        certainty: Certainty = "affirmed",
        state: QuestionState = "answered",
        confidence: float = 0.9,
    ) -> int:
        """A fact and where it leaves its question; the fact's seq."""
        heard = FactHeard(name, value, certainty, "caller", self.utterance, quote, confidence)
        seq = self.put(heard, self.said)
        self.put(QuestionStateChanged(name, state, self.utterance), self.said)
        return seq

    def ask(self, name: str, quote: str) -> None:
        """A question heard from the dispatcher."""
        self.put(QuestionAsked(name, self.utterance, quote), self.said)
        self.put(QuestionStateChanged(name, "asked", self.utterance), self.said)

    def guide(
        self, guidance_id: str, kind: GuidanceKind, subject: str, text: str, priority: int,
        because: tuple[int, ...],
    ) -> None:  # fmt: skip
        """Something worth saying or knowing."""
        ref = f"hostage@1.2.0#{subject}"
        issued = GuidanceIssued(guidance_id, kind, subject, text, priority, ref, because)
        self.put(issued, self.said)


def hostage(desk: FakeDesk, call_id: str = CALL_ID) -> FakeCall:
    """A minute and a half into a hostage call reported by a witness in the building."""
    desk.cards = [CARD]
    call = desk.open(call_id)
    script = Script(call)
    script.put(
        CallStarted(
            "demo", ("caller", "dispatcher"), {"speech": "whisper-base"}, {"hostage": "1.2.0"}
        )
    )
    _opening(script)
    _danger(script)
    _inside(script)
    return call


def _opening(script: Script) -> None:
    script.say(400, 2_600, "dispatcher", "Nine one one, where is your emergency?")
    script.ask("location", "where is your emergency?")
    script.say(
        3_100, 8_900, "caller", "I'm at the credit union on Alder Street, four twelve Alder."
    )
    script.fact("location", "412 Alder Street", "four twelve Alder")
    script.say(9_400, 11_000, "dispatcher", "Okay. Tell me exactly what's happened.")
    script.ask("what_happened", "Tell me exactly what's happened")
    text = "There's a man in there with a gun and he won't let them out, my sister's in there."
    said = script.say(11_900, 18_700, "caller", text)
    script.put(
        UtteranceUnderstood(
            script.utterance,
            "caller",
            signals=(Signal("hostage_taken", 0.94, "he won't let them out"),),
            call_types=(RankedType("hostage", 0.88), RankedType("robbery", 0.07)),
        ),
        said,
    )
    others = (RankedType("robbery", 0.07), RankedType("active_shooter", 0.03))
    script.put(CallTypeChanged("hostage", 0.88, others, "model"), said)
    for name, _ in QUESTIONS[1:]:
        script.put(QuestionStateChanged(name, "unasked", None), said)
    held = script.fact("what_happened", "people held at gunpoint", "he won't let them out")
    gun = script.fact("weapons", "gun", "a man in there with a gun")
    script.fact("relationship", "caller's sister is inside", "my sister's in there", "affirmed")
    script.guide("a-1", "alert", "hostage_taken", "Hostages are being held.", 95, (held,))
    script.guide("a-2", "alert", "weapon_present", "The man inside has a gun.", 94, (gun,))
    script.guide("g-1", "critical_question", "caller_safe", QUESTIONS[1][1], 90, (said,))


def _danger(script: Script) -> None:
    script.say(
        19_600,
        24_900,
        "dispatcher",
        "I'm sending officers now. Where are you yourself, are you out of his sight?",
    )
    script.put(GuidanceWithdrawn("g-1", "asked"), script.said)
    script.ask("caller_safe", "are you out of his sight?")
    script.say(
        25_700, 30_200, "caller", "I'm across the street behind the bus shelter, I think so."
    )
    script.fact(
        "caller_position",
        "behind the bus shelter across the street",
        "across the street behind the bus shelter",
    )
    script.fact("caller_safe", "yes", "I think so", "hedged", "unclear", 0.71)
    script.say(
        31_000,
        35_600,
        "dispatcher",
        "Stay down behind it and stay with me. Have you heard any shots?",
    )
    script.ask("shots_fired", "Have you heard any shots?")
    script.say(36_500, 38_800, "caller", "No. No shots, just shouting.")
    script.fact("shots_fired", "no", "No shots, just shouting", "denied")
    script.say(39_700, 42_300, "dispatcher", "How many people are in there with him?")
    script.ask("hostage_count", "How many people are in there with him?")
    script.say(
        43_000, 48_800, "caller", "Four, maybe five. Two tellers, my sister, an old man.", 0.81
    )
    script.fact("hostage_count", "4 or 5", "Four, maybe five", "hedged", "unclear", 0.74)


def _inside(script: Script) -> None:
    script.say(49_600, 52_000, "dispatcher", "You're doing really well. Is anybody hurt?")
    script.ask("injuries", "Is anybody hurt?")
    script.say(
        52_900,
        58_600,
        "caller",
        "I can't see, I don't know, she texted me he's got them in the back office.",
    )
    script.fact("injuries", "", "I don't know", "unknown", "unclear", 0.88)
    where = script.fact("position_inside", "back office", "he's got them in the back office")
    said = script.say(
        60_000,
        66_400,
        "caller",
        "He says if the police come in he'll, he'll shoot one of them at ten.",
    )
    threat = script.fact("deadline", "ten o'clock", "he'll shoot one of them at ten")
    script.put(
        UtteranceUnderstood(
            script.utterance,
            "caller",
            signals=(Signal("threat_to_kill", 0.91, "he'll shoot one of them at ten"),),
        ),
        said,
    )
    script.guide(
        "a-3", "alert", "threat_to_kill", "He threatens to shoot somebody at ten.", 97, (threat,)
    )
    script.guide(
        "g-2", "critical_question", "demands", "Has he said what he wants?", 92, (threat, said)
    )
    script.guide(
        "g-3",
        "critical_question",
        "suspect_count",
        "Is he alone, or is somebody with him?",
        80,
        (where,),
    )
    script.guide(
        "g-4",
        "rapport",
        "emotion_label",
        "It sounds like you're scared for your sister.",
        60,
        (said,),
    )
    script.at_ms = 67_900
    script.put(TranscriptPartial("u-99", 3, "caller", "and there's a back door onto the", 24))
