"""JSONPath: a path that can only match one place gives that value; moto wraps some of them into a list."""

from __future__ import annotations

import re
from typing import Any

from jsonpath_ng.ext import parse
from moto.stepfunctions.parser.asl.utils import json_path
from moto.stepfunctions.parser.asl.utils.json_path import NoSuchJsonPathError

from .patching import replace_imports

# Wildcards, slices, unions, filters and descendants can match any number of places.
_MANY = re.compile(r"\[\s*(\*|\?|-?\d*:|-?\d+\s*,)|\.\.|\.\*")


def install() -> None:
    replace_imports(json_path.extract_json, extract_json)


def extract_json(path: str, data: Any) -> Any:
    """The value at a path, or the list of values where the path can match many. NoSuchJsonPathError when there is none."""
    matches = parse(path).find(data)
    if _MANY.search(path):
        return [match.value for match in matches]
    if not matches:
        raise NoSuchJsonPathError(json_path=path, data=data)
    return matches[0].value
