"""The tests that a team gets with its jobs pass on them, laid out as in the team's repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from copy_contract import JOBS

TESTS = Path(__file__).parents[2] / "skeleton" / "pipeline" / "tests"


def test_pass_in_a_team_repo(tmp_path: Path) -> None:
    jobs = [file.stem for file in sorted(JOBS.glob("*.py"))]
    for job in jobs:
        for source, folder in ((JOBS / f"{job}.py", "scripts"), (TESTS / f"test_{job}.py", "tests")):
            (tmp_path / "pipelines" / job / folder).mkdir(parents=True)
            shutil.copy(source, tmp_path / "pipelines" / job / folder)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")  # so that the settings of this project do not count
    # One process for all, unlike a team's own check, because most of the time is the start of Java.
    command = [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", "pipelines"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYSPARK_GATEWAY")}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    for job in jobs:
        assert f"{job}/tests/test_{job}.py::" in done.stdout
