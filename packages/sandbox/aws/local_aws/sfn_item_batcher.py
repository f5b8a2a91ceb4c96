"""ItemBatcher: a Distributed Map that gives its children `{"Items": [...]}` instead of one item each.

moto's grammar does not know the word, so it is taken out of a definition before moto reads it, and given back to the state by
its name, which is unique in a state machine.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from moto.stepfunctions.parser.asl.component.common.string.string_expression import StringJSONata
from moto.stepfunctions.parser.asl.component.state.exec.state_map.iteration.distributed_iteration_component import (
    DistributedIterationComponent,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_map.state_map import StateMap
from moto.stepfunctions.parser.asl.parse.asl_parser import ASLParserException

from .patching import wrap
from .sfn_definition import rewrite

_FIELDS = {"MaxItemsPerBatch", "MaxInputBytesPerBatch", "BatchInput"}
# Of the input of any child.
MAX_INPUT_BYTES = 256 * 1024
# The batchers of the definition that this thread is parsing, by the name of their state.
_parsing = threading.local()


@dataclass(frozen=True)
class ItemBatcher:
    """How a map groups its items. Numbers and BatchInput may be or hold JSONata expressions."""

    max_items: int | str | None
    max_bytes: int | str | None
    batch_input: Any


class Batch(dict[str, Any]):
    """The input of a child that is given several items. Its class tells it from an item that has a field `Items`."""


def items_in(job_input: Any) -> int:
    """How many items of the map a child is given."""
    return len(job_input["Items"]) if isinstance(job_input, Batch) else 1


def install() -> None:
    rewrite(_take_batchers)

    @wrap(StateMap, "from_state_props")
    def from_state_props(original: Callable[..., None], self: Any, state_props: Any) -> None:
        original(self, state_props)
        self.iteration_component.item_batcher = getattr(_parsing, "batchers", {}).get(self.name)

    @wrap(DistributedIterationComponent, "_map_run")
    def map_run(original: Callable[..., None], self: Any, env: Any, eval_input: Any) -> None:
        if self.item_batcher is not None:
            items = _selected(env, eval_input, env.stack.pop())
            eval_input.item_selector = eval_input.parameters = None
            env.stack.append(_batches(env, self.item_batcher, items))
        original(self, env, eval_input)


def _take_batchers(states: list[tuple[str, dict[str, Any]]]) -> None:
    _parsing.batchers = {
        name: _batcher(name, state.pop("ItemBatcher"), state) for name, state in states if "ItemBatcher" in state
    }


def _batcher(name: str, fields: dict[str, Any], state: dict[str, Any]) -> ItemBatcher:
    unknown = sorted(set(fields) - _FIELDS)
    if unknown:
        raise ASLParserException([f"state '{name}': ItemBatcher has {', '.join(unknown)}, which the local AWS does not know"])
    if state.get("ItemProcessor", {}).get("ProcessorConfig", {}).get("Mode") != "DISTRIBUTED":
        raise ASLParserException([f"state '{name}': ItemBatcher needs an ItemProcessor with Mode DISTRIBUTED"])
    if not ({"MaxItemsPerBatch", "MaxInputBytesPerBatch"} & set(fields)):
        raise ASLParserException([f"state '{name}': ItemBatcher needs MaxItemsPerBatch or MaxInputBytesPerBatch"])
    return ItemBatcher(fields.get("MaxItemsPerBatch"), fields.get("MaxInputBytesPerBatch"), fields.get("BatchInput"))


def _selected(env: Any, eval_input: Any, items: list[Any]) -> list[Any]:
    """The items after ItemSelector, which comes before batching."""
    selector = eval_input.item_selector
    if selector is None:
        return items
    selected = []
    for index, item in enumerate(items):
        frame = env.open_frame()
        try:
            frame.states.reset(env.states.get_input())
            frame.states.context_object.context_object_data["Map"] = {"Item": {"Index": index, "Value": item}}
            frame.stack.append(frame.states.get_input())
            selector.eval(frame)
            selected.append(frame.stack.pop())
        finally:
            env.delete_frame(frame)
    return selected


def _batches(env: Any, batcher: ItemBatcher, items: list[Any]) -> list[Batch]:
    max_items = _number(env, batcher.max_items)
    max_bytes = min(_number(env, batcher.max_bytes), MAX_INPUT_BYTES)
    head = {} if batcher.batch_input is None else {"BatchInput": _template(env, batcher.batch_input)}
    batches: list[list[Any]] = []
    size = 0
    for item in items:
        item_size = len(json.dumps(item, separators=(",", ":")).encode()) + 1
        full = not batches or len(batches[-1]) >= max_items or (size + item_size > max_bytes and batches[-1])
        if full:
            batches.append([])
            size = len(json.dumps({**head, "Items": []}))
        batches[-1].append(item)
        size += item_size
    return [Batch({**head, "Items": batch}) for batch in batches]


def _number(env: Any, value: int | str | None) -> float:
    return float("inf") if value is None else int(_template(env, value))


def _template(env: Any, value: Any) -> Any:
    """The value with every `{% expression %}` in it evaluated."""
    if isinstance(value, str) and value.startswith("{%") and value.endswith("%}"):
        StringJSONata(value[2:-2].strip()).eval(env)
        return env.stack.pop()
    if isinstance(value, dict):
        return {key: _template(env, part) for key, part in value.items()}
    if isinstance(value, list):
        return [_template(env, part) for part in value]
    return value
