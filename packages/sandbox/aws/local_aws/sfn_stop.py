"""The end of an execution that is stopped or out of time while a state is busy: moto goes on waiting, and then writes into
the history that the state failed."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from moto.stepfunctions.parser.asl.component.common.retry.jitter_strategy_decl import JitterStrategyDecl
from moto.stepfunctions.parser.asl.component.state.exec.execute_state import ExecutionState

from .patching import wrap


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
        wake_at = time.monotonic() + env.stack.pop()
        while env.is_running() and (left := wake_at - time.monotonic()) > 0:
            time.sleep(min(left, 0.2))
        env.stack.append(0)
