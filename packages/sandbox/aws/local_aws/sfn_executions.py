"""Executions over the API: moto knows no generated names, loses the error and cause of StopExecution, the time at which an
execution timed out, and everything about redrive (see sfn_redrive)."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

from moto.core.responses import ActionResult
from moto.stepfunctions.exceptions import ValidationException
from moto.stepfunctions.parser.asl.utils.encoding import to_json_str
from moto.stepfunctions.parser.backend.execution import Execution, ExecutionStatus
from moto.stepfunctions.parser.models import StepFunctionsParserBackend
from moto.stepfunctions.responses import StepFunctionResponse

from .patching import add, replace, wrap

# How long StopExecution waits for the execution to notice, seconds.
_STOP_PATIENCE = 5.0


def install() -> None:
    @wrap(Execution, "__init__")
    def init(original: Callable[..., None], self: Any, *args: Any, **kwargs: Any) -> None:
        # moto lists an execution a moment before it starts it, and until then has no status to list.
        original(self, *args, **kwargs)
        self.exec_status = ExecutionStatus.RUNNING

    @wrap(StepFunctionsParserBackend, "start_execution")
    def start_execution(original: Callable[..., Any], self: Any, arn: str, name: str | None = None, *rest: Any) -> Any:
        if name and len(name) > 80:
            raise ValidationException(f"the name of an execution has at most 80 characters; '{name}' has {len(name)}")
        return original(self, arn, name or str(uuid.uuid4()), *rest)

    @replace(StepFunctionResponse, "stop_execution")
    def stop_execution(self: Any) -> ActionResult:
        execution = self.stepfunction_backend.describe_execution(self._get_param("executionArn"))
        if execution.status == "RUNNING":
            _await(lambda: _is_busy(execution))
            execution.error, execution.cause = self._get_param("error"), self._get_param("cause")
            execution.stop(stop_date=datetime.now(timezone.utc), error=execution.error, cause=execution.cause)
            _await(lambda: execution.status != "RUNNING")
        return ActionResult({"stopDate": execution.stop_date or datetime.now(timezone.utc)})

    @wrap(StepFunctionResponse, "describe_execution")
    def describe_execution(original: Callable[..., Any], self: Any) -> Any:
        answer = original(self)
        execution = self.stepfunction_backend.describe_execution(self._get_param("executionArn"))
        answer.result.update(_more(execution))
        if execution.status == "SUCCEEDED":
            # moto gives an output that is text without its quotes.
            answer.result["output"] = to_json_str(execution.output, separators=(",", ":"))
        return answer

    @wrap(StepFunctionResponse, "list_executions")
    def list_executions(original: Callable[..., Any], self: Any) -> Any:
        answer = original(self)
        for item in answer.result["executions"]:
            more = _more(self.stepfunction_backend.describe_execution(item["executionArn"]))
            item.update({key: more[key] for key in ("stopDate", "redriveCount", "redriveDate") if key in more})
        return answer

    @add(StepFunctionResponse, "validate_state_machine_definition")
    def validate_state_machine_definition(self: Any) -> ActionResult:
        try:
            StepFunctionsParserBackend._validate_definition(self._get_param("definition"))
        except Exception as error:
            text = getattr(error, "message", None) or str(error)
            problem = {"severity": "ERROR", "code": "SCHEMA_VALIDATION_FAILED", "message": text[:500]}
            return ActionResult({"result": "FAIL", "diagnostics": [problem]})
        return ActionResult({"result": "OK", "diagnostics": []})


def _is_busy(execution: Any) -> bool:
    """Whether the interpreter has entered a state, so that it writes its end into the history when it is told to end."""
    return execution.exec_worker is not None and len(execution.to_history_output()["events"]) > 1


def _more(execution: Any) -> dict[str, Any]:
    redrivable = execution.status in ("FAILED", "ABORTED", "TIMED_OUT")
    more: dict[str, Any] = {
        "redriveCount": getattr(execution, "redrive_count", 0),
        "redriveStatus": "REDRIVABLE" if redrivable else "NOT_REDRIVABLE",
    }
    if not redrivable:
        more["redriveStatusReason"] = f"Execution is {execution.status} and cannot be redriven"
    if getattr(execution, "redrive_date", None):
        more["redriveDate"] = execution.redrive_date
    if execution.stop_date and execution.status != "RUNNING":
        more["stopDate"] = execution.stop_date
    return more


def _await(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _STOP_PATIENCE
    while not done() and time.monotonic() < deadline:
        time.sleep(0.02)
