"""Recordings come in here and are followed as jobs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from api.needs import TheIntake, TheMetrics, TheSettings
from api.problems import described
from api.schemas import CALL_ID
from api.upload import TAGS, take
from assistant.review.importing import INCOMING, Standing
from assistant.review.jobs import Job, JobPage
from assistant.store.imports import ItemState

router = APIRouter(prefix="/v1", tags=["recordings"])

FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "additionalProperties": False,
                    "properties": {
                        "file": {
                            "type": "string",
                            "format": "binary",
                            "minLength": 1,
                            "description": "WAV, MP3, FLAC, Ogg, or a transcript; content decides.",
                        },
                        "speakers": {
                            "type": "string",
                            "description": "Who is on each channel, in order; empty: not said.",
                            "enum": [
                                "",
                                "caller,dispatcher",
                                "dispatcher,caller",
                                "caller",
                                "dispatcher",
                            ],
                        },
                        "dispatcher": {
                            "type": "string",
                            "maxLength": 80,
                            "description": "Who took the call.",
                        },
                        "tags": {
                            "type": "string",
                            "pattern": TAGS,
                            "description": "Tags, separated by commas.",
                        },
                    },
                }
            }
        },
    }
}


JobId = Annotated[str, Path(pattern=CALL_ID)]


@router.post(
    "/recordings", status_code=202, responses=described(400, 403, 413, 503, 507), openapi_extra=FORM
)
async def add_recording(
    request: Request,
    response: Response,
    intake: TheIntake,
    settings: TheSettings,
    metrics: TheMetrics,
) -> Job:
    """Take a recording; `Location` is the job that tells how far it is.

    It is on disk and in the queue when this is answered; one that is known already answers with
    the job it came with, and `duplicate`.
    """
    sent = await take(request, settings.data_dir / INCOMING, settings.upload_max_mb * 2**20)
    try:
        job = await intake.submit(sent)
    except BaseException:
        sent.path.unlink(missing_ok=True)
        raise
    metrics.recordings.inc()
    response.headers["Location"] = f"/v1/jobs/{job.job_id}"
    return job


@router.get("/jobs", responses=described(404, 503))
async def list_jobs(
    intake: TheIntake,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    before: Annotated[str | None, Query(pattern=CALL_ID)] = None,
    state: ItemState | None = None,
) -> JobPage:
    """Recordings, the last one first, with what became of each, and how long the rest takes."""
    return await intake.jobs(limit, before, state)


@router.post("/queue/cancel", responses=described(403, 503))
async def cancel_jobs(intake: TheIntake) -> Standing:
    """Cancel everything that waits; what is being taken is finished."""
    return await intake.cancel()


@router.post("/queue/resume", responses=described(403, 503))
async def resume_jobs(intake: TheIntake) -> Standing:
    """Queue again what was cancelled."""
    return await intake.resume()


@router.get("/jobs/{job_id}", responses=described(404, 503))
async def read_job(intake: TheIntake, job_id: JobId) -> Job:
    """How far a recording is, and its call once that has begun."""
    return await intake.job(job_id)


@router.post("/jobs/{job_id}/cancel", responses=described(403, 404, 503))
async def cancel_job(intake: TheIntake, job_id: JobId) -> Standing:
    """Cancel one recording, also while it is being taken; one that is over stays as it is."""
    return await intake.cancel(job_id)


@router.post("/jobs/{job_id}/resume", responses=described(403, 404, 503))
async def resume_job(intake: TheIntake, job_id: JobId) -> Standing:
    """Queue one again that was cancelled or failed, while its file is there."""
    return await intake.resume(job_id)
