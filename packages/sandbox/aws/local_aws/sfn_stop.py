"""The end of an execution that is stopped or out of time. moto goes on waiting for a state that is busy, and then writes into
the history that the state failed; between two states it takes the stop for a fault of the definition, and a branch that has
not begun yet is waited for without end."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from moto.stepfunctions.parser.asl.component.common.retry.jitter_strategy_decl import JitterStrategyDecl
from moto.stepfunctions.parser.asl.component.state.exec.execute_state import ExecutionState
from moto.stepfunctions.parser.asl.component.state.wait.wait_function.wait_function import WaitFunction
from moto.stepfunctions.parser.asl.eval.environment import Environment
from moto.stepfunctions.parser.asl.eval.program_state import ProgramStopped, ProgramTimedOut

from .patching import replace, wrap

# How long a pause goes on at most, in seconds, after an execution that ended just as it began.
_NOTICE = 0.2


def install() -> None:
    @wrap(ExecutionState, "_evaluate_with_timeout")
    def evaluate_with_timeout(original: Callable[..., None], self: Any, env: Any) -> None:
        try:
            original(self, env)
        except Exception:
            # What a state says after its execution ended is not heard.
            if env.is_running():
                raise

    @wrap(JitterStrategyDecl, "_eval_body")
    def wait_before_retry(original: Callable[..., None], self: Any, env: Any) -> None:
        # Jitter is the last thing worked out before the pause. It is slept here, where it can be cut short.
        original(self, env)
        _pause(env, env.stack.pop())
        env.stack.append(0)

    @replace(WaitFunction, "_wait_interval")
    def wait(self: Any, env: Any, wait_seconds: float) -> None:
        _pause(env, wait_seconds)

    @wrap(Environment, "set_error")
    def set_error(original: Callable[..., None], self: Any, error: Any) -> None:
        if not isinstance(self.program_state(), (ProgramStopped, ProgramTimedOut)):
            original(self, error)

    Environment.next_state_name = _while_running(Environment.next_state_name)
    Environment.next_field_name = _while_running(Environment.next_field_name)


def _pause(env: Any, seconds: float) -> None:
    wake_at = time.monotonic() + seconds
    while env.is_running() and (left := wake_at - time.monotonic()) > 0:
        env.program_state_event.wait(min(left, _NOTICE))


def _while_running(where: Any) -> property:
    """Where the interpreter is to go on; once the execution has ended, it goes nowhere."""

    def go_on(env: Any, name: str) -> None:
        with env._state_mutex:
            if env.is_running() or env.program_state() is None:
                where.fset(env, name)

    return property(where.fget, go_on)
