"""Distributed Map over JSON Lines, in batches."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conftest import Aws


def distributed(bucket: str, key: str, states: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "Store results": {
            "Type": "Map",
            "Label": "Store",
            "MaxConcurrency": 5,
            "ItemReader": {
                "Resource": "arn:aws:states:::s3:getObject",
                "ReaderConfig": {"InputType": "JSONL"},
                "Arguments": {"Bucket": bucket, "Key": key},
            },
            "ItemProcessor": {
                "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
                "StartAt": next(iter(states)),
                "States": states,
            },
            "End": True,
            **fields,
        }
    }


def lines(aws: Aws, items: list[Any]) -> tuple[str, str]:
    bucket, key = aws.bucket(), "output/run 1/results.jsonl"
    aws.s3.put_object(
        Bucket=bucket, Key=key, Body="".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items).encode()
    )
    return bucket, key


ECHO: dict[str, Any] = {"Echo": {"Type": "Pass", "End": True}}


@pytest.mark.parametrize("items", [[{"n": 1}, {"n": 2, "t": "a\u2028b"}], [{"only": "one"}], []], ids=["two", "one", "none"])
def test_reads_json_lines(aws: Aws, items: list[Any]) -> None:
    assert aws.output(distributed(*lines(aws, items), ECHO)) == items


def test_runs_express_children(aws: Aws) -> None:
    states = distributed(*lines(aws, [{"n": 1}]), ECHO)
    states["Store results"]["ItemProcessor"]["ProcessorConfig"]["ExecutionType"] = "EXPRESS"
    assert aws.output(states) == [{"n": 1}]


def test_gives_its_children_batches(aws: Aws) -> None:
    items = [{"Item": {"sk": {"S": f"vendor#{n}"}}} for n in range(60)]
    batches = aws.output(distributed(*lines(aws, items), ECHO, ItemBatcher={"MaxItemsPerBatch": 25}))
    assert [len(batch["Items"]) for batch in batches] == [25, 25, 10]
    assert [item for batch in batches for item in batch["Items"]] == items


def test_gives_every_batch_the_same_input_beside_its_items(aws: Aws) -> None:
    states = distributed(
        *lines(aws, [{"n": n} for n in range(3)]),
        ECHO,
        ItemSelector={"row": "{% $states.context.Map.Item.Value.n + $offset %}"},
        ItemBatcher={"MaxItemsPerBatch": "{% $size %}", "BatchInput": {"run": "{% $states.context.Execution.Name %}", "k": 1}},
    )
    first = {"First": {"Type": "Pass", "Assign": {"size": 2, "offset": 10}, "Next": "Store results"}}
    execution = aws.start(aws.machine(first | states))
    output = json.loads(aws.end(execution)["output"])
    head = {"run": execution.rsplit(":", 1)[-1], "k": 1}
    assert output == [
        {"BatchInput": head, "Items": [{"row": 10}, {"row": 11}]},
        {"BatchInput": head, "Items": [{"row": 12}]},
    ]


def test_makes_batches_no_larger_than_told(aws: Aws) -> None:
    items = [{"text": "x" * 400} for _ in range(5)]
    batches = aws.output(distributed(*lines(aws, items), ECHO, ItemBatcher={"MaxInputBytesPerBatch": 1000}))
    assert [len(batch["Items"]) for batch in batches] == [2, 2, 1]


def test_makes_no_batch_that_is_too_large_for_an_input(aws: Aws) -> None:
    states = {"Count": {"Type": "Pass", "Output": "{% $count($states.input.Items) %}", "End": True}}
    items = [{"text": "x" * 50_000} for _ in range(8)]
    assert aws.output(distributed(*lines(aws, items), states, ItemBatcher={"MaxItemsPerBatch": 25})) == [5, 3]


def map_run(aws: Aws, execution: str) -> dict[str, Any]:
    run = aws.stepfunctions.list_map_runs(executionArn=execution)["mapRuns"][0]["mapRunArn"]
    description: dict[str, Any] = aws.stepfunctions.describe_map_run(mapRunArn=run)
    return description


def test_counts_the_items_of_its_batches(aws: Aws) -> None:
    states = distributed(*lines(aws, [{"n": n} for n in range(60)]), ECHO, ItemBatcher={"MaxItemsPerBatch": 25})
    execution = aws.start(aws.machine(states))
    assert aws.end(execution)["status"] == "SUCCEEDED"
    run = map_run(aws, execution)
    zeros = {"pending": 0, "running": 0, "failed": 0, "timedOut": 0, "aborted": 0}
    assert run["itemCounts"] == zeros | {"total": 60, "succeeded": 60, "resultsWritten": 60}
    assert run["executionCounts"] == zeros | {"total": 3, "succeeded": 3, "resultsWritten": 3}


def test_counts_the_items_and_not_what_they_hold(aws: Aws) -> None:
    execution = aws.start(aws.machine(distributed(*lines(aws, [{"Items": [1, 2, 3]}, {"Items": []}]), ECHO)))
    assert aws.end(execution)["status"] == "SUCCEEDED"
    run = map_run(aws, execution)
    assert (run["itemCounts"]["total"], run["executionCounts"]["total"]) == (2, 2)


# Five items in batches of two: the first batch (two items) or the last (one) fails.
@pytest.mark.parametrize(
    ("bad", "tolerance", "status"),
    [
        (0, {"ToleratedFailureCount": 1}, "FAILED"),
        (0, {"ToleratedFailureCount": 2}, "SUCCEEDED"),
        (0, {"ToleratedFailurePercentage": 35.0}, "FAILED"),
        (4, {"ToleratedFailurePercentage": 20.0}, "SUCCEEDED"),
    ],
)
def test_tolerates_failed_items_not_batches(aws: Aws, bad: int, tolerance: dict[str, Any], status: str) -> None:
    child = {
        "Which": {
            "Type": "Choice",
            "Choices": [{"Condition": f"{{% {bad} in $states.input.Items.n %}}", "Next": "Bad"}],
            "Default": "Good",
        },
        "Bad": {"Type": "Fail", "Error": "Bad"},
        "Good": {"Type": "Succeed"},
    }
    items = [{"n": n} for n in range(5)]
    execution = aws.start(aws.machine(distributed(*lines(aws, items), child, ItemBatcher={"MaxItemsPerBatch": 2}, **tolerance)))
    assert aws.end(execution)["status"] == status
    run = map_run(aws, execution)
    of_items, of_children = run["itemCounts"], run["executionCounts"]
    assert (of_items["failed"], of_children["failed"]) == (1 if bad == 4 else 2, 1)
    # Children that were not started after the run was lost count as aborted items only.
    assert of_items["succeeded"] + of_items["failed"] + of_items["aborted"] == 5
    assert (of_items["running"], of_children["running"]) == (0, 0)


def test_writes_results_to_a_table_in_batches(aws: Aws) -> None:
    table = aws.table()
    items = [{"Item": {"pk": {"S": "run#1"}, "sk": {"S": f"vendor#{n:03}"}, "trips": {"N": str(n)}}} for n in range(130)]
    write = {
        "Write batch": {
            "Type": "Task",
            "Resource": "arn:aws:states:::aws-sdk:dynamodb:batchWriteItem",
            "Arguments": {"RequestItems": {table: "{% [$states.input.Items.{'PutRequest': {'Item': Item}}] %}"}},
            "End": True,
        }
    }
    aws.output(distributed(*lines(aws, items), write, ItemBatcher={"MaxItemsPerBatch": 25}))
    stored = aws.dynamodb.query(
        TableName=table, KeyConditionExpression="pk = :p", ExpressionAttributeValues={":p": {"S": "run#1"}}
    )
    assert stored["Items"] == [item["Item"] for item in items]


FAIL_SECOND: dict[str, Any] = {
    "Which": {"Type": "Choice", "Choices": [{"Condition": "{% $states.input.n = 2 %}", "Next": "Bad"}], "Default": "Good"},
    "Bad": {"Type": "Fail", "Error": "Bad", "Cause": "second"},
    "Good": {"Type": "Succeed"},
}


def test_fails_when_an_item_fails(aws: Aws) -> None:
    ended = aws.run(distributed(*lines(aws, [{"n": n} for n in (1, 2, 3)]), FAIL_SECOND))
    assert (ended["status"], ended["error"]) == ("FAILED", "States.ExceedToleratedFailureThreshold")


def test_goes_on_while_failures_are_tolerated(aws: Aws) -> None:
    states = distributed(*lines(aws, [{"n": n} for n in (1, 2, 3)]), FAIL_SECOND, ToleratedFailureCount=1)
    execution = aws.start(aws.machine(states))
    assert aws.end(execution)["status"] == "SUCCEEDED"
    counts = map_run(aws, execution)["itemCounts"]
    assert (counts["total"], counts["failed"], counts["succeeded"]) == (3, 1, 2)


def test_lets_a_child_see_no_variable_of_its_parent(aws: Aws) -> None:
    child = {"Use": {"Type": "Pass", "Output": "{% $mine %}", "End": True}}
    states = {"First": {"Type": "Pass", "Assign": {"mine": 1}, "Next": "Store results"}} | distributed(*lines(aws, [{}]), child)
    assert aws.run(states)["error"] == "States.ExceedToleratedFailureThreshold"


def test_gives_a_child_an_execution_of_its_own(aws: Aws) -> None:
    child = {"Who": {"Type": "Pass", "Output": "{% $states.context.Execution.Id %}", "End": True}}
    machine = aws.machine(distributed(*lines(aws, [{}, {}]), child))
    execution = aws.start(machine)
    names = json.loads(aws.end(execution)["output"])
    assert len({*names, execution}) == 3
    assert all("/Store:" in name for name in names)


@pytest.mark.parametrize("batcher", [{"MaxItems": 3}, {}, {"MaxItemsPerBatchPath": "$.n"}])
def test_refuses_a_batcher_it_does_not_understand(aws: Aws, batcher: dict[str, Any]) -> None:
    with pytest.raises(aws.stepfunctions.exceptions.InvalidDefinition, match="state 'Store results': ItemBatcher"):
        aws.machine(distributed("b", "k", ECHO, ItemBatcher=batcher))
