"""S3's answers about a bucket: moto leaves EventBridge out of the notification configuration, and says that a bucket has
no encryption, where AWS encrypts every bucket with SSE-S3."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.core.responses import ActionResult
from moto.s3.models import S3Backend
from moto.s3.responses import S3Response

from .patching import wrap

_DEFAULT_ENCRYPTION = {"Rule": {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BucketKeyEnabled": "false"}}


def install() -> None:
    @wrap(S3Backend, "get_bucket_encryption")
    def get_bucket_encryption(original: Callable[..., Any], self: S3Backend, bucket_name: str) -> Any:
        return original(self, bucket_name) or _DEFAULT_ENCRYPTION

    @wrap(S3Response, "get_bucket_notification")
    def get_bucket_notification(original: Callable[..., Any], self: Any) -> Any:
        configuration = self.backend.get_bucket_notification_configuration(self.bucket_name)
        if configuration is None or configuration.event_bridge is None:
            return original(self)
        # The answer is serialised where it is made, so the field is added on its way there.
        serialized = self.serialized
        self.serialized = lambda answer: serialized(ActionResult({**answer.result, "EventBridgeConfiguration": {}}))
        try:
            return original(self)
        finally:
            del self.serialized
