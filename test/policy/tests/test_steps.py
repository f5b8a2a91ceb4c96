"""The shell scripts of a team repo, and our own, by shellcheck."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import STEPS

SHELLCHECK = Path(sys.executable).with_name("shellcheck")


def _shellcheck(text: str) -> str:
    done = subprocess.run([SHELLCHECK, "--norc", "-"], input=text, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize("path", sorted(STEPS))
def test_shellcheck_has_nothing_to_say_about_a_step(path: str) -> None:
    assert _shellcheck(STEPS[path]) == ""


def test_there_are_steps_to_check() -> None:
    assert len(STEPS) >= 2
    assert all(text.startswith(("#!/bin/sh", "#!/usr/bin/env sh")) for text in STEPS.values())


def test_shellcheck_finds_a_variable_without_quotes() -> None:
    path = "pipeline/steps/upload-scripts.sh"
    assert "SC2086" in _shellcheck(f"{STEPS[path]}\naws s3 ls $SCRIPTS_BUCKET\n")
