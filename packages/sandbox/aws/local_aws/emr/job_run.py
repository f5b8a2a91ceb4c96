"""Job runs over the API: moto has every job RUNNING for ever. Here a job goes through the states of EMR on EKS, each change told
on the bus, while its Spark process runs."""

from __future__ import annotations

import re
import threading
from datetime import datetime, timezone
from typing import Any

from moto.emrcontainers.exceptions import ResourceNotFoundException
from moto.emrcontainers.models import EMRContainersBackend, JobRun, ValidationException

from .. import log
from ..event_bus import publish
from ..patching import replace
from .spark_process import SparkProcess

TERMINAL_STATES = ("COMPLETED", "FAILED", "CANCELLED")
# `stateDetails` holds at most this many characters on AWS.
_DETAILS_LENGTH = 256
_RELEASE = re.compile(r"emr-(spark-)?\d+\.\d+\.\d+-(latest|\d{8})")

_changing = threading.RLock()


def install(run: Any) -> None:
    """`run(backend, job)` takes a PENDING job to its end; it is called in a thread of its own."""

    @replace(EMRContainersBackend, "start_job_run")
    def start_job_run(self: Any, **request: Any) -> JobRun:
        for known in self.job_runs.values():
            if request["client_token"] and known.client_token == request["client_token"]:
                return known
        _check(self, request)
        job: Any = JobRun(**request, account_id=self.account_id, region_name=self.region_name, aws_partition=self.partition)
        job.created_at = datetime.now(timezone.utc)
        job.state = "PENDING"
        job.process = None
        self.job_runs[job.id] = job
        _tell(self, job)
        threading.Thread(target=run, args=(self, job), daemon=True, name=f"job {job.id}").start()
        return job

    @replace(EMRContainersBackend, "cancel_job_run")
    def cancel_job_run(self: Any, job_run_id: str, virtual_cluster_id: str) -> JobRun:
        job = self.describe_job_run(job_run_id, virtual_cluster_id)
        with _changing:
            if job.state in (*TERMINAL_STATES, "CANCEL_PENDING"):
                raise ValidationException(f"Job run {job_run_id} is not in a cancellable state: it is {job.state}")
            process: SparkProcess | None = job.process
            if process is None:
                change(self, job, "CANCELLED", "JobRun CANCELLED successfully.")
            else:
                change(self, job, "CANCEL_PENDING")
        if process is not None:
            process.stop()
        return job


def change(backend: Any, job: Any, state: str, details: str | None = None, reason: str | None = None) -> bool:
    """Moves a job to a state, tells the bus, and returns True; a job that has ended stays as it is, and False comes back."""
    with _changing:
        if job.state in TERMINAL_STATES or (job.state == "CANCEL_PENDING" and state != "CANCELLED"):
            return False
        job.state = state
        job.state_details = details[:_DETAILS_LENGTH] if details else None
        job.failure_reason = reason
        if state in TERMINAL_STATES:
            job.finished_at = datetime.now(timezone.utc)
            log.line(f"job {job.id} '{job.name}': {state}{f': {details}' if state == 'FAILED' else ''}")
        elif state == "RUNNING":
            log.line(f"job {job.id} '{job.name}': Spark started")
    _tell(backend, job)
    return True


def _check(backend: Any, request: dict[str, Any]) -> None:
    cluster = backend.virtual_clusters.get(request["virtual_cluster_id"])
    if cluster is None:
        raise ResourceNotFoundException(f"Virtual cluster {request['virtual_cluster_id']} doesn't exist.")
    if cluster.state != "RUNNING":
        raise ValidationException(f"Virtual cluster {cluster.id} is {cluster.state}; job runs need one that is RUNNING")
    if not _RELEASE.fullmatch(request["release_label"] or ""):
        raise ResourceNotFoundException(f"Release {request['release_label']} doesn't exist.")
    driver = (request["job_driver"] or {}).get("sparkSubmitJobDriver")
    if not driver or not driver.get("entryPoint"):
        raise ValidationException("jobDriver.sparkSubmitJobDriver.entryPoint is missing")


def _tell(backend: Any, job: Any) -> None:
    detail = {
        "severity": "ERROR" if job.state == "FAILED" else "INFO",
        "name": job.name,
        "id": job.id,
        "arn": job.arn,
        "virtualClusterId": job.virtual_cluster_id,
        "state": job.state,
        "releaseLabel": job.release_label,
        "createdAt": job.created_at.isoformat(),
        "stateDetails": job.state_details,
        "failureReason": job.failure_reason,
    }
    publish(backend.account_id, backend.region_name, "aws.emr-containers", "EMR Job Run State Change", [job.arn], detail)
