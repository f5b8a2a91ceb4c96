"""CSV and JSON Lines, by the end of a name or by the option `format`."""

from __future__ import annotations

import gzip
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import starter
from conftest import Job
from starter import JobError

CSV = 'payment_type,total_amount,note\n1,10.50,a\n2,0.07,"b,c"\n2,1,\n'
JSON = """{"payment_type": 1, "total_amount": 10.50}
{"total_amount": "0.07", "payment_type": 2, "more": {"a": [1]}}
{"payment_type":2,"total_amount":1}
"""


@pytest.mark.parametrize(("name", "content"), [("in.csv", CSV), ("in.jsonl", JSON), ("in.json", JSON), ("in.2024.ndjson", JSON)])
@pytest.mark.parametrize("packed", [False, True])
def test_reads_text_by_the_end_of_its_name(run_job: Job, tmp_path: Path, name: str, content: str, packed: bool) -> None:
    file = tmp_path / (f"{name}.gz" if packed else name)
    file.write_bytes(gzip.compress(content.encode()) if packed else content.encode())
    done = run_job(starter, file)
    assert done.item("summary") == {"pk": "run#r1", "sk": "summary", "trips": "3", "total": "11.57"}
    assert {"name": "total_amount", "type": "string"} in done.manifest["schema"]
    assert "_corrupt_record" not in str(done.manifest)


def test_reads_a_folder_in_the_format_that_is_asked(run_job: Job, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / "in" / name).write_text(CSV)
    assert run_job(starter, tmp_path / "in", format="csv").item("summary")["trips"] == "6"


def test_counts_lines_and_values_that_make_no_sense(run_job: Job, tmp_path: Path) -> None:
    csv = tmp_path / "in.csv"
    csv.write_text("payment_type,total_amount\n1,10\n1\n1,2,3\n,5\none,5\n1.5,5\n1,NaN\n1, 7 \n")
    assert run_job(starter, csv).manifest["rowsDropped"] == {
        "unreadable line": 2,
        "missing payment_type": 3,
        "missing total_amount": 1,
    }
    lines = tmp_path / "in.jsonl"
    lines.write_text('{"payment_type": 1, "total_amount": 2}\nnot json\n{"payment_type": 1}\n{"payment_type": 1, "tot\n')
    assert run_job(starter, lines).manifest["rowsDropped"] == {"unreadable line": 2, "missing total_amount": 1}


def test_reads_parquet_csv_and_json_together(run_job: Job, tmp_path: Path, month: Path) -> None:
    (tmp_path / "a.csv").write_text(CSV)
    (tmp_path / "b.jsonl").write_text(JSON)
    done = run_job(starter, tmp_path / "a.csv", month, tmp_path / "b.jsonl")
    assert done.manifest["rowsIn"] == 20_006


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("in.csv", "", "has no column payment_type, total_amount; it has no columns at all"),
        ("in.csv", "payment_type,total_amount\n", "there are no rows in"),
        ("in.csv", "payment_type\n1\n", "has no column total_amount; it has payment_type"),
        ("in.jsonl", "", "has no column payment_type"),
        ("in.jsonl", "payment_type=1", "has no column payment_type, total_amount; it has no columns at all"),
        ("in.jsonl", '{"payment_type": {"a": 1}, "total_amount": 1}', "none of the 1 rows .* can be used"),
        ("in.csv", "\x00\x01\x02", "has no column payment_type"),
    ],
)
def test_says_what_is_wrong_with_a_text(run_job: Job, tmp_path: Path, name: str, content: str, error: str) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(JobError, match=error):
        run_job(starter, tmp_path / name)


def test_says_that_the_files_of_a_folder_differ(run_job: Job, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a").write_text("payment_type,total_amount\n1,2\n")
    (tmp_path / "in" / "b").write_text("total_amount,payment_type\n2,1\n")
    with pytest.raises(JobError, match="the files do not have the same columns"):
        run_job(starter, tmp_path / "in", format="csv")


def test_says_that_a_packed_file_is_damaged(run_job: Job, tmp_path: Path) -> None:
    (tmp_path / "in.csv.gz").write_bytes(gzip.compress(CSV.encode() * 2000)[:-200])
    with pytest.raises(JobError, match=r"cannot read|it may be damaged|Spark failed on"):
        run_job(starter, tmp_path / "in.csv.gz")


ALIKE = """{"Payment_Type": 1, "total_amount": 1.50, "x": {"A": 1, "a": 2}}
{"payment_type": 2, "total_amount": 2}

{"PAYMENT_TYPE": 2, "payment_type": null, "Total_Amount": 3}
{"payment_type": 2, "total
{"Total_Amount": 4}
"""


def test_takes_json_keys_that_differ_in_case_for_one(run_job: Job, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(ALIKE)
    done = run_job(starter, tmp_path / "in.jsonl", quarantine="output")
    assert done.item("payment-type#1")["total"] == "1.5"
    assert (done.item("payment-type#2")["trips"], done.item("payment-type#2")["total"]) == ("2", "5")
    assert done.manifest["rowsDropped"] == {"missing payment_type": 1, "unreadable line": 1}
    assert [column["name"].lower() for column in done.manifest["schema"]] == ["payment_type", "total_amount", "x"]


def test_takes_json_keys_for_one_from_file_to_file(run_job: Job, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("Payment_Type", "payment_type"):
        (tmp_path / "in" / name).write_text(f'{{"{name}": 1, "total_amount": 1}}\n')
    assert run_job(starter, tmp_path / "in", format="json").item("summary")["trips"] == "2"


CODES = {"2000000000": 1, "9223372036854775807": 1, "1.0": 1, "1e3": 1, "9223372036854775808": 0, "1e300": 0, "2000000000.5": 0, "NaN": 0}


def test_reads_a_code_of_up_to_64_bits_from_a_text_as_from_parquet(run_job: Job, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("payment_type,total_amount\n" + "".join(f"{code},1\n" for code in CODES))
    done = run_job(starter, tmp_path / "in.csv")
    keys = [item["paymentType"]["N"] for item in done.items[1:]]
    assert keys == ["1", "1000", "2000000000", "9223372036854775807"]
    doubles = [float(code) for code in CODES if "922" not in code]
    pq.write_table(pa.table({"payment_type": doubles, "total_amount": [1] * len(doubles)}), tmp_path / "in.parquet")
    assert [item["paymentType"]["N"] for item in run_job(starter, tmp_path / "in.parquet").items[1:]] == keys[:3]


def test_goes_by_the_last_end_of_a_name(run_job: Job, tmp_path: Path) -> None:
    pq.write_table(pa.table({"payment_type": [1], "total_amount": [1]}), tmp_path / "trips.csv.parquet")
    assert run_job(starter, tmp_path / "trips.csv.parquet").item("summary")["trips"] == "1"


@pytest.mark.parametrize("header", ["payment_type,total_amount,a,A", ",payment_type,total_amount,a"])
def test_says_that_a_header_is_of_no_use(run_job: Job, tmp_path: Path, header: str) -> None:
    (tmp_path / "in.csv").write_text(f"{header}\n1,2,3,4\n")
    with pytest.raises(JobError, match=f"a column without a name or two of one name .*Header: {header.replace(',', ', ')}"):
        run_job(starter, tmp_path / "in.csv")
