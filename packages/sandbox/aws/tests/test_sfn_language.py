"""The states language: JSONata, variables, JSONPath, errors, retries and times."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from conftest import Aws

NASTY = "a\"b\\c \u2028 {% x %} ' ü 日"


def value_of(aws: Aws, expression: str, given: Any = None) -> Any:
    return aws.output({"A": {"Type": "Pass", "Output": {"v": f"{{% {expression} %}}"}, "End": True}}, given)["v"]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("$states.input.text", NASTY),
        ("$states.input.list[0]", 1),
        ("$sum($states.input.list) / 2", 3),
        ("$states.input.none", None),
        ("[$states.input.rows.{'Put': {'Item': Item}}]", [{"Put": {"Item": {"pk": {"S": "x"}}}}]),
        ("$map($states.input.list, function($n) { $n * 2 })", [2, 4, 6]),
        ("$encodeUrlComponent('a b/ü+%')", "a%20b%2F%C3%BC%2B%25"),
        ("$exists($states.input.missing) ? 1 : 0", 0),
        ("$states.input.object.`version-id`", "v1"),
        ("$parse('{\"a\": [1]}').a", [1]),
        ("$partition($states.input.list, 2)", [[1, 2], [3]]),
        ("$range(1, 5, 2)", [1, 3, 5]),
        ("$hash('x', 'SHA-256')", "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"),
        ("$length($uuid())", 36),
    ],
)
def test_evaluates_jsonata(aws: Aws, expression: str, value: Any) -> None:
    given = {
        "text": NASTY,
        "list": [1, 2, 3],
        "none": None,
        "rows": [{"Item": {"pk": {"S": "x"}}}],
        "object": {"version-id": "v1"},
    }
    assert value_of(aws, expression, given) == value


@pytest.mark.parametrize(("size", "status"), [(250_000, "SUCCEEDED"), (270_000, "FAILED")])
def test_fails_where_a_state_assigns_variables_too_large(aws: Aws, size: int, status: str) -> None:
    text = f"{{% $pad('', {size} - 130_000, 'x') %}}".replace("_", "")
    assign = {"one": "{% $pad('', 130000, 'x') %}", "two": text}
    ended = aws.end(aws.start(aws.machine({"Assign": {"Type": "Pass", "Assign": assign, "Output": {}, "End": True}})))
    assert (ended["status"], ended.get("error")) == (status, "States.DataLimitExceeded" if status == "FAILED" else None)


def test_hands_a_value_on_from_state_to_state_by_a_variable(aws: Aws) -> None:
    states = {
        "A": {"Type": "Pass", "Assign": {"key": "{% $states.input.key %}", "list": [1]}, "Next": "B"},
        "B": {"Type": "Pass", "Output": {"key": "{% $key %}", "one": "{% $list[0] %}"}, "End": True},
    }
    machine = aws.machine(states)
    ended = aws.end(execution := aws.start(machine, {"key": NASTY}))
    assert json.loads(ended["output"]) == {"key": NASTY, "one": 1}
    exited = next(event for event in aws.history(execution) if event["type"] == "PassStateExited")
    assert json.loads(exited["stateExitedEventDetails"]["assignedVariables"]["key"]) == NASTY


@pytest.mark.parametrize("expression", ["$states.input.missing", "1 + 'x'", "$error('no')", "$sum"])
def test_fails_by_name_where_an_expression_gives_nothing(aws: Aws, expression: str) -> None:
    ended = aws.run({"A": {"Type": "Pass", "Output": f"{{% {expression} %}}", "End": True}})
    assert (ended["status"], ended["error"]) == ("FAILED", "States.QueryEvaluationError")
    assert "An error occurred while executing the state 'A'" in ended["cause"]


def test_goes_by_the_first_condition_that_holds(aws: Aws) -> None:
    states = {
        "Which": {
            "Type": "Choice",
            "Choices": [
                {"Condition": "{% $states.input.n > 5 %}", "Next": "Big"},
                {"Condition": "{% $states.input.n > 1 %}", "Next": "Mid"},
            ],
            "Default": "Small",
        },
        **{name: {"Type": "Succeed", "Output": name} for name in ("Big", "Mid", "Small")},
    }
    assert [aws.output(states, {"n": n}) for n in (9, 3, 1)] == ["Big", "Mid", "Small"]


@pytest.mark.parametrize(
    ("path", "value"),
    [("$.a[0].b", 1), ("$.a[*].b", [1, 2]), ("$.a[0:1]", [{"b": 1}]), ("$.s", "x"), ("$.a", [{"b": 1}, {"b": 2}])],
)
def test_gives_the_value_itself_at_a_definite_path(aws: Aws, path: str, value: Any) -> None:
    states = {"A": {"Type": "Pass", "Parameters": {"v.$": path}, "End": True}}
    given = {"a": [{"b": 1}, {"b": 2}], "s": "x"}
    assert aws.output(states, given, QueryLanguage="JSONPath") == {"v": value}


def failing(error: str, **fields: Any) -> dict[str, Any]:
    return {"StartAt": "Fail", "States": {"Fail": {"Type": "Fail", "Error": error, "Cause": "because", **fields}}}


def test_lets_an_error_of_a_branch_be_caught_by_its_name(aws: Aws) -> None:
    for error in ("Mine", "States.TaskFailed"):
        states = {
            "Both": {
                "Type": "Parallel",
                "Branches": [failing(error), {"StartAt": "Ok", "States": {"Ok": {"Type": "Pass", "End": True}}}],
                "Catch": [{"ErrorEquals": [error], "Output": "{% $states.errorOutput %}", "Next": "Caught"}],
                "End": True,
            },
            "Caught": {"Type": "Pass", "End": True},
        }
        assert aws.output(states) == {"Error": error, "Cause": "because"}


def test_fails_with_the_error_of_the_branch(aws: Aws) -> None:
    for error in ("Mine", "States.TaskFailed"):
        ended = aws.run({"Both": {"Type": "Parallel", "Branches": [failing(error)], "End": True}})
        assert (ended["status"], ended["error"], ended["cause"]) == ("FAILED", error, "because")


def get_missing(**fields: Any) -> dict[str, Any]:
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::aws-sdk:s3:getObject",
        "Arguments": {"Bucket": "missing-bucket", "Key": "k"},
        "End": True,
        **fields,
    }


def test_tries_again_as_often_as_it_is_told(aws: Aws) -> None:
    retry = {
        "ErrorEquals": ["S3.NoSuchBucketException"],
        "IntervalSeconds": 1,
        "BackoffRate": 3,
        "MaxDelaySeconds": 1,
        "MaxAttempts": 2,
        "JitterStrategy": "FULL",
    }
    machine = aws.machine({"Run Spark": get_missing(TimeoutSeconds=20, Retry=[retry])})
    ended = aws.end(execution := aws.start(machine))
    assert (ended["status"], ended["error"]) == ("FAILED", "S3.NoSuchBucketException")
    assert [event["type"] for event in aws.history(execution)].count("TaskFailed") == 3


def test_stops_at_once_while_it_waits_to_try_again(aws: Aws) -> None:
    machine = aws.machine({"A": get_missing(Retry=[{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 60}])})
    execution = aws.start(machine)
    time.sleep(1)
    started = time.monotonic()
    aws.stepfunctions.stop_execution(executionArn=execution, error="Mine", cause="enough")
    ended = aws.end(execution)
    assert time.monotonic() - started < 5
    assert (ended["status"], ended["error"], ended["cause"]) == ("ABORTED", "Mine", "enough")
    assert aws.history(execution)[-1]["type"] == "ExecutionAborted"


def test_times_out_as_a_whole(aws: Aws) -> None:
    machine = aws.machine({"Wait": {"Type": "Wait", "Seconds": 60, "End": True}}, TimeoutSeconds=1)
    ended = aws.end(execution := aws.start(machine))
    assert (ended["status"], ended["error"]) == ("TIMED_OUT", "States.Timeout")
    assert ended["stopDate"] > ended["startDate"]
    assert aws.history(execution)[-1]["type"] == "ExecutionTimedOut"


def test_tells_what_is_wrong_with_a_definition(aws: Aws) -> None:
    good = {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}}
    for definition, result in ((good, "OK"), ({"StartAt": "A"}, "FAIL"), ({**good, "Nonsense": 1}, "FAIL")):
        answer = aws.stepfunctions.validate_state_machine_definition(definition=json.dumps(definition))
        assert answer["result"] == result
