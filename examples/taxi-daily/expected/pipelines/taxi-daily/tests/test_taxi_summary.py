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
import taxi_summary as job

TRIPS = """VendorID,payment_type,fare_amount,total_amount,trip_distance,tpep_pickup_datetime,tpep_dropoff_datetime,PULocationID,DOLocationID
1,1,10,14.50,2,2024-01-01 08:00:00,2024-01-01 08:20:00,100,200
1,2,20,23,4,2024-01-01 08:00:00,2024-01-01 08:20:00,100,201
2,1,52,70,17,2024-01-01 08:00:00,2024-01-01 08:50:00,132,230
2,1,7.50,11,1,2024-01-01 08:00:00,2024-01-01 08:10:00,132,
2,,9,9,1.5,2024-01-01 08:00:00,2024-01-01 08:15:00,132,230
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
    # The job reads parquet, CSV and JSON Lines alike, and CSV is the easiest to write by hand.
    (tmp_path / "trips.csv").write_text(TRIPS)
    return tmp_path / "trips.csv"


def test_adds_up_by_vendor_and_payment_type(run: Callable[..., SimpleNamespace], trips: Path) -> None:
    done = run(trips)
    vendor, cash = done.items["vendor#2"], done.items["payment-type#2"]
    assert (vendor["trips"], vendor["totalFare"], vendor["averageFare"]) == ("2", "59.5", "29.75")
    assert (cash["name"], cash["trips"], cash["percent"]) == ("Cash", "1", "25")
    assert done.manifest["rowsDropped"] == {"missing payment_type": 1}


def test_lists_the_dearest_trips(run: Callable[..., SimpleNamespace], trips: Path) -> None:
    done = run(trips)
    assert [done.items[f"top-trip#{rank:02d}"]["fare"] for rank in (1, 2, 3, 4)] == ["52", "20", "10", "7.5"]


def test_drops_rows_that_lack_anything_when_told(run: Callable[..., SimpleNamespace], trips: Path) -> None:
    assert run(trips, "nulls=upstream").manifest["rowsDropped"] == {"missing any column (nulls=upstream)": 2}


def test_says_which_column_is_missing(run: Callable[..., SimpleNamespace], tmp_path: Path) -> None:
    (tmp_path / "trips.csv").write_text("VendorID,payment_type\n1,1\n")
    with pytest.raises(job.JobError, match="has no column fare_amount"):
        run(tmp_path / "trips.csv")
