"""Runs both jobs in turn on the same file and prints the ratio of their median times (bigger: ours is faster).

compare.py [--rows 3000000] [--rounds 3]
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]


def timed(command: list[str]) -> float:
    """Wall-clock seconds of a command; its output only when it fails."""
    started = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}\n{done.stderr[-4000:]}")
    return time.monotonic() - started


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rows", type=int, default=3_000_000)
    arguments.add_argument("--rounds", type=int, default=3)
    options = arguments.parse_args()

    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        file = os.path.join(folder, "trips.parquet")
        timed([sys.executable, "-m", "taxi_data", "--rows", str(options.rows), "--seed", "7", file])
        peers = {
            "ours": [
                sys.executable,
                "spark/jobs/taxi_summary.py",
                *("--input", file, "--output", os.path.join(folder, "out"), "--run-id", "bench"),
            ],
            "upstream": [
                sys.executable,
                "bench/taxi-summary/upstream.py",
                file,
                os.path.join(folder, "upstream.json"),
            ],
        }
        seconds: dict[str, list[float]] = {name: [] for name in peers}
        for _ in range(options.rounds):
            for name, command in peers.items():
                seconds[name].append(timed(command))

    medians = {name: statistics.median(times) for name, times in seconds.items()}
    print(
        f"taxi-summary, {options.rows:,} rows, whole process, median of {options.rounds}, runs interleaved: "
        + ", ".join(f"{name} {value:.1f} s" for name, value in medians.items())
    )
    print(f"ratio taxi-summary-process-vs-upstream {medians['upstream'] / medians['ours']:.2f}")


if __name__ == "__main__":
    main()
