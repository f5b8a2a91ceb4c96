"""An error named `States.*` out of a branch, an iteration or a Fail state: moto refuses it there as a name only AWS may give, so
that a failed job in a Parallel would end as a different error, and no Retry or Catch would match it."""

from __future__ import annotations

from moto.stepfunctions.parser.asl.component.common.error_name.custom_error_name import CustomErrorName
from moto.stepfunctions.parser.asl.component.common.error_name.error_name import ErrorName
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name import StatesErrorName

from .patching import replace_imports


def install() -> None:
    replace_imports(CustomErrorName, named)


def named(error_name: str | None) -> ErrorName:
    """An error of the given name, of the kind that the name is of."""
    if error_name is not None and error_name.startswith("States."):
        return StatesErrorName.from_name(error_name)
    return CustomErrorName(error_name)
