"""Writes a parquet file of made-up trips: `python -m taxi_data --rows 20000 --month 2024-01 --seed 7 OUT.parquet`."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq

from .faults import FAULTS
from .schema import TRIPS
from .trips import Month, chunks

DEFAULT_ROWS = 20_000


def write(
    path: Path,
    rows: int = DEFAULT_ROWS,
    month: str = "2024-01",
    seed: int = 7,
    fault: str | None = None,
    page_index: bool = False,
) -> None:
    """Writes `rows` trips to `path`, in one go: a reader sees the whole file or none.

    `fault` is a name of FAULTS. With `page_index` a reader can skip single pages, as in files that Spark writes; the
    TLC's have none. The same arguments give the same bytes, as long as numpy and pyarrow stay the same.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with pq.ParquetWriter(unfinished, TRIPS, compression="zstd", write_page_index=page_index) as writer:
            for chunk in chunks(rows, Month.parse(month), seed):
                writer.write_table(chunk, row_group_size=chunk.num_rows)
        if fault is not None:
            FAULTS[fault](unfinished)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="taxi_data", description="Write made-up TLC yellow-taxi trips as parquet.")
    parser.add_argument("out", type=Path, metavar="OUT.parquet")
    parser.add_argument("--rows", type=int, default=DEFAULT_ROWS, help="default %(default)s; a real month has 3000000")
    parser.add_argument("--month", default="2024-01", help="default %(default)s")
    parser.add_argument("--seed", type=int, default=7, help="default %(default)s; same seed, same bytes")
    parser.add_argument("--page-index", action="store_true", help="let readers skip pages; the TLC's files do not")
    faults = parser.add_mutually_exclusive_group()
    faults.add_argument("--fault", choices=sorted(FAULTS), help="spoil the file, to show a failed run")
    faults.add_argument("--corrupt", action="store_const", const="truncated", dest="fault", help="same as --fault truncated")
    args = parser.parse_args(argv)
    if args.rows < 1:
        parser.error(f"--rows {args.rows}: at least 1 is needed (for a file without rows: --fault no-rows)")
    if args.seed < 0:
        parser.error(f"--seed {args.seed}: a whole number from 0 on is needed")
    try:
        Month.parse(args.month)
    except ValueError as error:
        parser.error(f"--{error}")
    if not args.out.parent.is_dir():
        parser.error(f"{args.out}: there is no folder {args.out.parent}")
    started = time.monotonic()
    write(args.out, args.rows, args.month, args.seed, args.fault, args.page_index)
    megabytes = args.out.stat().st_size / 1e6
    spoilt = f", spoilt on purpose ({args.fault})" if args.fault else ""
    print(f"{args.out}: {args.rows} rows, {megabytes:.1f} MB in {time.monotonic() - started:.1f} s{spoilt}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
