"""The contract with the workflow: what lies under --output after a run."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import taxi_summary
from conftest import Done, Job
from pyspark.sql import SparkSession
from taxi_summary import JobError, Output
from trips import trip, write_trips


def test_leaves_two_files_and_nothing_else(summary: Done) -> None:
    assert sorted(path.name for path in summary.folder.iterdir()) == ["_manifest.json", "results.jsonl"]


def test_keys_every_row_by_run_and_result(job: Job, month: Path) -> None:
    done = job(month, run_id="0c1f_ab:7")
    assert {item["pk"]["S"] for item in done.items} == {"run#0c1f_ab:7"}
    keys = [item["sk"]["S"] for item in done.items]
    assert len(set(keys)) == len(keys)
    assert keys[0] == "summary"
    assert keys[-10:] == [f"top-trip#{rank:02d}" for rank in range(1, 11)]


def test_tells_in_the_manifest_what_was_read_and_written(spark: SparkSession, summary: Done, month: Path) -> None:
    manifest = dict(summary.manifest)
    started, duration = manifest.pop("startedAt"), manifest.pop("durationSeconds")
    assert started.endswith("Z")
    assert duration > 0
    schema = manifest.pop("schema")
    assert len(schema) == 19
    assert schema[1] == {"name": "tpep_pickup_datetime", "type": "timestamp_ntz"}
    assert manifest == {
        "job": "taxi-summary",
        "runId": "r1",
        "spark": spark.version,
        "input": [str(month)],
        "rowsIn": 20_000,
        "options": {"format": "auto", "nulls": "needed"},
        "rowsDropped": {},
        "warnings": {},
        "rowsOut": len(summary.items),
        "results": "results.jsonl",
    }


def test_gives_the_same_bytes_when_run_again(summary: Done, job: Job, month: Path) -> None:
    assert (job(month).folder / "results.jsonl").read_bytes() == (summary.folder / "results.jsonl").read_bytes()


def test_replaces_what_an_earlier_try_left(job: Job, tmp_path: Path, month: Path) -> None:
    folder = tmp_path / "output" / "r1"
    folder.mkdir(parents=True)
    for name in ("results.jsonl", "_manifest.json", ".results.jsonl.unfinished"):
        (folder / name).write_text("half")
    done = job(month)
    assert len(done.items) == done.manifest["rowsOut"]
    assert sorted(path.name for path in folder.iterdir()) == ["_manifest.json", "results.jsonl"]


def test_has_no_manifest_while_the_results_are_not_there(job: Job, month: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = job(month).folder

    def fail(self: Output, name: str, text: str) -> None:
        raise OSError(f"no room for {name}")

    monkeypatch.setattr(taxi_summary.Output, "write", fail)
    with pytest.raises(OSError, match="no room for results"):
        job(month)
    assert [path.name for path in folder.iterdir()] == ["results.jsonl"]


@pytest.mark.parametrize(
    ("value", "text"),
    [("1.50", "1.5"), ("100", "100"), ("-0.10", "-0.1"), ("1E+3", "1000"), ("0.00", "0"), ("1E-7", "0.0000001")],
)
def test_writes_numbers_as_dynamodb_gives_them_back(value: str, text: str) -> None:
    assert taxi_summary.attribute(Decimal(value)) == {"N": text}


def test_escapes_whatever_a_text_holds(spark: SparkSession, tmp_path: Path) -> None:
    Output(spark, f"file://{tmp_path}").write("a.json", json.dumps({"S": 'ü"\n'}) + "\n")
    assert json.loads((tmp_path / "a.json").read_text()) == {"S": 'ü"\n'}


def test_leaves_out_what_a_trip_does_not_have(job: Job, tmp_path: Path) -> None:
    done = job(write_trips(tmp_path / "in.parquet", [trip(total_amount=None, PULocationID=None)]))
    assert set(done.item("top-trip#01")) & {"total", "pickupLocationId"} == set()


def test_writes_lines_below_a_prefix_with_signs_that_hadoop_takes_for_patterns(spark: SparkSession, tmp_path: Path) -> None:
    folder = tmp_path / "out [a] {b,c} *?"
    Output(spark, str(folder)).write_lines("results.jsonl", spark.createDataFrame([("b",), ("a",)], "value string"))
    assert [(path.name, path.read_text()) for path in folder.iterdir()] == [("results.jsonl", "a\nb\n")]


def test_fails_when_a_store_of_objects_does_not_rename_and_does_not_say_why(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = Output(spark, str(tmp_path))
    output._renames = False
    usual = output._open

    class Files:
        """A file system, but that it renames nothing."""

        def __init__(self, files: Any) -> None:
            self.files = files

        def __getattr__(self, name: str) -> Any:
            return getattr(self.files, name)

        def rename(self, source: Any, target: Any) -> bool:
            return False

    monkeypatch.setattr(output, "_open", lambda name: (usual(name)[0], Files(usual(name)[1])))
    with pytest.raises(
        JobError, match=r"cannot write \S+/results.jsonl: OSError: the file system did not rename \S+/part-\S+; run the job again"
    ):
        output.write_lines("results.jsonl", spark.createDataFrame([("a",)], "value string"))
