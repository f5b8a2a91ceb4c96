"""Runs all peers in turn on the same file, checks what they say, and prints the ratios of their medians (bigger: ours is better).

compare.py [--rows 3000000] [--rounds 3]

`ours` is the job as it is by default: it keeps trips whose needed columns are there. `ours-upstream` is the job with nulls=upstream, which
says the same as upstream, and has to look at every column for it. DuckDB computes the same as each, and is the check as well as a peer.
"""

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

from taxi_data.reference import expected

ROOT = pathlib.Path(__file__).resolve().parents[2]
SPARK = ("ours", "upstream", "ours-upstream")


def output(*command: str) -> str:
    """What a command prints; the end of its errors when it fails."""
    done = subprocess.run([sys.executable, *command], capture_output=True, text=True, cwd=ROOT, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}\n{done.stderr[-4000:]}")
    return done.stdout


def check(folder: str, peer: str, wanted: list) -> None:
    """Ends the measurement when a peer says anything else than DuckDB."""
    if peer == "upstream":
        said = json.loads(pathlib.Path(folder, "upstream.json").read_text())
        numbers = {item["sk"]["S"]: {name: next(iter(value.values())) for name, value in item.items()} for item in wanted}
        names = {item["name"]: int(item["trips"]) for sk, item in numbers.items() if sk.startswith("payment-type#")}
        same = {row["name"]: row["count"] for row in said["payments"]} == names
        for row in said["vendors"]:
            vendor = numbers[f"vendor#{row['VendorID']}"]
            same &= row["trips"] == int(vendor["trips"]) and abs(row["fare"] - float(vendor["totalFare"])) < 0.01
        top = [float(numbers[f"top-trip#{rank:02d}"]["fare"]) for rank in range(1, 11)]
        same &= [row["fare_amount"] for row in said["dearest"]] == top
    else:
        lines = pathlib.Path(folder, peer, "results.jsonl").read_text().splitlines()
        items = [json.loads(line)["Item"] for line in lines]
        same = [{name: value for name, value in item.items() if name != "pk"} for item in items] == wanted
    if not same:
        sys.exit(f"{peer} says something else than DuckDB")


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rows", type=int, default=3_000_000)
    arguments.add_argument("--rounds", type=int, default=3)
    options = arguments.parse_args()

    figures: dict[tuple[str, str], list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        file = os.path.join(folder, "trips.parquet")
        output("-m", "taxi_data", "--rows", str(options.rows), "--seed", "7", file)
        size = os.path.getsize(file)
        for _ in range(options.rounds):
            wanted = {}
            for nulls in ("needed", "upstream"):
                started = time.monotonic()
                wanted[nulls] = expected(pathlib.Path(file), nulls)
                figures[f"duckdb-{nulls}", "cold"].append(time.monotonic() - started)
            for peer in SPARK:
                for name, value in json.loads(output("bench/spark/inside.py", peer, file, folder).splitlines()[-1]).items():
                    figures[peer, name].append(value)
                check(folder, peer, wanted["needed" if peer == "ours" else "upstream"])

    def median(peer: str, what: str) -> float:
        return statistics.median(figures[peer, what])

    print(f"{options.rows:,} rows, {size / 1e6:.0f} MB, medians of {options.rounds} interleaved rounds, results equal to DuckDB's,")
    print("seconds inside Spark without its start; cold: the first run of a session, warm: the second")
    for peer in SPARK:
        cold, warm = figures[peer, "cold"], median(peer, "warm")
        print(f"  {peer}: cold {median(peer, 'cold'):.1f} s ({min(cold):.1f} to {max(cold):.1f}), warm {warm:.2f} s, ", end="")
        print(f"{median(peer, 'bytes') / 1e6:.1f} MB read")
    print(f"  duckdb: {median('duckdb-needed', 'cold'):.2f} s")
    name = "taxi-summary" if options.rows < 10_000_000 else f"taxi-summary-{options.rows // 1_000_000}m"
    print(f"ratio {name}-vs-upstream {median('upstream', 'cold') / median('ours', 'cold'):.2f}")
    print(f"ratio {name}-warm-vs-upstream {median('upstream', 'warm') / median('ours', 'warm'):.2f}")
    print(f"ratio {name}-bytes-vs-upstream {median('upstream', 'bytes') / median('ours', 'bytes'):.2f}")
    print(f"ratio {name}-same-nulls-vs-upstream {median('upstream', 'cold') / median('ours-upstream', 'cold'):.2f}")
    print(f"ratio {name}-vs-duckdb {median('duckdb-needed', 'cold') / median('ours', 'cold'):.2f}")


if __name__ == "__main__":
    main()
