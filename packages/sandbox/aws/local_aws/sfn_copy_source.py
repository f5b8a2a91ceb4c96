"""CopySource of `aws-sdk:s3:copyObject`: AWS wants it URL-encoded; boto3 encodes it itself, so an encoded one must be decoded
first, or an object with a space or an umlaut in its key is not found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service import StateTaskService

from .patching import wrap

_VERSION = "?versionId="


def install() -> None:
    """Must come after sfn_tasks, whose work it adds to."""

    @wrap(StateTaskService, "_normalise_parameters")
    def normalise_parameters(original: Callable[..., None], self: Any, parameters: dict[str, Any], **names: Any) -> None:
        original(self, parameters, **names)
        if self.resource.api_name == "s3" and isinstance(parameters.get("CopySource"), str):
            parameters["CopySource"] = decoded(parameters["CopySource"])


def decoded(copy_source: str) -> dict[str, str] | str:
    """`bucket/key%20x?versionId=1` as boto3's bucket, key and version. Without a slash it is left for AWS to refuse."""
    path, _, version = copy_source.partition(_VERSION)
    bucket, slash, key = unquote(path).removeprefix("/").partition("/")
    if not slash:
        return copy_source
    return {"Bucket": bucket, "Key": key} | ({"VersionId": version} if version else {})
