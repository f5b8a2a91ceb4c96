"""S3's events on the default bus: moto gives all of them one id, no time in text, `eTag` for `etag`, always a version,
sends them to every bus, and two for a multipart upload. Objects created and deleted are told of, nothing else."""

from __future__ import annotations

import itertools
import threading
import uuid
from collections.abc import Callable
from typing import Any

from moto.s3 import notifications
from moto.s3.models import S3Backend

from .config import ACCOUNT_ID
from .event_bus import publish
from .patching import replace, wrap

# What is told of, with its reason, by moto's name of it.
_REASONS = {
    "s3:ObjectCreated:Put": "PutObject",
    "s3:ObjectCreated:Post": "POST Object",
    "s3:ObjectCreated:Copy": "CopyObject",
    "s3:ObjectCreated:CompleteMultipartUpload": "CompleteMultipartUpload",
    "s3:ObjectRemoved:Delete": "DeleteObject",
    "s3:ObjectRemoved:DeleteMarkerCreated": "DeleteObject",
}
_DELETIONS = {
    "s3:ObjectRemoved:Delete": "Permanently Deleted",
    "s3:ObjectRemoved:DeleteMarkerCreated": "Delete Marker Created",
}

# Set while a multipart upload is completed: moto stores the whole object by a put, which tells of itself.
_completing = threading.local()
_sequence = itertools.count(1)


def install() -> None:
    @wrap(S3Backend, "complete_multipart_upload")
    def complete_multipart_upload(original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        _completing.now = True
        try:
            return original(*args, **kwargs)
        finally:
            _completing.now = False

    @wrap(notifications, "send_event")
    def send_event(original: Callable[..., Any], account: str, event_name: Any, bucket: Any, key: Any) -> None:
        if not (getattr(_completing, "now", False) and event_name.value == "s3:ObjectCreated:Put"):
            original(account, event_name, bucket, key)

    @replace(notifications, "_send_event_bridge_message")
    def send_event_bridge_message(account: str, bucket: Any, event_name: Any, key: Any) -> None:
        # moto also tells of tags at every put, which AWS only does where tags were put.
        if event_name.value in _REASONS:
            detail_type = notifications._detail_type(event_name)
            publish(account, bucket.region_name, "aws.s3", detail_type, [bucket.arn], _detail(bucket, key, event_name.value))


def _detail(bucket: Any, key: Any, event_name: str) -> dict[str, Any]:
    stored = {"key": key.name, "sequencer": f"{next(_sequence):018X}"}
    if not event_name.endswith("DeleteMarkerCreated"):
        stored |= {"size": key.size, "etag": key.etag.strip('"')}
    if bucket.is_versioned and key.version_id:
        stored["version-id"] = key.version_id
    detail = {
        "version": "0",
        "bucket": {"name": bucket.name},
        "object": stored,
        "request-id": uuid.uuid4().hex[:16].upper(),
        "requester": ACCOUNT_ID,
        "source-ip-address": "127.0.0.1",
        "reason": _REASONS[event_name],
    }
    if event_name in _DELETIONS:
        detail["deletion-type"] = _DELETIONS[event_name]
    return detail
