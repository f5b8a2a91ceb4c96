"""The test that a team gets with its job passes on it, laid out as in the team's repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from copy_contract import JOBS

TESTS = Path(__file__).parents[2] / "skeleton" / "pipeline" / "tests"


@pytest.mark.parametrize("job", [file.stem for file in sorted(JOBS.glob("*.py"))])
def test_passes_in_a_team_repo(tmp_path: Path, job: str) -> None:
    for source, folder in ((JOBS / f"{job}.py", "scripts"), (TESTS / f"test_{job}.py", "tests")):
        (tmp_path / folder).mkdir()
        shutil.copy(source, tmp_path / folder)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")  # so that the settings of this project do not count
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYSPARK_GATEWAY")}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
