"""The console in headless Chromium: event to pixels, a long call opened, a full board.

A desk without models produces the events; the server, the sockets, the page and its drawing are
the real ones. Times are of the one clock that server and browser share.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console
from rich.table import Table

from api.app import create_app
from api.warming import warm
from assistant.desk import Desk
from assistant.engines import Engines
from assistant.events import CallStarted, FactHeard, TranscriptPartial
from assistant.settings import Settings, load_settings
from tests.api.fakes import FakeCall, FakeDesk
from tests.api.scenario import hostage
from tests.benchmarks.long_call import SPEAKERS, long_call
from tests.browser.picture import CHROMIUM, FLAGS
from tests.browser.serving import LiveServer

RATE, SECONDS = 200, 15
BURST = 4
"""Events that come together, as a batch of the pipeline does."""
EVENTS, STARTS, CALLS, ROUNDS = 5000, 5, 50, 10
WATCH = """([selector, pick]) => {
  window.seen = [];
  let last = "";
  const channel = new MessageChannel();
  channel.port1.onmessage = () => window.seen.push([last, Date.now()]);
  const look = () => {
    const texts = [...document.querySelectorAll(selector)].map((one) => one.textContent);
    const now = texts.map((text) => text.match(/#(\\d+)/)?.[1] ?? "").join(" ");
    if (now !== last) { last = now; channel.port2.postMessage(0); }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""
"""Notes every change of what is drawn, after the frame that drew it."""


def main() -> None:
    """Measure and print the table."""
    table = Table("console", "median", "p95", "most", title="headless Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        name = f"event to pixels, {RATE} events a second on one call, ms"
        table.add_row(name, *_spread(_pixels(browser)))
        first, again, used = _long_call(browser)
        table.add_row(f"a call of {EVENTS} events opened first after a start, ms", *_spread(first))
        table.add_row("opened again by the same browser, ms", *_spread(again))
        table.add_row("memory of its tab, MB", "", "", f"{used:.0f}")
        table.add_row(
            f"{CALLS} calls on the board, change to pixels, ms", *_spread(_board(browser))
        )
        browser.close()
    Console().print(table)


def _spread(taken_ms: list[float]) -> tuple[str, str, str]:
    p95 = statistics.quantiles(taken_ms, n=20, method="inclusive")[-1]
    return f"{statistics.median(taken_ms):.0f}", f"{p95:.0f}", f"{max(taken_ms):.0f}"


@contextmanager
def _served(make_app: Callable[[], FastAPI]) -> Iterator[LiveServer]:
    server = LiveServer(make_app)
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def _page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1440, "height": 900}, bypass_csp=True)
    yield page
    page.close()


def _pixels(browser: Browser) -> list[float]:
    desk = FakeDesk()
    call = hostage(desk)
    sent: dict[int, float] = {}
    with _served(lambda: create_app(desk, load_settings())) as server, _page(browser) as page:
        page.goto(server.url)
        page.wait_for_selector("#prompt")
        page.evaluate(WATCH, [".line--partial .line__text", ""])
        began = time.time()
        for number in range(0, RATE * SECONDS, BURST):
            time.sleep(max(0.0, began + number / RATE - time.time()))
            server.do(lambda number=number: _burst(call, number, sent))  # type: ignore[misc]
        page.wait_for_timeout(1000)
        seen = page.evaluate("window.seen")
    return _delays(sent, [(int(text or -1), at) for text, at in seen])


def _burst(call: FakeCall, number: int, sent: dict[int, float]) -> None:
    for one in range(number, number + BURST):
        sent[one] = time.time() * 1000
        words = f"and he says they all have to stay where they are #{one}"
        call.append(70_000 + one * 5, TranscriptPartial("u-live", one, "caller", words, 20))


def _delays(sent: dict[int, float], seen: list[tuple[int, float]]) -> list[float]:
    """For each event, until something at least as new was drawn."""
    delays, shown = [], iter(sorted(seen))
    number, at = next(shown)
    for one, when in sorted(sent.items()):
        while number < one:
            number, at = next(shown)
        delays.append(at - when)
    return delays


async def _no_engines(settings: Settings, progress: object) -> Engines:
    raise NotImplementedError


def _long_call(browser: Browser) -> tuple[list[float], list[float], float]:
    first, again, used = [], [], 0.0
    with tempfile.TemporaryDirectory() as apart:
        settings = load_settings(data_dir=Path(apart))
        for start in range(STARTS):
            desk = Desk.open(settings, _no_engines)
            if not start:
                desk.log.append(long_call("long", EVENTS))
            app = create_app(desk, desk.settings)
            with _served(lambda app=app: app) as server:  # type: ignore[misc]
                server.wait(warm(app))  # as `serve` does
                with _page(browser) as page:
                    first.append(_opening_ms(page, server.url))
                    page.goto("about:blank")
                    again.append(_opening_ms(page, server.url))
                    page.wait_for_timeout(1000)
                    used = _renderer_mb()
            desk.log.close()
    return first, again, used


def _opening_ms(page: Page, url: str) -> float:
    """How long the long call takes to open."""
    began = time.time()
    page.goto(f"{url}/#call=long")
    page.wait_for_function("document.querySelectorAll('.line').length > 100")
    return (time.time() - began) * 1000


def _renderer_mb() -> float:
    """What the tab's own process holds for itself; there is one tab."""
    held = map(_renderer_bytes, psutil.Process().children(recursive=True))
    return max(held) / 2**20


def _renderer_bytes(process: psutil.Process) -> int:
    with suppress(psutil.Error):  # those of pages before may be going just now
        if "--type=renderer" in process.cmdline():
            return int(process.memory_full_info().uss)
    return 0


def _board(browser: Browser) -> list[float]:
    desk = FakeDesk()
    calls = [desk.open(f"call-{number:02d}") for number in range(CALLS)]
    for call in calls:
        call.append(0, CallStarted("bench", SPEAKERS, {}, {}))
    delays: list[float] = []
    with _served(lambda: create_app(desk, load_settings())) as server, _page(browser) as page:
        page.goto(f"{server.url}/#calls")
        page.wait_for_function(f"document.querySelectorAll('.board tbody tr').length === {CALLS}")
        page.evaluate(WATCH, [".board tbody tr td:nth-child(4)", ""])
        for number in range(ROUNDS):
            sent = time.time() * 1000
            server.do(lambda number=number: _move(calls, number))  # type: ignore[misc]
            wanted = " ".join([str(number)] * CALLS)
            page.wait_for_function("(wanted) => window.seen.at(-1)?.[0] === wanted", arg=wanted)
            delays.append(page.evaluate("window.seen.at(-1)[1]") - sent)
            page.wait_for_timeout(137)
    return delays


def _move(calls: list[FakeCall], number: int) -> None:
    for call in calls:
        place = f"Mill Lane #{number}"
        fact = FactHeard("location", place, "affirmed", "caller", "u-1", "mill lane", 0.9)
        call.append(1000 * (number + 1), fact)


if __name__ == "__main__":
    main()
