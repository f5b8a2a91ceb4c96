"""Virtual clusters: one per namespace at a time, gone only after their jobs are; moto never lets a namespace go, gives every
cluster the same midnight as its birth, and calls a missing one a wrong request."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

from moto.emrcontainers.exceptions import ResourceNotFoundException
from moto.emrcontainers.models import EMRContainersBackend, ValidationException, VirtualCluster

from .. import log
from ..patching import replace, wrap
from .job_run import TERMINAL_STATES

# AWS takes some seconds to let a namespace go.
_TERMINATING_SECONDS = 1.0


def install() -> None:
    @replace(EMRContainersBackend, "create_virtual_cluster")
    def create_virtual_cluster(
        self: Any, name: str, container_provider: dict[str, Any], client_token: str, tags: dict[str, str] | None = None
    ) -> VirtualCluster:
        for known in self.virtual_clusters.values():
            if client_token and known.client_token == client_token:
                return known
        namespace = container_provider.get("info", {}).get("eksInfo", {}).get("namespace")
        if not namespace:
            raise ValidationException("containerProvider.info.eksInfo.namespace is missing")
        for known in self.virtual_clusters.values():
            same_place = known.container_provider_id == container_provider["id"] and known.namespace == namespace
            if same_place and known.state != "TERMINATED":
                raise ValidationException(f"A virtual cluster already exists in the given namespace: {known.id} in {namespace}")
        cluster = VirtualCluster(
            name=name,
            container_provider=container_provider,
            client_token=client_token,
            tags=tags,
            account_id=self.account_id,
            region_name=self.region_name,
            aws_partition=self.partition,
        )
        cluster.created_at = datetime.now(timezone.utc)
        self.virtual_clusters[cluster.id] = cluster
        log.line(f"virtual cluster {cluster.name}: created in namespace {namespace}")
        return cluster

    @wrap(EMRContainersBackend, "describe_virtual_cluster")
    def describe_virtual_cluster(original: Callable[..., Any], self: Any, cluster_id: str) -> VirtualCluster:
        return _cluster(self, cluster_id)

    @replace(EMRContainersBackend, "delete_virtual_cluster")
    def delete_virtual_cluster(self: Any, cluster_id: str) -> VirtualCluster:
        cluster = _cluster(self, cluster_id)
        # What AWS answers is not documented; a workflow has to bear the harder answer.
        if cluster.state == "TERMINATED":
            raise ValidationException(f"Virtual cluster {cluster_id} is TERMINATED.")
        if cluster.state == "RUNNING":
            cluster.state = "TERMINATING"
            threading.Thread(target=_terminate, args=(self, cluster), daemon=True).start()
        return cluster


def _cluster(backend: Any, cluster_id: str) -> VirtualCluster:
    if cluster_id not in backend.virtual_clusters:
        raise ResourceNotFoundException(f"Virtual cluster {cluster_id} doesn't exist.")
    return backend.virtual_clusters[cluster_id]


def _terminate(backend: Any, cluster: VirtualCluster) -> None:
    jobs = [job for job in backend.job_runs.values() if job.virtual_cluster_id == cluster.id]
    for job in jobs:
        if job.state not in TERMINAL_STATES:
            backend.cancel_job_run(job.id, cluster.id)
    time.sleep(_TERMINATING_SECONDS)
    while any(job.state not in TERMINAL_STATES for job in jobs):
        time.sleep(0.1)
    cluster.state = "TERMINATED"
    log.line(f"virtual cluster {cluster.name}: terminated")
