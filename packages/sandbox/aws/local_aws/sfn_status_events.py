"""The end of an execution as all see it at once: its status with what belongs to it, and the event that tells of each change of
status, from which failure notices are sent; moto sends none."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

from moto.stepfunctions.parser.asl.eval.program_state import ProgramEnded, ProgramError, ProgramStopped, ProgramTimedOut
from moto.stepfunctions.parser.asl.utils.encoding import to_json_str
from moto.stepfunctions.parser.backend.execution import BaseExecutionWorkerCommunication, Execution, ExecutionStatus

from . import log
from .event_bus import publish
from .patching import replace, wrap
from .sfn_tasks import as_json

_STATUS = {
    ProgramEnded: ExecutionStatus.SUCCEEDED,
    ProgramError: ExecutionStatus.FAILED,
    ProgramStopped: ExecutionStatus.ABORTED,
    ProgramTimedOut: ExecutionStatus.TIMED_OUT,
}


def install() -> None:
    @wrap(Execution, "start")
    def start(original: Callable[..., None], self: Any) -> None:
        log.line(f"execution {self.name} of {self.state_machine.name}: started")
        tell(self)  # before it starts, for it may be over at once
        original(self)

    @replace(BaseExecutionWorkerCommunication, "_reflect_execution_status")
    def reflect_execution_status(self: Any) -> None:
        # How it has ended first, and that it has last: moto does it the other way round, and who asks meanwhile gets half of it.
        execution, env = self.execution, self.execution.exec_worker.env
        state = env.program_state()
        if isinstance(state, ProgramEnded):
            execution.output = as_json(env.states.get_input())
        elif isinstance(state, ProgramError):
            said = state.error or {}
            execution.error, execution.cause = said.get("error"), said.get("cause")
        elif isinstance(state, ProgramTimedOut):
            execution.error = "States.Timeout"
            _await_last_event(execution)
        execution.stop_date = datetime.now(timezone.utc)
        execution.exec_status = _STATUS[type(state)]

    @wrap(BaseExecutionWorkerCommunication, "terminated")
    def terminated(original: Callable[..., None], self: Any) -> None:
        original(self)
        execution = self.execution
        seconds = (execution.stop_date - execution.start_date).total_seconds()
        log.line(
            f"execution {execution.name} of {execution.state_machine.name}: {execution.status} after {seconds:.1f} s"
            + (f": {execution.error}: {execution.cause or ''}"[:300] if execution.error else "")
        )
        tell(execution)


def tell(execution: Any) -> None:
    """Sends the event of the status an execution has now."""

    def milliseconds(moment: Any) -> int | None:
        return int(moment.timestamp() * 1000) if moment else None

    ended = execution.status != "RUNNING"
    detail = {
        "executionArn": execution.exec_arn,
        "stateMachineArn": execution.state_machine_arn,
        "name": execution.name,
        "status": execution.status,
        "startDate": milliseconds(execution.start_date),
        "stopDate": milliseconds(execution.stop_date) if ended else None,
        "input": execution.execution_input,
        "inputDetails": {"included": True},
        "output": to_json_str(execution.output) if execution.status == "SUCCEEDED" else None,
        "outputDetails": {"included": True} if execution.status == "SUCCEEDED" else None,
        "error": execution.error,
        "cause": execution.cause,
        "redriveCount": getattr(execution, "redrive_count", 0),
    }
    arns = [execution.exec_arn]
    publish(execution.account_id, execution.region_name, "aws.states", "Step Functions Execution Status Change", arns, detail)


def _await_last_event(execution: Any) -> None:
    """The thread that writes the end into the history may still be busy with the state that took too long."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and execution.to_history_output()["events"][-1]["type"] != "ExecutionTimedOut":
        time.sleep(0.05)
