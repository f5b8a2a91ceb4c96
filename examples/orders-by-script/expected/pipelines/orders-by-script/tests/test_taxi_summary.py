"""Runs the job on five made-up trips, as EMR would start it. Needs pyspark 3.5 and Java 17."""

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

JOB = Path(__file__).resolve().parents[1] / "scripts" / "taxi_summary.py"
COLUMNS = (
    "VendorID bigint, payment_type bigint, fare_amount double, total_amount double, trip_distance double, "
    "tpep_pickup_datetime timestamp_ntz, tpep_dropoff_datetime timestamp_ntz, PULocationID bigint, DOLocationID bigint"
)
START, END = datetime(2024, 1, 1, 8, 0), datetime(2024, 1, 1, 8, 20)
TRIPS = [
    (1, 1, 10.0, 14.5, 2.0, START, END, 100, 200),
    (1, 2, 20.0, 23.0, 4.0, START, END, 100, 201),
    (2, 1, 52.0, 70.0, 17.0, START, END, 132, 230),
    (2, 1, 7.5, 11.0, 1.0, START, END, 132, 230),
    (2, None, 9.0, 9.0, 1.5, START, END, 132, 230),
]


@pytest.fixture
def trips(tmp_path: Path) -> str:
    spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
    path = str(tmp_path / "trips.parquet")
    spark.createDataFrame(TRIPS, COLUMNS).write.parquet(path)
    spark.stop()
    return path


def run(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, str(JOB), *arguments], capture_output=True, text=True)


def test_writes_results_and_then_the_manifest(trips: str, tmp_path: Path) -> None:
    output = tmp_path / "output"
    done = run("--input", trips, "--output", str(output), "--run-id", "r1")
    assert done.returncode == 0, done.stderr
    items = [json.loads(line)["Item"] for line in (output / "results.jsonl").read_text().splitlines()]
    assert {item["pk"]["S"] for item in items} == {"run#r1"}
    assert {"summary", "vendor#1", "vendor#2", "payment-type#1", "top-trip#01"} <= {item["sk"]["S"] for item in items}
    manifest = json.loads((output / "_manifest.json").read_text())
    assert (manifest["rowsIn"], sum(manifest["rowsDropped"].values())) == (5, 1)


def test_says_in_one_line_what_is_wrong_with_its_input(tmp_path: Path) -> None:
    done = run("--input", str(tmp_path / "none.parquet"), "--output", str(tmp_path / "output"), "--run-id", "r1")
    assert done.returncode != 0
    assert any(line.startswith("error: ") for line in done.stderr.splitlines())
