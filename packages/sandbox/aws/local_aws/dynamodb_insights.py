"""DynamoDB's contributor insights, which ACK's table controller reads and moto does not know."""

from __future__ import annotations

from typing import Any

from moto.core.responses import ActionResult
from moto.dynamodb.responses import DynamoHandler

from .patching import add

_enabled: set[tuple[str, str]] = set()


def install() -> None:
    @add(DynamoHandler, "describe_contributor_insights")
    def describe_contributor_insights(self: Any) -> ActionResult:
        return _answer(self)

    @add(DynamoHandler, "update_contributor_insights")
    def update_contributor_insights(self: Any) -> ActionResult:
        change = _enabled.add if self.body["ContributorInsightsAction"] == "ENABLE" else _enabled.discard
        change((self.region, self.body["TableName"]))
        return _answer(self)


def _answer(handler: Any) -> ActionResult:
    table = handler.dynamodb_backend.get_table(handler.body["TableName"])
    status = "ENABLED" if (handler.region, table.name) in _enabled else "DISABLED"
    return ActionResult({"TableName": table.name, "ContributorInsightsStatus": status})
