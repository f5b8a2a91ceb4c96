"""GetExecutionHistory: moto gives all events at once, in one order, with all data."""

from __future__ import annotations

import copy
from typing import Any

from moto.core.responses import ActionResult
from moto.stepfunctions.responses import StepFunctionResponse

from .patching import replace

_DATA = ("input", "output", "inputDetails", "outputDetails", "assignedVariables", "assignedVariablesDetails")
_DEFAULT_PAGE = 100


def install() -> None:
    @replace(StepFunctionResponse, "get_execution_history")
    def get_execution_history(self: Any) -> ActionResult:
        execution = self.stepfunction_backend.describe_execution(self._get_param("executionArn"))
        found = events(execution)
        if self._get_bool_param("reverseOrder", False):
            found.reverse()
        first = int(self._get_param("nextToken") or 0)
        after = first + (self._get_int_param("maxResults") or _DEFAULT_PAGE)
        page = found[first:after]
        if not self._get_bool_param("includeExecutionData", True):
            page = [_without_data(event) for event in page]
        return ActionResult({"events": page} | ({"nextToken": str(after)} if after < len(found) else {}))


def events(execution: Any) -> list[dict[str, Any]]:
    """Every event of an execution in order: those before its last redrive, then those since, numbered on."""
    before: list[dict[str, Any]] = getattr(execution, "events_before_redrive", [])
    # Before its first moment it has none.
    since = list(execution.to_history_output()["events"]) if execution.exec_worker else []
    if before:
        # A redriven execution does not start again, though its interpreter does.
        since = since[1:]
        offset = len(before) - 1
        for event in since:
            event["id"] += offset
            event["previousEventId"] = event.get("previousEventId", 0) + offset
    return copy.deepcopy(before) + since


def _without_data(event: dict[str, Any]) -> dict[str, Any]:
    return {
        key: {name: part for name, part in value.items() if name not in _DATA} if isinstance(value, dict) else value
        for key, value in event.items()
    }
