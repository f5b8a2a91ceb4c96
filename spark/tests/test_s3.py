"""A job as EMR runs it, on the local AWS of the sandbox: script, input and output in S3, started by StartJobRun. One job for each way of
reading and writing; packages/sandbox/src/runs/starters.test.ts has every job in a whole pipeline."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import aggregate
import boto3
import pytest
import taxi_trips_by_hour
from botocore.config import Config
from conftest import Done, Job
from taxi_data.reference import expected
from trips import write_two_days

from copy_contract import JOBS

ROOT = Path(__file__).parents[2]
INPUT = "input/2024 [01]/ü+trips.parquet"
MEASURES = {"by": "payment_type", "measures": "count,sum(total_amount)"}


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

    def run(self, job: str, run_id: str, key: str = INPUT, **options: str) -> str:
        """Runs a job to its end; returns its state."""
        arguments = ["--input", f"s3://jobs-test/{key}", "--output", f"s3://jobs-test/output/{run_id}/", "--run-id", run_id]
        arguments += ["--lake", "s3://jobs-test/lake/"]
        properties = {f"spark.job.option.{name}": value for name, value in options.items()}
        defaults = {"classification": "spark-defaults", "properties": properties}
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
def two_days(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_two_days(tmp_path_factory.mktemp("two-days") / "in.parquet")


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory, two_days: Path) -> Iterator[Aws]:
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
        aws.s3.upload_file(str(two_days), "jobs-test", INPUT)
        yield aws
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def aggregated(aws: Aws) -> Done:
    """What a run leaves whose executor writes the results."""
    assert aws.run("aggregate", "run-a", **MEASURES).startswith("COMPLETED")
    return aws.results("run-a")


def test_says_of_an_object_what_it_says_of_the_file(aws: Aws, aggregated: Done, run_job: Job, two_days: Path) -> None:
    assert aws.keys("output/run-a/") == ["output/run-a/_manifest.json", "output/run-a/results.jsonl"]
    assert aggregated.items == run_job(aggregate, two_days, run_id="run-a", **MEASURES).items
    assert aggregated.manifest["rowsOut"] == len(aggregated.items) > 1


def test_gives_the_same_bytes_when_run_again_over_what_it_wrote(aws: Aws, aggregated: Done) -> None:
    first = aws.text("output/run-a/results.jsonl")
    assert aws.run("aggregate", "run-a", **MEASURES).startswith("COMPLETED")
    assert aws.text("output/run-a/results.jsonl") == first


def test_says_of_an_object_what_duckdb_says_of_the_file(aws: Aws, two_days: Path) -> None:
    assert aws.run("taxi_summary", "run-s", nulls="upstream").startswith("COMPLETED")
    assert aws.results("run-s").without_pk == expected(two_days, "upstream")


def test_writes_a_table_to_the_lake(aws: Aws, run_job: Job, two_days: Path) -> None:
    assert aws.run("taxi_trips_by_hour", "run-t").startswith("COMPLETED")
    assert aws.keys("output/run-t/") == ["output/run-t/_manifest.json", "output/run-t/results.jsonl"]
    assert aws.results("run-t").items == run_job(taxi_trips_by_hour, two_days, run_id="run-t").items
    parts = [key for key in aws.keys("lake/trips-by-hour/run=run-t/") if key.endswith(".parquet")]
    assert [key.split("/")[-2] for key in parts] == ["date=2024-01-01", "date=2024-01-02"]


def test_fails_without_a_trace_of_results_when_the_object_is_not_there(aws: Aws) -> None:
    assert aws.run("starter", "run-gone", "input/gone.parquet").startswith("FAILED")
    assert aws.keys("output/run-gone/") == []
