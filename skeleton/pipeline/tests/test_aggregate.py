"""Runs the job on a few made-up orders. Needs what requirements.txt says, and Java 17."""

import json
import sys
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from types import SimpleNamespace

import pytest
from pyspark.sql import SparkSession

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))
import aggregate as job

ORDERS = """country,product,amount
de,tea,10.10
de,tea,0.20
fr,tea,5
fr,coffee,
"""


@pytest.fixture(scope="session")
def spark() -> SparkSession:
    builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "1")
    # Not stopped: the tests of other jobs that run with it go on in the same session, and Spark ends with Python.
    return builder.config("spark.sql.session.timeZone", "UTC").config("spark.sql.ansi.enabled", "false").getOrCreate()


@pytest.fixture
def run(spark: SparkSession, tmp_path: Path) -> Callable[..., SimpleNamespace]:
    """Runs the job: its manifest, and its results by their sort key, as plain texts."""

    def run_job(source: Path, *options: str) -> SimpleNamespace:
        argv = [f"--input={source}", f"--output={tmp_path / 'output'}", "--run-id=r1", *(f"--option={option}" for option in options)]
        manifest = job.execute(job.job(), spark, job.parse_args(job.job(), argv), datetime.now(timezone.utc))
        lines = (tmp_path / "output" / "results.jsonl").read_text().splitlines()
        items = [{name: next(iter(value.values())) for name, value in json.loads(line)["Item"].items()} for line in lines]
        return SimpleNamespace(manifest=manifest, items={item.pop("sk"): item for item in items})

    return run_job


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    (tmp_path / "orders.csv").write_text(ORDERS)
    return tmp_path / "orders.csv"


def test_counts_rows_when_nothing_is_asked(run: Callable[..., SimpleNamespace], orders: Path) -> None:
    assert run(orders).items == {"summary": {"pk": "run#r1", "count": "4"}}


def test_groups_by_the_columns_that_are_asked(run: Callable[..., SimpleNamespace], orders: Path) -> None:
    done = run(orders, "by=country", "measures=count,sum(amount)")
    assert done.items["group#de"] == {"pk": "run#r1", "country": "de", "count": "2", "sum_amount": "10.3"}
    assert done.items["summary"] == {"pk": "run#r1", "count": "4", "sum_amount": "15.3"}


def test_drops_rows_that_break_a_rule(run: Callable[..., SimpleNamespace], orders: Path) -> None:
    done = run(orders, "by=country", "measures=sum(amount)", "rules=amount:max=10")
    assert done.manifest["rowsDropped"] == {"amount above 10": 1}
    assert done.items["summary"]["sum_amount"] == "5.2"
