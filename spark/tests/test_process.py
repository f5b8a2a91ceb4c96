"""The file as EMR starts it: a process with arguments, an exit code and what it prints."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pyspark
import pytest
import taxi_summary
from conftest import read_output
from taxi_data.__main__ import write
from taxi_data.reference import expected

JOB = taxi_summary.__file__
GOOD = ["--input", "in.parquet", "--output", "out", "--run-id", "r1"]


def _submit(*argv: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    home = Path(pyspark.__file__).parent
    conf = ["--master", "local[2]", "--conf", "spark.ui.enabled=false", "--conf", "spark.sql.shuffle.partitions=2"]
    # A zone other than the data's, which must not show in the results.
    env = {**os.environ, "SPARK_HOME": str(home), "TZ": "America/New_York"}
    command = [str(home / "bin" / "spark-submit"), *conf, JOB, *argv]
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=120, check=False)


def test_exits_0_and_tells_what_it_did(tmp_path: Path, month: Path) -> None:
    done = _submit("--input", str(month), "--output", f"{tmp_path}/out/", "--run-id", "r1", cwd=tmp_path)
    assert (done.returncode, "20000 rows read, 0 dropped, 19 results" in done.stdout) == (0, True), done.stderr
    assert read_output(tmp_path / "out").without_pk == expected(month)


def test_exits_1_with_a_sentence_before_the_traceback(tmp_path: Path) -> None:
    write(tmp_path / "in.parquet", fault="truncated")
    done = _submit(*GOOD, cwd=tmp_path)
    assert done.returncode == 1
    # spark-submit shows the stderr of Python, traceback and all, on its stdout; its own stderr has the sentence too.
    before, traceback, _ = done.stdout.partition("Traceback (most recent call last)")
    assert traceback
    for text in (before, done.stderr):
        (error,) = [line for line in text.splitlines() if line.startswith("error: ")]
        assert error.startswith("error: cannot read in.parquet: it is not a parquet file, or only a part of one")
    assert not (tmp_path / "out").exists()


def test_exits_2_with_the_usage_before_it_starts_spark(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, JOB, "--input", "in.parquet"], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2
    usage, error = done.stderr.splitlines()
    assert usage.startswith("usage: taxi_summary.py --input URI")
    assert error == "error: the following arguments are required: --output, --run-id"


@pytest.mark.parametrize(
    ("argv", "error"),
    [
        ([], "the following arguments are required: --input, --output, --run-id"),
        ([*GOOD, "--colour", "red"], "unrecognized arguments: --colour red"),
        ([*GOOD, "more"], "unrecognized arguments: more"),
        ([*GOOD[:-2], "--run", "r1"], "the following arguments are required: --run-id"),
        ([*GOOD, "--option", "colour=red"], "--option colour=red: there is no such option; known: format, nulls, quarantine, rules"),
        ([*GOOD, "--option", "nulls"], "--option nulls: nulls takes needed or upstream"),
        ([*GOOD, "--option", "rules"], "--option rules: it has no value; write rules=VALUE"),
        ([*GOOD, "--option", "nulls=none"], "--option nulls=none: nulls takes needed or upstream"),
        (
            [*GOOD, "--option", "nulls=needed", "--option", "nulls=upstream"],
            "--option nulls=upstream: nulls is given twice with different values",
        ),
        ([*GOOD[:-1], ""], "--run-id '': must not be empty, begin or end with a space, or hold control characters"),
        (
            ["--input", "a\nb", *GOOD[2:]],
            "--input 'a\\nb': must not be empty, begin or end with a space, or hold control characters",
        ),
    ],
)
def test_refuses_wrong_arguments(capsys: pytest.CaptureFixture[str], argv: list[str], error: str) -> None:
    with pytest.raises(SystemExit) as left:
        taxi_summary.parse_args(taxi_summary.job(), argv)
    assert left.value.code == 2
    usage, line = capsys.readouterr().err.splitlines()
    assert usage.startswith("usage: ")
    assert line == f"error: {error}"


def test_reads_right_arguments() -> None:
    argv = ["--input", "s3://b/a", "--input", "s3://b/c", *GOOD[2:], "--option", "nulls=upstream"]
    args = taxi_summary.parse_args(taxi_summary.job(), argv)
    assert args == taxi_summary.Args(("s3://b/a", "s3://b/c"), "out", "r1", {"nulls": "upstream"})


def test_takes_a_folder_that_is_named_with_and_without_a_slash_for_one() -> None:
    args = taxi_summary.parse_args(taxi_summary.job(), ["--input=b/", "--input=in", "--input=in/", "--input=b", *GOOD[2:]])
    assert args.inputs == ("b/", "in")
