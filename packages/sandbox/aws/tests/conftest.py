"""A local AWS on a free port for all tests, and what most of them need of it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import hypothesis
import pytest
from botocore.config import Config

# Nothing is kept between runs, and a busy machine is no failure.
hypothesis.settings.register_profile("local", database=None, deadline=None)
hypothesis.settings.load_profile("local")

PACKAGE = Path(__file__).parents[1]
LIB = PACKAGE.parents[2] / "bin" / "lib"
REGION = "eu-west-1"
ACCOUNT = "123456789012"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/any"


class Aws:
    """The clients of one local AWS, and short ways to what tests do often."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self._clients: dict[str, Any] = {}

    def __getattr__(self, service: str) -> Any:
        name = service.replace("_", "-")
        if name not in self._clients:
            self._clients[name] = boto3.client(
                name,
                endpoint_url=self.endpoint,
                region_name=REGION,
                aws_access_key_id="any",
                aws_secret_access_key="any",
                config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
            )
        return self._clients[name]

    def bucket(self, *, events: bool = False, versioned: bool = False) -> str:
        name = unique("bucket")
        self.s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
        if versioned:
            self.s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
        if events:
            self.s3.put_bucket_notification_configuration(Bucket=name, NotificationConfiguration={"EventBridgeConfiguration": {}})
        return name

    def table(self) -> str:
        name = unique("table")
        keys = ("pk", "sk")
        self.dynamodb.create_table(
            TableName=name,
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in keys],
            KeySchema=[{"AttributeName": key, "KeyType": kind} for key, kind in zip(keys, ("HASH", "RANGE"), strict=True)],
            BillingMode="PAY_PER_REQUEST",
        )
        return name

    def queue(self) -> Queue:
        return Queue(self, unique("queue"))

    def rule(self, pattern: dict[str, Any], target: dict[str, Any], bus: str = "default") -> str:
        name = unique("rule")
        self.events.put_rule(Name=name, EventBusName=bus, EventPattern=json.dumps(pattern))
        self.events.put_targets(Rule=name, EventBusName=bus, Targets=[{"Id": "one", **target}])
        return name

    def machine(self, states: dict[str, Any], start: str | None = None, **fields: Any) -> str:
        """A state machine in JSONata that starts at its first state."""
        definition = {"QueryLanguage": "JSONata", "StartAt": start or next(iter(states)), "States": states, **fields}
        answer = self.stepfunctions.create_state_machine(name=unique("machine"), definition=json.dumps(definition), roleArn=ROLE)
        return str(answer["stateMachineArn"])

    def start(self, machine: str, given: Any = None) -> str:
        answer = self.stepfunctions.start_execution(stateMachineArn=machine, input=json.dumps({} if given is None else given))
        return str(answer["executionArn"])

    def end(self, execution: str, seconds: float = 30) -> dict[str, Any]:
        """The execution once it has ended."""

        def ended() -> dict[str, Any] | None:
            description: dict[str, Any] = self.stepfunctions.describe_execution(executionArn=execution)
            return description if description["status"] != "RUNNING" else None

        return eventually(ended, seconds)

    def run(self, states: dict[str, Any], given: Any = None, seconds: float = 30, **fields: Any) -> dict[str, Any]:
        """Runs a new state machine to its end."""
        return self.end(self.start(self.machine(states, **fields), given), seconds)

    def output(self, states: dict[str, Any], given: Any = None, **fields: Any) -> Any:
        """The output of a new state machine, which must succeed."""
        ended = self.run(states, given, **fields)
        assert ended["status"] == "SUCCEEDED", f"{ended['status']}: {ended.get('error')}: {ended.get('cause')}"
        return json.loads(ended["output"])

    def history(self, execution: str) -> list[dict[str, Any]]:
        pages = self.stepfunctions.get_paginator("get_execution_history").paginate(executionArn=execution)
        return [event for page in pages for event in page["events"]]


class Queue:
    """A queue that tests listen at."""

    def __init__(self, aws: Aws, name: str) -> None:
        self._aws = aws
        self.url = aws.sqs.create_queue(QueueName=name)["QueueUrl"]
        self.arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"

    def next(self, seconds: float = 5) -> Any:
        """The next message, from JSON if it is; fails when none comes in time."""
        messages = self.take(seconds)
        assert messages, "no message came"
        assert len(messages) == 1, messages
        return messages[0]

    def take(self, seconds: float = 1) -> list[Any]:
        """What comes until the first message or the end of the time."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            answer = self._aws.sqs.receive_message(QueueUrl=self.url, MaxNumberOfMessages=10, MessageAttributeNames=["All"])
            messages = answer.get("Messages", [])
            for message in messages:
                self._aws.sqs.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])
            if messages:
                self.attributes = messages[0].get("MessageAttributes", {})
                return [json.loads(message["Body"]) for message in messages]
            time.sleep(0.05)
        return []


def unique(kind: str) -> str:
    return f"{kind}-{uuid.uuid4().hex[:8]}"


def eventually(look: Callable[[], Any], seconds: float = 10) -> Any:
    """What `look` finds as soon as it finds something; fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        assert time.monotonic() < deadline, f"nothing within {seconds} s"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def lib(script: str) -> str:
    return subprocess.run([LIB / script], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


class Server:
    """A local AWS in a process of its own."""

    def __init__(self, state: Path, *arguments: str, port: int | None = None, spark: bool = False) -> None:
        self.port = port or free_port()
        self.endpoint = f"http://127.0.0.1:{self.port}"
        self.state = state
        # A wrong bundle of certificates and a profile that is not there must not matter.
        environment = os.environ | {"AWS_CA_BUNDLE": "/nonexistent.pem", "AWS_PROFILE": "nobody"}
        if spark:
            environment |= {"JAVA_HOME": lib("java-home"), "LOCAL_AWS_JARS": lib("spark-jars")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "local_aws", "--port", str(self.port), "--state", str(state), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=(state.parent / f"{state.name}.log").open("wb"),
            cwd=PACKAGE,
            env=environment,
            text=True,
        )

    @property
    def log(self) -> str:
        return (self.state.parent / f"{self.state.name}.log").read_text()

    def await_ready(self) -> Server:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line == f"local AWS ready on {self.endpoint}\n", line + self.log
        return self

    def health(self) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.endpoint}/_sandbox/health", timeout=10) as answer:
            return dict(json.load(answer))

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                stream.close()


@pytest.fixture(scope="session", autouse=True)
def _plain_environment() -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    # test_needed.py leaves one repair out.
    without = os.environ.get("LOCAL_AWS_WITHOUT")
    arguments = ["--without", without] if without else []
    running = Server(tmp_path_factory.mktemp("local-aws") / "state", *arguments, spark=True).await_ready()
    yield running
    print(running.log)
    running.close()


@pytest.fixture(scope="session")
def aws(server: Server) -> Aws:
    return Aws(server.endpoint)
