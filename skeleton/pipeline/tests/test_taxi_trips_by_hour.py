"""Runs the job on a few made-up trips. Needs what requirements.txt says, and Java 17."""

import json
import sys
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from types import SimpleNamespace

import pytest
from pyspark.sql import SparkSession

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))
import taxi_trips_by_hour as job

TRIPS = """PULocationID,tpep_pickup_datetime,tpep_dropoff_datetime,trip_distance,total_amount
100,2024-01-01 08:00:00,2024-01-01 08:30:00,10,40.50
100,2024-01-01 08:59:59,2024-01-01 09:29:59,5,20
132,2024-01-01 09:00:00,2024-01-01 09:00:01,1,10
999,2024-01-01 09:00:00,2024-01-01 09:10:00,1,10
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
def trips(tmp_path: Path) -> Path:
    (tmp_path / "trips.csv").write_text(TRIPS)
    return tmp_path / "trips.csv"


def test_adds_up_by_hour_and_zone(run: Callable[..., SimpleNamespace], trips: Path) -> None:
    done = run(trips)
    assert done.items["hour#08"] == {"pk": "run#r1", "hour": "8", "trips": "2", "revenue": "60.5", "miles": "15"}
    assert done.items["zone#132"]["trips"] == "1"
    assert done.manifest["rowsDropped"] == {"PULocationID above 265": 1}


def test_writes_a_table_by_day(run: Callable[..., SimpleNamespace], trips: Path, spark: SparkSession) -> None:
    (table,) = run(trips).manifest["tables"]
    rows = {(row["zone"], row["hour"]): row for row in spark.read.parquet(table["uri"]).collect()}
    assert set(rows) == {(100, 8), (132, 9)}
    # 10 and 20 miles an hour; a trip of one second has no speed.
    assert (rows[100, 8]["mphP50"], rows[132, 9]["mphP50"]) == (15.0, None)
