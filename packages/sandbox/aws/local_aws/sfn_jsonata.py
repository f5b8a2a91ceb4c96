"""JSONata by the Python package jsonata-python; moto expects a Java library that it does not bring.

Values are handed over as values. moto would write them into the expression as text, where a quote in an object's key ends it.
"""

from __future__ import annotations

import hashlib
import json
import random
import uuid
from collections.abc import Callable
from typing import Any

from jsonata import Jsonata
from jsonata.jexception import JException
from jsonata.utils import Utils
from moto.stepfunctions.parser.api import HistoryEventType
from moto.stepfunctions.parser.asl.component.common.string.string_expression import StringJSONata, StringVariableSample
from moto.stepfunctions.parser.asl.eval.event.event_detail import EventDetails
from moto.stepfunctions.parser.asl.eval.variable_store import VariableStore
from moto.stepfunctions.parser.asl.utils.encoding import to_json_str

from .patching import replace
from .sfn_failure import failure
from .sfn_tasks import as_json


class EvaluationError(Exception):
    """An expression that failed, is undefined, or gave what is not JSON. The text says which, without the expression."""


def install() -> None:
    @replace(StringJSONata, "_eval_body")
    def evaluate_string(self: Any, env: Any) -> None:
        env.stack.append(_evaluate_in(env, self.expression))

    @replace(StringVariableSample, "_eval_body")
    def evaluate_variable(self: Any, env: Any) -> None:
        env.stack.append(_evaluate_in(env, self.expression))

    @replace(VariableStore, "get_assigned_variables")
    def get_assigned_variables(self: Any) -> dict[str, str]:
        # As moto has it, but quotes inside a text are escaped.
        return {name: to_json_str(self.get(name), separators=(",", ":")) for name in self._declaration_tracing}


def evaluate(expression: str, bindings: dict[str, Any]) -> Any:
    """The value of a JSONata expression (without its `{% %}`) as plain JSON. `bindings` maps names, without `$`, to JSON."""
    try:
        query = Jsonata(expression)
        query.set_output_convert_nulls(False)
        for name, function in _FUNCTIONS.items():
            query.register_lambda(name, function)
        result = query.evaluate(None, bindings)
    except JException as error:
        raise EvaluationError(f"threw an error during evaluation. {error.get_error()}: {error}") from error
    except RecursionError as error:
        raise EvaluationError("threw an error during evaluation. It is nested too deeply") from error
    if result is None:
        raise EvaluationError("returned nothing (undefined).")
    try:
        return _as_json(Utils.convert_nulls(result))
    except TypeError as error:
        raise EvaluationError("returned an unsupported result type.") from error


def _evaluate_in(env: Any, expression: str) -> Any:
    store = env.variable_store
    bindings = {**store._outer_scope, **store._inner_scope, "states": env.states._states_data}
    try:
        return evaluate(expression, as_json(bindings))
    except EvaluationError as error:
        failed = failure(env, "States.QueryEvaluationError", f"The JSONata expression '{expression}' {error}", "EvaluationFailed")
        env.event_manager.add_event(
            context=env.event_history_context,
            event_type=HistoryEventType.EvaluationFailed,
            event_details=EventDetails(evaluationFailedEventDetails=failed.get_evaluation_failed_event_details()),
        )
        raise failed from error


def _as_json(value: Any) -> Any:
    """Plain lists and dicts, and numbers as JavaScript writes them: 5, not 5.0. Functions raise TypeError."""
    if isinstance(value, dict):
        return {key: _as_json(part) for key, part in value.items()}
    if isinstance(value, (list, range)):
        return [_as_json(part) for part in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    raise TypeError(type(value).__name__)


def _partition(items: list[Any], size: int) -> list[list[Any]]:
    return [items[start : start + size] for start in range(0, len(items), size)]


def _range(first: int, last: int, step: int) -> list[int]:
    return list(range(first, last + (1 if step > 0 else -1), step))


def _hash(text: str, algorithm: str) -> str:
    return hashlib.new(algorithm.replace("-", ""), text.encode()).hexdigest()


# What Step Functions adds to JSONata's own functions.
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "partition": _partition,
    "range": _range,
    "hash": _hash,
    "random": lambda seed=None: random.Random(seed).random() if seed is not None else random.random(),
    "uuid": lambda: str(uuid.uuid4()),
    "parse": json.loads,
}
