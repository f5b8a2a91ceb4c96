"""What is judged: pipelines with the objects that kro makes of them, and the policies in those objects."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

Kind = Literal["identity", "trust", "resource"]


@dataclass(frozen=True)
class Statement:
    """One statement of a policy, its lists always lists."""

    raw: dict[str, Any]

    @property
    def sid(self) -> str:
        return str(self.raw.get("Sid", ""))

    @property
    def allows(self) -> bool:
        return self.raw.get("Effect") != "Deny"

    @property
    def actions(self) -> list[str]:
        return as_list(self.raw.get("Action"))

    @property
    def resources(self) -> list[str]:
        return as_list(self.raw.get("Resource"))

    @property
    def principals(self) -> list[tuple[str, str]]:
        """Kind and name of each principal; ("*", "*") for everyone."""
        principal = self.raw.get("Principal", {})
        if isinstance(principal, str):
            return [("*", principal)]
        return [(kind, name) for kind, names in principal.items() for name in as_list(names)]

    def condition(self, key: str, *operators: str) -> list[str]:
        """The values that one of these operators asks a key for; none when it is not asked for."""
        blocks = self.raw.get("Condition", {})
        return [
            value
            for operator in operators
            for name, values in blocks.get(operator, {}).items()
            if name.lower() == key.lower()
            for value in as_list(values)
        ]


@dataclass(frozen=True)
class Policy:
    """A policy where it stands: the object, the place in it, and what it is for."""

    owner: str
    place: str
    kind: Kind
    document: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.owner} {self.place}"

    @property
    def statements(self) -> list[Statement]:
        return [Statement(raw) for raw in as_list(self.document.get("Statement"))]


@dataclass(frozen=True)
class Object:
    id: str
    body: dict[str, Any]

    @property
    def kind(self) -> str:
        return str(self.body["kind"])

    @property
    def spec(self) -> dict[str, Any]:
        return self.body.get("spec") or {}

    @property
    def is_aws(self) -> bool:
        return ".services.k8s.aws/" in self.body["apiVersion"]


@dataclass(frozen=True)
class Subject:
    """One pipeline: the spec of its instance with defaults, its names, and all objects that kro makes of it."""

    name: str
    names: dict[str, str]
    namespace: str
    spec: dict[str, Any]
    objects: list[Object] = field(default_factory=list)

    @property
    def pipeline(self) -> str:
        return self.names["stateMachine"]

    @property
    def account(self) -> str:
        return str(self.spec["aws"]["accountId"])

    def arn(self, service: str, resource: str, *, region: bool = True, account: bool = True) -> str:
        aws = self.spec["aws"]
        return ":".join(
            ["arn", aws["partition"], service, aws["region"] if region else "", aws["accountId"] if account else "", resource]
        )

    def policies(self) -> list[Policy]:
        return [policy for one in self.objects for policy in policies_of(one)]

    def of_kind(self, kind: str) -> list[Object]:
        return [one for one in self.objects if one.kind == kind]


def as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _texts(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts(item, (*path, str(index)))


def policies_of(one: Object) -> list[Policy]:
    """Every JSON text with statements, wherever in the object it stands: none can be overlooked for its place."""
    found = []
    for path, text in _texts(one.spec):
        if not text.startswith("{") or '"Statement"' not in text:
            continue
        kind: Kind = "resource"
        if one.kind == "Role":
            kind = "trust" if path == ("assumeRolePolicyDocument",) else "identity"
        found.append(Policy(one.id, ".".join(path), kind, json.loads(text)))
    return found


def load(path: Path) -> tuple[list[Subject], dict[str, str]]:
    """The subjects that plugins/data-pipelines-node printed, and the shell scripts of a team repo by path."""
    printed = json.loads(path.read_text(encoding="utf8"))
    subjects = [
        Subject(**{**one, "objects": [Object(item["id"], item["object"]) for item in one["objects"]]})
        for one in printed["subjects"]
    ]
    return subjects, printed["steps"]
