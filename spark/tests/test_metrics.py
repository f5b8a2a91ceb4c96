"""How much Spark reads and moves, by its own count: the design of a job shows in these numbers."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from types import ModuleType
from typing import Any

import aggregate
import pyarrow.parquet as pq
import pytest
import starter
import taxi_summary
import taxi_trips_by_hour
from pyspark.sql import SparkSession
from taxi_data.__main__ import write
from trips import write_two_days

from stages import Stage, stages

ROWS = 300_000


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("large") / "in.parquet"
    write(path, rows=ROWS)
    return path


def _measure(spark: SparkSession, folder: Path, module: ModuleType, file: Path, *options: str) -> list[Stage]:
    """The stages of one run."""
    before = {stage.id for stage in stages(spark)}
    argv = [f"--input={file}", f"--output={folder}", "--run-id=r1", *(f"--option={option}" for option in options)]
    module.execute(module.job(), spark, module.parse_args(module.job(), argv), datetime.now(timezone.utc))
    return [stage for stage in stages(spark) if stage.id not in before]


def _reads(run: list[Stage]) -> list[int]:
    """Bytes of each pass over the file, in order. Parts of it that are only looked at do not count as one."""
    return [stage.read for stage in sorted(run, key=lambda stage: stage.id) if stage.rows > 0]


def _shuffled_rows(run: list[Stage]) -> int:
    return sum(stage.shuffled_rows for stage in run)


def test_taxi_summary_reads_the_file_twice_and_less_than_a_tenth_of_it_for_the_sums(
    spark: SparkSession, tmp_path: Path, large: Path
) -> None:
    sums, top = _reads(_measure(spark, tmp_path / "out", taxi_summary, large))
    size = large.stat().st_size
    assert sums < 0.1 * size
    # A file without a page index has to be read whole, but for the columns that the top trips do not show.
    assert top < 0.9 * size


PAGES = {"write_page_index": True, "max_rows_per_page": 20_000, "use_dictionary": False}


@pytest.mark.parametrize("layout", [PAGES, {"row_group_size": 50_000}], ids=["pages", "row groups"])
def test_taxi_summary_reads_only_the_pages_or_row_groups_that_may_hold_a_top_trip(
    spark: SparkSession, tmp_path: Path, large: Path, layout: dict[str, Any]
) -> None:
    file = tmp_path / "in.parquet"
    pq.write_table(pq.read_table(large).sort_by("fare_amount"), file, compression="zstd", **layout)
    _, top = _reads(_measure(spark, tmp_path / "out", taxi_summary, file))
    assert top < 0.2 * file.stat().st_size
    _measure(spark, tmp_path / "usual", taxi_summary, large)
    assert (tmp_path / "out" / "results.jsonl").read_bytes() == (tmp_path / "usual" / "results.jsonl").read_bytes()


def test_taxi_summary_reads_a_file_twice_when_every_column_must_be_there(spark: SparkSession, tmp_path: Path, large: Path) -> None:
    assert len(_reads(_measure(spark, tmp_path / "out", taxi_summary, large, "nulls=upstream"))) == 2


def test_taxi_summary_moves_and_collects_a_few_rows_however_long_the_file(
    spark: SparkSession, tmp_path: Path, month: Path, large: Path
) -> None:
    short, long = (_measure(spark, tmp_path / file.stem, taxi_summary, file) for file in (month, large))
    for run in (short, long):
        assert _shuffled_rows(run) < 500
        assert sum(stage.shuffled for stage in run) < 50_000
    collected = [sum(stage.collected for stage in run) for run in (short, long)]
    assert collected[1] < 1.5 * collected[0]


@pytest.mark.parametrize("job", [starter, taxi_trips_by_hour, aggregate])
def test_reads_the_file_once(spark: SparkSession, tmp_path: Path, job: ModuleType) -> None:
    file = write_two_days(tmp_path / "in.parquet", rows=ROWS)
    rows = pq.read_metadata(file).num_rows
    run = _measure(spark, tmp_path / "out", job, file)
    # The stages that follow read the groups that were kept, not the file.
    assert len([stage for stage in run if stage.rows >= rows]) == 1


def test_aggregate_reads_only_the_columns_it_is_asked_for(spark: SparkSession, tmp_path: Path, large: Path) -> None:
    run = _measure(spark, tmp_path / "out", aggregate, large, "by=VendorID", "measures=sum(fare_amount)")
    (read,) = [stage.read for stage in run if stage.rows >= ROWS]
    assert read < 0.1 * large.stat().st_size
    assert _shuffled_rows(run) < 100


def test_starts_no_job_for_each_file_of_a_folder(spark: SparkSession, tmp_path: Path) -> None:
    def started(files: int) -> int:
        folder = tmp_path / str(files)
        folder.mkdir()
        for number in range(files):
            write(folder / f"{number}.parquet", rows=10, seed=number)
        before = len(stages(spark))
        starter.read(spark, str(folder), "parquet")
        return len(stages(spark)) - before

    assert started(2) == started(9)
