from __future__ import annotations

from policy.rules import judge
from policy.subject import Subject


def test_every_policy_keeps_every_rule(subject: Subject) -> None:
    assert len(subject.policies()) >= 10
    assert [f"{found.rule}: {found.fault}" for found in judge(subject)] == []
