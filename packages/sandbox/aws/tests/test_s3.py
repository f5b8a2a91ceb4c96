"""S3: what it says about buckets, and the events it sends."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Aws, Queue


@pytest.fixture
def told(aws: Aws) -> Any:
    """Makes a bucket, versioned or not, and a queue that hears of every object created in it."""

    def make(**options: Any) -> tuple[str, Queue]:
        bucket, queue = aws.bucket(events=True, **options), aws.queue()
        aws.rule({"source": ["aws.s3"], "detail": {"bucket": {"name": [bucket]}}}, {"Arn": queue.arn})
        return bucket, queue

    return make


def test_shows_that_eventbridge_is_on_for_a_bucket(aws: Aws) -> None:
    assert "EventBridgeConfiguration" in aws.s3.get_bucket_notification_configuration(Bucket=aws.bucket(events=True))
    assert "EventBridgeConfiguration" not in aws.s3.get_bucket_notification_configuration(Bucket=aws.bucket())


def test_keeps_a_queue_beside_eventbridge_in_the_notification_configuration(aws: Aws) -> None:
    bucket, queue = aws.bucket(), aws.queue()
    configuration = {
        "EventBridgeConfiguration": {},
        "QueueConfigurations": [{"Id": "mine", "QueueArn": queue.arn, "Events": ["s3:ObjectCreated:*"]}],
    }
    aws.s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration=configuration)
    answer = aws.s3.get_bucket_notification_configuration(Bucket=bucket)
    assert answer["QueueConfigurations"][0]["QueueArn"] == queue.arn
    assert "EventBridgeConfiguration" in answer


def test_says_that_every_bucket_is_encrypted_by_s3(aws: Aws) -> None:
    rules = aws.s3.get_bucket_encryption(Bucket=aws.bucket())["ServerSideEncryptionConfiguration"]["Rules"]
    assert rules[0]["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}


@pytest.mark.parametrize(
    "key", ["input/a.parquet", "input/2024 01/füße+a%20b&c=d.parquet", "input/日本.csv", 'input/it\'s "q".csv']
)
def test_tells_the_key_as_it_is(aws: Aws, told: Any, key: str) -> None:
    bucket, queue = told()
    etag = aws.s3.put_object(Bucket=bucket, Key=key, Body=b"abc")["ETag"].strip('"')
    event = queue.next()
    assert event["detail-type"] == "Object Created"
    assert event["resources"] == [f"arn:aws:s3:::{bucket}"]
    assert event["detail"]["reason"] == "PutObject"
    stored = event["detail"]["object"]
    assert {name: stored[name] for name in ("key", "size", "etag")} == {"key": key, "size": 3, "etag": etag}
    assert "version-id" not in stored


def test_tells_the_version_where_there_is_one(aws: Aws, told: Any) -> None:
    bucket, queue = told(versioned=True)
    version = aws.s3.put_object(Bucket=bucket, Key="k", Body=b"1")["VersionId"]
    assert queue.next()["detail"]["object"]["version-id"] == version


def test_gives_each_event_its_own_id_and_a_time_in_text(aws: Aws, told: Any) -> None:
    bucket, queue = told()
    events = []
    for key in "ab":
        aws.s3.put_object(Bucket=bucket, Key=key, Body=b"1")
        events.append(queue.next())
    assert events[0]["id"] != events[1]["id"]
    assert events[0]["time"].endswith("Z")
    assert events[0]["detail"]["object"]["sequencer"] < events[1]["detail"]["object"]["sequencer"]


def test_tells_of_a_multipart_upload_once(aws: Aws, told: Any) -> None:
    bucket, queue = told()
    upload = aws.s3.create_multipart_upload(Bucket=bucket, Key="big")["UploadId"]
    part = aws.s3.upload_part(Bucket=bucket, Key="big", UploadId=upload, PartNumber=1, Body=b"x" * 1000)["ETag"]
    aws.s3.complete_multipart_upload(
        Bucket=bucket, Key="big", UploadId=upload, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": part}]}
    )
    assert queue.next()["detail"]["reason"] == "CompleteMultipartUpload"
    assert queue.take(0.5) == []


def test_tells_of_a_copy(aws: Aws, told: Any) -> None:
    bucket, queue = told()
    source = aws.bucket()
    aws.s3.put_object(Bucket=source, Key="from", Body=b"1")
    aws.s3.copy_object(Bucket=bucket, Key="to", CopySource={"Bucket": source, "Key": "from"})
    event = queue.next()
    assert (event["detail"]["object"]["key"], event["detail"]["reason"]) == ("to", "CopyObject")


def test_tells_of_a_deletion_as_such(aws: Aws, told: Any) -> None:
    bucket, queue = told()
    aws.s3.put_object(Bucket=bucket, Key="k", Body=b"1")
    queue.next()
    aws.s3.delete_object(Bucket=bucket, Key="k")
    event = queue.next()
    assert (event["detail-type"], event["detail"]["deletion-type"]) == ("Object Deleted", "Permanently Deleted")


def test_says_nothing_of_a_bucket_with_eventbridge_off(aws: Aws) -> None:
    bucket, queue = aws.bucket(), aws.queue()
    aws.rule({"source": ["aws.s3"], "detail": {"bucket": {"name": [bucket]}}}, {"Arn": queue.arn})
    aws.s3.put_object(Bucket=bucket, Key="k", Body=b"1")
    assert queue.take(0.5) == []


def test_sends_its_events_to_the_default_bus_only(aws: Aws) -> None:
    bucket, queue = aws.bucket(events=True), aws.queue()
    aws.events.create_event_bus(Name=f"bus-of-{bucket}")
    aws.rule({"source": ["aws.s3"]}, {"Arn": queue.arn}, bus=f"bus-of-{bucket}")
    aws.s3.put_object(Bucket=bucket, Key="k", Body=b"1")
    assert queue.take(0.5) == []
