"""For whoever watches the machine: alive, ready, measures."""

from __future__ import annotations

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from api.needs import TheDesk, TheMetrics
from api.schemas import Health
from assistant.readiness import Readiness

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def health() -> Health:
    """The process answers."""
    return Health(status="ok")


@router.get(
    "/readyz",
    responses={503: {"description": "Not ready yet, in words", "model": Readiness}},
)
async def ready(desk: TheDesk, response: Response) -> Readiness:
    """Whether calls can be taken: 200 when ready, else 503 that says why not."""
    readiness = desk.readiness
    if readiness.state != "ready":
        response.status_code = 503
        response.headers["Retry-After"] = "2"
    return readiness


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"description": "Prometheus text", "content": {"text/plain": {}}}},
)
async def metrics(desk: TheDesk, metrics: TheMetrics) -> Response:
    """Counts and delays, in Prometheus' text format."""
    load = desk.hearing_load
    if load is not None:
        metrics.hearing.update(load)
    metrics.ready.set(desk.readiness.state == "ready")
    return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)
