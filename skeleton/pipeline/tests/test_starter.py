"""Runs the job on a few made-up rows. Change them with the job. Needs what requirements.txt says, and Java 17."""

import json
import sys
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from types import SimpleNamespace

import pytest
from pyspark.sql import SparkSession

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))
import starter as job

ROWS = """payment_type,total_amount
1,10.50
2,0.07
2,1
,5
2,-1
"""


@pytest.fixture(scope="session")
def spark() -> SparkSession:
    builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "1")
    # Not stopped: the tests of other jobs that run with it go on in the same session, and Spark ends with Python.
    return builder.config("spark.sql.session.timeZone", "UTC").config("spark.sql.ansi.enabled", "false").getOrCreate()


@pytest.fixture
def run(spark: SparkSession, tmp_path: Path) -> Callable[..., SimpleNamespace]:
    """Runs the job: its manifest, and its results by their sort key, as plain texts."""

    def run_job(source: Path, *options: str) -> SimpleNamespace:
        argv = [f"--input={source}", f"--output={tmp_path / 'output'}", "--run-id=r1", *(f"--option={option}" for option in options)]
        manifest = job.execute(job.job(), spark, job.parse_args(job.job(), argv), datetime.now(timezone.utc))
        lines = (tmp_path / "output" / "results.jsonl").read_text().splitlines()
        items = [{name: next(iter(value.values())) for name, value in json.loads(line)["Item"].items()} for line in lines]
        return SimpleNamespace(manifest=manifest, items={item.pop("sk"): item for item in items})

    return run_job


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    # The job reads parquet, CSV and JSON Lines alike, and CSV is the easiest to write by hand.
    (tmp_path / "rows.csv").write_text(ROWS)
    return tmp_path / "rows.csv"


def test_adds_up_by_payment_type(run: Callable[..., SimpleNamespace], rows: Path) -> None:
    done = run(rows)
    assert done.items["summary"] == {"pk": "run#r1", "trips": "4", "total": "10.57"}
    assert done.items["payment-type#2"] == {"pk": "run#r1", "paymentType": "2", "trips": "3", "total": "0.07"}


def test_counts_what_it_drops_and_doubts(run: Callable[..., SimpleNamespace], rows: Path) -> None:
    manifest = run(rows).manifest
    assert (manifest["rowsIn"], manifest["rowsDropped"]) == (5, {"missing payment_type": 1})
    assert manifest["warnings"] == {"total_amount below 0": 1}


def test_says_which_column_is_missing(run: Callable[..., SimpleNamespace], tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("total_amount\n1\n")
    with pytest.raises(job.JobError, match="has no column payment_type"):
        run(tmp_path / "rows.csv")
