"""What scanners of templates know, said of our objects; beside it, of the example that this project grew from."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from conftest import SUBJECTS, TOP

from policy.scanners import Failed, Scan, cfn_lint, checkov
from policy.subject import Object, Subject
from policy.twin import UnknownKind, logical_id, template, twin_of

HERE = Path(__file__).parents[1]
UPSTREAM = yaml.safe_load((HERE / "upstream/template.yaml").read_text(encoding="utf8"))
REASONS: dict[str, str] = yaml.safe_load((HERE / "reasons.yaml").read_text(encoding="utf8")) or {}
TWINS = {subject.name: template(subject) for subject in SUBJECTS}


@pytest.fixture(scope="module")
def scan() -> Scan:
    return checkov({**TWINS, "upstream": UPSTREAM})


@pytest.fixture(scope="module")
def ours(scan: Scan) -> set[Failed]:
    lint = [cfn_lint(TWINS[subject.name], subject.spec["aws"]["region"]) for subject in SUBJECTS]
    return set().union(*(scan.failed[name] for name in TWINS), *lint)


def test_the_twin_has_every_aws_resource(subject: Subject) -> None:
    made = {name for name in TWINS[subject.name]["Resources"] if not name.endswith("Policy")}
    assert {logical_id(one.id) for one in subject.objects if one.is_aws} <= made
    assert len(made) == sum(one.is_aws for one in subject.objects)


def test_the_twin_refuses_a_kind_that_it_does_not_know() -> None:
    body = {"apiVersion": "x.services.k8s.aws/v1", "kind": "Thing", "metadata": {}, "spec": {}}
    with pytest.raises(UnknownKind, match="Thing"):
        twin_of(Object("thing", body), "Thing")


def test_cfn_lint_finds_a_field_that_cloudformation_does_not_know() -> None:
    bad = {"Resources": {"B": {"Type": "AWS::S3::Bucket", "Properties": {"Nonsense": True}}}}
    assert [one.check for one in cfn_lint(bad, "eu-west-1")] == ["E3002"]


def test_checkov_looks_at_what_has_checks(scan: Scan) -> None:
    wanted = {"S3::Bucket", "IAM::Role", "DynamoDB::Table", "SNS::Topic", "SQS::Queue", "Logs::LogGroup"}
    assert {f"AWS::{kind}" for kind in wanted} <= scan.looked_at


def test_each_failed_check_has_a_reason(ours: set[Failed]) -> None:
    without = sorted(f"{one.key}: {one.says}" for one in ours if one.key not in REASONS)
    assert without == [], "mend it, or write down why not in test/policy/reasons.yaml"


def test_each_reason_is_needed(ours: set[Failed]) -> None:
    assert sorted(set(REASONS) - {one.key for one in ours}) == [], "these do not fail any more: take out their lines"
    assert all(len(reason) > 40 for reason in REASONS.values())


def test_the_upstream_example_fails_more(scan: Scan, ours: set[Failed]) -> None:
    upstream = scan.failed["upstream"] | cfn_lint(UPSTREAM, "eu-west-1")
    keys = {one.key for one in ours}
    # Among them: PassRole and writing on everything, no block of public access, no versions, no recovery.
    assert len({one.key for one in upstream} - keys) >= 8
    rows = [
        f"| {one.check} | {one.kind} | {one.says} | fails | {'fails, see reasons.yaml' if one.key in keys else 'passes'} |"
        for one in sorted(upstream)
    ]
    rows += [
        f"| {one.check} | {one.kind} | {one.says} | passes | fails, see reasons.yaml |"
        for one in sorted(ours)
        if one.key not in {other.key for other in upstream}
    ]
    head = "| check | resource | says | upstream example | ours |\n|---|---|---|---|---|\n"
    (TOP / "test-results/policy-checks.md").write_text(head + "\n".join(rows) + "\n", encoding="utf8")
    with (TOP / "test-results/figures.txt").open("a", encoding="utf8") as figures:
        figures.write(
            f"template checks failed (checkov, cfn-lint): upstream example {len({one.key for one in upstream})}, "
            f"ours {len(keys)}, of which {len(keys - set(REASONS))} without a reason\n"
        )
