"""A CloudFormation twin of a pipeline, for tests only: what scanners of templates know, they can then say of our objects.

ACK and CloudFormation describe the same resources by the same AWS APIs, so most fields differ in their spelling only. That is
put right by rule; what is shaped otherwise has a line in KINDS. A kind or a field that is not known here fails the test, by
`UnknownKind` or by cfn-lint's schemas: nothing of a pipeline stays out of the scanners' sight.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from policy.subject import Object, Subject

Properties = dict[str, Any]
Resource = dict[str, Any]

ACRONYMS = {"ARN": "Arn", "KMS": "Kms", "ID": "Id", "URL": "Url", "ACLs": "Acls", "SQS": "Sqs", "SSE": "Sse"}
MARKER = re.compile(
    "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}known after creation: "
    "(\\w+)[.]status[.]([\\w.]+)\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
)
RETAINED = {"retain": "Retain", "delete": "Delete"}


class UnknownKind(LookupError):
    pass


def logical_id(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "", name[0].upper() + name[1:])


def _spelled(key: str) -> str:
    """`roleARN` as `RoleArn`, `type_` as `Type`."""
    key = key.rstrip("_")
    key = key[0].upper() + key[1:]
    for acronym, word in ACRONYMS.items():
        key = re.sub(rf"{acronym}(?![a-z])", word, key)
    return key


def _known(text: str) -> Any:
    """What is known only after creation becomes a reference to the resource, as CloudFormation has it."""
    whole = MARKER.fullmatch(text)
    if whole:
        return {"Fn::GetAtt": [logical_id(whole[1]), "Arn"]} if whole[2].endswith(".arn") else {"Ref": logical_id(whole[1])}
    return {"Fn::Sub": MARKER.sub(lambda hit: f"${{{logical_id(hit[1])}}}", text)} if MARKER.search(text) else text


def cloudformed(value: Any) -> Any:
    if isinstance(value, str):
        return _known(value)
    if isinstance(value, list):
        return [cloudformed(item) for item in value]
    if isinstance(value, dict):
        return {_spelled(key): cloudformed(item) for key, item in value.items()}
    return value


def _renamed(properties: Properties, **names: str) -> Properties:
    return {names.get(key, key): value for key, value in properties.items()}


def _tag_list(tags: Any) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()] if isinstance(tags, dict) else cloudformed(tags)


def _policy(kind: str, field: str, target: str, text: str) -> Resource:
    value: Any = {"Ref": target}
    return {"Type": kind, "Properties": {field: value if field == "Bucket" else [value], "PolicyDocument": json.loads(text)}}


def _lifecycle_rule(rule: dict[str, Any]) -> Properties:
    shaped = cloudformed({key: value for key, value in rule.items() if key not in ("filter", "expiration", "id")})
    return {
        "Id": rule["id"],
        "Prefix": rule.get("filter", {}).get("prefix", ""),
        **shaped,
        **({"ExpirationInDays": rule["expiration"]["days"]} if "expiration" in rule else {}),
    }


def _bucket(spec: dict[str, Any], name: str) -> dict[str, Resource]:
    default = [
        {
            "BucketKeyEnabled": rule["bucketKeyEnabled"],
            "ServerSideEncryptionByDefault": {
                {"sseAlgorithm": "SSEAlgorithm", "kmsMasterKeyID": "KMSMasterKeyID"}[key]: value
                for key, value in rule["applyServerSideEncryptionByDefault"].items()
            },
        }
        for rule in spec.get("encryption", {}).get("rules", [])
    ]
    shaped = {"name", "createBucketConfiguration", "encryption", "lifecycle", "policy", "tagging"}
    properties = _renamed(
        cloudformed({key: value for key, value in spec.items() if key not in shaped}),
        PublicAccessBlock="PublicAccessBlockConfiguration",
        Versioning="VersioningConfiguration",
        Logging="LoggingConfiguration",
    )
    properties["BucketName"] = spec["name"]
    properties["Tags"] = _tag_list(spec.get("tagging", {}).get("tagSet", []))
    if default:
        properties["BucketEncryption"] = {"ServerSideEncryptionConfiguration": default}
    if "lifecycle" in spec:
        properties["LifecycleConfiguration"] = {"Rules": [_lifecycle_rule(rule) for rule in spec["lifecycle"]["rules"]]}
    made = {name: {"Type": "AWS::S3::Bucket", "Properties": properties}}
    if "policy" in spec:
        made[f"{name}Policy"] = _policy("AWS::S3::BucketPolicy", "Bucket", name, spec["policy"])
    return made


def _role(spec: dict[str, Any], name: str) -> dict[str, Resource]:
    rest = {k: v for k, v in spec.items() if k not in ("name", "assumeRolePolicyDocument", "inlinePolicies", "policies")}
    properties = {
        **cloudformed(rest),
        "RoleName": spec["name"],
        "AssumeRolePolicyDocument": json.loads(spec["assumeRolePolicyDocument"]),
        "Policies": [
            {"PolicyName": policy, "PolicyDocument": json.loads(text)} for policy, text in spec.get("inlinePolicies", {}).items()
        ],
    }
    if spec.get("policies"):
        properties["ManagedPolicyArns"] = spec["policies"]
    return {name: {"Type": "AWS::IAM::Role", "Properties": properties}}


def _table(spec: dict[str, Any], name: str) -> dict[str, Resource]:
    properties = _renamed(
        cloudformed(spec),
        TimeToLive="TimeToLiveSpecification",
        ContinuousBackups="PointInTimeRecoverySpecification",
        SseSpecification="SSESpecification",
    )
    if "SSESpecification" in properties:
        names = {"Enabled": "SSEEnabled", "SseType": "SSEType", "KmsMasterKeyId": "KMSMasterKeyId"}
        properties["SSESpecification"] = _renamed(properties["SSESpecification"], **names)
    return {name: {"Type": "AWS::DynamoDB::Table", "Properties": properties}}


def _topic(spec: dict[str, Any], name: str) -> dict[str, Resource]:
    properties = _renamed(cloudformed({k: v for k, v in spec.items() if k != "policy"}), Name="TopicName")
    made = {name: {"Type": "AWS::SNS::Topic", "Properties": properties}}
    if "policy" in spec:
        made[f"{name}Policy"] = _policy("AWS::SNS::TopicPolicy", "Topics", name, spec["policy"])
    return made


def _queue(spec: dict[str, Any], name: str) -> dict[str, Resource]:
    shaped = ("policy", "redrivePolicy")
    properties = cloudformed({k: v for k, v in spec.items() if k not in shaped})
    # SQS's own API has all attributes as texts.
    for key, value in properties.items():
        if isinstance(value, str) and re.fullmatch(r"[0-9]+|true|false", value):
            properties[key] = json.loads(value)
    if "redrivePolicy" in spec:
        properties["RedrivePolicy"] = json.loads(spec["redrivePolicy"])
    made = {name: {"Type": "AWS::SQS::Queue", "Properties": properties}}
    if "policy" in spec:
        made[f"{name}Policy"] = _policy("AWS::SQS::QueuePolicy", "Queues", name, spec["policy"])
    return made


def _rule(spec: dict[str, Any], name: str) -> dict[str, Resource]:
    properties = cloudformed(spec)
    if "eventPattern" in spec:
        properties["EventPattern"] = json.loads(spec["eventPattern"])
    for target, own in zip(properties.get("Targets", []), spec.get("targets", []), strict=True):
        paths = own.get("inputTransformer", {}).get("inputPathsMap")
        if paths:
            target["InputTransformer"]["InputPathsMap"] = paths
    return {name: {"Type": "AWS::Events::Rule", "Properties": properties}}


def _state_machine(spec: dict[str, Any], name: str) -> dict[str, Resource]:
    # As plain text, which cfn-lint reads as a workflow; what is not known yet is a word in it.
    spec = {**spec, "definition": MARKER.sub(lambda hit: hit[1], spec["definition"])}
    properties = _renamed(cloudformed(spec), Name="StateMachineName", Type="StateMachineType", Definition="DefinitionString")
    return {name: {"Type": "AWS::StepFunctions::StateMachine", "Properties": properties}}


def _plain(kind: str, **names: str) -> Callable[[dict[str, Any], str], dict[str, Resource]]:
    """A kind whose fields differ in their spelling only, but for those named."""

    def made(spec: dict[str, Any], name: str) -> dict[str, Resource]:
        return {name: {"Type": kind, "Properties": _renamed(cloudformed(spec), **names)}}

    return made


KINDS: dict[str, Callable[[dict[str, Any], str], dict[str, Resource]]] = {
    "Bucket": _bucket,
    "Role": _role,
    "Table": _table,
    "Topic": _topic,
    "Queue": _queue,
    "Rule": _rule,
    "StateMachine": _state_machine,
    "Subscription": _plain("AWS::SNS::Subscription"),
    "EventBus": _plain("AWS::Events::EventBus"),
    "LogGroup": _plain("AWS::Logs::LogGroup", Name="LogGroupName", RetentionDays="RetentionInDays"),
    "PodIdentityAssociation": _plain("AWS::EKS::PodIdentityAssociation"),
    "AccessEntry": _plain("AWS::EKS::AccessEntry"),
    "VirtualCluster": _plain("AWS::EMRContainers::VirtualCluster"),
    "Key": _plain("AWS::KMS::Key"),
}


def twin_of(one: Object, name: str) -> dict[str, Resource]:
    if one.kind not in KINDS:
        raise UnknownKind(f"the twin knows no {one.kind} ({one.id}): add a line for it to KINDS in test/policy/policy/twin.py")
    tags = one.spec.get("tags")
    made = KINDS[one.kind]({key: value for key, value in one.spec.items() if key != "tags"}, name)
    if tags:
        made[name]["Properties"]["Tags"] = _tag_list(tags)
    kept = RETAINED[one.body["metadata"]["annotations"]["services.k8s.aws/deletion-policy"]]
    made[name] |= {"DeletionPolicy": kept, "UpdateReplacePolicy": kept}
    return made


def template(subject: Subject) -> dict[str, Any]:
    """The twin of all AWS resources of a pipeline. A second object of the same id (forEach) gets a number."""
    resources: dict[str, Resource] = {}
    for one in subject.objects:
        if one.is_aws:
            name = logical_id(one.id)
            number = sum(key.startswith(name) and key[len(name) :].isdigit() for key in resources) + 1
            resources |= twin_of(one, f"{name}{number + 1}" if name in resources else name)
    return {"AWSTemplateFormatVersion": "2010-09-09", "Resources": _with_topic_arns(resources, resources)}


def _with_topic_arns(value: Any, resources: dict[str, Resource]) -> Any:
    """A topic calls its ARN by another name than all others."""
    if isinstance(value, list):
        return [_with_topic_arns(item, resources) for item in value]
    if not isinstance(value, dict):
        return value
    name, _ = value.get("Fn::GetAtt", (None, None))
    if name in resources and resources[name]["Type"] == "AWS::SNS::Topic":
        return {"Ref": name}
    return {key: _with_topic_arns(item, resources) for key, item in value.items()}
