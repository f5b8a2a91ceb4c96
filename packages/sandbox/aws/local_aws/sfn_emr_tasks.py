"""The tasks `emr-containers:startJobRun(.sync)`, `createVirtualCluster` and `deleteVirtualCluster(.sync)`, which moto's
interpreter refuses. A job is cancelled when the state that waits for it is stopped or runs out of time, as on AWS."""

from __future__ import annotations

import contextlib
import json
import uuid
from typing import Any

from botocore.exceptions import ClientError
from moto.stepfunctions.parser.asl.component.common.error_name.custom_error_name import CustomErrorName
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import state_task_service_factory as factory
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.resource import ResourceCondition
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_callback import (
    StateTaskServiceCallback,
)

from .clients import client
from .patching import replace_imports
from .sfn_failure import failure, failure_event

_PARAMETERS = {
    "startjobrun": {
        "Name", "VirtualClusterId", "ClientToken", "ExecutionRoleArn", "ReleaseLabel", "JobDriver", "ConfigurationOverrides",
        "Tags", "JobTemplateId", "JobTemplateParameters", "RetryPolicyConfiguration",
    },
    "createvirtualcluster": {"Name", "ContainerProvider", "ClientToken", "Tags", "SecurityConfigurationId"},
    "deletevirtualcluster": {"Id"},
}  # fmt: skip
# API calls that only happen once however often they are sent, by a token.
_IDEMPOTENT = {"start_job_run", "create_virtual_cluster"}


class _Ended(Exception):
    """The execution, or the time of the state, is over. Nobody hears it: see sfn_stop."""


class _Wait:
    """What a `.sync` state waits for. Calling it gives the answer of the state, or None while there is none yet."""

    def __init__(self, task: EmrContainersTask, env: Any, region: str, started: dict[str, Any]) -> None:
        self._task, self._env, self._started = task, env, started
        self._emr = client("emr-containers", region)
        self.over = False

    def __call__(self) -> dict[str, Any] | None:
        answer = self._poll()
        self.over = answer is not None
        return answer

    def cancel(self) -> None:
        """Called when the state stops waiting."""

    def _poll(self) -> dict[str, Any] | None:
        raise NotImplementedError


class _JobEnded(_Wait):
    def _poll(self) -> dict[str, Any] | None:
        answer = self._emr.describe_job_run(id=self._started["Id"], virtualClusterId=self._started["VirtualClusterId"])
        self._task._normalise_response(answer, None, "describeJobRun")
        job: dict[str, Any] = answer["JobRun"]
        if job["State"] in ("FAILED", "CANCELLED"):
            self.over = True
            raise failure(self._env, "States.TaskFailed", json.dumps(job, ensure_ascii=False), "TaskFailed", **self._task.names())
        return job if job["State"] == "COMPLETED" else None

    def cancel(self) -> None:
        with contextlib.suppress(ClientError):
            self._emr.cancel_job_run(id=self._started["Id"], virtualClusterId=self._started["VirtualClusterId"])


class _ClusterGone(_Wait):
    def _poll(self) -> dict[str, Any] | None:
        answer = self._emr.describe_virtual_cluster(id=self._started["Id"])
        self._task._normalise_response(answer, None, "describeVirtualCluster")
        cluster: dict[str, Any] = answer["VirtualCluster"]
        return cluster if cluster["State"] in ("TERMINATED", "ARRESTED") else None


_WAITS = {"start_job_run": _JobEnded, "delete_virtual_cluster": _ClusterGone}


class EmrContainersTask(StateTaskServiceCallback):
    """One state whose Resource is `arn:aws:states:::emr-containers:...`."""

    def __init__(self) -> None:
        # Callbacks by token are not offered, but moto's base class needs one to wait at all.
        super().__init__(supported_integration_patterns={ResourceCondition.WaitForTaskToken, ResourceCondition.Sync})

    def _get_supported_parameters(self) -> set[str] | None:
        return _PARAMETERS.get(self.resource.api_action.lower())

    def _from_error(self, env: Any, ex: Exception) -> Any:
        if isinstance(ex, ClientError):
            error = ex.response["Error"]
            name = CustomErrorName(f"EMRContainers.{error['Code']}")
            return failure_event(env, name, error["Message"], "TaskFailed", **self.names())
        return super()._from_error(env=env, ex=ex)

    def names(self) -> dict[str, str]:
        """What the history calls this task."""
        return {"resource": self._get_sfn_resource(), "resourceType": self._get_sfn_resource_type()}

    def _eval_service_task(
        self, env: Any, resource_runtime_part: Any, normalised_parameters: dict[str, Any], state_credentials: Any
    ) -> None:
        method = self._get_boto_service_action()
        token = {"clientToken": str(uuid.uuid4())} if method in _IDEMPOTENT else {}
        answer = getattr(client("emr-containers", resource_runtime_part.region), method)(**token | normalised_parameters)
        answer.pop("ResponseMetadata", None)
        env.stack.append(answer)

    def _build_sync_resolver(
        self, env: Any, resource_runtime_part: Any, normalised_parameters: dict[str, Any], state_credentials: Any
    ) -> _Wait:
        return _WAITS[self._get_boto_service_action()](self, env, resource_runtime_part.region, env.stack.pop())

    def _eval_sync(self, env: Any, sync_resolver: Any, **waiting: Any) -> Any:
        outcome = super()._eval_sync(env=env, sync_resolver=sync_resolver, **waiting)
        if not sync_resolver.over:
            sync_resolver.cancel()
            raise _Ended
        return outcome


def install() -> None:
    original = factory.state_task_service_for
    factory._UNSUPPORTED_SERVICE_NAMES.discard("emr-containers")

    def task_for(service_name: str) -> Any:
        return EmrContainersTask() if service_name == "emr-containers" else original(service_name)

    replace_imports(original, task_for)
