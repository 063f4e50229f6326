"""Counts and delays for Prometheus: no identifiers, nothing anybody said."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.hearing import HearingMeasures

LAGS_S = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0)


@dataclass
class Metrics:
    """Every measure of one app, in a registry of its own."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)

    def __post_init__(self) -> None:
        """Make the measures."""
        of = self.registry
        self.requests = Counter(
            "florence_requests", "Requests served.", ("method", "route", "status"), registry=of
        )
        self.duration = Histogram(
            "florence_request_seconds", "Time to serve a request.", ("route",), registry=of
        )
        self.streams = Gauge("florence_streams", "Consoles connected now.", registry=of)
        self.slow = Counter(
            "florence_streams_slow", "Consoles closed because they lagged.", registry=of
        )
        self.lag = Histogram(
            "florence_stream_lag_seconds",
            "From an event's recording to its sending, live events only.",
            buckets=LAGS_S,
            registry=of,
        )
        self.listens = Gauge(
            "florence_listen_streams", "Transcription streams open now.", registry=of
        )
        self.recordings = Counter("florence_recordings", "Recordings taken.", registry=of)
        self.commands = Counter(
            "florence_commands", "Dispatchers' commands taken.", ("type",), registry=of
        )
        self._add_lines(of)
        self.hearing = HearingMeasures(of)
        self.ready = Gauge("florence_ready", "1 when calls can be taken.", registry=of)

    def _add_lines(self, of: CollectorRegistry) -> None:
        """What comes over the sockets of live calls."""
        self.lines = Gauge("florence_lines", "Senders connected now.", ("kind",), registry=of)
        self.lines_opened = Counter("florence_lines_opened", "Live calls opened.", registry=of)
        self.lines_resumed = Counter(
            "florence_lines_resumed", "Live calls taken up again by a sender.", registry=of
        )
        self.lines_refused = Counter(
            "florence_lines_refused", "Senders refused or cut off.", ("code",), registry=of
        )
        self.line_frames = Counter(
            "florence_line_frames", "Frames of sound received.", ("kind",), registry=of
        )
        self.line_faults = Counter(
            "florence_line_frame_faults",
            "Frames late, dropped, duplicated or missing, and jumps in their positions.",
            ("fault",),
            registry=of,
        )
        self.line_bridged = Counter(
            "florence_line_bridged_seconds", "Silence put where sound never came.", registry=of
        )


class Measured:
    """Counts and times every HTTP request under its route's template."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve, then count."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500
        began = time.perf_counter()

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            self._count(scope, status, time.perf_counter() - began)

    def _count(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", None) or "unmatched"
        method = scope["method"] if scope["method"] in {"GET", "HEAD", "POST"} else "other"
        self._metrics.requests.labels(method, route, str(status)).inc()
        self._metrics.duration.labels(route).observe(seconds)
