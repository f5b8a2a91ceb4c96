"""EventBridge rules. moto sends to log groups and queues only; pipelines send to state machines and topics, too.

Also: a disabled rule sends nothing, each event has its own id and a time in text, a target that refuses is tried again
and then given up into its dead-letter queue, and TestEventPattern answers.
"""

from __future__ import annotations

import copy
import json
import threading
import time
import uuid
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

from botocore.exceptions import ClientError
from moto.events.models import EventPattern, Rule
from moto.events.responses import EventsHandler

from . import log
from .clients import client
from .event_bus import utc_time
from .event_input import target_input
from .patching import replace, wrap

# AWS tries for 24 hours; who waits at a desk wants to see the dead-letter queue work.
_MAX_TRIES = 3
_PAUSE_SECONDS = 0.2


def install() -> None:
    @wrap(Rule, "send_to_targets")
    def send_to_targets(original: Callable[..., Any], self: Rule, event: dict[str, Any], transform_input: bool = True) -> None:
        if self.state != "ENABLED" or not self.event_pattern.matches_event(event):
            return
        ours = [target for target in self.targets if _service(target) in _SENDERS]
        for target in ours:
            threading.Thread(target=_deliver, args=(self.arn, target, _as_sent(event)), daemon=True).start()
        if len(ours) < len(self.targets):
            rest = copy.copy(self)
            rest.targets = [target for target in self.targets if target not in ours]
            original(rest, event, transform_input)

    @replace(EventsHandler, "test_event_pattern")
    def test_event_pattern(self: EventsHandler) -> str:
        pattern = EventPattern.load(self._get_param("EventPattern"))
        return json.dumps({"Result": pattern.matches_event(json.loads(self._get_param("Event")))})


def _service(target: dict[str, Any]) -> str:
    return str(target["Arn"].split(":")[2])


def _as_sent(event: dict[str, Any]) -> dict[str, Any]:
    sent = {key: value for key, value in event.items() if key != "ingestion-time"}
    if not isinstance(sent["time"], str):
        sent["time"] = utc_time(datetime.fromtimestamp(float(sent["time"]), timezone.utc))
    return sent


def _deliver(rule_arn: str, target: dict[str, Any], event: dict[str, Any]) -> None:
    body = target_input(target, rule_arn, event)
    wanted = 1 + int(target.get("RetryPolicy", {}).get("MaximumRetryAttempts", _MAX_TRIES - 1))
    error: Exception | None = None
    for _ in range(min(wanted, _MAX_TRIES)):
        try:
            _SENDERS[_service(target)](target, event, body)
            return
        except Exception as raised:
            error = raised
            time.sleep(_PAUSE_SECONDS)
    dead_letters = target.get("DeadLetterConfig", {}).get("Arn")
    log.line(f"rule {rule_arn}: {target['Arn']} refused an event{', now in its DLQ' if dead_letters else ', lost'}: {error}")
    if dead_letters:
        _give_up(rule_arn, target, event, error)


def _start_execution(target: dict[str, Any], event: dict[str, Any], body: str) -> None:
    # AWS names such an execution after the event and a second id.
    name = f"{event['id']}_{uuid.uuid4()}"[:80]
    client("stepfunctions", _region(target["Arn"])).start_execution(stateMachineArn=target["Arn"], name=name, input=body)


def _publish(target: dict[str, Any], event: dict[str, Any], body: str) -> None:
    message = json.loads(body) if body.startswith('"') else body
    client("sns", _region(target["Arn"])).publish(TopicArn=target["Arn"], Message=message)


def _send_message(target: dict[str, Any], event: dict[str, Any], body: str) -> None:
    group = target.get("SqsParameters", {}).get("MessageGroupId")
    _queue(target["Arn"], MessageBody=body, **({"MessageGroupId": group} if group else {}))


_SENDERS: dict[str, Callable[[dict[str, Any], dict[str, Any], str], None]] = {
    "states": _start_execution,
    "sns": _publish,
    "sqs": _send_message,
}


def _give_up(rule_arn: str, target: dict[str, Any], event: dict[str, Any], error: Exception | None) -> None:
    code = error.response["Error"]["Code"] if isinstance(error, ClientError) else "SDK_CLIENT_ERROR"
    attributes = {"RULE_ARN": rule_arn, "TARGET_ARN": target["Arn"], "ERROR_CODE": code, "ERROR_MESSAGE": str(error)[:250]}
    try:
        _queue(
            target["DeadLetterConfig"]["Arn"],
            MessageBody=json.dumps(event),
            MessageAttributes={name: {"DataType": "String", "StringValue": text} for name, text in attributes.items()},
        )
    except Exception as lost:
        log.line(f"rule {rule_arn}: the DLQ refused the event, too: {lost}")


def _queue(arn: str, **message: Any) -> None:
    sqs = client("sqs", _region(arn))
    sqs.send_message(QueueUrl=sqs.get_queue_url(QueueName=arn.rsplit(":", 1)[-1])["QueueUrl"], **message)


def _region(arn: str) -> str:
    return arn.split(":")[3]
