"""A rule that cannot fail proves nothing: for each, policies that break it, put into a pipeline that keeps it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from conftest import SUBJECTS

from policy.rules import RULES, judge
from policy.subject import Object, Subject

Change = Callable[[dict[str, Any]], object]


def _set(statement: dict[str, Any], **parts: Any) -> None:
    statement.update(parts)


def _condition(operator: str, key: str, value: Any) -> Change:
    return lambda s: s["Condition"].setdefault(operator, {}).__setitem__(key, value)


def _without(operator: str, key: str) -> Change:
    return lambda s: s["Condition"][operator].pop(key)


# Rule, what is wrong, the statement by its Sid, how it is made wrong.
MUTATIONS: list[tuple[str, str, str, Change]] = [
    ("is_well_formed", "all but some actions", "Announce", lambda s: _set(s, NotAction=s.pop("Action"))),
    ("is_well_formed", "all but some resources", "Announce", lambda s: _set(s, NotResource=s.pop("Resource"))),
    ("is_well_formed", "an unknown effect", "Announce", lambda s: _set(s, Effect="allow")),
    ("is_well_formed", "a statement without a name", "Announce", lambda s: s.pop("Sid")),
    ("allows_single_actions", "all actions of a service", "ClaimAndStore", lambda s: _set(s, Action="dynamodb:*")),
    ("allows_single_actions", "all actions", "ClaimAndStore", lambda s: _set(s, Action="*")),
    ("allows_single_actions", "all that begins so", "ReadScripts", lambda s: _set(s, Action=["s3:Get*"])),
    ("allows_single_actions", "a misspelt action", "ReadScripts", lambda s: _set(s, Action="s3:GetObjects")),
    (
        "puts_actions_on_their_resources",
        "a list of objects",
        "List",
        lambda s: _set(s, Resource=[f"{arn}/*" for arn in s["Resource"]]),
    ),
    (
        "puts_actions_on_their_resources",
        "an object read from a bucket",
        "ReadScripts",
        lambda s: _set(s, Resource=s["Resource"].partition("/")[0]),
    ),
    ("puts_actions_on_their_resources", "everything", "ReadScripts", lambda s: _set(s, Resource="*")),
    ("puts_actions_on_their_resources", "jobs on everything", "StartJobs", lambda s: _set(s, Resource="*")),
    ("puts_actions_on_their_resources", "an action for nothing", "Announce", lambda s: _set(s, Action="logs:CreateLogDelivery")),
    (
        "names_what_is_the_pipelines_own",
        "a longer name that begins the same",
        "ClaimAndStore",
        lambda s: _set(s, Resource=f"{s['Resource']}0"),
    ),
    ("names_what_is_the_pipelines_own", "all that begins so", "ClaimAndStore", lambda s: _set(s, Resource=f"{s['Resource']}*")),
    (
        "names_what_is_the_pipelines_own",
        "all tables",
        "ClaimAndStore",
        lambda s: _set(s, Resource=f"{s['Resource'].rpartition('/')[0]}/*"),
    ),
    (
        "names_what_is_the_pipelines_own",
        "any region",
        "ClaimAndStore",
        lambda s: _set(s, Resource=s["Resource"].replace("eu-west-1", "*")),
    ),
    (
        "names_what_is_the_pipelines_own",
        "another account",
        "ClaimAndStore",
        lambda s: _set(s, Resource=s["Resource"].replace("123456789012", "210987654321")),
    ),
    (
        "names_what_is_the_pipelines_own",
        "any bucket",
        "ReadScripts",
        lambda s: _set(s, Resource="arn:aws:s3:::*/scripts/*"),
    ),
    ("names_what_is_the_pipelines_own", "any cluster", "StartJobs", lambda s: s["Condition"].pop("StringEquals")),
    (
        "names_what_is_the_pipelines_own",
        "another pipeline's clusters",
        "FollowJobs",
        _condition("StringEquals", "aws:ResourceTag/data-pipelines:pipeline", "other-pipeline"),
    ),
    (
        "names_what_is_the_pipelines_own",
        "anyone's access to the cluster",
        "LetEmrIntoTheNamespace",
        lambda s: _set(s, Resource=[f"{arn.partition('/role/')[0]}/*" for arn in s["Resource"]]),
    ),
    ("passes_the_job_role_to_emr_only", "to any service", "PassTheJobRoleToEmrOnly", lambda s: s.pop("Condition")),
    (
        "passes_the_job_role_to_emr_only",
        "to EC2",
        "PassTheJobRoleToEmrOnly",
        _condition("StringEquals", "iam:PassedToService", ["emr-containers.amazonaws.com", "ec2.amazonaws.com"]),
    ),
    (
        "passes_the_job_role_to_emr_only",
        "another role",
        "PassTheJobRoleToEmrOnly",
        lambda s: _set(s, Resource=s["Resource"].replace("-job", "-workflow")),
    ),
    ("passes_the_job_role_to_emr_only", "any role", "PassTheJobRoleToEmrOnly", lambda s: _set(s, Resource="*")),
    ("passes_the_job_role_to_emr_only", "jobs with any role", "StartJobs", lambda s: s["Condition"].pop("ArnEquals")),
    ("makes_nobody_stronger", "a user", "Announce", lambda s: _set(s, Action="iam:CreateUser")),
    ("makes_nobody_stronger", "another role's session", "Announce", lambda s: _set(s, Action="sts:AssumeRole")),
    ("makes_nobody_stronger", "a key used by hand", "UseTheKeyForS3AndDynamoDb", lambda s: s.pop("Condition")),
    (
        "makes_nobody_stronger",
        "service-linked roles of any service",
        "FirstUseOfEmrInTheAccount",
        lambda s: s.pop("Condition"),
    ),
    (
        "trusts_on_behalf_of_this_pipeline",
        "for any account",
        "TheWorkflowAndItsCleanup",
        _without("StringEquals", "aws:SourceAccount"),
    ),
    ("trusts_on_behalf_of_this_pipeline", "for any source", "TheWorkflowAndItsCleanup", _without("ArnLike", "aws:SourceArn")),
    (
        "trusts_on_behalf_of_this_pipeline",
        "for any machine",
        "TheWorkflowAndItsCleanup",
        _condition("ArnLike", "aws:SourceArn", "arn:aws:states:eu-west-1:123456789012:stateMachine:*"),
    ),
    ("trusts_on_behalf_of_this_pipeline", "everyone", "TheRulesThatStartSomething", lambda s: _set(s, Principal="*")),
    (
        "trusts_on_behalf_of_this_pipeline",
        "an account",
        "TheRulesThatStartSomething",
        lambda s: _set(s, Principal={"AWS": "arn:aws:iam::123456789012:root"}),
    ),
    (
        "trusts_on_behalf_of_this_pipeline",
        "pods of any namespace",
        "PodsOfThisNamespace",
        _without("StringEquals", "aws:RequestTag/kubernetes-namespace"),
    ),
    (
        "trusts_on_behalf_of_this_pipeline",
        "any service account",
        "ServiceAccountsOfEmrForThisRole",
        lambda s: s["Condition"].pop("StringLike"),
    ),
    (
        "trusts_on_behalf_of_this_pipeline",
        "service accounts of any namespace",
        "ServiceAccountsOfEmrForThisRole",
        lambda s: _set(s, Condition=json.loads(json.dumps(s["Condition"]).replace("retail-", "*-"))),
    ),
    (
        "trusts_on_behalf_of_this_pipeline",
        "any audience",
        "ServiceAccountOfTheSteps",
        lambda s: s["Condition"]["StringEquals"].pop(next(k for k in s["Condition"]["StringEquals"] if k.endswith(":aud"))),
    ),
    ("opens_nothing_to_everyone", "to everyone", "TheRulesOfThisPipeline", lambda s: _set(s, Principal="*")),
    (
        "opens_nothing_to_everyone",
        "to all accounts",
        "TheRulesOfThisPipeline",
        lambda s: _set(s, Principal={"AWS": "*"}),
    ),
    (
        "opens_nothing_to_everyone",
        "for any rule",
        "TheRulesOfThisPipeline",
        lambda s: s["Condition"].pop("ArnEquals"),
    ),
    (
        "opens_nothing_to_everyone",
        "for another's rule",
        "TheRulesOfThisPipeline",
        _condition("ArnEquals", "aws:SourceArn", "arn:aws:events:eu-west-1:123456789012:rule/other-trigger"),
    ),
    (
        "opens_nothing_to_everyone",
        "for any account",
        "TheRulesOfThisPipeline",
        _without("StringEquals", "aws:SourceAccount"),
    ),
    ("refuses_what_comes_without_tls", "allowed", "OnlyByTls", lambda s: _set(s, Effect="Allow")),
    ("refuses_what_comes_without_tls", "for nobody", "OnlyByTls", lambda s: _set(s, Principal={"AWS": "123456789012"})),
    ("refuses_what_comes_without_tls", "some resources", "OnlyByTls", lambda s: _set(s, Resource=s["Resource"][:1])),
    ("refuses_what_comes_without_tls", "never", "OnlyByTls", _condition("Bool", "aws:SecureTransport", "maybe")),
    (
        "fits_into_the_limits_of_iam",
        "too long",
        "Announce",
        lambda s: _set(s, Resource=[f"{s['Resource']}/{'x' * 500}{n}" for n in range(20)]),
    ),
]


def _mutated(subject: Subject, sid: str, change: Change) -> Subject:
    """A copy of a pipeline in which all statements of that name are changed."""
    text = {"left": 0}

    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: walk(item) for key, item in value.items()}
        if isinstance(value, list):
            return [walk(item) for item in value]
        if not isinstance(value, str) or f'"{sid}"' not in value or '"Statement"' not in value:
            return value
        document = json.loads(value)
        for statement in document["Statement"]:
            if statement.get("Sid") == sid:
                change(statement)
                text["left"] += 1
        return json.dumps(document)

    objects = [Object(one.id, walk(copy.deepcopy(one.body))) for one in subject.objects]
    if not text["left"]:
        raise LookupError(sid)
    return Subject(**{**vars(subject), "objects": objects})


@pytest.mark.parametrize(("rule", "what", "sid", "change"), MUTATIONS, ids=[f"{one[0]}: {one[1]}" for one in MUTATIONS])
def test_a_rule_finds(rule: str, what: str, sid: str, change: Change) -> None:
    found = 0
    for subject in SUBJECTS:
        if subject.spec["aws"]["region"] != "eu-west-1" or not any(
            statement.sid == sid for policy in subject.policies() for statement in policy.statements
        ):
            continue
        found += 1
        assert rule in {finding.rule for finding in judge(_mutated(subject, sid, change))}, f"{what} in {subject.name}"
    assert found, f"no pipeline has a statement {sid}: name the one that has taken its place"


def test_a_rule_finds_what_has_no_policy() -> None:
    for subject in SUBJECTS:
        for one in subject.objects:
            if one.kind not in ("Topic", "Queue", "Bucket"):
                continue
            open_object = Object(one.id, {**one.body, "spec": {k: v for k, v in one.spec.items() if k != "policy"}})
            others = [open_object if other.id == one.id else other for other in subject.objects]
            opened = Subject(**{**vars(subject), "objects": others})
            assert any(found.rule == "refuses_what_comes_without_tls" for found in judge(opened))


def test_each_rule_has_a_policy_that_breaks_it() -> None:
    assert {rule for rule, *_ in MUTATIONS} == set(RULES)
