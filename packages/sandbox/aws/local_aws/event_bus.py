"""Puts an event on a bus: what the services of this process (S3, Step Functions, EMR) tell about themselves."""

from __future__ import annotations

import json
import uuid
from datetime import datetime, timezone
from typing import Any

from moto.events.models import events_backends

from . import log


def utc_time(moment: datetime | None = None) -> str:
    """The time as events have it: `2026-01-31T12:00:00Z`."""
    return (moment or datetime.now(timezone.utc)).astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def publish(account: str, region: str, source: str, detail_type: str, resources: list[str], detail: dict[str, Any]) -> None:
    """Sends one event to the rules of the default bus. A broken rule is logged and never fails the caller, as on AWS."""
    event = {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": detail_type,
        "source": source,
        "account": account,
        "time": utc_time(),
        "region": region,
        "resources": resources,
        "detail": json.loads(json.dumps(detail, default=str)),
    }
    for rule in list(events_backends[account][region].event_buses["default"].rules.values()):
        try:
            rule.send_to_targets(event)
        except Exception as error:
            log.line(f"rule {rule.name}: could not send '{detail_type}': {error}")
