"""EMR on EKS: virtual clusters, and job runs that run Spark."""

from __future__ import annotations

import gzip
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Aws, Server, eventually, unique

SCRIPT = Path(__file__).with_name("spark_job.py")
ROLE = "arn:aws:iam::123456789012:role/job"


def cluster(aws: Aws, namespace: str | None = None) -> str:
    provider = {"id": "sandbox", "type": "EKS", "info": {"eksInfo": {"namespace": namespace or unique("namespace")}}}
    return str(aws.emr_containers.create_virtual_cluster(name=unique("cluster"), containerProvider=provider)["id"])


def start(aws: Aws, virtual_cluster: str, script: str, *arguments: str, **fields: Any) -> str:
    request = {
        "name": "job",
        "virtualClusterId": virtual_cluster,
        "executionRoleArn": ROLE,
        "releaseLabel": "emr-7.12.0-latest",
        "jobDriver": {
            "sparkSubmitJobDriver": {
                "entryPoint": script,
                "entryPointArguments": list(arguments),
                "sparkSubmitParameters": "--conf spark.executor.instances=2 --conf spark.executor.memory=4G --driver-memory 8g",
            }
        },
    }
    return str(aws.emr_containers.start_job_run(**request | fields)["id"])


def ended(aws: Aws, virtual_cluster: str, job: str, seconds: float = 60) -> dict[str, Any]:
    def look() -> Any:
        run = aws.emr_containers.describe_job_run(id=job, virtualClusterId=virtual_cluster)["jobRun"]
        return run if run["state"] in ("COMPLETED", "FAILED", "CANCELLED") else None

    return dict(eventually(look, seconds))


@pytest.fixture
def script(aws: Aws) -> str:
    bucket = aws.bucket()
    aws.s3.upload_file(str(SCRIPT), bucket, "scripts/count trips.py")
    return f"s3://{bucket}/scripts/count trips.py"


def test_allows_one_cluster_in_a_namespace_at_a_time(aws: Aws) -> None:
    namespace = unique("namespace")
    first = cluster(aws, namespace)
    with pytest.raises(aws.emr_containers.exceptions.ValidationException, match="already exists in the given namespace"):
        cluster(aws, namespace)
    aws.emr_containers.delete_virtual_cluster(id=first)

    def state() -> str:
        return str(aws.emr_containers.describe_virtual_cluster(id=first)["virtualCluster"]["state"])

    assert state() == "TERMINATING"
    eventually(lambda: state() == "TERMINATED")
    assert cluster(aws, namespace) != first


def test_knows_when_a_cluster_was_made(aws: Aws) -> None:
    made = aws.emr_containers.describe_virtual_cluster(id=cluster(aws))["virtualCluster"]["createdAt"]
    assert abs(made.timestamp() - time.time()) < 60


def test_says_which_cluster_is_missing(aws: Aws) -> None:
    with pytest.raises(aws.emr_containers.exceptions.ResourceNotFoundException, match="nowhere"):
        aws.emr_containers.describe_virtual_cluster(id="nowhere")
    with pytest.raises(aws.emr_containers.exceptions.ResourceNotFoundException, match="nowhere"):
        start(aws, "nowhere", "s3://b/k.py")


def test_refuses_a_release_that_never_was(aws: Aws) -> None:
    with pytest.raises(aws.emr_containers.exceptions.ResourceNotFoundException, match="emr-7-latest"):
        start(aws, cluster(aws), "s3://b/k.py", releaseLabel="emr-7-latest")


def test_starts_a_job_once_for_one_token(aws: Aws) -> None:
    virtual_cluster = cluster(aws)
    jobs = {start(aws, virtual_cluster, "s3://missing/k.py", clientToken="once") for _ in range(2)}
    assert len(jobs) == 1
    ended(aws, virtual_cluster, jobs.pop())


def test_says_which_script_cannot_be_read(aws: Aws) -> None:
    virtual_cluster = cluster(aws)
    run = ended(aws, virtual_cluster, start(aws, virtual_cluster, "s3://missing-bucket/scripts/a.py"))
    assert (run["state"], run["failureReason"]) == ("FAILED", "USER_ERROR")
    assert "the entry point s3://missing-bucket/scripts/a.py cannot be read" in run["stateDetails"]
    assert run["finishedAt"] >= run["createdAt"]


@pytest.mark.spark
def test_tells_the_error_line_of_a_job_and_keeps_its_logs(aws: Aws, script: str) -> None:
    virtual_cluster, logs, queue = cluster(aws), aws.bucket(), aws.queue()
    aws.rule({"source": ["aws.emr-containers"], "detail": {"virtualClusterId": [virtual_cluster]}}, {"Arn": queue.arn})
    aws.s3.put_object(Bucket=logs, Key="bad.parquet", Body=b"not parquet")
    monitoring = {"monitoringConfiguration": {"s3MonitoringConfiguration": {"logUri": f"s3://{logs}/logs/"}}}
    arguments = ["--input", f"s3://{logs}/bad.parquet", "--output", f"s3://{logs}/out/", "--run-id", "r"]
    job = start(aws, virtual_cluster, script, *arguments, configurationOverrides=monitoring)
    run = ended(aws, virtual_cluster, job)
    assert run["state"] == "FAILED"
    assert f"error: s3://{logs}/bad.parquet is no parquet file" in run["stateDetails"]

    folder = f"logs/{virtual_cluster}/jobs/{job}/containers/spark-{job}/spark-{job}-driver"
    out, err = (
        gzip.decompress(aws.s3.get_object(Bucket=logs, Key=f"{folder}/{name}.gz")["Body"].read()).decode()
        for name in ("stdout", "stderr")
    )
    # Spark puts all that Python writes into stdout, here as on EMR.
    assert "is no parquet file" in out
    assert "Traceback" in out
    assert "ERROR Executor" in err

    states: set[str] = set()
    while "FAILED" not in states:
        states |= {event["detail"]["state"] for event in queue.take(5)}
    assert states == {"PENDING", "SUBMITTED", "RUNNING", "FAILED"}


