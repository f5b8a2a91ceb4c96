"""What goes wrong is said in words that name the file or column, and nothing is left that looks like a result."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import Job
from taxi_data.__main__ import write
from taxi_summary import JobError
from trips import trip, write_trips


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("truncated", r"cannot read \S+/truncated.parquet: it is not a parquet file, or only a part of one"),
        ("damaged", r"cannot read the rows of \S+/damaged.parquet; it may be damaged"),
        ("missing-column", r"/missing-column.parquet has no column fare_amount; it has VendorID, "),
        ("no-rows", r"there are no rows in \S+/no-rows.parquet"),
    ],
)
def test_says_what_is_wrong_with_a_spoilt_file(job: Job, tmp_path: Path, fault: str, sentence: str) -> None:
    file = tmp_path / f"{fault}.parquet"
    write(file, fault=fault)
    with pytest.raises(JobError, match=sentence):
        job(file)
    assert not (tmp_path / "output").exists()


def test_says_that_a_file_is_not_there(job: Job, tmp_path: Path) -> None:
    with pytest.raises(JobError, match=r"cannot read \S+/gone.parquet: there is no such file"):
        job(tmp_path / "gone.parquet")


@pytest.mark.parametrize("content", [b"", b"VendorID,fare_amount\n1,2.50\n"])
def test_says_that_a_file_is_not_parquet(job: Job, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "trips.parquet"
    file.write_bytes(content)
    with pytest.raises(JobError, match="it is not a parquet file"):
        job(file)


def test_says_that_a_folder_is_empty(job: Job, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with pytest.raises(JobError, match="there is no file of that format"):
        job(tmp_path / "in")


def test_names_all_missing_columns_at_once(job: Job, tmp_path: Path) -> None:
    pq.write_table(pa.table({"VendorID": [1], "payment_type": [1], "tip": [1.0]}), tmp_path / "in.parquet")
    with pytest.raises(JobError, match=r"has no column fare_amount, total_amount, .*; it has VendorID, payment_type, tip"):
        job(tmp_path / "in.parquet")


def test_fails_rather_than_answer_zero_when_no_row_can_be_used(job: Job, tmp_path: Path) -> None:
    file = write_trips(tmp_path / "in.parquet", [trip(fare_amount=None), trip(VendorID=None)])
    with pytest.raises(JobError, match=r"none of the 2 rows .* \(missing VendorID: 1, missing fare_amount: 1\)"):
        job(file)


def test_fails_when_one_of_several_inputs_is_bad(job: Job, tmp_path: Path, month: Path) -> None:
    write(tmp_path / "bad.parquet", fault="truncated")
    with pytest.raises(JobError, match=r"cannot read \S+/bad.parquet"):
        job(month, tmp_path / "bad.parquet")


def test_says_that_the_output_cannot_be_written(job: Job, month: Path, tmp_path: Path) -> None:
    (tmp_path / "output").write_text("a file where a folder should be")
    with pytest.raises(JobError, match=r"cannot (write|delete) \S+/output/r1/"):
        job(month)
