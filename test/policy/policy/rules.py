"""What must hold for every policy of every pipeline. A rule gives a sentence for each fault it finds."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from policy.reference import can_be, resource_types
from policy.subject import Policy, Statement, Subject

Faults = Iterator[str]
RULES: dict[str, Callable[[Subject], Faults]] = {}

KEYS = {"Sid", "Effect", "Principal", "Action", "Resource", "Condition"}
TAG = re.compile(r"aws:(Resource|Request)Tag/data-pipelines:pipeline")
# Resources of AWS itself, one of each in an account, which are no pipeline's own.
OF_AWS = (
    "rule/StepFunctionsGetEventsForEMRContainersJobRunRule",
    "role/aws-service-role/emr-containers.amazonaws.com/AWSServiceRoleForAmazonEMRContainers",
)


def rule(check: Callable[[Subject], Faults]) -> Callable[[Subject], Faults]:
    RULES[check.__name__] = check
    return check


def _statements(subject: Subject, *kinds: str) -> Iterator[tuple[Policy, Statement]]:
    for policy in subject.policies():
        if not kinds or policy.kind in kinds:
            for statement in policy.statements:
                yield policy, statement


def _tied_to_the_pipeline(statement: Statement, subject: Subject) -> bool:
    keys = [key for key in statement.raw.get("Condition", {}).get("StringEquals", {}) if TAG.fullmatch(key)]
    return any(statement.condition(key, "StringEquals") == [subject.pipeline] for key in keys)


@rule
def is_well_formed(subject: Subject) -> Faults:
    """The current language, statements with names of their own, and none that says what it is not about."""
    for policy in subject.policies():
        if policy.document.get("Version") != "2012-10-17":
            yield f"{policy.name}: is not of Version 2012-10-17"
        sids = [statement.sid for statement in policy.statements]
        if len(set(sids)) != len(sids) or not all(re.fullmatch(r"[A-Za-z0-9]+", sid) for sid in sids):
            yield f"{policy.name}: a statement has no name of its own"
    for policy, statement in _statements(subject):
        if set(statement.raw) - KEYS or statement.raw.get("Effect") not in ("Allow", "Deny") or not statement.actions:
            yield f"{policy.name} {statement.sid}: has other parts than {sorted(KEYS)}"


@rule
def allows_single_actions(subject: Subject) -> Faults:
    """No wildcard in what is allowed, and each action is one that IAM knows."""
    for policy, statement in _statements(subject):
        for action in statement.actions:
            if statement.allows and re.search(r"[*?]", action):
                yield f"{policy.name} {statement.sid}: allows {action}"
            elif not re.search(r"[*?]", action) and resource_types(action) is None:
                yield f"{policy.name} {statement.sid}: IAM knows no {action}"


@rule
def puts_actions_on_their_resources(subject: Subject) -> Faults:
    """Each action has a resource of its kind (a list action the bucket, an object action objects), none is for nothing."""
    for policy, statement in _statements(subject, "identity", "resource"):
        types = {action: resource_types(action) or () for action in statement.actions if "*" not in action}
        if not statement.allows or not types:
            continue
        for action, kinds in types.items():
            if kinds and not any(can_be(resource, kinds) for resource in statement.resources if resource != "*"):
                yield f"{policy.name} {statement.sid}: {action} has no resource of its kind in {statement.resources}"
            if not kinds and statement.resources != ["*"]:
                yield f"{policy.name} {statement.sid}: {action} knows no resource, so this allows nothing"
        for resource in statement.resources:
            if resource == "*" and any(types.values()):
                yield f"{policy.name} {statement.sid}: '*' where IAM knows narrower resources"
            if resource != "*" and not any(can_be(resource, kinds) for kinds in types.values()):
                yield f"{policy.name} {statement.sid}: no action is for {resource}"


@rule
def names_what_is_the_pipelines_own(subject: Subject) -> Faults:
    """Partition, region and account are the pipeline's; what follows is its own by name, or by a tag where ids are unknown."""
    aws = subject.spec["aws"]
    cluster = re.escape(aws["clusterName"])
    own = "|".join(re.escape(name) for name in subject.names.values() if subject.pipeline in name)
    buckets = "|".join(re.escape(subject.spec[one]["bucket"]) for one in ("input", "scripts", "lake"))
    # A name, then nothing, or a part below it: never a longer name that begins with it.
    of_emr = rf"role/{aws['accountId']}/(?:aws-service-role/emr-containers\.amazonaws\.com/)?AWSServiceRoleForAmazonEMRContainers"
    resource = re.compile(rf"(?:[A-Za-z-]+[:/])?(?:{own})(?:[:/].*)?|cluster/{cluster}|access-entry/{cluster}/{of_emr}/\*")
    key = subject.spec.get("encryption", {}).get("kmsKeyArn", "")
    for policy, statement in _statements(subject, "identity", "resource"):
        for arn in statement.resources:
            if arn in ("*", key) and statement.allows:
                continue  # see puts_actions_on_their_resources
            parts = arn.split(":", 5)
            place = f"{policy.name} {statement.sid}: {arn}"
            if len(parts) != 6 or parts[:2] != ["arn", aws["partition"]] or re.search(r"[*?]", ":".join(parts[:5])):
                yield f"{place} is no ARN of this partition"
                continue
            _, _, service, region, account, rest = parts
            if service == "s3":
                if not re.fullmatch(rf"(?:{buckets})(?:/.*)?", rest):
                    yield f"{place} is none of the pipeline's buckets"
                continue
            if account != aws["accountId"] or region != ("" if service == "iam" else aws["region"]):
                yield f"{place} is of another account or region"
            by_tag = service == "emr-containers" and _tied_to_the_pipeline(statement, subject)
            if not (by_tag or rest in OF_AWS or resource.fullmatch(rest)):
                yield f"{place} is not the pipeline's own, nor tied to it by its tag"


