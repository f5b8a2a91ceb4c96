"""Writes the contract, the second half of a job, from jobs/starter.py into all other jobs: change it there, then run this.

A job is one file, because EMR takes one entry point; so the contract is copied, and a test holds the copies against each other.
"""

from __future__ import annotations

from pathlib import Path

MARK = "# === The contract of a job"
JOBS = Path(__file__).parent / "jobs"


def halves(file: Path) -> tuple[str, str]:
    """What is the job's own, and the contract."""
    own, mark, contract = file.read_text().partition(MARK)
    if not mark:
        raise SystemExit(f"{file} has no line that begins with {MARK!r}")
    return own, mark + contract


def main() -> None:
    _, contract = halves(JOBS / "starter.py")
    for file in sorted(JOBS.glob("*.py")):
        file.write_text(halves(file)[0] + contract)


if __name__ == "__main__":
    main()
