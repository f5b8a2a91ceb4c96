"""An error named `States.*` out of a branch or a map iteration: moto refuses it there as a name only AWS may give, so that a
failed job in a Parallel would end as a different error, and no Retry or Catch would match it."""

from __future__ import annotations

from moto.stepfunctions.parser.asl.component.common.error_name.custom_error_name import CustomErrorName
from moto.stepfunctions.parser.asl.component.common.error_name.error_name import ErrorName
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name import StatesErrorName
from moto.stepfunctions.parser.asl.component.state.exec.state_map.iteration import iteration_worker
from moto.stepfunctions.parser.asl.component.state.exec.state_parallel import branches_decl


def install() -> None:
    for module in (branches_decl, iteration_worker):
        module.CustomErrorName = error_name  # type: ignore[attr-defined]


def error_name(error_name: str | None) -> ErrorName:
    """The name of an error that came up from inside, of the kind it had there."""
    if error_name is not None and error_name.startswith("States."):
        return StatesErrorName.from_name(error_name)
    return CustomErrorName(error_name)