@rule
def passes_the_job_role_to_emr_only(subject: Subject) -> Faults:
    """iam:PassRole is for one role and one service, and what starts jobs starts them with that role."""
    job_role = subject.arn("iam", f"role/{subject.names['jobRole']}", region=False)
    for policy, statement in _statements(subject, "identity"):
        if "iam:PassRole" in statement.actions and statement.allows:
            service = statement.condition("iam:PassedToService", "StringEquals")
            if statement.resources != [job_role] or service != ["emr-containers.amazonaws.com"]:
                yield f"{policy.name} {statement.sid}: passes {statement.resources} to {service or 'anyone'}"
        if "emr-containers:StartJobRun" in statement.actions:
            role = statement.condition("emr-containers:ExecutionRoleArn", "ArnEquals", "StringEquals")
            if role != [job_role]:
                yield f"{policy.name} {statement.sid}: starts jobs with {role or 'any role'}"


@rule
def makes_nobody_stronger(subject: Subject) -> Faults:
    """Of IAM, STS and KMS only what is limited to one service."""
    for policy, statement in _statements(subject, "identity"):
        for action in statement.actions if statement.allows else []:
            place = f"{policy.name} {statement.sid}: {action}"
            service = action.partition(":")[0]
            if action == "iam:CreateServiceLinkedRole":
                if not statement.condition("iam:AWSServiceName", "StringEquals"):
                    yield f"{place} for any service"
            elif service == "kms":
                if not statement.condition("kms:ViaService", "StringEquals"):
                    yield f"{place} other than by a service"
            elif service in ("iam", "sts", "organizations") and action != "iam:PassRole":
                yield f"{place} is not for a pipeline"


@rule
def trusts_on_behalf_of_this_pipeline(subject: Subject) -> Faults:
    """A role is taken by a service for this account and a source of the pipeline, or by service accounts of its namespace."""
    aws = subject.spec["aws"]
    issuer = aws["oidcProvider"]
    provider = subject.arn("iam", f"oidc-provider/{issuer}", region=False)
    sources = re.compile(
        rf"arn:{aws['partition']}:(?:states|events|eks):{aws['region']}:{aws['accountId']}:"
        rf"(?:(?:stateMachine:|rule/){re.escape(subject.pipeline)}(?:-[a-z]+|/.*)?|cluster/{re.escape(aws['clusterName'])})"
    )
    for policy, statement in _statements(subject, "trust"):
        place = f"{policy.name} {statement.sid}"
        for kind, name in statement.principals:
            if kind == "Service":
                if statement.condition("aws:SourceAccount", "StringEquals") != [subject.account]:
                    yield f"{place}: trusts {name} on behalf of any account"
                arns = statement.condition("aws:SourceArn", "ArnEquals", "ArnLike")
                if not arns or not all(sources.fullmatch(arn) for arn in arns):
                    yield f"{place}: trusts {name} on behalf of {arns or 'any source'}"
                of_pods = statement.condition("aws:RequestTag/kubernetes-namespace", "StringEquals")
                if name == "pods.eks.amazonaws.com" and of_pods != [subject.namespace]:
                    yield f"{place}: trusts pods of {of_pods or 'any namespace'}"
            elif kind == "Federated":
                subjects = statement.condition(f"{issuer}:sub", "StringEquals", "StringLike")
                accounts = f"system:serviceaccount:{subject.namespace}:"
                if name != provider or statement.condition(f"{issuer}:aud", "StringEquals") != ["sts.amazonaws.com"]:
                    yield f"{place}: trusts another provider or audience"
                if not subjects or any(one.removeprefix(accounts).startswith(("*", "system:")) for one in subjects):
                    yield f"{place}: trusts {subjects or 'any service account'}"
            else:
                yield f"{place}: trusts {kind} {name}"


