"""S3's events on the default bus: moto gives all of them one id, no time in text, `eTag` for `etag`, always a version,
sends them to every bus, and two for a multipart upload."""

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

_REASONS = {
    "Put": "PutObject",
    "Post": "POST Object",
    "Copy": "CopyObject",
    "CompleteMultipartUpload": "CompleteMultipartUpload",
    "Delete": "DeleteObject",
    "DeleteMarkerCreated": "DeleteObject",
}
_DELETIONS = {"Delete": "Permanently Deleted", "DeleteMarkerCreated": "Delete Marker Created"}

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
        detail_type = notifications._detail_type(event_name)
        action = event_name.value.rsplit(":", 1)[-1]
        publish(account, bucket.region_name, "aws.s3", detail_type, [bucket.arn], _detail(bucket, key, action))


def _detail(bucket: Any, key: Any, action: str) -> dict[str, Any]:
    stored = {"key": key.name, "sequencer": f"{next(_sequence):018X}"}
    if action != "DeleteMarkerCreated":
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
        "reason": _REASONS.get(action, action),
    }
    if action in _DELETIONS:
        detail["deletion-type"] = _DELETIONS[action]
    return detail
