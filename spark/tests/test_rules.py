"""Any rows, any rules: what is dropped, doubted and refused is what a loop over the rows says."""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest
import starter
import taxi_summary
from conftest import Job
from hypothesis import given, settings
from hypothesis import strategies as st
from pyspark.sql import functions as F
from starter import AMOUNT, TEXT, Field, JobError
from trips import trip, write_trips

Values = dict[str, str]
values = st.fixed_dictionaries({"a": st.sampled_from(["", "-1", "0", "0.5", "2", "x"]), "b": st.sampled_from(["", "p", "q", "r"])})
rules = st.lists(
    st.tuples(
        st.sampled_from(["a:min=0", "a:max=0.5", "a:accepted=0,2", "a:unique", "b:accepted=p,q", "b:unique"]),
        st.sampled_from(["drop", "warn", "fail"]),
    ),
    max_size=3,
    unique_by=lambda rule: rule[0],
)


def _a(row: Values) -> Decimal | None:
    return Decimal(row["a"]) if row["a"] not in ("", "x") else None


BREAKS: dict[str, tuple[str, Callable[[Values], bool]]] = {
    "a:min=0": ("a below 0", lambda row: (value := _a(row)) is not None and value < 0),
    "a:max=0.5": ("a above 0.5", lambda row: (value := _a(row)) is not None and value > Decimal("0.5")),
    "a:accepted=0,2": ("a not among 0,2", lambda row: (value := _a(row)) is not None and value not in (0, 2)),
    "b:accepted=p,q": ("b not among p,q", lambda row: row["b"] not in ("", "p", "q")),
}


def _expected(rows: Sequence[Values], asked: Sequence[tuple[str, str]]) -> tuple[Counter[str], Counter[str]]:
    """What is dropped or refused, and what is doubted, by reason."""
    # Rules count by column, in the order in which they are written; unique ones come last.
    asked = sorted(asked, key=lambda rule: rule[0][0])
    plain = [(BREAKS[rule], then) for rule, then in asked if rule in BREAKS]
    stops, doubts, kept = Counter[str](), Counter[str](), list[Values]()
    for row in rows:
        broken = [reason for (reason, breaks), then in plain if then == "fail" and breaks(row)]
        broken += ["missing b"] * (row["b"] == "")
        broken += [reason for (reason, breaks), then in plain if then == "drop" and breaks(row)]
        if broken:
            stops[broken[0]] += 1
            continue
        kept.append(row)
    for rule, then in asked:
        if not rule.endswith("unique"):
            continue
        seen, left = set[object](), list[Values]()
        # The first by all columns stays, those without a value last.
        for row in sorted(kept, key=lambda row: (_a(row) is None, _a(row) or 0, row["b"])):
            key = _a(row) if rule[0] == "a" else row["b"]
            again = key is not None and key in seen
            seen.add(key)
            if again and then == "warn":
                doubts[f"duplicate {rule[0]}"] += 1
            elif again:
                stops[f"duplicate {rule[0]}"] += 1
                continue
            left.append(row)
        kept = left
    for (reason, breaks), then in plain:
        if then == "warn":
            doubts[reason] += sum(breaks(row) for row in kept)
    return stops, +doubts


@settings(max_examples=25)
@given(rows=st.lists(values, min_size=1, max_size=12), asked=rules)
def test_agree_with_a_plain_loop_over_the_rows(
    run_job: Job, monkeypatch: pytest.MonkeyPatch, rows: list[Values], asked: list[tuple[str, str]]
) -> None:
    stops, doubts = _expected(rows, asked)
    text = ";".join(f"{rule}:{then}" for rule, then in asked)
    refused = {reason for rule, then in asked if then == "fail" for reason in stops if reason == _reason(rule)}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "in.csv"
        file.write_text("a,b\n" + "".join(f"{row['a']},{row['b']}\n" for row in rows))
        if refused or stops.total() == len(rows):
            with pytest.raises(JobError, match="break a rule that must hold" if refused else "can be used"):
                run_job(_job(), file, rules=text)
            return
        done = run_job(_job(), file, rules=text)
    assert done.manifest["rowsIn"] == len(rows)
    assert done.manifest["rowsDropped"] == dict(sorted(stops.items()))
    assert done.manifest["warnings"] == dict(sorted(doubts.items()))
    assert int(done.item("summary")["rows"]) == len(rows) - stops.total()


def _reason(rule: str) -> str:
    return BREAKS[rule][0] if rule in BREAKS else f"duplicate {rule[0]}"


def _job() -> ModuleType:
    """A job that counts the good rows of two columns."""
    module = ModuleType("rules")

    def compute(run: starter.Run) -> list[starter.Item]:
        (row,) = run.collect({}, {"rows": F.count("*")})
        return [run.item("summary", rows=row["rows"])]

    fields = (Field("a", AMOUNT, nulls="keep"), Field("b", TEXT))
    own = {"job": lambda: starter.Job("rules", lambda options: fields, compute)}
    vars(module).update({"execute": starter.execute, "parse_args": starter.parse_args, **own})
    return module


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Kolkata"])
@pytest.mark.parametrize(("rule", "dropped"), [("min=2024-01-15T11:30:00", 1), ("max=2024-01-15", 1), ("accepted=2024-01-15T12:00:00", 1)])
def test_compare_a_moment_with_the_clock_of_the_file_in_any_zone(
    run_job: Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zone: str, rule: str, dropped: int
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        rows = [trip(tpep_dropoff_datetime=datetime(2024, 1, 15, hour)) for hour in (0, 12)]
        file = write_trips(tmp_path / "in.parquet", [*rows, trip(tpep_dropoff_datetime=None)])
        done = run_job(taxi_summary, file, rules=f"tpep_dropoff_datetime:{rule}:warn")
        assert sum(done.manifest["warnings"].values()) == dropped
    finally:
        monkeypatch.undo()
        time.tzset()
