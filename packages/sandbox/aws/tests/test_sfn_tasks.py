"""Tasks: what a state machine does with other services."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from conftest import Aws, unique

KEY = "input/2024 01/füße+50%.parquet"


def task(resource: str, arguments: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"Type": "Task", "Resource": f"arn:aws:states:::{resource}", "Arguments": arguments, "End": True, **fields}


def test_reads_an_object_as_text(aws: Aws) -> None:
    bucket = aws.bucket()
    aws.s3.put_object(Bucket=bucket, Key=KEY, Body='{"rows": 3, "text": "ü"}'.encode())
    states = {
        "Read manifest": task(
            "aws-sdk:s3:getObject", {"Bucket": bucket, "Key": KEY}, Output={"manifest": "{% $parse($states.result.Body) %}"}
        )
    }
    assert aws.output(states) == {"manifest": {"rows": 3, "text": "ü"}}


def test_gives_times_as_text_and_lists_as_lists(aws: Aws) -> None:
    bucket = aws.bucket()
    aws.s3.put_object(Bucket=bucket, Key="a", Body=b"1")
    contents = aws.output({"List": task("aws-sdk:s3:listObjectsV2", {"Bucket": bucket})})["Contents"]
    assert contents[0]["Key"] == "a"
    assert contents[0]["LastModified"].endswith("Z")


@pytest.mark.parametrize("encode", [quote, str], ids=["encoded", "as it is"])
def test_copies_an_object_whatever_its_key(aws: Aws, encode: Any) -> None:
    key = KEY if encode is quote else "input/plain ü.csv"
    source, lake = aws.bucket(versioned=True), aws.bucket()
    aws.s3.put_object(Bucket=source, Key=key, Body=b"data")
    states = {
        "Copy to lake": task(
            "aws-sdk:s3:copyObject",
            {"Bucket": lake, "Key": "{% 'lake/' & $states.input.key %}", "CopySource": f"{source}/{encode(key)}"},
        )
    }
    aws.output(states, {"key": key})
    assert aws.s3.get_object(Bucket=lake, Key=f"lake/{key}")["Body"].read() == b"data"


def test_copies_the_version_it_is_told(aws: Aws) -> None:
    source, lake = aws.bucket(versioned=True), aws.bucket()
    first = aws.s3.put_object(Bucket=source, Key="a b", Body=b"first")["VersionId"]
    aws.s3.put_object(Bucket=source, Key="a b", Body=b"second")
    aws.output(
        {"Copy": task("aws-sdk:s3:copyObject", {"Bucket": lake, "Key": "k", "CopySource": f"{source}/a%20b?versionId={first}"})}
    )
    assert aws.s3.get_object(Bucket=lake, Key="k")["Body"].read() == b"first"


def test_claims_an_object_once(aws: Aws) -> None:
    claim = {
        "Claim": {
            "Type": "Task",
            "Resource": "arn:aws:states:::dynamodb:putItem",
            "Arguments": {
                "TableName": aws.table(),
                "Item": {"pk": {"S": "{% 'claim#' & $states.input.key %}"}, "sk": {"S": "v1"}},
                "ConditionExpression": "attribute_not_exists(pk)",
            },
            "Catch": [{"ErrorEquals": ["DynamoDB.ConditionalCheckFailedException"], "Next": "Already processed"}],
            "Next": "New",
        },
        "Already processed": {"Type": "Succeed", "Output": {"duplicate": True}},
        "New": {"Type": "Succeed", "Output": {"duplicate": False}},
    }
    assert [aws.output(claim, {"key": 'a "b"'}) for _ in range(2)] == [{"duplicate": False}, {"duplicate": True}]


def test_writes_a_batch_of_items(aws: Aws) -> None:
    table = aws.table()
    items = [
        {"PutRequest": {"Item": {"pk": {"S": "run#1"}, "sk": {"S": f"vendor#{n}"}, "trips": {"N": "12345678901234567890.5"}}}}
        for n in (1, 2)
    ]
    answer = aws.output({"Write": task("aws-sdk:dynamodb:batchWriteItem", {"RequestItems": {table: items}})})
    assert answer["UnprocessedItems"] == {}
    stored = aws.dynamodb.query(
        TableName=table, KeyConditionExpression="pk = :p", ExpressionAttributeValues={":p": {"S": "run#1"}}
    )["Items"]
    assert stored == [request["PutRequest"]["Item"] for request in items]


def test_names_the_errors_of_services_as_aws_does(aws: Aws) -> None:
    def error(resource: str, arguments: dict[str, Any]) -> str:
        return str(aws.run({"A": task(resource, arguments)})["error"])

    assert error("aws-sdk:s3:getObject", {"Bucket": aws.bucket(), "Key": "missing"}) == "S3.NoSuchKeyException"
    assert error("aws-sdk:dynamodb:getItem", {"TableName": "missing", "Key": {}}) == "DynamoDb.ResourceNotFoundException"
    assert error("dynamodb:getItem", {"TableName": "missing", "Key": {}}) == "DynamoDB.ResourceNotFoundException"


def test_announces_on_a_bus_of_its_own(aws: Aws) -> None:
    bus, queue = unique("bus"), aws.queue()
    aws.events.create_event_bus(Name=bus)
    aws.rule({"detail-type": ["Pipeline Run Succeeded"]}, {"Arn": queue.arn}, bus=bus)
    entry = {
        "EventBusName": bus,
        "Source": "data-pipelines.team.pipe",
        "DetailType": "Pipeline Run Succeeded",
        "Detail": {"execution": "{% $states.context.Execution.Id %}", "key": "{% $states.input.key %}"},
    }
    execution = aws.start(aws.machine({"Announce": task("events:putEvents", {"Entries": [entry]})}), {"key": KEY})
    assert aws.end(execution)["status"] == "SUCCEEDED"
    event = queue.next()
    assert event["detail"] == {"execution": execution, "key": KEY}
    assert execution in event["resources"]


def test_calls_another_state_machine_and_waits(aws: Aws) -> None:
    child = aws.machine({"A": {"Type": "Pass", "Output": {"twice": "{% $states.input.n * 2 %}"}, "End": True}})
    states = {
        "Call": task(
            "states:startExecution.sync:2", {"StateMachineArn": child, "Input": {"n": 21}}, Output="{% $states.result.Output %}"
        )
    }
    assert aws.output(states) == {"twice": 42}


def test_accepts_logging_and_tracing(aws: Aws) -> None:
    group = f"/aws/vendedlogs/states/{unique('log')}"
    aws.logs.create_log_group(logGroupName=group)
    destination = {"cloudWatchLogsLogGroup": {"logGroupArn": f"arn:aws:logs:eu-west-1:123456789012:log-group:{group}:*"}}
    answer = aws.stepfunctions.create_state_machine(
        name=unique("logged"),
        definition=json.dumps({"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}}),
        roleArn="arn:aws:iam::123456789012:role/any",
        loggingConfiguration={"level": "ERROR", "includeExecutionData": False, "destinations": [destination]},
        tracingConfiguration={"enabled": True},
    )
    described = aws.stepfunctions.describe_state_machine(stateMachineArn=answer["stateMachineArn"])
    assert described["tracingConfiguration"] == {"enabled": True}
    assert described["loggingConfiguration"]["level"] == "ERROR"
