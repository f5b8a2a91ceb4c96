from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from policy.subject import Subject, load

TOP = Path(__file__).resolve().parents[3]
PRINTER = TOP / "plugins/data-pipelines-node/src/__testUtils__/printSubjects.ts"
TRANSFORM = TOP / "node_modules/@backstage/cli/config/nodeTransform.cjs"


def _printed() -> tuple[list[Subject], dict[str, str]]:
    """Prints the pipelines anew for each run: what is judged is what the code at hand makes."""
    out = TOP / "test-results/policy-subjects.json"
    out.parent.mkdir(exist_ok=True)
    with out.open("w", encoding="utf8") as file:
        subprocess.run(["node", "--require", TRANSFORM, PRINTER], stdout=file, check=True, env=os.environ)
    return load(out)


SUBJECTS, STEPS = _printed()


@pytest.fixture(params=SUBJECTS, ids=lambda subject: subject.name)
def subject(request: pytest.FixtureRequest) -> Subject:
    return request.param
