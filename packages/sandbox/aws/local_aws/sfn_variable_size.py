"""Variables of at most 256 KiB: moto holds what a state puts out to that limit, but not what it assigns."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from moto.stepfunctions.parser.asl.component.common.assign.assign_decl import AssignDecl

from .patching import wrap
from .sfn_failure import failure

# Of one variable, and of all that a state assigns.
MAX_BYTES = 256 * 1024


def install() -> None:
    @wrap(AssignDecl, "_eval_body")
    def assign(original: Callable[..., None], self: Any, env: Any) -> None:
        original(self, env)
        store = env.variable_store
        sizes = {name: _size(store.get(name)) for name in store._declaration_tracing}
        if sum(sizes.values()) > MAX_BYTES:
            cause = f"The variables {', '.join(sorted(sizes))} have {sum(sizes.values())} bytes, and {MAX_BYTES} are the most."
            raise failure(env, "States.DataLimitExceeded", cause, "TaskFailed")


def _size(value: Any) -> int:
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str).encode())
