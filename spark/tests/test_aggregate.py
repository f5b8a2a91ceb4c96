"""aggregate: any file, by options alone."""

from __future__ import annotations

import json
import tempfile
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import aggregate
import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from aggregate import JobError
from conftest import Job
from hypothesis import given, settings
from hypothesis import strategies as st

ORDERS = "country,product,amount\nde,tea,10.10\nde,tea,0.20\nfr,tea,5\nfr,,\n"


def test_counts_rows_when_nothing_is_asked(run_job: Job, month: Path) -> None:
    done = run_job(aggregate, month)
    assert done.items == [{"pk": {"S": "run#r1"}, "sk": {"S": "summary"}, "count": {"N": "20000"}}]


@pytest.mark.parametrize(("name", "content"), [("in.csv", "a,b\n1,2\n,\nx,y\n1\n"), ("in.jsonl", '{"a": 1}\n{"b": 2}\n{}\nnonsense\n')])
def test_counts_the_lines_of_a_text_that_make_sense(run_job: Job, tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content)
    done = run_job(aggregate, tmp_path / name)
    assert (done.item("summary")["count"], done.manifest["rowsDropped"]) == ("3", {"unreadable line": 1})


def test_says_that_a_text_has_no_columns(run_job: Job, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("")
    with pytest.raises(JobError, match=r"\S+/in.csv has no columns at all"):
        run_job(aggregate, tmp_path / "in.csv")


def test_groups_a_csv_file(run_job: Job, tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text(ORDERS)
    measures = "count,sum(amount),avg(amount),min(amount),max(amount)"
    done = run_job(aggregate, tmp_path / "orders.csv", by="country,product", measures=measures)
    figures = {"count": "2", "sum_amount": "10.3", "avg_amount": "5.15", "min_amount": "0.2", "max_amount": "10.1"}
    assert done.item("group#de#tea") == {"pk": "run#r1", "sk": "group#de#tea", "country": "de", "product": "tea", **figures}
    # No product, and no amount at all: left out, not zero.
    assert done.item("group#fr#") == {"pk": "run#r1", "sk": "group#fr#", "country": "fr", "count": "1"}
    assert done.item("summary")["sum_amount"] == "15.3"
    assert [path.name for path in sorted(done.folder.iterdir())] == ["_manifest.json", "results.jsonl"]
    assert done.manifest["rowsOut"] == len(done.items) == 4


def test_says_what_duckdb_says_of_the_same_month(run_job: Job, month: Path) -> None:
    done = run_job(aggregate, month, by="PULocationID", measures="count,sum(total_amount),max(trip_distance)")
    rows = duckdb.execute(
        f"select PULocationID, count(*), sum(total_amount::decimal(18,2)), max(trip_distance) from '{month}' group by 1"
    ).fetchall()
    assert len(done.items) == len(rows) + 1
    for zone, count, total, farthest in rows:
        item = done.item(f"group#{zone}")
        assert (int(item["count"]), Decimal(item["sum_total_amount"]), float(item["max_trip_distance"])) == (count, total, farthest)


def test_gives_the_same_bytes_when_run_again(run_job: Job, month: Path) -> None:
    options = {"by": "PULocationID,payment_type", "measures": "sum(total_amount),avg(tip_amount)"}
    first = (run_job(aggregate, month, **options).folder / "results.jsonl").read_bytes()
    assert (run_job(aggregate, month, **options).folder / "results.jsonl").read_bytes() == first


def test_keeps_keys_apart_whatever_the_values_hold(run_job: Job, tmp_path: Path) -> None:
    rows = [("a#", "b"), ("a", "#b"), ("a%23", "b"), ("x" * 2000, "y"), ("x" * 2000, "z"), ('ü"\n', "\\")]
    columns = {"count": [a for a, _ in rows], "a.b `c`": [b for _, b in rows], "n.x": [1] * len(rows)}
    pq.write_table(pa.table(columns), tmp_path / "in.parquet")
    done = run_job(aggregate, tmp_path / "in.parquet", by="count,a.b `c`", measures="sum(n.x)")
    keys = [item["sk"]["S"] for item in done.items]
    assert len(set(keys)) == len(rows) + 1
    assert max(len(key.encode()) for key in keys) <= 1024
    assert {"group#a%23#b", "group#a#%23b", "group#a%2523#b", 'group#ü"\n#\\'} < set(keys)


def test_groups_numbers_of_files_of_different_types_together(run_job: Job, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name, keys in (("a", [1, 2]), ("b", [1.0, 2.5, float("nan"), None]), ("c", [Decimal("1.00"), Decimal("2.50")])):
        pq.write_table(pa.table({"key": keys}), tmp_path / "in" / f"{name}.parquet")
    done = run_job(aggregate, tmp_path / "in", by="key")
    counts = {item["sk"]["S"]: item["count"]["N"] for item in done.items}
    assert counts == {"summary": "8", "group#1": "3", "group#2": "1", "group#2.5": "2", "group#": "2"}


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"by": "land"}, "has no column land; it has country, product, amount"),
        ({"measures": "median(amount)"}, r"measure 'median\(amount\)' is not count, sum\(COLUMN\)"),
        ({"measures": "sum"}, "measure 'sum' is not"),
        ({"measures": "count(amount)"}, "is not count, sum"),
        ({"by": "amount", "measures": "sum(amount)"}, "column amount is in `by` and in `measures`"),
        ({"by": "country,sk"}, "column sk of `by` has the name of an attribute of each result; rename the column in the file"),
        ({"by": "pk"}, "column pk of `by` has the name of an attribute of each result"),
        ({"by": "expiresAt"}, "column expiresAt of `by` has the name of an attribute of each result"),
        ({"by": "count"}, "column count of `by` has the name of an attribute of the measure count"),
        ({"by": "sum_amount", "measures": "sum(amount)"}, "column sum_amount .* attribute of the measure sum_amount"),
    ],
)
def test_says_what_is_wrong_with_its_options(run_job: Job, tmp_path: Path, options: dict[str, str], error: str) -> None:
    (tmp_path / "in.csv").write_text(ORDERS)
    with pytest.raises(JobError, match=error):
        run_job(aggregate, tmp_path / "in.csv", **options)


