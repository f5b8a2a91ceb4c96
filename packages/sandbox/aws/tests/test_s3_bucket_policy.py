"""S3's bucket policies, in so far as the local AWS minds them."""

from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError
from conftest import Aws


def _deny(bucket: str, **more: object) -> str:
    resources = [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"]
    statement = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": resources, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def test_lets_objects_into_a_bucket_that_wants_tls(aws: Aws) -> None:
    bucket = aws.bucket()
    aws.s3.put_bucket_policy(Bucket=bucket, Policy=_deny(bucket, Condition={"Bool": {"aws:SecureTransport": "false"}}))
    aws.s3.put_object(Bucket=bucket, Key="a", Body=b"a")
    assert aws.s3.get_object(Bucket=bucket, Key="a")["Body"].read() == b"a"


def test_keeps_objects_out_of_a_bucket_that_denies_them(aws: Aws) -> None:
    bucket = aws.bucket()
    aws.s3.put_bucket_policy(Bucket=bucket, Policy=_deny(bucket))
    with pytest.raises(ClientError, match="403"):
        aws.s3.put_object(Bucket=bucket, Key="a", Body=b"a")
