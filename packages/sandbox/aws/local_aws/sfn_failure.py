"""How a part of the interpreter says that a state failed."""

from __future__ import annotations

from typing import Any

from moto.stepfunctions.parser.asl.component.common.error_name.error_name import ErrorName
from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import FailureEvent, FailureEventException
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name import StatesErrorName
from moto.stepfunctions.parser.asl.eval.event.event_detail import EventDetails


def failure_event(env: Any, name: ErrorName, cause: str, event_type: str, **more: Any) -> FailureEvent:
    """The failure as the history shows it, by an event of the given type, such as TaskFailed. `more` joins its details."""
    details = {"error": name.error_name, "cause": cause, **more}
    field = f"{event_type[0].lower()}{event_type[1:]}EventDetails"
    return FailureEvent(env=env, error_name=name, event_type=event_type, event_details=EventDetails({field: details}))


def failure(env: Any, name: str, cause: str, event_type: str, **more: Any) -> FailureEventException:
    """As failure_event(), to be raised, for one of AWS's own errors, such as `States.TaskFailed`."""
    return FailureEventException(failure_event(env, StatesErrorName.from_name(name), cause, event_type, **more))
