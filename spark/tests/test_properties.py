"""Any rows, either null policy: the job says what a loop over the rows says."""

from __future__ import annotations

import math
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from conftest import Job, explore
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from trips import NOON, trip, write_trips

fares = st.one_of(
    st.none(),
    st.integers(-5000, 900_000).map(lambda cents: cents / 100),
    st.sampled_from([0.1, 0.7, 1.005, 70.0, 70.0, 70.0, math.nan, math.inf]),
)
rows_of_trips = st.lists(
    st.builds(
        trip,
        VendorID=st.sampled_from([1, 2, 6, None]),
        payment_type=st.sampled_from([0, 1, 2, 3, 4, 5, 6, 99, None]),
        fare_amount=fares,
        passenger_count=st.sampled_from([1, 2, None]),
        extra=st.sampled_from([0.0, 2.5, math.nan]),
        trip_distance=st.sampled_from([0.0, 1.25, 3.1]),
        tpep_pickup_datetime=st.integers(0, 5).map(lambda minutes: NOON + timedelta(minutes=minutes)),
    ),
    min_size=1,
    max_size=40,
)


@pytest.mark.skipif(explore, reason="EXPLORE is set")
def test_draws_the_same_rows_in_every_run() -> None:
    drawn: list[str] = []

    @settings(max_examples=5)
    @given(rows=rows_of_trips)
    def draw(rows: list[dict[str, Any]]) -> None:
        drawn.append(repr(rows))

    draw()
    once = drawn.copy()
    draw()
    assert drawn == once + once


def _number(value: float | None) -> bool:
    return value is not None and math.isfinite(value)


def _kept(rows: Sequence[dict[str, Any]], nulls: str) -> list[dict[str, Any]]:
    # A fare that is infinite is missing either way: upstream would keep it, but no sum of it can be stored.
    good = [r for r in rows if None not in (r["VendorID"], r["payment_type"]) and _number(r["fare_amount"])]
    if nulls == "needed":
        return good
    return [row for row in good if not any(value is None or value != value for value in row.values())]


def _cents(row: dict[str, Any]) -> int:
    return round(float(row["fare_amount"]) * 100)


@settings(max_examples=25)
@given(rows=rows_of_trips, nulls=st.sampled_from(["needed", "upstream"]))
def test_agrees_with_a_plain_loop_over_the_rows(job: Job, rows: list[dict[str, Any]], nulls: str) -> None:
    kept = _kept(rows, nulls)
    assume(kept)
    with tempfile.TemporaryDirectory() as folder:
        done = job(write_trips(Path(folder) / "in.parquet", rows), nulls=nulls)

    assert done.manifest["rowsIn"] == len(rows)
    assert sum(done.manifest["rowsDropped"].values()) == len(rows) - len(kept)
    for column, prefix in (("VendorID", "vendor"), ("payment_type", "payment-type")):
        groups = defaultdict(list)
        for row in kept:
            groups[row[column]].append(_cents(row))
        found = {item["sk"]["S"] for item in done.items if item["sk"]["S"].startswith(f"{prefix}#")}
        assert found == {f"{prefix}#{key}" for key in groups}
        for key, cents in groups.items():
            item = done.item(f"{prefix}#{key}")
            assert int(item["trips"]) == len(cents)
            if prefix == "vendor":
                assert Fraction(item["totalFare"]) == Fraction(sum(cents), 100)
                assert Fraction(item["averageFare"]) == round(Fraction(sum(cents), 100 * len(cents)), 4)
            else:
                assert Fraction(item["percent"]) == round(Fraction(100 * len(cents), len(kept)), 4)

    order = sorted(kept, key=lambda row: (-_cents(row), row["tpep_pickup_datetime"]))[:10]
    top = [item for item in done.items if item["sk"]["S"].startswith("top-trip#")]
    assert [Fraction(item["fare"]["N"]) for item in top] == [Fraction(_cents(row), 100) for row in order]
    assert [item["pickup"]["S"] for item in top] == [row["tpep_pickup_datetime"].isoformat() for row in order]
