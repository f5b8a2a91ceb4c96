"""The job that docs/jobs.md teaches is a job: its blocks, put together as the page says, do what the page says."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import ModuleType

import pytest
import starter
from conftest import Job

PAGE = Path(__file__).parents[2] / "docs" / "jobs.md"


def test_teaches_a_job_that_works(run_job: Job, tmp_path: Path) -> None:
    fields, compute, test = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    module = ModuleType("taught")
    own, mark, contract = Path(starter.__file__).read_text().partition("def fields(")
    taught = own + fields + "\n\n" + compute + "\n\n" + contract[contract.index("# === The contract") :]
    assert mark
    vars(module)["__name__"] = "taught"
    sys.modules["taught"] = module
    exec(compile(taught, "taught", "exec"), vars(module))
    said: dict[str, object] = {}
    exec(test, said)
    (tmp_path / "rows.csv").write_text(str(said["ROWS"]))
    done = run_job(module, tmp_path / "rows.csv")
    assert done.item("country#de") == {"pk": "run#r1", "sk": "country#de", "orders": "2", "revenue": "10.57"}
    assert done.manifest["rowsDropped"] == {"missing amount": 1}
    assert "orders=" in compute


@pytest.mark.parametrize("option", ["format", "rules", "quarantine", "nulls", "by", "measures"])
def test_names_every_option(option: str) -> None:
    assert f"| `{option}` |" in PAGE.read_text()
