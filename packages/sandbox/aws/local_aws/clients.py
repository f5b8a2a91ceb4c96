"""AWS clients of this process for itself."""

from __future__ import annotations

import threading
from typing import Any

import boto3
from botocore.config import Config as ClientConfig

from .config import config

_clients: dict[tuple[str, str], Any] = {}
_lock = threading.Lock()


def client(service: str, region: str) -> Any:
    """One client per service and region, kept: making one takes a tenth of a second and a megabyte."""
    with _lock:
        key = (service, region)
        if key not in _clients:
            _clients[key] = boto3.client(
                service,
                region_name=region,
                endpoint_url=config().endpoint,
                config=ClientConfig(
                    parameter_validation=False, retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}
                ),
            )
        return _clients[key]
