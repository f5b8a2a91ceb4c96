"""The workflow that pipelines are generated with, filled in by hand, so that its own states are what the tests run."""

from __future__ import annotations

import json
import re
from typing import Any

from conftest import ACCOUNT, PACKAGE, REGION

WORKFLOW = PACKAGE.parents[2] / "skeleton" / "rgd" / "workflow"
_EXPRESSION = re.compile(r"\$\{([^}]+)\}")


def definition(names: dict[str, Any]) -> str:
    """The state machine of a pipeline. `names` has its buckets, table, bus and virtual cluster."""
    values = {
        "partition": "aws",
        "region": REGION,
        "account": ACCOUNT,
        "name": "flow",
        "pipeline": "tests-flow",
        "schema.spec.team": "tests",
        "schema.spec.trigger.on": "data",
        "schema.spec.trigger.prefix": "input/",
        "schema.spec.input.bucket": names["input"],
        "schema.spec.scripts.bucket": names["scripts"],
        "schema.spec.scripts.prefix": "scripts/",
        "outputPrefix": "output/",
        "schema.spec.scripts.entryPoint": "job.py",
        "schema.spec.lake.bucket": names["lake"],
        "schema.spec.lake.prefix": "lake/flow/",
        "schema.spec.spark.releaseLabel": "emr-7.12.0-latest",
        "schema.spec.spark.conf": {"spark.sql.session.timeZone": "UTC"},
        "podTemplates": "",
        "monitoring": {"S3MonitoringConfiguration": {"LogUri": f"s3://{names['scripts']}/logs/"}},
        "string(schema.spec.spark.driver.cores)": "1",
        "schema.spec.spark.driver.memory": "2G",
        "string(schema.spec.spark.executor.cores)": "1",
        "schema.spec.spark.executor.memory": "2G",
        "string(schema.spec.spark.minExecutors)": "1",
        "string(schema.spec.spark.maxExecutors)": "4",
        "schema.spec.limits.timeoutMinutes * 60": 300,
        "schema.spec.limits.maxAttempts - 1": 2,
        "schema.spec.results.retentionDays": 30,
        "table.spec.tableName": names["table"],
        "bus.spec.name": names["bus"],
        "virtualCluster.status.id": names["cluster"],
        "jobRole.status.ackResourceMetadata.arn": f"arn:aws:iam::{ACCOUNT}:role/job",
    }
    machine = json.loads((WORKFLOW / "workflow.asl.json").read_text())
    return json.dumps(_filled(machine, values), ensure_ascii=False)


def _filled(value: Any, values: dict[str, Any]) -> Any:
    """As kro fills a template: a text that is one expression becomes its value, whatever its type."""
    if isinstance(value, dict):
        return {key: _filled(part, values) for key, part in value.items()}
    if isinstance(value, list):
        return [_filled(part, values) for part in value]
    if not isinstance(value, str):
        return value
    whole = _EXPRESSION.fullmatch(value)
    return values[whole[1]] if whole else _EXPRESSION.sub(lambda match: str(values[match[1]]), value)
