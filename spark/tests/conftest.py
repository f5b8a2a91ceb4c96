"""One Spark session for all tests, and ways to write inputs and run the job on them."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

# Before pyspark starts Java: its own Python, no name look-up of this machine, and no tuning for hours in a Java that runs for seconds
# (the second compiler, and a collector of many threads for a heap of a few MB).
os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
os.environ.setdefault("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")

import hypothesis
import pyspark
import taxi_summary
from pyspark.sql import SparkSession
from taxi_data.__main__ import write

# The same rows in every run, on any machine; EXPLORE=1 draws others each time, and says how to draw those of a failure again. Nothing is
# kept between runs, a busy machine is no failure, and what a run leaves in its folder the next one replaces.
explore = bool(os.environ.get("EXPLORE"))
calm = [hypothesis.HealthCheck.function_scoped_fixture]
hypothesis.settings.register_profile(
    "spark", derandomize=not explore, print_blob=explore, database=None, deadline=None, suppress_health_check=calm
)
hypothesis.settings.load_profile("spark")

#: Spark 4.0 wants the whole AWS SDK for S3, of 600 MB; in its environment only what a job computes is tested.
collect_ignore = [] if pyspark.__version__.startswith("3.") else ["test_s3.py"]


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.ansi.enabled", "false")
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


def runner(spark: SparkSession, folder: Path) -> Job:
    """What `run_job` is, with its outputs in a folder."""

    def run(module: ModuleType, *files: Path, run_id: str = "r1", lake: Path | None = None, **options: str) -> Done:
        output = folder / "output" / run_id
        argv = [f"--input={file}" for file in files] + [f"--output={output}", f"--run-id={run_id}"]
        argv += [f"--option={key}={value}" for key, value in options.items()] + ([f"--lake={lake}"] if lake else [])
        module.execute(module.job(), spark, module.parse_args(module.job(), argv), datetime.now(timezone.utc))
        return read_output(output)

    return run


@pytest.fixture
def run_job(spark: SparkSession, tmp_path: Path) -> Job:
    """Runs any job in the tests' session: `run_job(starter, FILE, ..., rules="...")`."""
    return runner(spark, tmp_path)


@pytest.fixture
def job(run_job: Job) -> Job:
    """Runs taxi-summary: `job(FILE, ..., nulls="upstream")`."""
    return lambda *files, **arguments: run_job(taxi_summary, *files, **arguments)


@pytest.fixture(scope="session")
def summary(spark: SparkSession, month: Path, tmp_path_factory: pytest.TempPathFactory) -> Done:
    """What taxi-summary leaves of the month, for tests that only look at it."""
    return runner(spark, tmp_path_factory.mktemp("summary"))(taxi_summary, month)
