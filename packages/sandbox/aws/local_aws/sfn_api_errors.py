"""The codes of Step Functions' errors, such as InvalidDefinition: moto knows them and does not send them."""

from __future__ import annotations

from moto.stepfunctions.exceptions import AWSError
from moto.stepfunctions.parser import api


def install() -> None:
    for error in vars(api).values():
        if isinstance(error, type) and issubclass(error, AWSError) and isinstance(code := getattr(error, "code", None), str):
            setattr(error, "TYPE", code)  # noqa: B010  (a plain assignment is no attribute that mypy knows)
