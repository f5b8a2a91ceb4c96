"""Redrive inside a Parallel: a branch that succeeded keeps its result, and one that failed or was stopped goes on at its last
state, with that state's input and the branch's variables. moto knows nothing of it: everything in the Parallel runs again."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from moto.stepfunctions.parser.api import ExecutionFailedEventDetails, HistoryEventType
from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import FailureEvent, FailureEventException
from moto.stepfunctions.parser.asl.component.common.flow.start_at import StartAt
from moto.stepfunctions.parser.asl.component.state.exec.state_parallel import branches_decl
from moto.stepfunctions.parser.asl.component.state.exec.state_parallel.branch_worker import BranchWorker
from moto.stepfunctions.parser.asl.component.state.exec.state_parallel.branches_decl import BranchesDecl, BranchWorkerPool
from moto.stepfunctions.parser.asl.component.state.state import CommonStateField
from moto.stepfunctions.parser.asl.eval.event.event_detail import EventDetails
from moto.stepfunctions.parser.asl.eval.program_state import ProgramEnded

from .patching import replace, wrap


@dataclass
class _Branch:
    """How far a branch has come."""

    # The result of a branch that succeeded.
    done: bool
    result: Any
    # The state it entered last, with its input; none when it never began.
    state: str | None
    given: Any
    variables: dict[str, Any]

    @classmethod
    def of(cls, frame: Any) -> _Branch:
        done = isinstance(frame.program_state(), ProgramEnded)
        state, given = getattr(frame, "entered", (None, None))
        return cls(done, frame.states.get_input() if done else None, state, given, dict(frame.variable_store._inner_scope))


# By execution and name of the Parallel: what its last, unfinished evaluation has left, and what is to go on from.
_left: dict[str, dict[str, list[_Branch]]] = {}
_resumed: dict[str, dict[str, list[_Branch]]] = {}
_changing = threading.Lock()


def resume(execution_arn: str) -> None:
    """Lets the Parallels of an execution go on where they ended, each once: one that is entered anew runs as a whole."""
    with _changing:
        _resumed[execution_arn] = _left.pop(execution_arn, {})


def install() -> None:
    @wrap(CommonStateField, "_eval_body")
    def eval_state(original: Callable[..., None], self: Any, env: Any) -> None:
        env.entered = (self.name, copy.deepcopy(env.states.get_input()))
        original(self, env)

    @replace(BranchesDecl, "_eval_body")
    def eval_branches(self: Any, env: Any) -> None:
        given = env.stack.pop()
        context = env.states.context_object.context_object_data
        execution, name = context["Execution"]["Id"], context["State"]["Name"]
        with _changing:
            resumed = _resumed.get(execution, {}).pop(name, None)
        before: list[_Branch | None] = [*resumed] if resumed else [None] * len(self.programs)

        frames, workers = [], []
        pool = BranchWorkerPool(workers_num=sum(branch is None or not branch.done for branch in before))
        for program, branch in zip(self.programs, before, strict=True):
            frame = env.open_inner_frame()
            frames.append(frame)
            if branch is not None and branch.done:
                frame.states.reset(input_value=branch.result)
                continue
            frame.states.reset(input_value=given)
            if branch is not None and branch.state is not None:
                program = copy.copy(program)
                program.start_at = StartAt(branch.state)
                frame.states.reset(input_value=branch.given)
                frame.variable_store._inner_scope.update(branch.variables)
            workers.append(BranchWorker(branch_worker_comm=pool, program=program, env=frame))
        for worker in workers:
            worker.start()
        if workers:
            pool.wait()

        after = [
            branch if branch is not None and branch.done else _Branch.of(frame)
            for branch, frame in zip(before, frames, strict=True)
        ]
        if not all(branch.done for branch in after):
            with _changing:
                _left.setdefault(execution, {})[name] = after
        failed = pool.get_exit_event_details()
        if failed is not None:
            for worker in workers:
                worker.stop(stop_date=datetime.now(timezone.utc), cause=None, error=None)
        results = [frame.states.get_input() for frame in frames]
        for frame in frames:
            env.close_frame(frame)
        if failed is not None:
            raise _failure(env, failed)
        env.stack.append(results)


def _failure(env: Any, failed: ExecutionFailedEventDetails) -> FailureEventException:
    return FailureEventException(
        failure_event=FailureEvent(
            env=env,
            # As that module has it by now: see sfn_errors.
            error_name=branches_decl.CustomErrorName(error_name=failed.get("error")),
            event_type=HistoryEventType.ExecutionFailed,
            event_details=EventDetails(executionFailedEventDetails=failed),
        )
    )
