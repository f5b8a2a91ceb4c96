"""Small inputs, written row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from taxi_data.__main__ import write
from taxi_data.schema import TRIPS

NOON = datetime(2024, 1, 15, 12, 0, 0)


def trip(**columns: Any) -> dict[str, Any]:
    """One good trip with all 19 columns; name those that matter."""
    usual = {
        "VendorID": 1,
        "tpep_pickup_datetime": NOON,
        "tpep_dropoff_datetime": NOON + timedelta(minutes=10),
        "passenger_count": 1,
        "trip_distance": 1.5,
        "RatecodeID": 1,
        "store_and_fwd_flag": "N",
        "PULocationID": 100,
        "DOLocationID": 200,
        "payment_type": 1,
        "fare_amount": 10.0,
        "extra": 0.0,
        "mta_tax": 0.5,
        "tip_amount": 0.0,
        "tolls_amount": 0.0,
        "improvement_surcharge": 1.0,
        "total_amount": 11.5,
        "congestion_surcharge": 0.0,
        "Airport_fee": 0.0,
    }
    unknown = set(columns) - set(usual)
    assert not unknown, unknown
    return {**usual, **columns}


def write_trips(path: Path, rows: Sequence[Mapping[str, Any]], types: Mapping[str, pa.DataType] | None = None) -> Path:
    """Writes the rows as parquet in the published types, but for those given in `types`."""
    fields = [pa.field(field.name, (types or {}).get(field.name, field.type)) for field in TRIPS]
    columns = [pa.array([row[field.name] for row in rows], type=field.type) for field in fields]
    pq.write_table(pa.table(columns, schema=pa.schema(fields)), path)
    return path


def write_two_days(path: Path, rows: int = 3000, seed: int = 7) -> Path:
    """The trips of the first two days among `rows` made-up ones of a month, for jobs that write a folder for each day."""
    write(path, rows=rows, seed=seed)
    trips = pq.read_table(path)
    pq.write_table(trips.filter(pc.less(trips["tpep_pickup_datetime"], datetime(2024, 1, 3))), path)
    return path
