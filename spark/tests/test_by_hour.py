"""taxi-trips-by-hour against DuckDB, and where its table lies."""

from __future__ import annotations

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
import taxi_trips_by_hour
from conftest import Job
from hypothesis import given, settings
from hypothesis import strategies as st
from taxi_trips_by_hour import JobError
from trips import NOON, trip, write_trips, write_two_days

EXPECTED = """
with trips as (
  select PULocationID as zone, tpep_pickup_datetime::date as date, hour(tpep_pickup_datetime) as hour,
    round(total_amount * 100)::bigint as cents,
    round(trip_distance * 100)::bigint as hundredths, epoch(tpep_dropoff_datetime) - epoch(tpep_pickup_datetime) as seconds
  from '{file}'),
speeds as (
  select *, round_even(hundredths::double * 360 / seconds, 0)::bigint as tenths from trips),
plausible as (
  select *, case when seconds between 60 and 21600 and tenths between 1 and 1000 then tenths end as speed from speeds)
select date::varchar, zone, hour, count(*), sum(cents), sum(hundredths), round(quantile_cont(speed, 0.1) / 10, 2),
  round(quantile_cont(speed, 0.5) / 10, 2), round(quantile_cont(speed, 0.9) / 10, 2)
from plausible group by 1, 2, 3 order by 1, 2, 3
"""
TABLE = """
select date::varchar, zone, hour, trips, (revenue * 100)::bigint, (miles * 100)::bigint, mphP10, mphP50, mphP90
from read_parquet('{folder}/*/*.parquet', hive_partitioning = true) order by 1, 2, 3
"""


def _table(folder: Path) -> list[tuple[Any, ...]]:
    return duckdb.execute(TABLE.format(folder=folder)).fetchall()


def test_writes_the_table_that_duckdb_makes_of_the_same_month(run_job: Job, month: Path, tmp_path: Path) -> None:
    done = run_job(taxi_trips_by_hour, month, lake=tmp_path / "lake")
    folder = tmp_path / "lake" / "trips-by-hour" / "run=r1"
    assert done.manifest["tables"] == [{"name": "trips-by-hour", "uri": str(folder)}]
    assert (folder / "_SUCCESS").exists()
    found, expected = _table(folder), duckdb.execute(EXPECTED.format(file=month)).fetchall()
    assert [row[:6] for row in found] == [row[:6] for row in expected]
    for one, other in zip(found, expected):
        assert list(one[6:]) == pytest.approx(list(other[6:]), abs=0.0101) if other[6] is not None else list(one[6:]) == [None] * 3
    # Its results are sums of the table.
    assert int(done.item("summary")["trips"]) == sum(row[3] for row in expected) == 20_000
    assert [int(done.item(f"hour#{hour:02d}")["trips"]) for hour in range(24)] == [
        sum(row[3] for row in expected if row[2] == hour) for hour in range(24)
    ]
    zone = done.item("zone#7")
    assert round(float(zone["revenue"]) * 100) == sum(row[4] for row in expected if row[1] == 7)


trips_of_some_hours = st.lists(
    st.builds(
        lambda minutes, seconds, **columns: trip(
            tpep_pickup_datetime=NOON + timedelta(minutes=minutes),
            tpep_dropoff_datetime=NOON + timedelta(minutes=minutes, seconds=seconds),
            **columns,
        ),
        minutes=st.integers(-800, 800),
        seconds=st.integers(1, 25_000),
        trip_distance=st.integers(0, 9000).map(lambda hundredths: hundredths / 100),
        total_amount=st.integers(-5000, 90_000).map(lambda cents: cents / 100),
        PULocationID=st.sampled_from([1, 2, 265]),
    ),
    min_size=1,
    max_size=60,
)


