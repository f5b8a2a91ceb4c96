"""Distributed Map: moto counts failed items and goes on as if nothing were, and lets children see what theirs is not.

On AWS a map fails once more items failed than are tolerated, a child is an execution of its own (so has its own name in
`$states.context.Execution`), and a child cannot read variables of its parent.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

from moto.stepfunctions.parser.asl.component.state.exec.state_map.iteration.distributed_iteration_component import (
    DistributedIterationComponent,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_map.iteration.itemprocessor.distributed_item_processor_worker import (  # noqa: E501
    DistributedItemProcessorWorker,
)

from . import log
from .patching import wrap
from .sfn_failure import failure
from .sfn_item_batcher import items_in


def install() -> None:
    @wrap(DistributedItemProcessorWorker, "_eval_job")
    def eval_job(original: Callable[..., None], self: Any, env: Any, job: Any) -> None:
        if _exceeded(self._map_run_record):
            # The run is lost already: what was not started is not started any more.
            self._map_run_record.item_counter.aborted.count(items_in(job.job_input))
            return
        original(self, env, job)
        state = env.program_state()
        if getattr(state, "error", None):
            log.line(f"map {self._work_name}: item {job.job_index} failed: {state.error}")

    @wrap(DistributedItemProcessorWorker, "_eval_input")
    def eval_input(original: Callable[..., None], self: Any, env_frame: Any) -> None:
        original(self, env_frame)
        _become_child(env_frame, self._map_run_record)

    @wrap(DistributedIterationComponent, "_map_run")
    def map_run(original: Callable[..., None], self: Any, env: Any, eval_input: Any) -> None:
        # The tolerance is one of items, also where they come in batches. moto's own total grows as children start.
        eval_input.map_run_record.all_items = sum(map(items_in, env.stack[-1]))
        original(self, env, eval_input)
        if _exceeded(eval_input.map_run_record):
            cause = "The specified tolerated failure threshold was exceeded"
            raise failure(env, "States.ExceedToleratedFailureThreshold", cause, "MapRunFailed")


def _exceeded(record: Any) -> bool:
    failed = record.item_counter.failed.get() + record.item_counter.timed_out.get()
    tolerated = max(record.tolerated_failure_count or 0, record.all_items * (record.tolerated_failure_percentage or 0) / 100)
    return bool(failed > tolerated)


def _become_child(env: Any, record: Any) -> None:
    """Gives the frame of one item what its child execution would have, and takes what it would not."""
    name = str(uuid.uuid4())
    context = env.states.context_object.context_object_data
    machine = context["StateMachine"]["Id"].replace(":stateMachine:", ":execution:")
    label = record.map_state_machine_arn.rsplit("/", 1)[-1]
    context["Execution"] = {
        **context["Execution"],
        "Id": f"{machine}/{label}:{name}",
        "Name": name,
        "Input": env.states.get_input(),
        "StartTime": datetime.now(timezone.utc).isoformat(),
    }
    env.variable_store._outer_scope.clear()
