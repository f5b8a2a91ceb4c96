"""What a target of a rule receives: the event, a part of it (InputPath), a text (Input), or a template (InputTransformer)."""

from __future__ import annotations

import json
import re
from typing import Any

from jsonpath_ng.ext import parse

_PLACEHOLDER = re.compile(r"<([\w.\-]+)>")


def target_input(target: dict[str, Any], rule_arn: str, event: dict[str, Any]) -> str:
    """The text sent to the target, JSON unless its template makes something else."""
    if "Input" in target:
        return str(target["Input"])
    if "InputPath" in target:
        return json.dumps(_select(target["InputPath"], event))
    if "InputTransformer" in target:
        return _fill(target["InputTransformer"], rule_arn, event)
    return json.dumps(event)


def _select(path: str, event: dict[str, Any]) -> Any:
    return next((match.value for match in parse(path).find(event)), None)


def _fill(transformer: dict[str, Any], rule_arn: str, event: dict[str, Any]) -> str:
    template: str = transformer["InputTemplate"]
    values: dict[str, Any] = {
        "aws.events.rule-arn": rule_arn,
        "aws.events.rule-name": rule_arn.rsplit("/", 1)[-1],
        "aws.events.event.ingestion-time": event["time"],
        "aws.events.event": {key: value for key, value in event.items() if key != "detail"},
        "aws.events.event.json": event,
    }
    for name, path in transformer.get("InputPathsMap", {}).items():
        values[name] = _select(path, event)

    def fill(match: re.Match[str]) -> str:
        value = values.get(match[1])
        inside_quotes = template[: match.start()].replace('\\"', "").count('"') % 2 == 1
        if not inside_quotes:
            return json.dumps(value)
        # A placeholder inside a string stands for text; what it holds must not end the string.
        text = value if isinstance(value, str) else json.dumps(value)
        return json.dumps(text)[1:-1]

    filled = _PLACEHOLDER.sub(fill, template)
    try:
        return json.dumps(json.loads(filled))
    except ValueError:
        return filled
