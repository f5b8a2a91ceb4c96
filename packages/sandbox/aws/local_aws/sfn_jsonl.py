"""JSON Lines as the source of a Distributed Map (`InputType: JSONL`), which moto does not read."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from moto.stepfunctions.parser.asl.component.state.exec.state_map.item_reader.eval.resource_output_transformer import (
    transformer,
    transformer_factory,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_map.item_reader.reader_config.input_type import (
    InputType,
    InputTypeValue,
)

from .patching import replace_imports, wrap


class JsonLinesTransformer(transformer.ResourceOutputTransformer):
    """Turns the text that the item reader fetched into the items of the map."""

    def _eval_body(self, env: Any) -> None:
        reader_config = env.stack.pop()
        text = env.stack.pop()
        env.stack.append(items(text)[: reader_config["MaxItemsValue"]])


def install() -> None:
    @wrap(InputType, "__init__")
    def init(original: Callable[..., None], self: Any, input_type: str) -> None:
        # moto's list of input types is closed, so JSON Lines passes as JSON with a mark.
        self.is_json_lines = input_type == "JSONL"
        original(self, InputTypeValue.JSON.value if self.is_json_lines else input_type)

    original_transformer_for = transformer_factory.resource_output_transformer_for

    def transformer_for(input_type: Any) -> transformer.ResourceOutputTransformer:
        return JsonLinesTransformer() if input_type.is_json_lines else original_transformer_for(input_type)

    replace_imports(original_transformer_for, transformer_for)


def items(text: str) -> list[Any]:
    """The items of a JSON Lines text; blank lines do not count."""
    return [json.loads(line) for line in text.split("\n") if line.strip()]
