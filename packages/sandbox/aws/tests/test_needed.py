"""Each repair of moto is needed: without it, its probe fails. Where one does not, moto has learnt it, and the repair can go."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from conftest import PACKAGE

# The tests that must fail without a repair, as pytest's -k chooses them.
PROBES = {
    "event_targets": "test_events and (starts_a_state_machine or disabled or refuses)",
    "s3_bucket_policy": "test_s3_bucket_policy",
    "s3_events": "test_s3 and (multipart or default_bus or as_it_is)",
    "s3_settings": "test_s3 and (shows_that or encrypted)",
    "dynamodb_insights": "contributor_insights",
    "sfn_interpreter": "goes_by_the_first_condition",
    "sfn_api_errors": "refuses_a_batcher",
    "sfn_tasks": "reads_an_object_as_text",
    "sfn_copy_source": "copies_an_object and encoded",
    "sfn_jsonata": "evaluates_jsonata",
    "sfn_json_path": "definite_path",
    "sfn_jsonl": "reads_json_lines",
    "sfn_errors": "error_of_the_branch",
    "sfn_stop": "stops_at_once",
    "sfn_distributed_map": "when_an_item_fails or no_variable or of_its_own",
    "sfn_map_counts": "counts_the_items_of or tolerates_failed_items",
    "sfn_item_batcher": "gives_its_children_batches",
    "sfn_express_map": "express_children",
    "sfn_emr_tasks": "stopping_a_run",
    "sfn_executions": "gave_for_stopping",
    "sfn_history": "both_ways or leaves_data_out",
    "sfn_status_events": "tells_of_every_status",
    "sfn_redrive": "state_when_redriven",
    "sfn_variable_size": "variables_too_large",
    "sfn_parallel": "branch_that_failed",
}


def test_every_repair_has_a_probe() -> None:
    listing = "from local_aws import repairs; print(*repairs.REPAIRS)"
    repairs = subprocess.run([sys.executable, "-c", listing], cwd=PACKAGE, capture_output=True, text=True, check=True).stdout
    assert sorted(repairs.split()) == sorted(PROBES)


@pytest.mark.needed
@pytest.mark.parametrize("repair", sorted(PROBES))
def test_without_a_repair_its_probe_fails(repair: str) -> None:
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "tests", "-k", PROBES[repair]]
    ended = subprocess.run(command, cwd=PACKAGE, env=os.environ | {"LOCAL_AWS_WITHOUT": repair}, capture_output=True, text=True)
    assert ended.returncode == 1, ended.stdout[-3000:]
