"""A job's output after its end: to S3, where EMR on EKS puts it, and the one sentence people read."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any

from .. import log
from ..clients import client

# How the last line of a traceback begins.
_EXCEPTION = re.compile(r"[A-Za-z_][\w.]*(Error|Exception|Interrupt|Exit)\b")
# An error is looked for in this many bytes at the end of each stream.
_TAIL_BYTES = 200_000


def upload(job: Any, overrides: dict[str, Any], logs: Path, region: str) -> bool:
    """Puts the driver's stdout and stderr, compressed, under the job's S3 log URI. False when it has none or S3 refused."""
    monitoring = overrides.get("monitoringConfiguration") or {}
    uri = (monitoring.get("s3MonitoringConfiguration") or {}).get("logUri")
    if not uri:
        return False
    bucket, _, prefix = uri.removeprefix("s3://").partition("/")
    pod = f"{job.virtual_cluster_id}/jobs/{job.id}/containers/spark-{job.id}/spark-{job.id}-driver"
    try:
        for name in ("stdout", "stderr"):
            key = "/".join(part for part in (prefix.strip("/"), pod, f"{name}.gz") if part)
            client("s3", region).put_object(Bucket=bucket, Key=key, Body=gzip.compress((logs / name).read_bytes()))
    except Exception as error:
        log.line(f"job {job.id}: its logs could not be put under {uri}: {error}")
        return False
    return True


def why_failed(logs: Path, code: int) -> str:
    """Why a job failed: its own line `error: ...`, else the exception that ended it, else its exit code.

    Both streams are searched: Spark passes what a Python driver writes to stderr on to its own stdout.
    """
    lines = [*_tail(logs / "stdout"), *_tail(logs / "stderr")]
    for line in lines:
        if line.startswith("error: "):
            return line.strip()
    for line in reversed(lines):
        if _EXCEPTION.match(line):
            return line.strip()
    return f"exit code {code}"


def _tail(file: Path) -> list[str]:
    with file.open("rb") as stream:
        stream.seek(0, 2)
        stream.seek(max(0, stream.tell() - _TAIL_BYTES))
        return stream.read().decode("utf-8", "replace").splitlines()
