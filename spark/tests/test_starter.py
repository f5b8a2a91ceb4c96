"""The job that people begin with."""

from __future__ import annotations

from pathlib import Path

import duckdb
import starter
from conftest import Job
from trips import trip, write_trips


def test_says_what_duckdb_says_of_the_same_month(run_job: Job, month: Path) -> None:
    done = run_job(starter, month)
    query = f"select payment_type, count(*), sum(round(total_amount * 100)::bigint) from '{month}' group by 1 order by 1"
    rows = duckdb.execute(query).fetchall()
    found = [done.item(f"payment-type#{payment}") for payment, _, _ in rows]
    assert [(int(item["trips"]), round(float(item["total"]) * 100)) for item in found] == [row[1:] for row in rows]
    assert len(done.items) == done.manifest["rowsOut"] == len(rows) + 1


def test_drops_what_it_needs_and_doubts_refunds(run_job: Job, tmp_path: Path) -> None:
    done = run_job(starter, write_trips(tmp_path / "in.parquet", [trip(), trip(payment_type=None), trip(total_amount=-3.5)]))
    assert done.manifest["rowsDropped"] == {"missing payment_type": 1}
    assert done.manifest["warnings"] == {"total_amount below 0": 1}
    assert done.item("summary")["total"] == "8"
