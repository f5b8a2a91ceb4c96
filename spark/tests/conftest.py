"""One Spark session for all tests, and ways to write inputs and run the job on them."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

# Before pyspark starts Java: its own Python, and no name look-up of this machine.
os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")

import taxi_summary
from pyspark.sql import SparkSession
from taxi_data.__main__ import write


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("warehouse")))
        .getOrCreate()
    )
    # The failures under test are expected; Spark's own report of them would fill the screen.
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


@pytest.fixture(scope="session")
def month(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """20,000 made-up trips of one month."""
    path = tmp_path_factory.mktemp("month") / "yellow_tripdata_2024-01.parquet"
    write(path)
    return path


@dataclass(frozen=True)
class Done:
    """What a run left behind."""

    folder: Path
    manifest: dict[str, Any]
    items: list[dict[str, Any]]

    def item(self, sk: str) -> dict[str, Any]:
        """One result with its attributes as plain text."""
        (found,) = [item for item in self.items if item["sk"]["S"] == sk]
        return {name: next(iter(value.values())) for name, value in found.items()}

    @property
    def without_pk(self) -> list[dict[str, Any]]:
        return [{name: value for name, value in item.items() if name != "pk"} for item in self.items]


Job = Callable[..., Done]


def read_output(folder: Path) -> Done:
    lines = (folder / "results.jsonl").read_text().splitlines()
    manifest = json.loads((folder / "_manifest.json").read_text())
    return Done(folder, manifest, [json.loads(line)["Item"] for line in lines])


@pytest.fixture
def job(spark: SparkSession, tmp_path: Path) -> Job:
    """Runs the job in the tests' session: `job(FILE, ..., nulls="upstream")`."""

    def run(*files: Path, nulls: str | None = None, run_id: str = "r1") -> Done:
        folder = tmp_path / "output" / run_id
        argv = [f"--input={file}" for file in files] + [f"--output={folder}", f"--run-id={run_id}"]
        args = taxi_summary.parse_args(argv + ([f"--option=nulls={nulls}"] if nulls else []))
        taxi_summary.run(spark, args, datetime.now(timezone.utc))
        return read_output(folder)

    return run
