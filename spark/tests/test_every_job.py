"""What holds for each job alike: files of other years, bad files, and its results byte by byte."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import aggregate
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import starter
import taxi_summary
import taxi_trips_by_hour
from conftest import Done, Job
from taxi_data.__main__ import write
from trips import trip, write_trips, write_two_days

from copy_contract import JOBS


@dataclass(frozen=True)
class Case:
    """A job, the options it is run with, and a number column that it needs."""

    job: ModuleType
    needs: str
    options: dict[str, str] = field(default_factory=dict)


CASES = [
    Case(aggregate, "fare_amount", {"by": "payment_type,VendorID", "measures": "count,sum(fare_amount),max(trip_distance)"}),
    Case(starter, "total_amount"),
    Case(taxi_summary, "fare_amount"),
    Case(taxi_trips_by_hour, "PULocationID"),
]
each = pytest.mark.parametrize("case", CASES, ids=[case.job.__name__ for case in CASES])
GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def run(run_job: Job, case: Case, tmp_path: Path) -> Callable[..., Done]:
    return lambda *files, **arguments: run_job(case.job, *files, lake=tmp_path / "lake", **{**case.options, **arguments})


def test_no_job_is_left_out() -> None:
    assert {case.job.__name__ for case in CASES} == {file.stem for file in JOBS.glob("*.py")}


@each
def test_writes_what_it_wrote_before_of_the_same_trips(run: Callable[..., Done], case: Case) -> None:
    found = (run(GOLDEN / "trips.csv").folder / "results.jsonl").read_text()
    golden = GOLDEN / f"{case.job.__name__}.jsonl"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(found)
    assert found == golden.read_text(), "after a wanted change: UPDATE_GOLDEN=1, then read the diff"


DRIFTS: dict[str, dict[str, pa.DataType]] = {
    # 2009 to 2014, and what an export by hand makes of it; 2019 to 2022
    "codes as doubles, money as decimals, times in milliseconds": {
        **dict.fromkeys(("VendorID", "payment_type", "PULocationID", "DOLocationID"), pa.float64()),
        **dict.fromkeys(("fare_amount", "total_amount"), pa.decimal128(12, 2)),
        **dict.fromkeys(("tpep_pickup_datetime", "tpep_dropoff_datetime"), pa.timestamp("ms")),
    },
    "codes as long numbers, names in lower case": dict.fromkeys(("VendorID", "PULocationID", "DOLocationID"), pa.int64()),
}


@each
def test_says_the_same_of_files_of_other_years(run: Callable[..., Done], tmp_path: Path) -> None:
    file = write_two_days(tmp_path / "usual.parquet")
    table = pq.read_table(file)
    usual = run(file).items
    for drift, types in DRIFTS.items():
        names = [name.lower() if "lower case" in drift else name for name in table.column_names]
        fields = [pa.field(column.name, types.get(column.name, column.type)) for column in table.schema]
        pq.write_table(table.cast(pa.schema(fields)).rename_columns(names), tmp_path / "drift.parquet")
        found = run(tmp_path / "drift.parquet").items
        # aggregate calls its attributes as the file calls its columns.
        assert str(found).lower() == str(usual).lower(), drift


def _truncated(path: Path, needs: str) -> Path:
    write(path, fault="truncated")
    return path


def _empty(path: Path, needs: str) -> Path:
    path.write_bytes(b"")
    return path


def _without_rows(path: Path, needs: str) -> Path:
    return write_trips(path, [])


def _without_the_column(path: Path, needs: str) -> Path:
    pq.write_table(pq.read_table(write_trips(path, [trip()])).drop_columns([needs]), path)
    return path


def _with_text_for_numbers(path: Path, needs: str) -> Path:
    return write_trips(path, [trip(**{needs: "many"})], {needs: pa.string()})


def _of_something_else(path: Path, needs: str) -> Path:
    pq.write_table(pa.table({"name": ["a"], "age": [1]}), path)
    return path


def _mixed(path: Path, needs: str) -> Path:
    path.mkdir()
    write_trips(path / "a.parquet", [trip()])
    shutil.copy(_without_the_column(path.with_name("b.parquet"), needs), path / "b.parquet")
    return path


def _partly_text(path: Path, needs: str) -> Path:
    path.mkdir()
    write_trips(path / "a.parquet", [trip()])
    (path / "b.parquet").write_text("VendorID\n1\n")
    return path


BAD: dict[str, tuple[Callable[[Path, str], Path], str]] = {
    "cut off": (_truncated, r"cannot read \S+in.parquet: it is not a parquet file, or only a part of one"),
    "empty": (_empty, r"cannot read \S+in.parquet: it is not a parquet file"),
    "without rows": (_without_rows, r"there are no rows in \S+in.parquet"),
    "without a column": (_without_the_column, r"in.parquet has no column {needs}"),
    "with text for numbers": (_with_text_for_numbers, r"column {needs} of \S+in.parquet is string; a number is needed"),
    "of something else": (_of_something_else, r"in.parquet has no column .*; it has name, age"),
    "of files that differ": (_mixed, r"in.parquet has no column {needs}"),
    "of which one is no parquet": (_partly_text, r"cannot read \S+in.parquet: it is not a parquet file"),
}


@each
@pytest.mark.parametrize("fault", BAD)
def test_says_what_is_wrong_with_an_input_and_leaves_nothing(run: Callable[..., Done], case: Case, tmp_path: Path, fault: str) -> None:
    spoil, sentence = BAD[fault]
    with pytest.raises(case.job.JobError, match=sentence.format(needs=case.needs)):
        run(spoil(tmp_path / "in.parquet", case.needs))
    assert not (tmp_path / "output").exists()
    assert not (tmp_path / "lake").exists()


@pytest.fixture(autouse=True)
def _no_leftovers(spark: object) -> Iterator[None]:
    """Tables that a job kept in memory must not stay for the next test."""
    yield
    spark.catalog.clearCache()  # type: ignore[attr-defined]
