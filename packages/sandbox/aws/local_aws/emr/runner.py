"""Takes a job run from PENDING to its end."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from ..clients import client
from ..config import Config
from . import clusters, job_logs, job_run
from .job_run import change
from .spark_command import NotReady, command, environment
from .spark_process import SparkProcess


class Runner:
    """Runs jobs, as many at once as there are slots; the rest wait as PENDING."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._slots = threading.Semaphore(config.spark_slots)
        self._count = threading.Lock()
        # Jobs that hold a slot now.
        self.busy = 0

    def install(self) -> None:
        """Makes moto's EMR on EKS real."""
        clusters.install()
        job_run.install(self.run)

    def run(self, backend: Any, job: Any) -> None:
        """Runs one job to its end. Whatever goes wrong becomes the job's state."""
        with self._slots:
            self._add(1)
            try:
                self._run(backend, job)
            except NotReady as error:
                change(backend, job, "FAILED", str(error), "CLUSTER_UNAVAILABLE")
            except Exception as error:
                change(backend, job, "FAILED", f"{type(error).__name__}: {error}", "INTERNAL_ERROR")
            finally:
                self._add(-1)

    def _run(self, backend: Any, job: Any) -> None:
        folder = self._config.state_dir / "jobs" / job.id
        driver, overrides = job.job_driver["sparkSubmitJobDriver"], job.configuration_overrides or {}
        if not change(backend, job, "SUBMITTED"):
            return
        try:
            script = self._fetch(driver["entryPoint"], folder, backend.region_name)
        except ClientError as error:
            problem = f"error: the entry point {driver['entryPoint']} cannot be read: {error.response['Error']['Message']}"
            change(backend, job, "FAILED", problem, "USER_ERROR")
            return
        arguments = command(self._config, driver, overrides, script, backend.region_name)
        job.process = process = SparkProcess(arguments, environment(self._config, backend.region_name), folder)
        if not change(backend, job, "RUNNING"):
            process.kill()
        code = process.wait()
        uploaded = job_logs.upload(job, overrides, folder, backend.region_name)
        if job.state == "CANCEL_PENDING":
            change(backend, job, "CANCELLED", "JobRun CANCELLED successfully.")
        elif code == 0:
            change(backend, job, "COMPLETED", "JobRun completed successfully. It ran on this machine.")
        else:
            change(backend, job, "FAILED", f"JobRun failed. {job_logs.why_failed(folder, code)}", "USER_ERROR")
        if uploaded:
            shutil.rmtree(folder, ignore_errors=True)

    def _fetch(self, uri: str, folder: Path, region: str) -> Path:
        """The entry point as a file, with its own name: Spark tells a Python script by its ending."""
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        script = folder / Path(key).name
        folder.mkdir(parents=True, exist_ok=True)
        script.write_bytes(client("s3", region).get_object(Bucket=bucket, Key=key)["Body"].read())
        return script

    def _add(self, change: int) -> None:
        with self._count:
            self.busy += change
