"""RedriveExecution, which moto lacks: the execution goes on at the state that failed, with that state's input, the variables
assigned before it, and its history. Inside a Parallel only what failed runs again (see sfn_parallel); inside a Map everything
does, where AWS repeats the items that failed. The count of redrives stands in the context object, which moto forgets as well."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

from moto.core.responses import ActionResult
from moto.stepfunctions.exceptions import AWSError
from moto.stepfunctions.parser.asl.parse.asl_parser import AmazonStateLanguageParser
from moto.stepfunctions.parser.backend.execution import ExecutionStatus
from moto.stepfunctions.parser.backend.execution_worker import ExecutionWorker
from moto.stepfunctions.responses import StepFunctionResponse

from . import log, sfn_parallel
from .patching import add, wrap
from .sfn_history import events
from .sfn_status_events import tell


class ExecutionNotRedrivable(AWSError):
    TYPE = code = "ExecutionNotRedrivable"


def install() -> None:
    @wrap(ExecutionWorker, "_get_evaluation_environment")
    def evaluation_environment(original: Callable[..., Any], self: Any) -> Any:
        env = original(self)
        env.states.context_object.context_object_data["Execution"]["RedriveCount"] = 0
        return env

    @add(StepFunctionResponse, "redrive_execution")
    def redrive_execution(self: Any) -> ActionResult:
        execution = self.stepfunction_backend.describe_execution(self._get_param("executionArn"))
        if execution.status not in ("FAILED", "ABORTED", "TIMED_OUT"):
            raise ExecutionNotRedrivable(f"Execution is {execution.status} and cannot be redriven")
        _redrive(execution)
        log.line(f"execution {execution.name}: redriven")
        return ActionResult({"redriveDate": execution.redrive_date})


def _redrive(execution: Any) -> None:
    before = events(execution)
    definition = json.loads(execution.state_machine.definition)
    failed = _last_state(before, definition)
    variables = execution.exec_worker.env.variable_store if execution.exec_worker.env else None

    execution.redrive_count = getattr(execution, "redrive_count", 0) + 1
    execution.redrive_date = datetime.now(timezone.utc)
    redriven = {
        "id": len(before) + 1,
        "previousEventId": before[-1]["id"],
        "timestamp": execution.redrive_date,
        "type": "ExecutionRedriven",
        "executionRedrivenEventDetails": {"redriveCount": execution.redrive_count},
    }
    execution.events_before_redrive = [*before, redriven]
    execution.error = execution.cause = execution.stop_date = None

    worker = execution._get_start_execution_worker()
    make_environment = worker._get_evaluation_environment

    def environment() -> Any:
        env = make_environment()
        env.states.reset(json.loads(failed["input"]))
        context = env.states.context_object.context_object_data["Execution"]
        context |= {"RedriveCount": execution.redrive_count, "RedriveTime": execution.redrive_date.isoformat()}
        if variables is not None:
            env.variable_store._inner_scope.update(variables._inner_scope)
        return env

    worker._get_evaluation_environment = environment
    from_failed = json.dumps(definition | {"StartAt": failed["name"]})
    worker._get_evaluation_entrypoint = lambda: AmazonStateLanguageParser.parse(from_failed)[0]
    sfn_parallel.resume(execution.exec_arn)
    execution.exec_worker, execution.exec_status = worker, ExecutionStatus.RUNNING
    tell(execution)
    worker.start()


def _last_state(before: list[dict[str, Any]], definition: dict[str, Any]) -> dict[str, Any]:
    """Name and input of the top-level state that was entered last, or the first state where none was."""
    for event in reversed(before):
        entered = event.get("stateEnteredEventDetails")
        if entered and entered["name"] in definition["States"]:
            return dict(entered)
    return {"name": definition["StartAt"], "input": before[0]["executionStartedEventDetails"]["input"]}
