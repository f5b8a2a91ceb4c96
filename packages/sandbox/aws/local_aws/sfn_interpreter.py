"""Turns moto's interpreter of state machines on (it only pretends to run them otherwise), and saves it work: clients are
kept, and threads that ended are forgotten."""

from __future__ import annotations

from typing import Any

from moto.core.config import default_user_config
from moto.stepfunctions.parser import utils
from moto.stepfunctions.parser.asl.utils import boto_client

from .clients import client
from .patching import replace_imports


class _NoThreads(list):
    """moto keeps every thread it ever started, for its own tests."""

    def append(self, thread: Any) -> None:
        pass


def install() -> None:
    default_user_config["stepfunctions"]["execute_state_machine"] = True
    replace_imports(utils.TMP_THREADS, _NoThreads())

    def client_for(region: str, service: str, state_credentials: Any = None) -> Any:
        return client(service, region)

    replace_imports(boto_client.boto_client_for, client_for)
