"""S3's bucket policies: moto enforces them without looking at their conditions, so the usual `Deny everything that comes
without TLS` would deny everything. A statement with a condition counts as not there."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.s3.models import FakeBucket

from .patching import wrap


def install() -> None:
    @wrap(FakeBucket, "get_permission")
    def get_permission(original: Callable[..., Any], self: FakeBucket, action: str, resource: str) -> Any:
        if self.policy is None:
            return original(self, action, resource)
        document = json.loads(self.policy)
        statements = document["Statement"] if isinstance(document["Statement"], list) else [document["Statement"]]
        plain = [statement for statement in statements if "Condition" not in statement]
        if not plain:
            return PermissionResult.NEUTRAL
        return IAMPolicy(json.dumps({**document, "Statement": plain})).is_action_permitted(action, resource)
