"""Automatic marks: what the events of a call say about one item of a form.

A mark always names the events it rests on. Where there is nothing to rest on the item does not
apply; it is never a zero. So it is where no dispatcher is heard, and where something seems to be
missing in a call that was not heard or understood throughout.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.events import (
    CallerStateObserved,
    FactConfirmed,
    FactCorrected,
    FactHeard,
)
from assistant.review.forms import (
    Answered,
    Asked,
    Check,
    Followed,
    FreeOf,
    Heard,
    InOrder,
    Item,
    Only,
    Within,
)
from assistant.review.profile import Profile
from assistant.review.record import Evidence
from assistant.review.timings import QuestionTiming

EVIDENCE_MAX = 8


@dataclass(frozen=True, slots=True)
class Found:
    """What a check found: a share of the points, 0 to 1, or None where it does not apply."""

    share: float | None
    reason: str
    evidence: tuple[Evidence, ...] = ()


def applies(only: Only | None, profile: Profile) -> bool:
    """Whether a call is one that the item is for."""
    if only is None:
        return True
    record = profile.record
    if only.call_types and record.call_type not in only.call_types:
        return False
    if only.alerts and not any(a.issued.subject in only.alerts for a in record.alerts):
        return False
    if only.facts and not any(fact in only.facts for fact in _told(profile)):
        return False
    worst = [h.payload.eccs for h in record.caller_states
             if isinstance(h.payload, CallerStateObserved)]  # fmt: skip
    return not only.eccs or max(worst, default=0) >= only.eccs


def check_item(item: Item, profile: Profile) -> Found:
    """What Florence finds for an item that has a check."""
    assert item.check is not None
    if not applies(item.only, profile):
        return Found(None, "not this kind of call")
    if not profile.record.by("dispatcher"):
        return Found(None, "no dispatcher is heard in this call")
    found = _checked(item.check, item, profile)
    if found.share is not None and not found.evidence:
        return Found(None, "nothing in this call to judge it by")
    if found.share is not None and found.share < 1 and profile.record.deaf:
        # What was not understood may be what is missing.
        return Found(None, "not all of this call was heard and understood")
    return Found(found.share, found.reason, found.evidence[:EVIDENCE_MAX])


def _checked(check: Check, item: Item, profile: Profile) -> Found:
    if isinstance(check, Asked):
        return _asked(check.questions, profile, answered=False)
    if isinstance(check, Answered):
        return _asked(check.questions, profile, answered=True)
    if isinstance(check, Within):
        return _within(check, profile)
    if isinstance(check, Heard):
        return _heard(check, profile)
    if isinstance(check, FreeOf):
        return _free_of(check, item, profile)
    if isinstance(check, Followed):
        return _followed(check, profile)
    return _in_order(check, profile)


def _asked(questions: tuple[str, ...], profile: Profile, *, answered: bool) -> Found:
    timings = {timing.question: timing for timing in profile.timings.questions}
    evidence: list[Evidence] = []
    missing: list[str] = []
    for name in questions:
        done = _done(timings.get(name), answered)
        if done:
            evidence.append(done)
        else:
            missing.append(name)
            evidence += _due(timings.get(name), profile)
    share = 1 - len(missing) / len(questions)
    named = ", ".join(name.replace("_", " ") for name in missing)
    verb = "answered" if answered else "asked"
    return Found(share, f"not {verb}: {named}" if missing else f"{verb}", tuple(evidence))


def _done(timing: QuestionTiming | None, answered: bool) -> Evidence | None:
    if timing is None:
        return None
    moment = timing.answered or (None if answered else timing.asked)
    return moment.evidence if moment else None


def _due(timing: QuestionTiming | None, profile: Profile) -> Iterable[Evidence]:
    """What shows that something is missing: the prompt for it, the question unanswered, the end."""
    if timing and timing.prompted:
        yield timing.prompted.evidence
    elif timing and timing.asked:
        yield timing.asked.evidence
    elif profile.record.said and (profile.record.end or profile.record.last):
        end = profile.record.end or profile.record.last
        assert end is not None
        yield end


def _within(check: Within, profile: Profile) -> Found:
    measure = profile.measure(check.measure)
    if measure is None:
        return Found(None, "nothing in this call to measure it by")
    share = (measure.value - check.none) / (check.full - check.none)
    unit = " s" if check.measure.endswith("_s") else ""
    reason = f"{round(measure.value, 2):g}{unit}; full points at {check.full:g}{unit}"
    return Found(round(min(1.0, max(0.0, share)), 4), reason, measure.evidence)


def _heard(check: Heard, profile: Profile) -> Found:
    heard = _technique_evidence(check.techniques, profile)
    wanted = check.least
    reason = f"heard {len(heard)} of {wanted}" if len(heard) < wanted else f"heard {len(heard)}"
    evidence = heard or _whole(profile)
    return Found(min(1.0, len(heard) / wanted), reason, tuple(evidence))


def _free_of(check: FreeOf, item: Item, profile: Profile) -> Found:
    faults = profile.listening.faults
    heard = sorted(
        (one for name in check.faults for one in faults.get(name, ())), key=lambda e: e.seq
    )
    lost = len(heard) * check.cost / item.points
    reason = f"heard {len(heard)}" if heard else "none heard"
    return Found(max(0.0, round(1 - lost, 4)), reason, tuple(heard or _whole(profile)))


def _followed(check: Followed, profile: Profile) -> Found:
    raised = [a for a in profile.record.alerts if a.issued.subject in check.alerts]
    if not raised:
        return Found(None, "no such danger was heard")
    first = raised[0]
    after = [e for e in _technique_evidence(check.techniques, profile) if e.at_ms >= first.at_ms]
    if not after:
        return Found(0.0, "never after the danger was heard", (first.evidence,))
    late_s = (after[0].at_ms - first.at_ms) / 1000
    share = 1.0 if late_s <= check.within_s else 0.0
    reason = f"{late_s:g} s after the danger; full points within {check.within_s:g} s"
    return Found(share, reason, (first.evidence, after[0]))


def _in_order(check: InOrder, profile: Profile) -> Found:
    timings = {timing.question: timing for timing in profile.timings.questions}
    first, then = _begun(timings.get(check.first)), _begun(timings.get(check.then))
    if then is None:
        return Found(None, f"{check.then.replace('_', ' ')} never came up")
    if first is None:
        return Found(0.0, f"{check.first.replace('_', ' ')} never came up", (then,))
    share = 1.0 if first.at_ms <= then.at_ms else 0.0
    return Found(share, "in order" if share else "the other way round", (first, then))


def _begun(timing: QuestionTiming | None) -> Evidence | None:
    """Where a question first came up: asked, or answered unasked."""
    if timing is None:
        return None
    moments = [moment for moment in (timing.asked, timing.answered) if moment]
    return min((m.evidence for m in moments), key=lambda e: e.at_ms, default=None)


def _technique_evidence(techniques: tuple[str, ...], profile: Profile) -> list[Evidence]:
    heard = profile.listening.techniques
    found: dict[tuple[int, str], Evidence] = {}
    for one in (one for name in techniques for one in heard.get(name, ())):
        found.setdefault((one.at_ms, one.quote), one)
    return sorted(found.values(), key=lambda one: (one.at_ms, one.seq))


def _whole(profile: Profile) -> list[Evidence]:
    """All the dispatcher said, by its first and last words: where something was listened for."""
    said = profile.record.by("dispatcher")
    return [said[0].evidence, said[-1].evidence] if said else []


def _told(profile: Profile) -> Iterable[str]:
    for happening in profile.record.facts:
        if isinstance(happening.payload, FactHeard | FactConfirmed | FactCorrected):
            yield happening.payload.fact
