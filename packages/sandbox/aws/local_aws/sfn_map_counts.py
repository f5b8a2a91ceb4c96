"""The counts of DescribeMapRun: moto counts a batch as one item, and a child that failed as one that still runs."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from moto.stepfunctions.parser.asl.component.state.exec.state_map.iteration.itemprocessor.distributed_item_processor_worker import (  # noqa: E501
    DistributedItemProcessorWorker,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_map.iteration.itemprocessor.map_run_record import (
    Counter,
    ExecutionCounter,
    ItemCounter,
)

from .patching import wrap
from .sfn_item_batcher import items_in

# How many items the job has that this thread works on: a worker counts only in its own thread, one job after the other.
_job = threading.local()


class _Items(Counter):
    """Counts every item of a job where moto counts the job."""

    def count(self, increment: int = 1) -> None:
        super().count(increment * getattr(_job, "items", 1))

    def offset(self, offset: int) -> None:
        super().offset(offset * getattr(_job, "items", 1))


class _Running(Counter):
    """Is lowered after every job; moto does so only after one that succeeded, by an offset, which is not heard here."""

    def offset(self, offset: int) -> None:
        pass


def install() -> None:
    @wrap(ItemCounter, "__init__")
    def count_items(original: Callable[..., None], self: Any) -> None:
        original(self)
        vars(self).update({name: _Items() for name in vars(self)})

    @wrap(ExecutionCounter, "__init__")
    def count_executions(original: Callable[..., None], self: Any) -> None:
        original(self)
        self.running = _Running()

    @wrap(DistributedItemProcessorWorker, "_eval_job")
    def eval_job(original: Callable[..., None], self: Any, env: Any, job: Any) -> None:
        _job.items = items_in(job.job_input)
        try:
            original(self, env, job)
        finally:
            _job.items = 1
            self._map_run_record.execution_counter.running.count(-1)
