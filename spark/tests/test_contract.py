"""The half of a job that all jobs share: its copies, its rules, its options."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import starter
from conftest import Job
from pyspark.sql import SparkSession
from starter import Field, JobError, Rule, rules_of
from trips import trip, write_trips

from copy_contract import JOBS, halves

FILES = sorted(JOBS.glob("*.py"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_is_the_same_text_in_every_job(file: Path) -> None:
    assert halves(file)[1] == halves(JOBS / "starter.py")[1], f"{file.name} differs: run python copy_contract.py"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_can_be_read_by_the_python_of_emr_7(file: Path) -> None:
    ast.parse(file.read_text(), feature_version=(3, 9))


FARES = [trip(fare_amount=fare, payment_type=payment) for fare, payment in ((-1, 1), (5, 1), (50, 2), (500, 9))]


@pytest.mark.parametrize(
    ("rules", "dropped"),
    [
        ("total_amount:min=0", {"total_amount below 0": 1}),
        ("total_amount:max=499.99", {"total_amount above 499.99": 1}),
        ("payment_type:accepted=1,2", {"payment_type not among 1,2": 1}),
        ("payment_type:unique", {"duplicate payment_type": 1}),
        ("Payment_Type:min=2 ; total_amount:max=50:drop", {"payment_type below 2": 2, "total_amount above 50": 1}),
    ],
)
def test_drops_rows_that_break_a_rule_and_counts_them(run_job: Job, tmp_path: Path, rules: str, dropped: dict[str, int]) -> None:
    rows = [{**row, "total_amount": row["fare_amount"]} for row in FARES]
    done = run_job(starter, write_trips(tmp_path / "in.parquet", rows), rules=rules)
    assert done.manifest["rowsDropped"] == dropped
    assert int(done.item("summary")["trips"]) == 4 - sum(dropped.values())


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ("payment_type:max=2", "payment_type above 2"),
        ("payment_type:unique", "duplicate payment_type"),
        ("payment_type:accepted=1,2", "payment_type not among 1,2"),
    ],
)
def test_warns_of_a_row_and_keeps_it_or_fails_when_told(run_job: Job, tmp_path: Path, rule: str, reason: str) -> None:
    file = write_trips(tmp_path / "in.parquet", FARES)
    done = run_job(starter, file, rules=f"{rule}:warn")
    assert done.manifest["warnings"] == {reason: 1}
    assert done.item("summary")["trips"] == "4"
    with pytest.raises(JobError, match=rf"1 of the 4 rows of \S+in.parquet break a rule that must hold \({reason}\)"):
        run_job(starter, file, run_id="r2", rules=f"{rule}:fail")
    assert not (tmp_path / "output" / "r2").exists()


def test_fails_for_a_row_that_another_rule_would_have_dropped(run_job: Job, tmp_path: Path) -> None:
    rows = [trip(), trip(payment_type=None, total_amount=-1)]
    with pytest.raises(JobError, match="total_amount below 0"):
        run_job(starter, write_trips(tmp_path / "in.parquet", rows), rules="total_amount:min=0:fail")


def test_counts_no_duplicate_of_a_row_that_is_dropped_itself(run_job: Job, tmp_path: Path) -> None:
    rows = [trip(payment_type=3, total_amount=-5.0), trip(payment_type=3), trip(payment_type=4)]
    done = run_job(starter, write_trips(tmp_path / "in.parquet", rows), rules="total_amount:min=0;payment_type:unique")
    assert done.manifest["rowsDropped"] == {"total_amount below 0": 1}


@pytest.mark.parametrize("where", ["output", "elsewhere"])
def test_puts_dropped_rows_whole_and_with_the_reason_into_quarantine(run_job: Job, tmp_path: Path, where: str) -> None:
    file = write_trips(tmp_path / "in.parquet", [trip(), trip(payment_type=None, tip_amount=7.25)])
    asked = where if where == "output" else str(tmp_path / where)
    for _ in range(2):  # a rerun replaces it
        done = run_job(starter, file, quarantine=asked)
    folder = Path(done.manifest["quarantine"])
    assert folder == (done.folder / "quarantine" if where == "output" else tmp_path / where / "run=r1")
    (line,) = [line for part in folder.glob("part-*") for line in part.read_text().splitlines()]
    row = json.loads(line)
    assert row["reason"] == "missing payment_type"
    assert json.loads(row["row"])["tip_amount"] == 7.25


def test_makes_no_quarantine_when_nothing_is_dropped(run_job: Job, tmp_path: Path) -> None:
    done = run_job(starter, write_trips(tmp_path / "in.parquet", [trip()]), quarantine="output")
    assert "quarantine" not in done.manifest


@pytest.mark.parametrize(
    ("rules", "error"),
    [
        ("fare:min=0", "the job reads no column fare; it reads payment_type, total_amount"),
        ("payment_type:least=0", "rule 'payment_type:least=0' is not COLUMN:min=VALUE"),
        ("payment_type:min=one", "rule payment_type:min=one: a number is needed"),
        ("payment_type:min=1:stop", "rule payment_type:min=1:stop: a number is needed"),
        ("payment_type:unique=1", "rule 'payment_type:unique=1' is not"),
    ],
)
def test_says_which_rule_is_wrong(run_job: Job, tmp_path: Path, rules: str, error: str) -> None:
    with pytest.raises(JobError, match=error):
        run_job(starter, write_trips(tmp_path / "in.parquet", [trip()]), rules=rules)


def test_keeps_warns_or_fails_by_the_null_policy_of_a_column(run_job: Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write_trips(tmp_path / "in.parquet", [trip(), trip(total_amount=None)])

    def with_policy(nulls: str) -> None:
        fields = (Field("payment_type", starter.CODE), Field("total_amount", starter.CENTS, nulls=nulls))
        monkeypatch.setattr(starter, "fields", lambda options: fields)

    for nulls, trips, warnings in (("keep", "2", {}), ("warn", "2", {"missing total_amount": 1}), ("drop", "1", {})):
        with_policy(nulls)
        done = run_job(starter, file)
        assert (done.item("summary")["trips"], done.manifest["warnings"]) == (trips, warnings)
    with_policy("fail")
    with pytest.raises(JobError, match="missing total_amount"):
        run_job(starter, file)


def test_takes_options_from_the_settings_of_spark_after_the_command_line(spark: SparkSession) -> None:
    conf = {"spark.job.option.rules": "a:unique", "spark.job.option.format": "csv", "spark.other": "1"}

    class Session:
        class sparkContext:
            @staticmethod
            def getConf() -> object:
                return type("Conf", (), {"getAll": staticmethod(lambda: list(conf.items()))})

    args = starter.parse_args(starter.job(), ["--input=a", "--output=o", "--run-id=r", "--option=format=json"])
    options = starter.with_conf(starter.job(), args, Session).options  # type: ignore[arg-type]
    assert options == {"format": "json", "rules": "a:unique", "quarantine": ""}
    conf["spark.job.option.colour"] = "red"
    with pytest.raises(JobError, match=r"spark\.job\.option.colour is 'red': there is no such option; known: format, quarantine, rules"):
        starter.with_conf(starter.job(), args, Session)  # type: ignore[arg-type]


def test_reads_rules_as_they_are_written() -> None:
    found = rules_of("a:min=-1.5:fail; B:accepted=x,y:warn;a:unique", [Field("a", starter.NUMBER), Field("b", starter.TEXT)])
    assert found == {"a": (Rule("min", "-1.5", "fail"), Rule("unique")), "b": (Rule("accepted", "x,y", "warn"),)}


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (lambda: Field("a", starter.TEXT, nulls="Drop"), r"Field\('a', nulls='Drop'\): nulls takes keep or warn or drop or fail"),
        (lambda: Rule("minimum", "5"), r"Rule\('minimum', '5', then='drop'\) is no rule; it takes a check \(min, max, accepted, unique\)"),
        (lambda: Rule("min", "5", then="keep"), "then=warn or drop or fail"),
        (lambda: Rule("max"), "its value"),
        (lambda: Rule("unique", "a"), "none for unique"),
    ],
)
def test_refuses_a_policy_that_there_is_not(wrong: Callable[[], object], error: str) -> None:
    with pytest.raises(JobError, match=error):
        wrong()


@pytest.mark.parametrize("where", ["output", "elsewhere"])
def test_takes_the_quarantine_away_when_a_rerun_drops_nothing(run_job: Job, tmp_path: Path, where: str) -> None:
    asked = where if where == "output" else str(tmp_path / where)
    done = run_job(starter, write_trips(tmp_path / "in.parquet", [trip(), trip(payment_type=None)]), quarantine=asked)
    folder = Path(done.manifest["quarantine"])
    assert folder.exists()
    assert "quarantine" not in run_job(starter, write_trips(tmp_path / "in.parquet", [trip()]), quarantine=asked).manifest
    assert not folder.exists()
