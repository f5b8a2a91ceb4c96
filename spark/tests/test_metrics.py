"""How much Spark reads and moves, by its own count: the design of a job shows in these numbers."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import aggregate
import pytest
import taxi_summary
import taxi_trips_by_hour
from pyspark.sql import SparkSession
from taxi_data.__main__ import write

ROWS = 300_000


class Metrics(NamedTuple):
    """Bytes read, by stage that goes through all rows of the file; bytes and rows that went through a shuffle."""

    read: list[int]
    shuffled: int
    shuffled_rows: int


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("large") / "in.parquet"
    write(path, rows=ROWS)
    return path


def _stages(spark: SparkSession) -> list[object]:
    jvm = spark.sparkContext._jvm
    spark.sparkContext._jsc.sc().listenerBus().waitUntilEmpty()
    nothing = jvm.java.util.ArrayList()
    doubles = spark.sparkContext._gateway.new_array(jvm.double, 0)
    found = spark.sparkContext._jsc.sc().statusStore().stageList(nothing, False, False, doubles, nothing)
    return [found.apply(index) for index in range(found.size())]


def _measure(spark: SparkSession, folder: Path, module: ModuleType, file: Path, *options: str) -> Metrics:
    before = {stage.stageId() for stage in _stages(spark)}
    argv = [f"--input={file}", f"--output={folder}", "--run-id=r1", *(f"--option={option}" for option in options)]
    module.execute(module.job(), spark, module.parse_args(module.job(), argv), datetime.now(timezone.utc))
    new = [stage for stage in _stages(spark) if stage.stageId() not in before]
    read = sorted(stage.inputBytes() for stage in new if stage.inputRecords() >= ROWS)
    return Metrics(read, sum(s.shuffleWriteBytes() for s in new), sum(s.shuffleWriteRecords() for s in new))


def test_taxi_summary_reads_the_file_twice_and_about_a_tenth_of_it_for_the_sums(spark: SparkSession, tmp_path: Path, large: Path) -> None:
    sums, top = _measure(spark, tmp_path / "out", taxi_summary, large).read
    size = large.stat().st_size
    assert sums < 0.12 * size
    # The times and amounts that the top trips show are most of a file.
    assert top < 0.9 * size


def test_taxi_summary_moves_a_few_rows_only(spark: SparkSession, tmp_path: Path, large: Path) -> None:
    metrics = _measure(spark, tmp_path / "out", taxi_summary, large)
    assert metrics.shuffled_rows < 200
    assert metrics.shuffled < 20_000


def test_trips_by_hour_reads_the_file_once(spark: SparkSession, tmp_path: Path, large: Path) -> None:
    # The stages that follow read the groups that were kept, not the file.
    assert len(_measure(spark, tmp_path / "out", taxi_trips_by_hour, large).read) == 1


def test_aggregate_reads_only_the_columns_it_is_asked_for(spark: SparkSession, tmp_path: Path, large: Path) -> None:
    metrics = _measure(spark, tmp_path / "out", aggregate, large, "by=VendorID", "measures=sum(fare_amount)")
    (read,) = metrics.read
    assert read < 0.15 * large.stat().st_size
    assert metrics.shuffled_rows < 100
