"""A Distributed Map with EXPRESS children, which moto's grammar refuses. They run as STANDARD ones do; no API shows either."""

from __future__ import annotations

from typing import Any

from .sfn_definition import rewrite


def install() -> None:
    rewrite(_make_standard)


def _make_standard(states: list[tuple[str, dict[str, Any]]]) -> None:
    for _, state in states:
        configuration = state.get("ItemProcessor", {}).get("ProcessorConfig", {})
        if configuration.get("ExecutionType") == "EXPRESS":
            configuration["ExecutionType"] = "STANDARD"
