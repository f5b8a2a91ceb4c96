"""Spoils a good file, to show what a failed run looks like."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq


def truncate(path: Path) -> None:
    """Cuts the file in the middle, as a broken upload would: the footer that says where the columns are is gone."""
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)


def damage(path: Path) -> None:
    """Overwrites a stretch of the fares while the footer stays good: found only when the rows are read."""
    group = pq.ParquetFile(path).metadata.row_group(0)
    columns = (group.column(i) for i in range(group.num_columns))
    fares = next(column for column in columns if column.path_in_schema == "fare_amount")
    start = fares.dictionary_page_offset or fares.data_page_offset
    with path.open("r+b") as file:
        file.seek(start)
        file.write(b"\xff" * min(fares.total_compressed_size, 4096))


def drop_column(path: Path) -> None:
    """Leaves out fare_amount, as a changed export would."""
    table = pq.read_table(path)
    pq.write_table(table.drop_columns(["fare_amount"]), path, compression="zstd")


def drop_rows(path: Path) -> None:
    """Leaves the columns and no row."""
    table = pq.read_table(path)
    pq.write_table(table.slice(0, 0), path, compression="zstd")


#: Fault by its name on the command line.
FAULTS: dict[str, Callable[[Path], None]] = {
    "truncated": truncate,
    "damaged": damage,
    "missing-column": drop_column,
    "no-rows": drop_rows,
}
