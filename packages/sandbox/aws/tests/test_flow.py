"""The whole way of a file: S3, rule, state machine, Spark, lake, table, bus, topic, queue."""

from __future__ import annotations

import io
import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest
from conftest import ROLE, Aws, Queue, eventually, unique
from workflow import definition

KEY = "input/2024 01/fahrten+füße.parquet"


@dataclass
class Pipeline:
    """A pipeline as its manifests would make it."""

    aws: Aws
    names: dict[str, str]
    machine: str
    # What subscribers are told.
    mail: Queue

    def drop(self, body: bytes, key: str = KEY) -> str:
        """Puts a file and gives the execution it starts."""
        before = len(self._executions())
        self.aws.s3.put_object(Bucket=self.names["input"], Key=key, Body=body)
        return str(eventually(lambda: len(self._executions()) > before and self._executions()[0])["executionArn"])

    def _executions(self) -> list[dict[str, Any]]:
        return list(self.aws.stepfunctions.list_executions(stateMachineArn=self.machine)["executions"])


def make(aws: Aws) -> Pipeline:
    names = {
        "input": aws.bucket(events=True, versioned=True),
        "scripts": aws.bucket(),
        "lake": aws.bucket(),
        "table": aws.table(),
        "bus": unique("bus"),
        "namespace": unique("tests"),
    }
    provider = {"id": "sandbox", "type": "EKS", "info": {"eksInfo": {"namespace": names["namespace"]}}}
    made = aws.emr_containers.create_virtual_cluster(name=names["namespace"], containerProvider=provider)
    names["cluster"] = made["id"]
    aws.s3.upload_file(str(Path(__file__).with_name("spark_job.py")), names["scripts"], "scripts/job.py")
    machine = aws.stepfunctions.create_state_machine(name=unique("tests-flow"), definition=definition(names), roleArn=ROLE)[
        "stateMachineArn"
    ]

    mail = aws.queue()
    topic = aws.sns.create_topic(Name=unique("topic"))["TopicArn"]
    aws.sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=mail.arn)
    aws.events.create_event_bus(Name=names["bus"])
    created = {
        "bucket": {"name": [names["input"]]},
        "object": {"key": [{"wildcard": "input/*.parquet"}], "size": [{"numeric": [">", 0]}]},
    }
    failed = {"stateMachineArn": [machine], "status": ["FAILED", "TIMED_OUT", "ABORTED"]}
    aws.rule({"source": ["aws.s3"], "detail-type": ["Object Created"], "detail": created}, {"Arn": machine, "RoleArn": ROLE})
    aws.rule({"detail-type": ["Pipeline Run Succeeded"]}, {"Arn": topic}, bus=names["bus"])
    aws.rule({"source": ["aws.states"], "detail": failed}, {"Arn": topic})
    return Pipeline(aws, names, machine, mail)


def parquet(vendors: list[int]) -> bytes:
    file = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table({"VendorID": vendors}), file)
    return file.getvalue()


def names_of(events: list[dict[str, Any]]) -> list[str]:
    return [event["stateEnteredEventDetails"]["name"] for event in events if "stateEnteredEventDetails" in event]


@pytest.mark.spark
def test_a_file_becomes_results_a_copy_in_the_lake_and_a_message(aws: Aws) -> None:
    pipeline = make(aws)
    names = pipeline.names
    body = parquet([1] * 12_000 + [2] * 8_000)
    started = time.monotonic()
    execution = pipeline.drop(body)
    ended = aws.end(execution, 120)
    print(json.dumps({"drop_to_succeeded_seconds": round(time.monotonic() - started, 1)}))
    assert ended["status"] == "SUCCEEDED", ended

    run = ended["name"]
    stored = aws.dynamodb.query(
        TableName=names["table"], KeyConditionExpression="pk = :p", ExpressionAttributeValues={":p": {"S": f"run#{run}"}}
    )["Items"]
    assert {item["sk"]["S"]: item["trips"]["N"] for item in stored} == {"vendor#1": "12000", "vendor#2": "8000"}
    assert aws.s3.get_object(Bucket=names["lake"], Key=f"lake/flow/{KEY}")["Body"].read() == body

    told = json.loads(pipeline.mail.next()["Message"])
    assert told["detail-type"] == "Pipeline Run Succeeded"
    assert told["detail"]["key"] == KEY
    assert told["detail"]["execution"] == execution

    history = aws.history(execution)
    in_parallel = {"Run Spark", "Look at object", "How large?", "Copy to lake"}
    assert [name for name in names_of(history) if name not in in_parallel] == [
        "Claim",
        "Process",
        "Read manifest",
        "Keep results",
        "Store results",
        "Announce",
    ]
    job = next(event for event in history if event["type"] == "TaskSubmitted")
    assert job["taskSubmittedEventDetails"]["resource"] == "startJobRun.sync"
    run_of_job = aws.emr_containers.list_job_runs(virtualClusterId=names["cluster"])["jobRuns"][0]
    assert (run_of_job["state"], run_of_job["name"]) == ("COMPLETED", run[:64])

    # S3 may tell of a file twice.
    again = aws.start(pipeline.machine, json.loads(ended["input"]))
    assert json.loads(aws.end(again)["output"]) == {"duplicate": True}


@pytest.mark.spark
def test_a_broken_file_fails_the_run_with_the_sentence_of_the_job(aws: Aws) -> None:
    pipeline = make(aws)
    execution = pipeline.drop(b"not parquet")
    ended = aws.end(execution, 120)
    assert (ended["status"], ended["error"]) == ("FAILED", "States.TaskFailed")
    sentence = f"error: s3://{pipeline.names['input']}/{KEY} is no parquet file"
    job = json.loads(ended["cause"])
    assert job["State"] == "FAILED"
    assert sentence in job["StateDetails"]

    told = json.loads(pipeline.mail.next()["Message"])
    assert told["detail"]["status"] == "FAILED"
    assert sentence in told["detail"]["cause"]


@pytest.mark.spark
def test_stopping_a_run_cancels_its_job(aws: Aws) -> None:
    pipeline = make(aws)
    waiting = Path(__file__).with_name("spark_job.py").read_text().replace('options.get("sleep", 0)', "60")
    aws.s3.put_object(Bucket=pipeline.names["scripts"], Key="scripts/job.py", Body=waiting.encode())
    execution = pipeline.drop(parquet([1]))

    def job() -> dict[str, Any]:
        jobs = aws.emr_containers.list_job_runs(virtualClusterId=pipeline.names["cluster"])["jobRuns"]
        return dict(jobs[0]) if jobs else {"state": ""}

    eventually(lambda: job()["state"] == "RUNNING", 20)
    aws.stepfunctions.stop_execution(executionArn=execution, error="Person", cause="wrong file")
    assert aws.end(execution)["status"] == "ABORTED"
    eventually(lambda: job()["state"] == "CANCELLED", 15)
    types = [event["type"] for event in aws.history(execution)]
    assert types[-1] == "ExecutionAborted"
    assert "TaskFailed" not in types
    assert json.loads(pipeline.mail.next()["Message"])["detail"]["status"] == "ABORTED"