@settings(max_examples=5)
@given(rows=trips_of_some_hours)
def test_writes_the_table_that_duckdb_makes_of_any_trips(run_job: Job, rows: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        file = write_trips(Path(name) / "in.parquet", rows)
        run_job(taxi_trips_by_hour, file, lake=Path(name) / "lake")
        found = _table(Path(name) / "lake/trips-by-hour/run=r1")
        expected = duckdb.execute(EXPECTED.format(file=file)).fetchall()
    assert [row[:6] for row in found] == [row[:6] for row in expected]
    speeds = [(list(one[6:]), list(other[6:])) for one, other in zip(found, expected, strict=True)]
    assert all(one == other or one == pytest.approx(other, abs=0.0101) for one, other in speeds)


def test_writes_below_the_output_when_there_is_no_lake_and_replaces_what_it_wrote(run_job: Job, tmp_path: Path) -> None:
    file = write_two_days(tmp_path / "in.parquet")
    run_job(taxi_trips_by_hour, file)
    done = run_job(taxi_trips_by_hour, file)
    folder = done.folder / "trips-by-hour" / "run=r1"
    assert sum(row[3] for row in _table(folder)) == done.manifest["rowsIn"]
    assert len(list(folder.glob("date=2024-01-02/*.parquet"))) == 1


def test_leaves_the_tables_of_other_runs_alone(run_job: Job, tmp_path: Path) -> None:
    for seed, run_id in enumerate(("r1", "r:2/ü")):
        file = write_two_days(tmp_path / f"{seed}.parquet", seed=seed)
        run_job(taxi_trips_by_hour, file, run_id=run_id.replace("/", "-"), lake=tmp_path / "lake")
    assert sorted(path.name for path in (tmp_path / "lake/trips-by-hour").iterdir()) == ["run=r%3A2-%C3%BC", "run=r1"]


def test_drops_zones_that_there_are_not_and_speeds_that_cannot_be(run_job: Job, tmp_path: Path) -> None:
    rows = [
        trip(trip_distance=5.0, total_amount=None),
        trip(PULocationID=0),
        trip(PULocationID=266),
        trip(PULocationID=None),
        trip(tpep_pickup_datetime=None),
        trip(tpep_dropoff_datetime=NOON - timedelta(minutes=1)),
        trip(tpep_dropoff_datetime=None, trip_distance=None),
        trip(trip_distance=900.0),
    ]
    done = run_job(taxi_trips_by_hour, write_trips(tmp_path / "in.parquet", rows), lake=tmp_path / "lake")
    assert done.manifest["rowsDropped"] == {
        "PULocationID above 265": 1,
        "PULocationID below 1": 1,
        "missing PULocationID": 1,
        "missing tpep_pickup_datetime": 1,
    }
    assert done.manifest["warnings"] == {"missing total_amount": 1, "missing tpep_dropoff_datetime": 1, "missing trip_distance": 1}
    (row,) = _table(tmp_path / "lake/trips-by-hour/run=r1")
    assert row == ("2024-01-15", 100, 12, 4, 3450, 90650, 30.0, 30.0, 30.0)


def test_leaves_no_results_when_the_lake_cannot_be_written(run_job: Job, month: Path, tmp_path: Path) -> None:
    (tmp_path / "lake").write_text("a file where a folder should be")
    with pytest.raises(JobError, match=r"cannot write \S+/lake/trips-by-hour/run=r1"):
        run_job(taxi_trips_by_hour, month, lake=tmp_path / "lake")
    assert not (tmp_path / "output").exists()


def test_has_no_manifest_while_the_table_is_not_whole(run_job: Job, tmp_path: Path) -> None:
    file = write_trips(tmp_path / "in.parquet", [trip()])
    folder = run_job(taxi_trips_by_hour, file).folder
    shutil.rmtree(folder / "trips-by-hour")
    (folder / "trips-by-hour").write_text("a file where a folder should be")
    with pytest.raises(JobError, match=r"cannot write \S+/trips-by-hour/run=r1"):
        run_job(taxi_trips_by_hour, file)
    assert not (folder / "_manifest.json").exists()


def test_keeps_the_manifest_of_a_table_that_a_rerun_did_not_touch(run_job: Job, tmp_path: Path) -> None:
    file = write_trips(tmp_path / "in.parquet", [trip()])
    folder = run_job(taxi_trips_by_hour, file).folder
    with pytest.raises(JobError, match="break a rule that must hold"):
        run_job(taxi_trips_by_hour, file, rules="total_amount:max=1:fail")
    assert (folder / "_manifest.json").exists()
