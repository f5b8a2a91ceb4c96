"""Draws trips at random: the same seed, month and row count always give the same trips."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .schema import NULLABLE, TRIPS

#: Rows per row group, as in the published files; also what is held in memory at a time.
CHUNK_ROWS = 1_048_576
APP_HAIL_SHARE = 0.047
REFUND_SHARE = 0.008
MAX_MILES = 120.0


@dataclass(frozen=True)
class Month:
    """One calendar month."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Month:
        """Reads `2024-01`. Raises ValueError with a sentence on anything else."""
        if re.fullmatch(r"(?!0000)[0-9]{4}-(0[1-9]|1[0-2])", text) is None:
            raise ValueError(f"month {text!r} is not a month like 2024-01")
        return cls(int(text[:4]), int(text[5:]))

    @property
    def start(self) -> np.datetime64:
        return np.datetime64(f"{self.year:04d}-{self.month:02d}-01T00:00:00", "us")

    @property
    def seconds(self) -> int:
        return monthrange(self.year, self.month)[1] * 86_400


def chunks(rows: int, month: Month, seed: int) -> Iterator[pa.Table]:
    """Yields `rows` trips of the month in order of pickup, at most CHUNK_ROWS to a table."""
    for index, first in enumerate(range(0, rows, CHUNK_ROWS)):
        count = min(CHUNK_ROWS, rows - first)
        rng = np.random.default_rng([seed, month.year, month.month, index])
        window = (first * month.seconds / rows, (first + count) * month.seconds / rows)
        yield _trips(rng, count, month, window)


def _trips(rng: np.random.Generator, n: int, month: Month, window: tuple[float, float]) -> pa.Table:
    # Money is drawn in whole cents and divided once, so that each double is the one nearest to its amount.
    app_hail = rng.random(n) < APP_HAIL_SHARE
    miles = np.minimum(np.round(rng.gamma(1.1, 3.0, n), 2), MAX_MILES)
    seconds = (miles * 190 + rng.gamma(2.0, 130.0, n)).astype("int64") + 20
    pickup = np.sort(rng.uniform(*window, n)).astype("int64")
    refund = rng.random(n) < REFUND_SHARE
    sign = np.where(refund, -1, 1)

    payment = rng.choice(np.array([1, 2, 3, 4]), n, p=[0.82, 0.155, 0.008, 0.017])
    payment = np.where(refund, 4, np.where(app_hail, 0, payment))
    nulls = app_hail & ~refund

    # As the meter does it: three dollars, then steps of 70 cents by distance and time.
    fare = sign * (300 + 70 * np.round(miles * 5 + seconds / 120)).astype("int64")
    extra = sign * rng.choice(np.array([0, 100, 250, 350]), n, p=[0.42, 0.22, 0.28, 0.08])
    tip = np.where((payment == 1) & (rng.random(n) < 0.93), np.round(fare * rng.uniform(0.1, 0.3, n)), 0)
    tolls = np.where(rng.random(n) < 0.07, 694, 0) * sign
    congestion = np.where(rng.random(n) < 0.92, 250, 0) * sign
    airport = np.where(rng.random(n) < 0.08, 175, 0) * sign
    total = fare + extra + 50 * sign + tip + tolls + 100 * sign + np.where(nulls, 0, congestion + airport)

    start = month.start
    values = {
        "VendorID": rng.choice(np.array([1, 2, 6]), n, p=[0.245, 0.7545, 0.0005]),
        "tpep_pickup_datetime": start + pickup.astype("timedelta64[s]"),
        "tpep_dropoff_datetime": start + (pickup + seconds).astype("timedelta64[s]"),
        "passenger_count": rng.choice(np.arange(7), n, p=[0.012, 0.76, 0.145, 0.03, 0.018, 0.02, 0.015]),
        "trip_distance": miles,
        "RatecodeID": rng.choice(np.array([1, 2, 3, 4, 5, 99]), n, p=[0.94, 0.035, 0.003, 0.002, 0.01, 0.01]),
        "store_and_fwd_flag": rng.random(n) < 0.005,
        "PULocationID": _zones(rng, n),
        "DOLocationID": _zones(rng, n),
        "payment_type": payment,
        "fare_amount": fare / 100,
        "extra": extra / 100,
        "mta_tax": 0.5 * sign,
        "tip_amount": tip / 100,
        "tolls_amount": tolls / 100,
        "improvement_surcharge": 1.0 * sign,
        "total_amount": total / 100,
        "congestion_surcharge": congestion / 100,
        "Airport_fee": airport / 100,
    }
    flags = pa.DictionaryArray.from_arrays(values["store_and_fwd_flag"].astype("int8"), pa.array(["N", "Y"]))
    values["store_and_fwd_flag"] = flags.cast(pa.string())
    return pa.table([_column(field, values[field.name], nulls) for field in TRIPS], schema=TRIPS)


def _zones(rng: np.random.Generator, n: int) -> np.ndarray:
    # Few of the 265 zones have most of the trips.
    return (265 * rng.random(n) ** 2.2).astype("int32") + 1


def _column(field: pa.Field, values: np.ndarray | pa.Array, nulls: np.ndarray) -> pa.Array:
    if field.name not in NULLABLE:
        return pa.array(values, type=field.type)
    if isinstance(values, pa.Array):
        return pc.if_else(pa.array(nulls), pa.scalar(None, field.type), values)
    return pa.array(values, type=field.type, mask=nulls)
