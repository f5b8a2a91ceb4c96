"""Whether policies let someone do something: IAM's own logic, for the operators that our policies use."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from policy.subject import Policy, Statement, as_list


@lru_cache(maxsize=100_000)
def _pattern(glob: str, ignore_case: bool) -> re.Pattern[str]:
    text = re.escape(glob).replace(r"\*", ".*").replace(r"\?", ".")
    return re.compile(text, re.DOTALL | (re.IGNORECASE if ignore_case else 0))


def matches(glob: str, text: str, ignore_case: bool = False) -> bool:
    return _pattern(glob, ignore_case).fullmatch(text) is not None


def _arn_like(glob: str, arn: str) -> bool:
    """As ArnLike: each of the six parts by itself, so that a star reaches over no colon but within the resource."""
    globs, parts = glob.split(":", 5), arn.split(":", 5)
    return len(globs) == len(parts) == 6 and all(matches(g, p) for g, p in zip(globs, parts, strict=True))


OPERATORS: dict[str, Callable[[str, str], bool]] = {
    "StringEquals": lambda wanted, value: wanted == value,
    "StringLike": matches,
    # AWS treats the two alike.
    "ArnEquals": _arn_like,
    "ArnLike": _arn_like,
    "Bool": lambda wanted, value: wanted.lower() == value.lower(),
}


def _holds(statement: Statement, context: Mapping[str, str]) -> bool:
    folded = {key.lower(): value for key, value in context.items()}
    for operator, block in statement.raw.get("Condition", {}).items():
        holds = OPERATORS[operator]
        for key, wanted in block.items():
            value = folded.get(key.lower())
            if value is None or not any(holds(str(one), value) for one in as_list(wanted)):
                return False
    return True


def _applies(statement: Statement, action: str, resource: str, context: Mapping[str, str]) -> bool:
    return (
        any(matches(glob, action, ignore_case=True) for glob in statement.actions)
        and any(matches(glob, resource) for glob in statement.resources or ["*"])
        and _holds(statement, context)
    )


def allowed(policies: Iterable[Policy], action: str, resource: str, context: Mapping[str, str] | None = None) -> bool:
    """True when a statement allows it and none denies it. A condition on a key that the context lacks does not hold."""
    hits = [
        statement
        for policy in policies
        for statement in policy.statements
        if _applies(statement, action, resource, context or {})
    ]
    return bool(hits) and all(statement.allows for statement in hits)
