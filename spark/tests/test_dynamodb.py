"""A result that DynamoDB would refuse ends the run, before anything is written, with a sentence that names it."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import starter
from conftest import Done, Job
from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from starter import Item, JobError, Run

Runs = Callable[[Callable[[Run], "list[Item] | DataFrame"]], Done]


@pytest.fixture
def results_of(run_job: Job, tmp_path: Path) -> Runs:
    """Runs a job with this computation."""

    def run(compute: Callable[[Run], list[Item] | DataFrame]) -> Done:
        module = ModuleType("any")
        own = {"job": lambda: starter.Job("any", lambda options: (starter.Field("a", starter.TEXT),), compute)}
        vars(module).update({"execute": starter.execute, "parse_args": starter.parse_args, **own})
        (tmp_path / "in.csv").write_text("a\n1\n")
        return run_job(module, tmp_path / "in.csv")

    return run


def _items(*results: tuple[str, Any]) -> Callable[[Run], list[Item]]:
    return lambda run: [run.item(sk, miles=value) for sk, value in results]


def _lines(type_: str, *results: tuple[str | None, Any]) -> Callable[[Run], DataFrame]:
    def compute(run: Run) -> DataFrame:
        rows = run.spark.createDataFrame(results, f"sk string, miles {type_}")
        return run.lines(rows, F.col("sk"), {"miles": F.col("miles")})

    return compute


TWICE = "DynamoDB would refuse the result 'b': another one has the same sk; name what sets them apart in it"
LONG = "DynamoDB would refuse the result 'ü{80}': its sk must have 1 to 1024 bytes; shorten it"
NAMELESS = "DynamoDB would refuse the result '': its sk must have 1 to 1024 bytes"


@pytest.mark.parametrize(
    ("compute", "error"),
    [
        (_items(("a", 1), ("b", 1), ("b", 2)), TWICE),
        (_items(("ü" * 600, 1)), LONG),
        (_items(("", 1)), NAMELESS),
        (_items(("a", math.nan)), "result 'a': its miles is NaN, which is no number of 38 digits between 1e-130 and 1e126; round it"),
        (_items(("a", Decimal("-Infinity"))), "its miles is -Infinity, which"),
        (_items(("a", Decimal(f"1.{3:038}"))), r"its miles is 1\.0{37}3, which"),
        (_items(("a", 10**126)), "its miles is 10{126}, which"),
        (_items(("a", 1e-131)), r"its miles is 0\.0{130}1, which"),
        (_lines("int", ("a", 1), ("b", 1), ("c", 1), ("b", 1)), TWICE),
        (_lines("int", ("ü" * 600, 1)), LONG),
        (_lines("int", (None, 1)), NAMELESS),
        (_lines("double", ("b", 1.0), ("a", math.nan)), "result 'a': its miles is NaN, which is no number of 38 digits"),
        (_lines("float", ("a", -math.inf)), "its miles is -Infinity, which"),
        (_lines("double", ("a", 1e126)), "its miles is 1.0E126, which"),
        (_lines("double", ("a", 1e-131)), "its miles is 1.0E-131, which"),
        (_lines("boolean", ("a", True)), "attribute miles is boolean; cast it to a text or a number"),
    ],
)
def test_refuses_what_dynamodb_would(results_of: Runs, tmp_path: Path, compute: Callable[[Run], Any], error: str) -> None:
    with pytest.raises(JobError, match=error):
        results_of(compute)
    assert not (tmp_path / "output").exists()


NUMBERS = [0.1, 1e-7, 0.1234567, 12345678.5, -2.0, 0.0, 1e35, 1e-130, 9e125]


@pytest.mark.parametrize("made", [_items, lambda *results: _lines("double", *results)], ids=["items", "lines"])
def test_writes_a_double_exactly(results_of: Runs, made: Callable[..., Callable[[Run], Any]]) -> None:
    done = results_of(made(*((str(value), value) for value in NUMBERS)))
    assert [Decimal(done.item(str(value))["miles"]) for value in NUMBERS] == [Decimal(str(value)) for value in NUMBERS]
    assert [done.item(str(value))["miles"] for value in (0.1, 12345678.5, -2.0, 0.0)] == ["0.1", "12345678.5", "-2", "0"]


def test_writes_a_decimal_exactly(results_of: Runs) -> None:
    values = [Decimal("0.000000000000000001"), Decimal("12345678901234567890.1"), Decimal("1.50"), Decimal(0)]
    done = results_of(_lines("decimal(38,18)", *((str(value), value) for value in values)))
    assert [Decimal(done.item(str(value))["miles"]) for value in values] == values
    assert [done.item(str(value))["miles"] for value in values[1:]] == ["12345678901234567890.1", "1.5", "0"]
