"""Recordings on their way through the pipeline: one after another, each with its progress."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant.errors import JobNotFound
from assistant.events import Speaker
from assistant.views import Job

REMEMBERED_MAX = 1000
"""Jobs that can still be asked after; their calls stay in the log."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A recording handed over: the file is ours to delete, `filename` is the sender's name."""

    job_id: str
    path: Path
    filename: str
    speakers: tuple[Speaker, ...] | None


class JobBook:
    """What is known of each job; the oldest are forgotten."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}

    def open(self) -> Job:
        """A new job, queued."""
        job = Job(uuid.uuid4().hex, "queued", 0.0)
        self._jobs[job.job_id] = job
        while len(self._jobs) > REMEMBERED_MAX:
            self._jobs.pop(next(iter(self._jobs)))
        return job

    def get(self, job_id: str) -> Job:
        """The job as it stands; JobNotFound."""
        job = self._jobs.get(job_id)
        if job is None:
            raise JobNotFound("There is no such job", todo="send the recording again")
        return job

    def update(self, job_id: str, **changes: Any) -> None:
        """Note how far a job has got."""
        if job_id in self._jobs:
            self._jobs[job_id] = replace(self._jobs[job_id], **changes)
