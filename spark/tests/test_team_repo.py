"""The tests that a team gets with its jobs pass on them, laid out as in the team's repository; and so does the test that the page on jobs
teaches, on the job that it teaches."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from test_docs import PAGE

from copy_contract import JOBS, halves

TESTS = Path(__file__).parents[2] / "skeleton" / "pipeline" / "tests"
STARTERS = [file.stem for file in sorted(JOBS.glob("*.py"))]


def _taught() -> tuple[str, str]:
    """The job "My own" and its test, with the page's blocks put where the page says."""
    fields, compute, test = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    own, contract = halves(JOBS / "starter.py")
    job = own[: own.index("def fields(")] + fields + "\n\n" + compute + "\n\n" + contract
    usual = (TESTS / "test_starter.py").read_text()
    return job, usual[: usual.index("def test_")].replace("import starter as job", "import taught as job") + test


@pytest.fixture(scope="module")
def passed(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The tests that passed. One process for all, unlike a team's own check, because most of the time is the start of Java."""
    repo = tmp_path_factory.mktemp("repo")
    texts = {job: ((JOBS / f"{job}.py").read_text(), (TESTS / f"test_{job}.py").read_text()) for job in STARTERS}
    for name, (job, test) in {**texts, "taught": _taught()}.items():
        for folder, file, text in (("scripts", f"{name}.py", job), ("tests", f"test_{name}.py", test)):
            (repo / "pipelines" / name / folder).mkdir(parents=True)
            (repo / "pipelines" / name / folder / file).write_text(text)
    (repo / "pytest.ini").write_text("[pytest]\n")  # so that the settings of this project do not count
    command = [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", "pipelines"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYSPARK_GATEWAY")}
    done = subprocess.run(command, cwd=repo, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return set(re.findall(r"pipelines/(\S+) PASSED", done.stdout))


@pytest.mark.parametrize("job", STARTERS)
def test_passes_in_a_team_repo(passed: set[str], job: str) -> None:
    assert any(test.startswith(f"{job}/tests/test_{job}.py::") for test in passed)


def test_passes_as_the_page_teaches_it(passed: set[str]) -> None:
    assert "taught/tests/test_taught.py::test_adds_up_by_country" in passed
