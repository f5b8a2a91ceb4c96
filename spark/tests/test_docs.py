"""The page on jobs names every option. The job that it teaches is run by test_team_repo."""

from __future__ import annotations

from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "jobs.md"


@pytest.mark.parametrize("option", ["format", "rules", "quarantine", "nulls", "by", "measures"])
def test_names_every_option(option: str) -> None:
    assert f"| `{option}` |" in PAGE.read_text()
