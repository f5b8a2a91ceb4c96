"""The generator's promises: real schema, same seed same bytes, faults that really are faults."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from taxi_data.__main__ import main, write
from taxi_data.faults import FAULTS
from taxi_data.reference import expected
from taxi_data.schema import NULLABLE, TRIPS
from taxi_data.trips import CHUNK_ROWS, Month, chunks


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("month") / "trips.parquet"
    write(path)
    return path


def test_writes_20000_rows_in_the_published_schema(month: Path) -> None:
    table = pq.read_table(month)
    assert table.num_rows == 20_000
    assert table.schema.equals(TRIPS)
    assert len(TRIPS) == 19


def test_has_nulls_in_five_columns_on_the_rows_hailed_by_app(month: Path) -> None:
    table = pq.read_table(month)
    with_nulls = {name for name in table.column_names if table[name].null_count}
    assert with_nulls == set(NULLABLE)
    app = table.filter(pc.equal(table["payment_type"], 0))
    assert 600 < app.num_rows < 1400
    assert {table[name].null_count for name in NULLABLE} == {app.num_rows}
    assert {app[name].null_count for name in NULLABLE} == {app.num_rows}


def test_keeps_pickups_within_the_month_and_dropoffs_after_them(tmp_path: Path) -> None:
    path = tmp_path / "feb.parquet"
    write(path, rows=2000, month="2024-02")
    table = pq.read_table(path)
    days = [moment.strftime("%Y-%m-%d") for moment in table["tpep_pickup_datetime"].to_pylist()]
    assert days == sorted(days)
    assert (days[0], days[-1]) == ("2024-02-01", "2024-02-29")
    assert pc.all(pc.greater(table["tpep_dropoff_datetime"], table["tpep_pickup_datetime"])).as_py()


def test_writes_money_in_whole_cents(month: Path) -> None:
    for name in ("fare_amount", "tip_amount", "total_amount"):
        assert all(value == round(value, 2) for value in pq.read_table(month)[name].to_pylist())


def test_gives_the_same_bytes_for_the_same_arguments_only(tmp_path: Path) -> None:
    files = [tmp_path / f"{n}.parquet" for n in range(4)]
    for file, arguments in zip(files, [{}, {}, {"seed": 8}, {"month": "2024-02"}], strict=True):
        write(file, rows=500, **arguments)
    first, again, seed, month = (file.read_bytes() for file in files)
    assert first == again
    assert len({first, seed, month}) == 3


def test_draws_large_files_in_chunks_that_follow_each_other() -> None:
    first, second = chunks(CHUNK_ROWS + 10, Month.parse("2024-01"), seed=7)
    assert (first.num_rows, second.num_rows) == (CHUNK_ROWS, 10)
    last = first["tpep_pickup_datetime"][-1].as_py()
    assert last <= second["tpep_pickup_datetime"][0].as_py()


def test_spoils_a_file_when_asked(tmp_path: Path) -> None:
    files = {fault: tmp_path / f"{fault}.parquet" for fault in FAULTS}
    for fault, file in files.items():
        write(file, rows=2000, fault=fault)
    with pytest.raises(pa.ArrowInvalid):
        pq.read_metadata(files["truncated"])
    assert pq.read_metadata(files["damaged"]).num_rows == 2000
    with pytest.raises((OSError, pa.ArrowInvalid)):
        pq.read_table(files["damaged"])
    assert "fare_amount" not in pq.read_schema(files["missing-column"]).names
    assert pq.read_metadata(files["no-rows"]).num_rows == 0


def test_leaves_nothing_half_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="'2024-13' is not a month like 2024-01"):
        write(tmp_path / "out.parquet", month="2024-13")
    assert list(tmp_path.iterdir()) == []


def test_works_from_the_command_line(tmp_path: Path, month: Path) -> None:
    out = tmp_path / "out.parquet"
    command = [sys.executable, "-m", "taxi_data", "--rows", "20000", "--month", "2024-01", "--seed", "7", str(out)]
    done = subprocess.run(command, cwd=Path(__file__).parents[1], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.startswith(f"{out}: 20000 rows, ")
    assert out.read_bytes() == month.read_bytes()


@pytest.mark.parametrize(
    ("argv", "error"),
    [
        (["--rows", "0", "x.parquet"], "--rows 0: at least 1 is needed"),
        (["--month", "january", "x.parquet"], "--month 'january' is not a month like 2024-01"),
        (["--seed", "-1", "x.parquet"], "--seed -1: a whole number from 0 on is needed"),
        (["no-such-folder/x.parquet"], "no-such-folder/x.parquet: there is no folder no-such-folder"),
    ],
)
def test_refuses_wrong_arguments(capsys: pytest.CaptureFixture[str], argv: list[str], error: str) -> None:
    with pytest.raises(SystemExit) as left:
        main(argv)
    assert left.value.code == 2
    assert error in capsys.readouterr().err


@pytest.mark.parametrize("nulls", ["needed", "upstream"])
def test_works_out_what_the_job_must_say(month: Path, nulls: str) -> None:
    # A plain loop over the rows, for the parts that are easily seen.
    rows = pq.read_table(month).to_pylist()
    kept = [row for row in rows if nulls == "needed" or None not in row.values()]
    items = {item["sk"]["S"]: item for item in expected(month, nulls)}
    assert items["summary"]["trips"]["N"] == str(len(kept))
    assert items["summary"]["rowsDropped"]["N"] == str(len(rows) - len(kept))
    cents = sum(round(row["fare_amount"] * 100) for row in kept if row["VendorID"] == 2)
    assert round(float(items["vendor#2"]["totalFare"]["N"]) * 100) == cents
    assert ("payment-type#0" in items) == (nulls == "needed")
    assert float(items["top-trip#01"]["fare"]["N"]) == max(row["fare_amount"] for row in kept)
    assert len([sk for sk in items if sk.startswith("top-trip#")]) == 10


def test_prints_the_reference_as_json(month: Path) -> None:
    command = [sys.executable, "-m", "taxi_data.reference", str(month)]
    done = subprocess.run(command, cwd=Path(__file__).parents[1], capture_output=True, text=True, timeout=60, check=True)
    assert json.loads(done.stdout) == expected(month)
