"""Measures of live hearing: how busy the decoders are, and how late the event loop comes."""

from __future__ import annotations

import anyio
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from assistant.speech.ear import HearingLoad

LOOK_S = 0.05
LATE_S = (0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.25, 0.5, 1.0)


class HearingMeasures:
    """Set from the desk's own figures whenever somebody asks for them."""

    def __init__(self, of: CollectorRegistry) -> None:
        self._lines = Gauge("florence_hearing_lines", "Live lines heard now.", registry=of)
        self._places = Gauge("florence_hearing_places", "Live lines heard at most.", registry=of)
        self._queued = Gauge("florence_decodes_queued", "Windows waiting now.", registry=of)
        self._running = Gauge("florence_decodes_running", "Windows decoded now.", registry=of)
        self._wait = Gauge(
            "florence_decode_wait_seconds", "How long a live window typically waits.", registry=of
        )
        self._pace = Gauge(
            "florence_partial_pace_seconds", "How often partials are asked for.", registry=of
        )
        self._degraded = Gauge("florence_hearing_degraded", "1 when words come late.", registry=of)
        self._decoded = Counter("florence_decodes", "Windows decoded.", registry=of)
        self._shed = Counter(
            "florence_partials_shed", "Partials replaced before they were decoded.", registry=of
        )
        self._totals = (0, 0)
        self.loop_lag = Histogram(
            "florence_event_loop_lag_seconds",
            "How late the event loop wakes up.",
            buckets=LATE_S,
            registry=of,
        )

    def update(self, load: HearingLoad) -> None:
        """Take the figures over."""
        self._lines.set(load.lines)
        self._places.set(load.places)
        self._queued.set(load.queued)
        self._running.set(load.running)
        self._wait.set(load.wait_s)
        self._pace.set(load.pace_s)
        self._degraded.set(load.lags)
        decoded, shed = self._totals
        self._decoded.inc(max(0, load.decoded - decoded))
        self._shed.inc(max(0, load.shed - shed))
        self._totals = load.decoded, load.shed

    async def watch_loop(self) -> None:
        """Measure, until cancelled, how late this task is woken."""
        while True:
            due = anyio.current_time() + LOOK_S
            await anyio.sleep(LOOK_S)
            self.loop_lag.observe(max(0.0, anyio.current_time() - due))
