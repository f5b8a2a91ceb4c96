"""EventBridge: what reaches the targets of a rule."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conftest import ACCOUNT, REGION, Aws, eventually, unique


def send(aws: Aws, source: str, detail: dict[str, Any], bus: str = "default") -> None:
    entry = {"Source": source, "DetailType": "Test", "Detail": json.dumps(detail), "EventBusName": bus}
    assert aws.events.put_events(Entries=[entry])["FailedEntryCount"] == 0


def test_starts_a_state_machine_with_the_whole_event(aws: Aws) -> None:
    machine, source = aws.machine({"A": {"Type": "Pass", "End": True}}), unique("source")
    aws.rule({"source": [source]}, {"Arn": machine, "RoleArn": "arn:aws:iam::1:role/r"})
    send(aws, source, {"key": "ü"})
    execution = eventually(lambda: aws.stepfunctions.list_executions(stateMachineArn=machine)["executions"])[0]
    given = json.loads(aws.end(execution["executionArn"])["input"])
    assert (given["source"], given["detail"], given["account"]) == (source, {"key": "ü"}, ACCOUNT)
    assert execution["name"].startswith(given["id"])


def test_sends_to_a_topic_the_text_of_a_template(aws: Aws) -> None:
    queue, source = aws.queue(), unique("source")
    topic = aws.sns.create_topic(Name=unique("topic"))["TopicArn"]
    aws.sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue.arn)
    aws.rule(
        {"source": [source]},
        {"Arn": topic, "InputTransformer": {"InputPathsMap": {"s": "$.detail.state"}, "InputTemplate": '"The run <s>."'}},
    )
    send(aws, source, {"state": 'said "no"'})
    assert queue.next()["Message"] == 'The run said "no".'


@pytest.mark.parametrize(
    ("target", "received"),
    [
        ({}, None),
        ({"Input": '{"fixed":1}'}, {"fixed": 1}),
        ({"InputPath": "$.detail"}, {"n": 1, "o": {"x": [1]}}),
        (
            {
                "InputTransformer": {
                    "InputPathsMap": {"n": "$.detail.n", "o": "$.detail.o"},
                    "InputTemplate": '{"a": <n>, "b": <o>}',
                }
            },
            {"a": 1, "b": {"x": [1]}},
        ),
    ],
)
def test_gives_a_queue_what_the_rule_says(aws: Aws, target: dict[str, Any], received: Any) -> None:
    queue, source = aws.queue(), unique("source")
    aws.rule({"source": [source]}, {"Arn": queue.arn, **target})
    send(aws, source, {"n": 1, "o": {"x": [1]}})
    message = queue.next()
    if received is None:
        assert message["detail"] == {"n": 1, "o": {"x": [1]}}
        assert "ingestion-time" not in message
    else:
        assert message == received


def test_sends_nothing_by_a_disabled_rule(aws: Aws) -> None:
    queue, source = aws.queue(), unique("source")
    aws.events.disable_rule(Name=aws.rule({"source": [source]}, {"Arn": queue.arn}))
    send(aws, source, {"n": 1})
    assert queue.take(0.5) == []


def test_puts_what_a_target_refuses_into_the_dead_letter_queue(aws: Aws) -> None:
    dead, source = aws.queue(), unique("source")
    missing = f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:missing"
    aws.rule(
        {"source": [source]},
        {"Arn": missing, "RetryPolicy": {"MaximumRetryAttempts": 0}, "DeadLetterConfig": {"Arn": dead.arn}},
    )
    send(aws, source, {"n": 1})
    assert dead.next()["detail"] == {"n": 1}
    assert dead.attributes["TARGET_ARN"]["StringValue"] == missing
    assert dead.attributes["ERROR_CODE"]["StringValue"] == "StateMachineDoesNotExist"


def test_keeps_the_events_of_a_bus_on_it(aws: Aws) -> None:
    bus, here, there, source = unique("bus"), aws.queue(), aws.queue(), unique("source")
    aws.events.create_event_bus(Name=bus)
    aws.rule({"source": [source]}, {"Arn": here.arn}, bus=bus)
    aws.rule({"source": [source]}, {"Arn": there.arn})
    send(aws, source, {"n": 1}, bus=bus)
    assert here.next()["detail"] == {"n": 1}
    assert there.take(0.5) == []


@pytest.mark.parametrize(
    ("pattern", "matches"),
    [([{"prefix": "input/"}], True), ([{"suffix": ".csv"}], False), ([{"wildcard": "input/*.parquet"}], True)],
)
def test_tries_a_pattern_out(aws: Aws, pattern: list[Any], matches: bool) -> None:
    event = {"source": "s", "detail-type": "t", "detail": {"key": "input/a.parquet"}}
    answer = aws.events.test_event_pattern(Event=json.dumps(event), EventPattern=json.dumps({"detail": {"key": pattern}}))
    assert answer["Result"] is matches
