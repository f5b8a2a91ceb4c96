"""Every job as EMR runs it, on the local AWS of the sandbox: script, input and output in S3, started by StartJobRun."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from botocore.config import Config
from conftest import Done
from taxi_data.reference import expected

from copy_contract import JOBS

ROOT = Path(__file__).parents[2]
SETTINGS = {
    "starter": {},
    "aggregate": {"spark.job.option.by": "payment_type", "spark.job.option.measures": "count,sum(total_amount)"},
    "taxi_summary": {"spark.job.option.nulls": "upstream"},
    "taxi_trips_by_hour": {},
}


class Aws:
    """Clients of one local AWS, a bucket and a virtual cluster."""

    def __init__(self, port: int) -> None:
        config = Config(s3={"addressing_style": "path"})
        keys = {"aws_access_key_id": "any", "aws_secret_access_key": "any", "region_name": "eu-west-1", "config": config}
        self.s3 = boto3.client("s3", endpoint_url=f"http://127.0.0.1:{port}", **keys)
        self.emr = boto3.client("emr-containers", endpoint_url=f"http://127.0.0.1:{port}", **keys)
        self.s3.create_bucket(Bucket="jobs-test", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        provider = {"id": "sandbox", "type": "EKS", "info": {"eksInfo": {"namespace": "jobs"}}}
        self.cluster = self.emr.create_virtual_cluster(name="jobs", containerProvider=provider)["id"]

    def run(self, job: str, run_id: str, key: str) -> str:
        """Runs a job to its end; returns its state."""
        arguments = ["--input", f"s3://jobs-test/{key}", "--output", f"s3://jobs-test/output/{run_id}/", "--run-id", run_id]
        arguments += ["--lake", "s3://jobs-test/lake/"]
        defaults = {"classification": "spark-defaults", "properties": SETTINGS[job]}
        entry = {"entryPoint": f"s3://jobs-test/scripts/{job}.py", "entryPointArguments": arguments}
        started = self.emr.start_job_run(
            virtualClusterId=self.cluster,
            name=run_id,
            executionRoleArn="arn:aws:iam::123456789012:role/any",
            releaseLabel="emr-7.12.0-latest",
            jobDriver={"sparkSubmitJobDriver": entry},
            configurationOverrides={"applicationConfiguration": [defaults]},
        )
        deadline = time.monotonic() + 120
        while True:
            run = self.emr.describe_job_run(virtualClusterId=self.cluster, id=started["id"])["jobRun"]
            if run["state"] in ("COMPLETED", "FAILED", "CANCELLED"):
                return f"{run['state']} {run.get('stateDetails', '')}"
            assert time.monotonic() < deadline, run
            time.sleep(0.2)

    def text(self, key: str) -> str:
        return str(self.s3.get_object(Bucket="jobs-test", Key=key)["Body"].read().decode())

    def keys(self, prefix: str) -> list[str]:
        return [found["Key"] for found in self.s3.list_objects_v2(Bucket="jobs-test", Prefix=prefix).get("Contents", [])]

    def results(self, run_id: str) -> Done:
        lines = self.text(f"output/{run_id}/results.jsonl").splitlines()
        return Done(Path(), json.loads(self.text(f"output/{run_id}/_manifest.json")), [json.loads(line)["Item"] for line in lines])


def _lib(script: str) -> str:
    return subprocess.run([ROOT / "bin" / "lib" / script], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory, month: Path) -> Iterator[Aws]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("aws")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    # pytest's own session has told these to its child processes; the job must not find them.
    environment = {name: value for name, value in environment.items() if not name.startswith(("PYSPARK_GATEWAY", "SPARK_"))}
    process = subprocess.Popen(
        [sys.executable, "-m", "local_aws", "--port", str(port), "--state", str(folder / "state")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=(folder / "log").open("wb"),
        cwd=ROOT / "packages" / "sandbox" / "aws",
        env=environment | {"JAVA_HOME": _lib("java-home"), "LOCAL_AWS_JARS": _lib("spark-jars")},
        text=True,
    )
    try:
        assert process.stdout is not None
        assert "ready" in process.stdout.readline(), (folder / "log").read_text()
        aws = Aws(port)
        for file in JOBS.glob("*.py"):
            aws.s3.upload_file(str(file), "jobs-test", f"scripts/{file.name}")
        aws.s3.upload_file(str(month), "jobs-test", "input/2024 [01]/ü+trips.parquet")
        yield aws
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("job", [file.stem for file in sorted(JOBS.glob("*.py"))])
def test_runs_from_s3_to_s3(aws: Aws, job: str, month: Path) -> None:
    assert aws.run(job, f"run-{job}", "input/2024 [01]/ü+trips.parquet").startswith("COMPLETED")
    done = aws.results(f"run-{job}")
    assert done.manifest["rowsIn"] == 20_000
    assert len(done.items) == done.manifest["rowsOut"] > 1
    assert aws.keys(f"output/run-{job}/") == [f"output/run-{job}/_manifest.json", f"output/run-{job}/results.jsonl"]
    if job == "taxi_summary":
        assert done.without_pk == expected(month, "upstream")
    if job == "taxi_trips_by_hour":
        assert len([key for key in aws.keys(f"lake/trips-by-hour/run=run-{job}/") if key.endswith(".parquet")]) == 31


def test_gives_the_same_bytes_when_run_again_over_what_it_wrote(aws: Aws) -> None:
    first = aws.text("output/run-aggregate/results.jsonl")
    assert aws.run("aggregate", "run-aggregate", "input/2024 [01]/ü+trips.parquet").startswith("COMPLETED")
    assert aws.text("output/run-aggregate/results.jsonl") == first


def test_fails_without_a_trace_of_results_when_the_object_is_not_there(aws: Aws) -> None:
    assert aws.run("starter", "run-gone", "input/gone.parquet").startswith("FAILED")
    assert aws.keys("output/run-gone/") == []
