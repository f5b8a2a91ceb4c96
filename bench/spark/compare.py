"""Runs all peers in turn on the same rows, checks what they say, and prints the ratios of their medians (bigger: ours is better).

compare.py [--months 1 10] [--rounds 3]

A month has 3,000,000 rows. The first number of months gets all peers and layouts; each further one only what shows how things grow.
`ours` is the job as it is by default: it keeps trips whose needed columns are there. `ours-upstream` is the job with nulls=upstream, which
says the same as upstream, and has to look at every column for it: the ratios called same-nulls. DuckDB computes the same as each, and is
the check as well as a peer.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from taxi_data.reference import expected

ROOT = pathlib.Path(__file__).resolve().parents[2]
ROWS = 3_000_000
#: More months than this get one round: the example's algorithm alone takes minutes in each.
FEW_MONTHS = 10
NULLS = {"ours": "needed", "ours-upstream": "upstream", "upstream": "upstream"}

Item = dict[str, dict[str, str]]


def output(*command: str) -> str:
    """What a command prints; the end of its errors when it fails."""
    done = subprocess.run([sys.executable, *command], capture_output=True, text=True, cwd=ROOT, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}\n{done.stderr[-4000:]}")
    return done.stdout


def make(folder: pathlib.Path, months: int, *options: str) -> None:
    """Months of trips, a file each, as the TLC publishes them."""
    folder.mkdir()
    for index in range(months):
        month = f"{2024 + index // 12}-{index % 12 + 1:02d}"
        output("-m", "taxi_data", "--rows", str(ROWS), "--month", month, *options, str(folder / f"{month}.parquet"))


def same(folder: pathlib.Path, peer: str, wanted: list[Item]) -> bool:
    """Whether a peer says what DuckDB says."""
    if peer != "upstream":
        lines = (folder / peer / "results.jsonl").read_text().splitlines()
        items = [json.loads(line)["Item"] for line in lines]
        return [{name: value for name, value in item.items() if name != "pk"} for item in items] == wanted
    said = json.loads((folder / "upstream.json").read_text())
    numbers = {item["sk"]["S"]: {name: next(iter(value.values())) for name, value in item.items()} for item in wanted}
    names = {item["name"]: int(item["trips"]) for sk, item in numbers.items() if sk.startswith("payment-type#")}
    agree = {row["name"]: row["count"] for row in said["payments"]} == names
    for row in said["vendors"]:
        vendor = numbers[f"vendor#{row['VendorID']}"]
        agree &= row["trips"] == int(vendor["trips"]) and abs(row["fare"] - float(vendor["totalFare"])) < 0.01 * row["trips"] ** 0.5
    top = [float(numbers[f"top-trip#{rank:02d}"]["fare"]) for rank in range(1, 11)]
    return bool(agree and [row["fare_amount"] for row in said["dearest"]] == top)


@dataclass
class Figures:
    """What was measured of one peer, one value a round."""

    cold: list[float] = field(default_factory=list)
    warm: list[float] = field(default_factory=list)
    read: int = 0
    collected: int = 0

    def add(self, found: dict[str, Any]) -> None:
        self.cold.append(found["seconds"][0])
        self.warm += found["seconds"][1:]
        self.read, self.collected = found["read"], found["collected"]

    def says(self) -> str:
        warm = f", warm {statistics.median(self.warm):.2f} s" if self.warm else ""
        spread = f"cold {statistics.median(self.cold):.1f} s ({min(self.cold):.1f} to {max(self.cold):.1f})"
        return f"{spread}{warm}, {self.read / 1e6:.1f} MB read, {self.collected / 1e3:.0f} kB to the driver"


def measure(folder: pathlib.Path, trips: pathlib.Path, peers: tuple[str, ...], rounds: int, times: int) -> dict[str, Figures]:
    """All peers in turn, `rounds` times; each runs `times` times in a session of its own."""
    figures: dict[str, Figures] = defaultdict(Figures)
    for _ in range(rounds):
        wanted = {}
        for nulls in ("needed", "upstream"):
            started = time.monotonic()
            wanted[nulls] = expected(trips / "*.parquet", nulls)
            figures[f"duckdb-{nulls}"].cold.append(time.monotonic() - started)
        for peer in peers:
            figures[peer].add(json.loads(output("bench/spark/inside.py", peer, str(trips), str(folder), str(times)).splitlines()[-1]))
            if not same(folder, peer, wanted[NULLS[peer]]):
                sys.exit(f"{peer} says something else than DuckDB")
    return figures


def ratio(name: str, theirs: float, ours: float) -> None:
    print(f"ratio {name} {theirs / ours:.2f}", flush=True)


def ratios(name: str, ours: Figures, upstream: Figures) -> None:
    ratio(f"{name}-vs-upstream", statistics.median(upstream.cold), statistics.median(ours.cold))
    ratio(f"{name}-warm-vs-upstream", statistics.median(upstream.warm), statistics.median(ours.warm))
    ratio(f"{name}-bytes-vs-upstream", upstream.read, ours.read)


def all_peers(folder: pathlib.Path, trips: pathlib.Path, name: str, rounds: int) -> dict[str, Figures]:
    figures = measure(folder, trips, tuple(NULLS), rounds, times=2)
    for peer in NULLS:
        print(f"  {peer}: {figures[peer].says()}")
    cold = {peer: statistics.median(found.cold) for peer, found in figures.items()}
    print(f"  duckdb: {cold['duckdb-needed']:.2f} s")
    ours, upstream = figures["ours"], figures["upstream"]
    ratios(name, ours, upstream)
    print("  with the same nulls: the rows that upstream drops dropped by ours too")
    ratios(f"{name}-same-nulls", figures["ours-upstream"], upstream)
    ratio(f"{name}-vs-duckdb", cold["duckdb-needed"], cold["ours"])
    return figures


def growth(folder: pathlib.Path, months: list[int], first: Figures, rounds: int) -> None:
    """More months of rows: with upstream beside it, and how seconds and memory grow."""
    base = statistics.median(first.warm)
    for count in months:
        trips = folder / f"months-{count}"
        make(trips, count)
        millions = count * ROWS // 1_000_000
        turns = rounds if count <= FEW_MONTHS else 1
        print(f"{count * ROWS:,} rows in {count} files, {f'medians of {turns} interleaved rounds' if turns > 1 else 'one round'}")
        # The second run counts, or the start of Spark would hide how it grows.
        figures = measure(folder, trips, ("ours", "upstream"), turns, times=2)
        for peer in ("ours", "upstream"):
            print(f"  {peer}: {figures[peer].says()}")
        ours, upstream = figures["ours"], figures["upstream"]
        longer, more = statistics.median(ours.warm) / base, ours.collected / first.collected
        print(f"  ours takes {longer:.1f} times as long as the first, warm, and brings {more:.2f} times as much to the driver")
        ratios(f"taxi-summary-{millions}m", ours, upstream)
        for file in trips.iterdir():
            file.unlink()


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--months", type=int, nargs="+", default=[1])
    arguments.add_argument("--rounds", type=int, default=3)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = pathlib.Path(name)
        published, indexed = folder / "published", folder / "indexed"
        first = options.months[0]
        make(published, first)
        make(indexed, first, "--page-index")
        size = sum(file.stat().st_size for file in published.iterdir())
        print(f"{first * ROWS:,} rows, {size / 1e6:.0f} MB, medians of {options.rounds} interleaved rounds, results equal to DuckDB's,")
        print(f"seconds inside Spark without its start; cold: the first run of a session, warm: the second; load {os.getloadavg()[0]:.0f}")
        figures = all_peers(folder, published, "taxi-summary", options.rounds)
        print("the same rows in a file with a page index, as Spark writes it and the TLC does not, one round")
        paged = measure(folder, indexed, ("ours", "upstream"), rounds=1, times=1)
        for peer in ("ours", "upstream"):
            print(f"  {peer}: {paged[peer].says()}")
        ratio("taxi-summary-page-index-bytes-vs-upstream", paged["upstream"].read, paged["ours"].read)
        growth(folder, options.months[1:], figures["ours"], options.rounds)


if __name__ == "__main__":
    main()
