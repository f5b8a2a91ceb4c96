"""The three results and the summary, held against computations that know nothing of Spark."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

from conftest import Done, Job
from taxi_data.__main__ import write
from taxi_data.reference import expected
from trips import NOON, trip, write_trips


def test_says_what_duckdb_says_of_the_same_month(summary: Done, month: Path) -> None:
    assert summary.without_pk == expected(month, "needed")


def test_keeps_rows_with_nulls_in_columns_it_does_not_use_unless_told_otherwise(summary: Done, job: Job, month: Path) -> None:
    assert summary.manifest["rowsDropped"] == {}
    assert summary.item("payment-type#0")["name"] == "Flex Fare"
    upstream = job(month, nulls="upstream")
    assert upstream.without_pk == expected(month, "upstream")
    dropped = upstream.manifest["rowsDropped"]["missing any column (nulls=upstream)"]
    assert dropped > 500
    assert int(upstream.item("summary")["trips"]) == 20_000 - dropped


def test_names_every_payment_type_of_the_tlc_and_says_so_of_others(job: Job, tmp_path: Path) -> None:
    rows = [trip(payment_type=code) for code in (*range(7), 9)]
    done = job(write_trips(tmp_path / "in.parquet", rows))
    names = [done.item(f"payment-type#{code}")["name"] for code in (*range(7), 9)]
    assert names == [
        "Flex Fare",
        "Credit card",
        "Cash",
        "No charge",
        "Dispute",
        "Unknown",
        "Voided trip",
        "Code 9, not in the TLC's dictionary",
    ]
    assert done.item("payment-type#9")["percent"] == "12.5"


def test_adds_money_exactly_where_doubles_would_not(job: Job, tmp_path: Path) -> None:
    rows = [trip(fare_amount=0.1) for _ in range(1000)] + [trip(fare_amount=0.07)]
    done = job(write_trips(tmp_path / "in.parquet", rows))
    assert sum(row["fare_amount"] for row in rows) != 100.07
    assert done.item("vendor#1")["totalFare"] == "100.07"


def test_takes_negative_fares_as_they_are(job: Job, tmp_path: Path) -> None:
    done = job(write_trips(tmp_path / "in.parquet", [trip(fare_amount=-4.5), trip(fare_amount=4.5, VendorID=2)]))
    assert done.item("summary")["totalFare"] == "0"
    assert done.item("vendor#1")["averageFare"] == "-4.5"
    assert done.item("top-trip#01")["vendorId"] == "2"


def test_chooses_the_same_top_ten_among_equal_fares_whatever_the_order_of_rows(job: Job, tmp_path: Path) -> None:
    rows = [trip(fare_amount=99.0, tpep_pickup_datetime=NOON + timedelta(seconds=n)) for n in range(40)]
    rows += [trip(fare_amount=99.0, trip_distance=n / 10) for n in range(20)]
    outcomes = []
    for seed in range(3):
        random.Random(seed).shuffle(rows)
        outcomes.append(job(write_trips(tmp_path / f"{seed}.parquet", rows)).items)
    assert outcomes[0] == outcomes[1] == outcomes[2]
    distances = [item["miles"]["N"] for item in outcomes[0] if item["sk"]["S"].startswith("top-trip#")]
    assert distances == ["0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9"]


def test_takes_top_trips_from_the_rows_that_a_rule_left(job: Job, tmp_path: Path) -> None:
    # Of two trips from one zone the cheaper one stays. The dearer must not come back because it is looked at alone.
    rows = [trip(PULocationID=zone, fare_amount=fare) for zone in range(1, 13) for fare in (float(zone), 100.0 + zone)]
    done = job(write_trips(tmp_path / "in.parquet", rows), rules="PULocationID:unique")
    fares = [item["fare"]["N"] for item in done.items if item["sk"]["S"].startswith("top-trip#")]
    assert fares == ["12", "11", "10", "9", "8", "7", "6", "5", "4", "3"]


def test_lists_fewer_top_trips_when_there_are_fewer(job: Job, tmp_path: Path) -> None:
    done = job(write_trips(tmp_path / "in.parquet", [trip(), trip()]))
    assert [item["sk"]["S"] for item in done.items][-2:] == ["top-trip#01", "top-trip#02"]


def test_adds_several_files_up_as_if_they_were_one(job: Job, tmp_path: Path) -> None:
    parts = [tmp_path / f"part{n}.parquet" for n in range(2)]
    for seed, part in enumerate(parts):
        write(part, rows=500, seed=seed)
    both = job(*parts)
    singles = [job(part, run_id=part.stem) for part in parts]
    assert int(both.item("summary")["trips"]) == 1000
    for sk in ("vendor#2", "payment-type#1"):
        assert int(both.item(sk)["trips"]) == sum(int(single.item(sk)["trips"]) for single in singles)


def test_counts_an_input_that_is_named_twice_once(job: Job, tmp_path: Path) -> None:
    file = write_trips(tmp_path / "in.parquet", [trip()])
    assert job(file, file).item("summary")["trips"] == "1"
