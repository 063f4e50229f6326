"""How fast lists and searches answer with ten thousand calls in the store."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from assistant.events import CallEnded, CallStarted, Event
from assistant.review.library import Library
from assistant.review.pages import page_of
from assistant.store.shelved import Line, ShelfMark, Shelved
from assistant.store.wanted import Wanted
from tests.review.calls import BEGAN, Script
from tests.review.shelves import keep, library

CALLS, LINES, RUNS = 10_000, 60, 9
WORDS = (
    "help please hurry he is not breathing my address is the corner of street and there was a man"
    " with gun in car fire smoke upstairs baby fell hurt blood door locked running away"
).split()
TYPES = ("hostage", "cardiac_arrest", "structure_fire", "intruder", "non_emergency")


def main() -> None:
    """Fill a store and time each kind of question; the worst of several answers counts."""
    with tempfile.TemporaryDirectory() as folder:
        held = library(Path(folder))
        began = time.perf_counter()
        _fill(held)
        print(
            f"\n{CALLS} calls with {LINES} lines, filled in {time.perf_counter() - began:.0f} s\n"
        )
        print("| question | worst of 9, ms |\n|---|---|")
        for name, ask in _questions(held).items():
            print(f"| {name} | {_worst(ask):.0f} |")
        keep(held, _long(), "long", day=1)
        print(f"| review of a call of 3,000 events | {_worst(lambda: page_of(held, 'long')):.0f} |")


def _questions(held: Library) -> dict[str, Callable[[], object]]:
    def page(**wanted: object) -> Callable[[], object]:
        return lambda: held.page(Wanted(**wanted), 50, None)  # type: ignore[arg-type]

    return {
        "list, newest first": page(),
        "list, page in the middle": lambda: held.page(Wanted(), 50, f"c{CALLS // 2:05}"),
        "by type and dispatcher": page(call_type="hostage", dispatcher="d7"),
        "by alert and missed question": page(alert="weapon_present", missed="weapons"),
        "by score": page(score_min=40, score_max=45),
        "by tag": page(tag="night"),
        "by a word in every call": page(text="help"),
        "search, a word in every call": lambda: held.search("help", 50),
        "search, four words": lambda: held.search("gun car door baby", 50),
        "search, nothing found": lambda: held.search("zebra", 50),
        "names to filter by": lambda: held.shelf.words("alert"),
    }


def _worst(ask: Callable[[], object]) -> float:
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        ask()
        times.append(time.perf_counter() - began)
    return 1000 * max(times)


def _fill(held: Library) -> None:
    draw = random.Random(7)
    for first in range(0, CALLS, 500):
        held.shelf.put_all(_call(number, draw) for number in range(first, first + 500))
    with_log = [_log(number) for number in range(CALLS)]
    for events in with_log:
        held.log.append(events)


def _log(number: int) -> list[Event]:
    """A call's first and last event: what lists ask the log is only how far each call is."""
    began = BEGAN + timedelta(minutes=number)
    name = f"c{number:05}"
    started = CallStarted("x", ("caller", "dispatcher"), {}, {})
    return [
        Event(name, 1, 0, began, None, started),
        Event(name, 2, 90_000, began, None, CallEnded("recording ended")),
    ]


def _call(number: int, draw: random.Random) -> tuple[Shelved, list[Line], list[ShelfMark], int]:
    call = Shelved(
        f"c{number:05}", BEGAN + timedelta(minutes=number), 90_000, f"{number}.wav", False,
        draw.choice(TYPES), f"{number} Oak Street", f"d{number % 40}", "standard",
        draw.uniform(0, 100), 50.0, "automatic", 0, {"location_s": draw.uniform(1, 90)}, 2, 0,
        tuple(draw.sample(("weapon_present", "not_breathing", "shots_fired"), draw.randrange(3))),
        tuple(draw.sample(("weapons", "conscious", "caller_safe"), draw.randrange(3))),
        ("night",) if number % 50 == 0 else (),
    )  # fmt: skip
    lines = [Line(n, n * 1500, "caller", " ".join(draw.choices(WORDS, k=10))) for n in range(LINES)]
    return call, lines, [ShelfMark("standard", f"i{n}", 1.0, 5) for n in range(20)], 1


def _long() -> list[Event]:
    call = Script()
    for turn in range(1000):
        call.say("caller", "one two three four five six seven", turn * 3600, turn * 3600 + 3000)
        call.tells("injuries", "none")
    return call.ends()


if __name__ == "__main__":
    main()
