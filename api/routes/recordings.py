"""Recordings come in here and are followed as jobs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from api.needs import TheDesk, TheMetrics, TheSettings
from api.problems import described
from api.schemas import CALL_ID
from api.upload import take
from assistant.views import Job

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
                            "description": "WAV, MP3, FLAC, Ogg, or a transcript; content decides.",
                        },
                        "speakers": {
                            "type": "string",
                            "description": "Who is on each channel, in channel order.",
                            "enum": [
                                "caller,dispatcher",
                                "dispatcher,caller",
                                "caller",
                                "dispatcher",
                            ],
                        },
                    },
                }
            }
        },
    }
}


@router.post("/recordings", status_code=202, responses=described(400, 403, 413), openapi_extra=FORM)
async def add_recording(
    request: Request,
    response: Response,
    desk: TheDesk,
    settings: TheSettings,
    metrics: TheMetrics,
) -> Job:
    """Take a recording; `Location` is the job that tells how far it is."""
    upload = await take(request, settings.data_dir / "incoming", settings.upload_max_mb * 2**20)
    try:
        job = await desk.submit(upload.path, upload.filename, upload.speakers)
    except BaseException:
        upload.path.unlink(missing_ok=True)
        raise
    metrics.recordings.inc()
    response.headers["Location"] = f"/v1/jobs/{job.job_id}"
    return job


@router.get("/jobs/{job_id}", responses=described(404))
async def read_job(desk: TheDesk, job_id: Annotated[str, Path(pattern=CALL_ID)]) -> Job:
    """How far a recording is, and its call once that has begun."""
    return await desk.job(job_id)