def test_takes_a_column_for_one_however_it_is_written(run_job: Job, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(ORDERS)
    measures = "sum(Amount),avg(amount),max(AMOUNT),sum(amount)"
    done = run_job(aggregate, tmp_path / "in.csv", by="Country,country", measures=measures)
    figures = {"sum_Amount": "10.3", "avg_Amount": "5.15", "max_Amount": "10.1"}
    assert done.item("group#de") == {"pk": "run#r1", "sk": "group#de", "Country": "de", **figures}


def test_keeps_columns_apart_from_attributes_that_are_written_otherwise(run_job: Job, tmp_path: Path) -> None:
    # DynamoDB tells Count from count.
    (tmp_path / "in.csv").write_text("Count,SK\n1,a\n")
    item = run_job(aggregate, tmp_path / "in.csv", by="Count,SK").item("group#1#a")
    assert item == {"pk": "run#r1", "sk": "group#1#a", "Count": "1", "SK": "a", "count": "1"}


def test_refuses_to_add_text_of_a_parquet_file(run_job: Job, tmp_path: Path) -> None:
    pq.write_table(pa.table({"amount": ["1"]}), tmp_path / "in.parquet")
    with pytest.raises(JobError, match=r"column amount of .* is string; a number is needed"):
        run_job(aggregate, tmp_path / "in.parquet", measures="sum(amount)")


rows_of_orders = st.lists(
    st.fixed_dictionaries(
        {
            "country": st.sampled_from(["de", "fr", "", None, "ü#"]),
            "amount": st.one_of(st.none(), st.integers(-(10**9), 10**9).map(lambda n: Decimal(n) / 1000), st.just("x")),
        }
    ),
    min_size=1,
    max_size=30,
)


LAST = {"country": "de", "amount": 1}


@settings(max_examples=15)
@given(rows=rows_of_orders)
def test_agrees_with_a_plain_loop_over_the_rows(run_job: Job, rows: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "in.jsonl"
        # One more row, so that both columns are there.
        texts = [{name: value if value is None else str(value) for name, value in row.items()} for row in rows] + [LAST]
        file.write_text("".join(json.dumps(row) + "\n" for row in texts))
        done = run_job(aggregate, file, by="country", measures="count,sum(amount),avg(amount)")
    groups: dict[str, list[Any]] = defaultdict(list)
    for row in [*rows, {"country": "de", "amount": Decimal(1)}]:
        groups[row["country"] or ""].append(row["amount"])
    assert len(done.items) == len(groups) + 1
    for country, amounts in groups.items():
        item = done.item("group#" + country.replace("#", "%23"))
        numbers = [amount for amount in amounts if isinstance(amount, Decimal)]
        assert int(item["count"]) == len(amounts)
        assert ("sum_amount" in item) == bool(numbers)
        if numbers:
            average = (sum(numbers, Decimal(0)) / len(numbers)).quantize(Decimal("0.000001"), ROUND_HALF_UP)
            assert (Decimal(item["sum_amount"]), Decimal(item["avg_amount"])) == (sum(numbers), average)
