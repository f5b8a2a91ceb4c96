"""Requests and answers of tasks in the casing of Step Functions: moto left out the part that turns `Bucket` and `JobDriver`
into what the SDK wants, and back. Also makes an answer JSON: streams become text, times become ISO 8601."""

from __future__ import annotations

from datetime import datetime, timezone
from functools import lru_cache
from typing import Any

import botocore.session
from botocore import xform_name
from botocore.model import OperationModel
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import state_task_service_aws_sdk
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service import StateTaskService

from .patching import replace

# Services whose requests moto shapes itself.
_SHAPED_BY_MOTO = {"lambda", "apigateway", "sqs"}
# The services' names in `arn:aws:states:::aws-sdk:NAME:action`, where boto3's differ, and in error names.
_BOTO_NAMES = {
    "emrcontainers": "emr-containers",
    "eventbridge": "events",
    "cloudwatchlogs": "logs",
    "sfn": "stepfunctions",
    "states": "stepfunctions",
}
_ERROR_NAMES = {
    "s3": "S3",
    "emrcontainers": "EmrContainers",
    "eventbridge": "EventBridge",
    "sns": "Sns",
    "sqs": "Sqs",
    "cloudwatchlogs": "CloudWatchLogs",
    "glue": "Glue",
    "sts": "Sts",
}


def install() -> None:
    StateTaskService._SERVICE_NAME_SFN_TO_BOTO_OVERRIDES.update(_BOTO_NAMES)
    state_task_service_aws_sdk._SERVICE_ERROR_NAMES.update(_ERROR_NAMES)

    @replace(StateTaskService, "_normalise_parameters")
    def normalise_parameters(
        self: Any, parameters: dict[str, Any], boto_service_name: str | None = None, service_action_name: str | None = None
    ) -> None:
        model = operation(self, boto_service_name, service_action_name)
        if model is not None and model.input_shape:
            self._to_boto_request(parameters, model.input_shape)

    @replace(StateTaskService, "_normalise_response")
    def normalise_response(
        self: Any, response: Any, boto_service_name: str | None = None, service_action_name: str | None = None
    ) -> None:
        model = operation(self, boto_service_name, service_action_name)
        if model is None or not isinstance(response, dict):
            return
        if model.output_shape:
            self._from_boto_response(response, model.output_shape)
        for key in list(response):
            response[key] = as_json(response[key])


def operation(task: Any, service: str | None = None, action: str | None = None) -> OperationModel | None:
    """The model of the API call a task makes, or None where moto shapes the call itself."""
    if task.resource.service_name in _SHAPED_BY_MOTO:
        return None
    return _operation(task._get_boto_service_name(service), task._get_boto_service_action(action))


@lru_cache(maxsize=256)
def _operation(service: str, method: str) -> OperationModel | None:
    model = botocore.session.get_session().get_service_model(service)
    name = next((name for name in model.operation_names if xform_name(name) == method), None)
    return model.operation_model(name) if name else None


def as_json(value: Any) -> Any:
    """The value with everything that JSON cannot hold turned into text."""
    if hasattr(value, "read"):
        return value.read().decode("utf-8", "replace")
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
    if isinstance(value, dict):
        return {key: as_json(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_json(part) for part in value]
    return value