@pytest.mark.spark
def test_cancels_a_running_job_and_lets_the_next_one_run(aws: Aws, script: str) -> None:
    virtual_cluster = cluster(aws)
    arguments = ["--input", "x", "--output", "y", "--run-id", "r", "--option", "sleep=60"]
    first, second = (start(aws, virtual_cluster, script, *arguments) for _ in range(2))
    states = {"RUNNING"}
    eventually(
        lambda: aws.emr_containers.describe_job_run(id=first, virtualClusterId=virtual_cluster)["jobRun"]["state"] in states, 20
    )
    assert aws.emr_containers.describe_job_run(id=second, virtualClusterId=virtual_cluster)["jobRun"]["state"] == "PENDING"
    listed = aws.emr_containers.list_job_runs(virtualClusterId=virtual_cluster, states=["PENDING"])["jobRuns"]
    assert [run["id"] for run in listed] == [second]
    for job in (first, second):
        aws.emr_containers.cancel_job_run(id=job, virtualClusterId=virtual_cluster)
    assert [ended(aws, virtual_cluster, job, 10)["state"] for job in (first, second)] == ["CANCELLED", "CANCELLED"]


def _exists(file: Path) -> bool:
    try:
        return bool(file.read_bytes())
    except OSError:
        return False


@pytest.fixture
def doomed(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path / "state", spark=True).await_ready()
    yield server
    server.close()


@pytest.mark.spark
@pytest.mark.skipif(sys.platform != "linux", reason="macOS cannot tie a process to the one that started it")
def test_leaves_no_spark_process_behind_when_it_is_killed(doomed: Server) -> None:
    aws = Aws(doomed.endpoint)
    virtual_cluster, bucket = cluster(aws), aws.bucket()
    aws.s3.upload_file(str(SCRIPT), bucket, "job.py")
    start(aws, virtual_cluster, f"s3://{bucket}/job.py", "--input", "x", "--output", "y", "--run-id", "r", "--option", "sleep=60")

    def processes() -> list[str]:
        """What runs on behalf of the server, which is named in the command lines by its folder."""
        lines = [line.read_bytes().decode().split("\0") for line in Path("/proc").glob("[0-9]*/cmdline") if _exists(line)]
        return [line[0] for line in lines if any(str(doomed.state) in part for part in line) and "local_aws" not in line]

    eventually(lambda: len(processes()) >= 2, 20)  # Java, and Python under it
    os.kill(doomed.process.pid, 9)
    eventually(lambda: not processes(), 10)


@pytest.mark.parametrize("variable", ["JAVA_HOME", "LOCAL_AWS_JARS"])
def test_says_what_spark_lacks(tmp_path: Path, variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "java"))
    (tmp_path / "java" / "bin").mkdir(parents=True)
    (tmp_path / "java" / "bin" / "java").touch()
    (tmp_path / "hadoop-aws-0.jar").touch()
    monkeypatch.setenv("LOCAL_AWS_JARS", str(tmp_path))
    monkeypatch.setenv(variable, "/nowhere")
    server = Server(tmp_path / "state").await_ready()
    try:
        aws = Aws(server.endpoint)
        virtual_cluster, bucket = cluster(aws), aws.bucket()
        aws.s3.put_object(Bucket=bucket, Key="job.py", Body=b"")
        run = ended(aws, virtual_cluster, start(aws, virtual_cluster, f"s3://{bucket}/job.py"))
        assert (run["state"], run["failureReason"]) == ("FAILED", "CLUSTER_UNAVAILABLE")
        assert run["stateDetails"].startswith(f"{variable} is '/nowhere', which holds no ")
    finally:
        server.close()


@pytest.mark.spark
def test_cancels_the_job_of_a_state_that_runs_out_of_time(aws: Aws, script: str) -> None:
    virtual_cluster = cluster(aws)
    arguments = ["--input", "x", "--output", "y", "--run-id", "r", "--option", "sleep=60"]
    state = {
        "Type": "Task",
        "Resource": "arn:aws:states:::emr-containers:startJobRun.sync",
        "Arguments": {
            "VirtualClusterId": virtual_cluster,
            "Name": "late",
            "ExecutionRoleArn": ROLE,
            "ReleaseLabel": "emr-7.12.0-latest",
            "JobDriver": {"SparkSubmitJobDriver": {"EntryPoint": script, "EntryPointArguments": arguments}},
        },
        "TimeoutSeconds": 2,
        "End": True,
    }
    execution = aws.start(aws.machine({"Run Spark": state}))
    finished = aws.end(execution)
    assert (finished["status"], finished["error"]) == ("FAILED", "States.Timeout")
    job = aws.emr_containers.list_job_runs(virtualClusterId=virtual_cluster)["jobRuns"][0]["id"]
    assert ended(aws, virtual_cluster, job, 15)["state"] == "CANCELLED"
    types = [event["type"] for event in aws.history(execution)]
    assert types[-2:] == ["TaskTimedOut", "ExecutionFailed"]
