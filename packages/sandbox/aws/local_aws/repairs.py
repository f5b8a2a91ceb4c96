"""Every repair of moto, in the order they are put in. This is the one place that applies them."""

from __future__ import annotations

from collections.abc import Callable

import moto.stepfunctions.responses  # noqa: F401  (the repairs replace what its modules have imported of one another)
from moto.stepfunctions.parser import models  # noqa: F401

from . import (
    dynamodb_insights,
    event_targets,
    s3_bucket_policy,
    s3_events,
    s3_settings,
    sfn_api_errors,
    sfn_copy_source,
    sfn_distributed_map,
    sfn_emr_tasks,
    sfn_errors,
    sfn_executions,
    sfn_express_map,
    sfn_history,
    sfn_interpreter,
    sfn_item_batcher,
    sfn_json_path,
    sfn_jsonata,
    sfn_jsonl,
    sfn_map_counts,
    sfn_parallel,
    sfn_redrive,
    sfn_status_events,
    sfn_stop,
    sfn_tasks,
    sfn_variable_size,
)

# sfn_copy_source adds to sfn_tasks; sfn_item_batcher must see a map's items before sfn_distributed_map counts them, which in
# turn must keep from sfn_map_counts the children that it does not start.
REPAIRS: dict[str, Callable[[], None]] = {
    module.__name__.rsplit(".", 1)[-1]: module.install
    for module in (
        event_targets,
        s3_bucket_policy,
        s3_events,
        s3_settings,
        dynamodb_insights,
        sfn_interpreter,
        sfn_api_errors,
        sfn_tasks,
        sfn_copy_source,
        sfn_jsonata,
        sfn_variable_size,
        sfn_json_path,
        sfn_jsonl,
        sfn_errors,
        sfn_stop,
        sfn_map_counts,
        sfn_distributed_map,
        sfn_item_batcher,
        sfn_express_map,
        sfn_emr_tasks,
        sfn_executions,
        sfn_history,
        sfn_status_events,
        sfn_parallel,
        sfn_redrive,
    )
}


def install_all(without: str | None = None) -> None:
    """Applies the repairs, all but the one named `without`: so that a new moto can show which are still needed."""
    for name, install in REPAIRS.items():
        if name != without:
            install()
