"""Files of other years: other types, other case, missing values."""

from __future__ import annotations

import math
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import Job
from taxi_summary import JobError
from trips import NOON, trip, write_trips


def test_finds_columns_in_any_case(job: Job, month: Path, tmp_path: Path) -> None:
    table = pq.read_table(month).slice(0, 300)
    plain, lower = tmp_path / "plain.parquet", tmp_path / "lower.parquet"
    pq.write_table(table, plain)
    pq.write_table(table.rename_columns([name.lower() for name in table.column_names]), lower)
    done = job(lower)
    assert done.manifest["schema"][0] == {"name": "vendorid", "type": "int"}
    assert done.items == job(plain).items


def test_takes_codes_and_money_in_whatever_number_type_a_year_used(job: Job, tmp_path: Path) -> None:
    rows = [trip(fare_amount=12, payment_type=2, VendorID=2), trip(fare_amount=30, total_amount=31)]
    usual = job(write_trips(tmp_path / "usual.parquet", rows)).items
    doubles = {name: pa.float64() for name in ("VendorID", "payment_type", "PULocationID", "DOLocationID")}
    small = {"VendorID": pa.int64(), "payment_type": pa.int8(), "fare_amount": pa.int32(), "total_amount": pa.float32()}
    decimals = {"fare_amount": pa.decimal128(12, 2), "VendorID": pa.decimal128(5, 0)}
    assert job(write_trips(tmp_path / "doubles.parquet", rows, doubles)).items == usual
    assert job(write_trips(tmp_path / "small.parquet", rows, small)).items == usual
    exact = [{**row, "fare_amount": Decimal(row["fare_amount"]), "VendorID": Decimal(row["VendorID"])} for row in rows]
    assert job(write_trips(tmp_path / "decimals.parquet", exact, decimals)).items == usual


def test_reads_files_of_different_types_together(job: Job, tmp_path: Path) -> None:
    old = write_trips(tmp_path / "old.parquet", [trip(payment_type=2)], {"payment_type": pa.float64(), "VendorID": pa.int64()})
    new = write_trips(tmp_path / "new.parquet", [trip(payment_type=2)])
    done = job(old, new)
    assert done.item("payment-type#2")["trips"] == "2"
    types = [column["type"] for column in done.manifest["schema"] if column["name"] == "payment_type"]
    assert types == ["double", "bigint"]


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        (pa.timestamp("us"), NOON),
        (pa.timestamp("ms"), NOON),
        (pa.timestamp("us", tz="UTC"), NOON.replace(tzinfo=timezone.utc)),
    ],
)
def test_shows_the_clock_time_of_the_file(job: Job, tmp_path: Path, type_: pa.DataType, value: datetime) -> None:
    file = write_trips(tmp_path / "in.parquet", [trip(tpep_pickup_datetime=value)], {"tpep_pickup_datetime": type_})
    assert job(file).item("top-trip#01")["pickup"] == "2024-01-15T12:00:00"


def test_counts_a_dropped_row_once_under_the_first_column_it_lacks(job: Job, tmp_path: Path) -> None:
    rows = [
        trip(),
        trip(VendorID=None, payment_type=None, fare_amount=None),
        trip(payment_type=None),
        trip(fare_amount=None),
        trip(fare_amount=math.nan),
        trip(fare_amount=math.inf),
        trip(total_amount=None, trip_distance=math.nan, tpep_pickup_datetime=None),
    ]
    done = job(write_trips(tmp_path / "in.parquet", rows))
    assert done.manifest["rowsDropped"] == {"missing VendorID": 1, "missing fare_amount": 3, "missing payment_type": 1}
    assert done.manifest["rowsIn"] == 7
    assert done.item("summary")["trips"] == "2"
    assert "pickup" not in done.item("top-trip#02")


def test_drops_nan_as_upstream_does(job: Job, tmp_path: Path) -> None:
    rows = [trip(), trip(extra=math.nan), trip(store_and_fwd_flag=None)]
    done = job(write_trips(tmp_path / "in.parquet", rows), nulls="upstream")
    assert done.manifest["rowsDropped"] == {"missing any column (nulls=upstream)": 2}


def test_accepts_a_column_that_was_never_filled(job: Job, tmp_path: Path) -> None:
    file = write_trips(tmp_path / "in.parquet", [trip(Airport_fee=None)], {"Airport_fee": pa.null()})
    assert job(file).item("summary")["trips"] == "1"


def test_refuses_text_where_a_number_belongs(job: Job, tmp_path: Path) -> None:
    file = write_trips(tmp_path / "in.parquet", [trip(fare_amount="10.00")], {"fare_amount": pa.string()})
    with pytest.raises(JobError, match=r"column fare_amount of \S+in.parquet is string; a number is needed"):
        job(file)


def test_reads_a_key_with_signs_that_hadoop_takes_for_patterns(job: Job, tmp_path: Path) -> None:
    name = "taxi [2024] {a,b} ü% *?\\#1+.parquet"
    write_trips(tmp_path / "taxi 2 a ü% xy#1+.parquet", [trip(), trip()])
    assert job(write_trips(tmp_path / name, [trip()])).item("summary")["trips"] == "1"


def test_reads_a_folder_of_files(job: Job, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a", "b"):
        write_trips(folder / f"{name}.parquet", [trip()])
    assert job(folder).item("summary")["trips"] == "2"


def test_reads_a_folder_of_files_of_different_years(job: Job, tmp_path: Path) -> None:
    (tmp_path / "in" / "year=2020").mkdir(parents=True)
    write_trips(tmp_path / "in" / "new.parquet", [trip(), trip()])
    types = {"payment_type": pa.float64(), "VendorID": pa.int64()}
    old = write_trips(tmp_path / "in" / "year=2020" / "old.parquet", [trip()], types)
    pq.write_table(pq.read_table(old).rename_columns([name.lower() for name in pq.read_schema(old).names]), old)
    for left_out in ("_SUCCESS", ".old.parquet.crc"):
        (tmp_path / "in" / left_out).write_text("x")
    assert job(tmp_path / "in").item("payment-type#1")["trips"] == "3"


def test_fails_for_an_empty_object_among_the_files_of_a_folder(job: Job, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    write_trips(tmp_path / "in" / "a.parquet", [trip()])
    (tmp_path / "in" / "b_$folder$").touch()  # stands for a folder
    assert job(tmp_path / "in").item("summary")["trips"] == "1"
    (tmp_path / "in" / "b.parquet").touch()
    with pytest.raises(JobError, match=r"it is not a parquet file, or only a part of one .*/in/b.parquet"):
        job(tmp_path / "in")


def test_drops_fares_that_no_sum_can_hold_under_upstream_too(job: Job, tmp_path: Path) -> None:
    rows = [trip(), trip(fare_amount=math.inf), trip(fare_amount=2e9), trip(extra=math.inf)]
    done = job(write_trips(tmp_path / "in.parquet", rows), nulls="upstream")
    assert done.manifest["rowsDropped"] == {"missing fare_amount": 2}
    assert done.item("summary")["trips"] == "2"
