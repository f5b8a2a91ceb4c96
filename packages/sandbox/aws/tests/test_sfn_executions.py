"""Executions over the API: names, lists, histories, the end by a person, and redrive."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from conftest import Aws, eventually

STEPS: dict[str, Any] = {
    "One": {"Type": "Pass", "Assign": {"kept": "{% $states.input.x %}"}, "Next": "Two"},
    "Two": {"Type": "Pass", "Output": {"kept": "{% $kept %}"}, "End": True},
}


def test_names_an_execution_that_was_given_no_name(aws: Aws) -> None:
    machine = aws.machine(STEPS)
    names = {aws.start(machine, {"x": 1}).rsplit(":", 1)[-1] for _ in range(3)}
    assert len(names) == 3
    assert all(len(name) == 36 for name in names)


def test_pages_through_a_history_both_ways(aws: Aws) -> None:
    execution = aws.start(aws.machine(STEPS), {"x": 1})
    aws.end(execution)
    whole = aws.history(execution)
    assert [event["id"] for event in whole] == list(range(1, len(whole) + 1))
    pages = aws.stepfunctions.get_paginator("get_execution_history").paginate(
        executionArn=execution, reverseOrder=True, PaginationConfig={"PageSize": 2}
    )
    backwards = [page["events"] for page in pages]
    assert len(backwards[0]) == 2
    assert [event for page in backwards for event in page] == whole[::-1]


def test_leaves_data_out_of_a_history_on_request(aws: Aws) -> None:
    execution = aws.start(aws.machine(STEPS), {"x": "secret"})
    aws.end(execution)
    answer = aws.stepfunctions.get_execution_history(executionArn=execution, includeExecutionData=False)
    assert "secret" not in json.dumps(answer["events"], default=str)
    assert answer["events"][1]["stateEnteredEventDetails"]["name"] == "One"


def test_lists_executions_by_status_newest_first(aws: Aws) -> None:
    states = {
        "Which": {"Type": "Choice", "Choices": [{"Condition": "{% $states.input.bad %}", "Next": "Bad"}], "Default": "Good"},
        "Bad": {"Type": "Fail", "Error": "E"},
        "Good": {"Type": "Succeed"},
    }
    machine = aws.machine(states)
    started = [aws.start(machine, {"bad": bad}) for bad in (True, False, True)]
    for execution in started:
        aws.end(execution)
    failed = aws.stepfunctions.list_executions(stateMachineArn=machine, statusFilter="FAILED")["executions"]
    assert [execution["executionArn"] for execution in failed] == [started[2], started[0]]
    assert all(execution["stopDate"] >= execution["startDate"] for execution in failed)
    page = aws.stepfunctions.list_executions(stateMachineArn=machine, maxResults=2)
    rest = aws.stepfunctions.list_executions(stateMachineArn=machine, maxResults=2, nextToken=page["nextToken"])
    assert [len(page["executions"]), len(rest["executions"])] == [2, 1]


def test_keeps_the_reason_a_person_gave_for_stopping(aws: Aws) -> None:
    execution = aws.start(aws.machine({"Wait": {"Type": "Wait", "Seconds": 60, "End": True}}))
    aws.stepfunctions.stop_execution(executionArn=execution, error="Person", cause="not needed")
    ended = aws.end(execution)
    assert (ended["status"], ended["error"], ended["cause"]) == ("ABORTED", "Person", "not needed")
    aborted = aws.history(execution)[-1]
    assert aborted["executionAbortedEventDetails"] == {"error": "Person", "cause": "not needed"}


def test_stops_at_any_moment(aws: Aws) -> None:
    def branch(name: str) -> dict[str, Any]:
        return {"StartAt": name, "States": {name: {"Type": "Wait", "Seconds": 0, "End": True}}}

    endless = {
        "Step": {"Type": "Pass", "Next": "Both"},
        "Both": {"Type": "Parallel", "Branches": [branch("Left"), branch("Right")], "Next": "Pause"},
        "Pause": {"Type": "Wait", "Seconds": 0, "Next": "Step"},
    }
    machine = aws.machine(endless)
    for _ in range(50):
        execution = aws.start(machine)
        aws.stepfunctions.stop_execution(executionArn=execution, error="Person")
        ended = aws.stepfunctions.describe_execution(executionArn=execution)
        assert (ended["status"], ended.get("error"), ended.get("cause")) == ("ABORTED", "Person", None)
        assert aws.history(execution)[-1]["executionAbortedEventDetails"] == {"error": "Person"}


def test_tells_of_every_status(aws: Aws) -> None:
    queue = aws.queue()
    machine = aws.machine({"Fail": {"Type": "Fail", "Error": "Mine", "Cause": "because"}})
    aws.rule({"source": ["aws.states"], "detail": {"stateMachineArn": [machine]}}, {"Arn": queue.arn})
    execution = aws.start(machine, {"x": "ü"})
    aws.end(execution)
    found: list[Any] = []
    while len(found) < 2:
        found += queue.take(5) or pytest.fail("no message came")
    details = sorted((event["detail"] for event in found), key=lambda detail: bool(detail["stopDate"]))
    assert [detail["status"] for detail in details] == ["RUNNING", "FAILED"]
    assert {detail["executionArn"] for detail in details} == {execution}
    assert (details[1]["error"], details[1]["cause"]) == ("Mine", "because")
    assert json.loads(details[1]["input"]) == {"x": "ü"}
    assert found[0]["detail-type"] == "Step Functions Execution Status Change"


def test_goes_on_at_the_failed_state_when_redriven(aws: Aws) -> None:
    bucket = aws.bucket()
    states = {
        "Claim": {"Type": "Pass", "Assign": {"key": "{% $states.input.key %}"}, "Output": {"seen": 1}, "Next": "Read manifest"},
        "Read manifest": {
            "Type": "Task",
            "Resource": "arn:aws:states:::aws-sdk:s3:getObject",
            "Arguments": {"Bucket": bucket, "Key": "{% $key %}"},
            "Output": {"body": "{% $states.result.Body %}", "seen": "{% $states.input.seen %}"},
            "End": True,
        },
    }
    execution = aws.start(aws.machine(states), {"key": "later"})
    failed = aws.end(execution)
    assert (failed["status"], failed["redriveStatus"], failed["redriveCount"]) == ("FAILED", "REDRIVABLE", 0)
    before = aws.history(execution)

    aws.s3.put_object(Bucket=bucket, Key="later", Body=b"here")
    aws.stepfunctions.redrive_execution(executionArn=execution)
    ended = eventually(lambda: (seen := aws.end(execution))["status"] == "SUCCEEDED" and seen)
    assert json.loads(ended["output"]) == {"body": "here", "seen": 1}
    assert (ended["redriveStatus"], ended["redriveCount"]) == ("NOT_REDRIVABLE", 1)
    assert "error" not in ended
    after = aws.history(execution)
    assert after[: len(before)] == before
    assert after[len(before)]["type"] == "ExecutionRedriven"
    assert [event["id"] for event in after] == list(range(1, len(after) + 1))
    entered = [event["stateEnteredEventDetails"]["name"] for event in after if "stateEnteredEventDetails" in event]
    assert entered == ["Claim", "Read manifest", "Read manifest"]


def test_runs_only_the_branch_that_failed_again_when_redriven(aws: Aws) -> None:
    bucket = aws.bucket()
    aws.s3.put_object(Bucket=bucket, Key="early", Body=b"early")

    def get(key: str, **more: Any) -> dict[str, Any]:
        arguments = {"Bucket": bucket, "Key": key}
        return {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:s3:getObject", "Arguments": arguments, **more}

    output = {
        "body": "{% $states.result.Body %}",
        "mine": "{% $mine %}",
        "input": "{% $states.input %}",
        "redrives": "{% $states.context.Execution.RedriveCount %}",
    }
    failing = {
        "Prepare": {"Type": "Pass", "Assign": {"mine": "kept"}, "Output": {"prepared": "{% $states.input.x %}"}, "Next": "Wait"},
        "Wait": {"Type": "Wait", "Seconds": 1, "Next": "Late"},  # until the other branch is done
        "Late": get("late", Output=output, End=True),
    }
    states = {
        "Both": {
            "Type": "Parallel",
            "Branches": [
                {"StartAt": "Prepare", "States": failing},
                {"StartAt": "Early", "States": {"Early": get("early", Output="{% $states.result.Body %}", End=True)}},
            ],
            "End": True,
        },
    }
    execution = aws.start(aws.machine(states), {"x": 7})
    assert aws.end(execution)["status"] == "FAILED"
    # What has succeeded is not looked at again.
    aws.s3.delete_object(Bucket=bucket, Key="early")
    for _ in range(2):
        aws.stepfunctions.redrive_execution(executionArn=execution)
        assert eventually(lambda: aws.end(execution))["status"] == "FAILED"
    aws.s3.put_object(Bucket=bucket, Key="late", Body=b"late")
    aws.stepfunctions.redrive_execution(executionArn=execution)
    ended = eventually(lambda: (seen := aws.end(execution))["status"] == "SUCCEEDED" and seen)
    assert json.loads(ended["output"]) == [{"body": "late", "mine": "kept", "input": {"prepared": 7}, "redrives": 3}, "early"]
    details = [event.get("stateEnteredEventDetails") for event in aws.history(execution)]
    entered = [detail["name"] for detail in details if detail]
    assert sorted(entered) == sorted(["Both", "Prepare", "Wait", "Early", "Late", *["Both", "Late"] * 3])


def test_refuses_to_redrive_what_succeeded(aws: Aws) -> None:
    execution = aws.start(aws.machine(STEPS), {"x": 1})
    aws.end(execution)
    with pytest.raises(aws.stepfunctions.exceptions.ExecutionNotRedrivable, match="is SUCCEEDED"):
        aws.stepfunctions.redrive_execution(executionArn=execution)


def test_keeps_the_definition_an_execution_started_with(aws: Aws) -> None:
    machine = aws.machine(
        {"Wait": {"Type": "Wait", "Seconds": 1, "Next": "Say"}, "Say": {"Type": "Pass", "Output": "old", "End": True}}
    )
    execution = aws.start(machine)
    definition = {"QueryLanguage": "JSONata", "StartAt": "Say", "States": {"Say": {"Type": "Pass", "Output": "new", "End": True}}}
    aws.stepfunctions.update_state_machine(stateMachineArn=machine, definition=json.dumps(definition))
    assert json.loads(aws.end(aws.start(machine))["output"]) == "new"
    assert json.loads(aws.end(execution)["output"]) == "old"


def test_runs_a_hundred_executions_at_once(aws: Aws) -> None:
    machine = aws.machine(STEPS)
    started = time.monotonic()
    executions = [aws.start(machine, {"x": number}) for number in range(100)]
    assert [json.loads(aws.end(execution)["output"])["kept"] for execution in executions] == list(range(100))
    assert time.monotonic() - started < 60
