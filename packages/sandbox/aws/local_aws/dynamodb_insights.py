"""DynamoDB's contributor insights, which ACK's table controller reads and moto does not know."""

from __future__ import annotations

import json
from typing import Any

from moto.dynamodb.responses import DynamoHandler

_enabled: set[tuple[str, str]] = set()


def install() -> None:
    def answer(self: Any, enabled: bool) -> str:
        table = self.dynamodb_backend.get_table(self.body["TableName"])
        status = "ENABLED" if enabled else "DISABLED"
        return json.dumps({"TableName": table.name, "ContributorInsightsStatus": status})

    def describe_contributor_insights(self: Any) -> str:
        return answer(self, (self.region, self.body["TableName"]) in _enabled)

    def update_contributor_insights(self: Any) -> str:
        key = (self.region, self.body["TableName"])
        if self.body["ContributorInsightsAction"] == "ENABLE":
            _enabled.add(key)
        else:
            _enabled.discard(key)
        return answer(self, key in _enabled)

    for function in (describe_contributor_insights, update_contributor_insights):
        if hasattr(DynamoHandler, function.__name__):
            raise RuntimeError(f"moto has {function.__name__} now: this repair is no longer needed")
        setattr(DynamoHandler, function.__name__, function)