@rule
def opens_nothing_to_everyone(subject: Subject) -> Faults:
    """A resource's policy lets in services only, each on behalf of this account and of rules of the pipeline."""
    rules = re.compile(
        rf"{re.escape(subject.arn('events', 'rule/'))}(?:{re.escape(subject.pipeline)}/)?{re.escape(subject.pipeline)}-[a-z]+"
    )
    for policy, statement in _statements(subject, "resource"):
        if not statement.allows:
            continue
        place = f"{policy.name} {statement.sid}"
        if not statement.principals or any(kind != "Service" or "*" in name for kind, name in statement.principals):
            yield f"{place}: lets in {statement.principals}"
        if statement.condition("aws:SourceAccount", "StringEquals") != [subject.account]:
            yield f"{place}: on behalf of any account"
        arns = statement.condition("aws:SourceArn", "ArnEquals")
        if not arns or not all(rules.fullmatch(arn) for arn in arns):
            yield f"{place}: on behalf of {arns or 'any source'}"


OWN_ARN = {
    "Bucket": lambda subject, spec: [
        subject.arn("s3", f"{spec['name']}{part}", region=False, account=False) for part in ("", "/*")
    ],
    "Topic": lambda subject, spec: [subject.arn("sns", spec["name"])],
    "Queue": lambda subject, spec: [subject.arn("sqs", spec["queueName"])],
}


@rule
def refuses_what_comes_without_tls(subject: Subject) -> Faults:
    """Every bucket, topic and queue has a policy that refuses everyone all that can be asked of it without TLS."""
    for one in subject.objects:
        if one.kind not in OWN_ARN:
            continue
        arns = OWN_ARN[one.kind](subject, one.spec)
        # SNS takes no wildcard for its actions in a topic's policy; publishing is what data comes by.
        wanted = {"Bucket": "s3:*", "Topic": "sns:Publish", "Queue": "sqs:*"}[one.kind]
        own = [statement for policy, statement in _statements(subject, "resource") if policy.owner == one.id]
        if not any(
            not statement.allows
            and ("*", "*") in statement.principals
            and wanted in statement.actions
            and sorted(statement.resources) == sorted(arns)
            and statement.raw.get("Condition") == {"Bool": {"aws:SecureTransport": "false"}}
            for statement in own
        ):
            yield f"{one.id}: answers without TLS"
        for statement in own:
            if not set(statement.resources) <= set(arns):
                yield f"{one.id} {statement.sid}: is about another resource"


@rule
def fits_into_the_limits_of_iam(subject: Subject) -> Faults:
    """10,240 characters for all inline policies of a role, 2,048 for a trust policy, white space not counted."""
    for role in subject.of_kind("Role"):
        own = [policy for policy in subject.policies() if policy.owner == role.id]
        sizes = {
            kind: sum(len(json.dumps(policy.document, separators=(",", ":"))) for policy in own if policy.kind == kind)
            for kind in ("identity", "trust")
        }
        if sizes["identity"] > 10_240 or sizes["trust"] > 2_048:
            yield f"{role.id}: its policies are too long for IAM: {sizes}"


@dataclass(frozen=True)
class Finding:
    rule: str
    fault: str


def judge(subject: Subject) -> list[Finding]:
    return [Finding(name, fault) for name, check in RULES.items() for fault in check(subject)]
