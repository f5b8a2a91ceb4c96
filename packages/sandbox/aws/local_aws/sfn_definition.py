"""Definitions of state machines before moto reads them, whose grammar is older than some of what they say."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from moto.stepfunctions.parser.asl.parse.asl_parser import AmazonStateLanguageParser


def rewrite(change: Callable[[list[tuple[str, dict[str, Any]]]], None]) -> None:
    """Has `change` see, and change, all states of a definition, with their names, each time moto is about to parse one."""
    parse = AmazonStateLanguageParser.parse

    def parse_changed(definition: str) -> Any:
        try:
            machine = json.loads(definition)
        except ValueError:
            return parse(definition)  # moto says what is wrong with it
        change(list(_states(machine)))
        return parse(json.dumps(machine, ensure_ascii=False))

    AmazonStateLanguageParser.parse = staticmethod(parse_changed)


def _states(machine: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every state with its name, those in branches and item processors, too."""
    if not isinstance(machine, dict):
        return
    states = machine.get("States")
    for name, state in states.items() if isinstance(states, dict) else ():
        if isinstance(state, dict):
            yield name, state
            for inner in [state.get("ItemProcessor"), state.get("Iterator"), *(state.get("Branches") or [])]:
                yield from _states(inner)
