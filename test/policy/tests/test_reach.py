"""Who may do what, asked of the policies as IAM would be asked."""

from __future__ import annotations

from collections.abc import Iterator

from conftest import SUBJECTS

from policy.evaluate import allowed
from policy.reference import resource_types
from policy.subject import Policy, Subject

TAG = "data-pipelines:pipeline"


def _of(subject: Subject, role: str) -> list[Policy]:
    return [policy for policy in subject.policies() if policy.owner == role and policy.kind == "identity"]


def _object(subject: Subject, bucket: str, key: str) -> str:
    return subject.arn("s3", f"{subject.spec[bucket]['bucket']}/{key}", region=False, account=False)


def _folder(subject: Subject) -> str:
    """Where the pipeline's own things are in its bucket of scripts; empty where the bucket is its own."""
    prefix: str = subject.spec["scripts"]["prefix"]
    return prefix.removeprefix("scripts/")


def _bucket(subject: Subject, bucket: str) -> str:
    return _object(subject, bucket, "").rstrip("/")


def _watched(subject: Subject) -> str:
    """The bucket in which an object starts a run."""
    return "scripts" if subject.spec["trigger"]["on"] == "script" else "input"


def test_the_job_reads_input_and_writes_output(subject: Subject) -> None:
    job = _of(subject, "jobRole")
    prefix = subject.spec["trigger"]["prefix"]
    assert allowed(job, "s3:GetObject", _object(subject, "input", f"{prefix}a.parquet"))
    assert not allowed(job, "s3:PutObject", _object(subject, "input", f"{prefix}a.parquet"))
    assert not allowed(job, "s3:DeleteObject", _object(subject, "input", f"{prefix}a.parquet"))
    assert not allowed(job, "s3:GetObject", _object(subject, "input", "elsewhere/a.parquet"))
    assert allowed(job, "s3:PutObject", _object(subject, "scripts", f"output/{_folder(subject)}run/part-0"))
    assert allowed(job, "s3:GetObject", _object(subject, "scripts", f"scripts/{_folder(subject)}job.py"))
    assert not allowed(job, "s3:PutObject", _object(subject, "scripts", f"scripts/{_folder(subject)}job.py"))


def test_the_job_finds_uploads_that_nobody_ended_where_it_writes(subject: Subject) -> None:
    job = _of(subject, "jobRole")
    buckets = {place: subject.spec[place]["bucket"] for place in ("input", "scripts", "lake")}
    found = {place for place in buckets if allowed(job, "s3:ListBucketMultipartUploads", _bucket(subject, place))}
    assert found == {place for place, name in buckets.items() if name in (buckets["scripts"], buckets["lake"])}


def test_the_workflow_hears_that_what_it_reads_is_missing(subject: Subject) -> None:
    """Who may not list a bucket is told of an object that is missing that it is forbidden."""
    workflow = _of(subject, "workflowRole")
    for bucket in ("scripts", _watched(subject)):
        assert allowed(workflow, "s3:ListBucket", _bucket(subject, bucket))


def test_the_workflow_starts_jobs_with_the_job_role_on_its_own_clusters(subject: Subject) -> None:
    workflow = _of(subject, "workflowRole")
    cluster = subject.arn("emr-containers", "/virtualclusters/abc123")
    role = subject.arn("iam", f"role/{subject.names['jobRole']}", region=False)
    own = {"emr-containers:ExecutionRoleArn": role, f"aws:ResourceTag/{TAG}": subject.pipeline}
    assert allowed(workflow, "emr-containers:StartJobRun", cluster, own)
    assert not allowed(workflow, "emr-containers:StartJobRun", cluster, {**own, f"aws:ResourceTag/{TAG}": "other-pipeline"})
    assert not allowed(workflow, "emr-containers:StartJobRun", cluster, {**own, "emr-containers:ExecutionRoleArn": f"{role}-2"})
    assert allowed(workflow, "iam:PassRole", role, {"iam:PassedToService": "emr-containers.amazonaws.com"})
    assert not allowed(workflow, "iam:PassRole", role, {"iam:PassedToService": "ec2.amazonaws.com"})
    assert not allowed(workflow, "iam:PassRole", role)


def test_the_rule_starts_the_workflow_and_does_nothing_else(subject: Subject) -> None:
    events = _of(subject, "eventsRole")
    machine = subject.arn("states", f"stateMachine:{subject.pipeline}")
    assert allowed(events, "states:StartExecution", machine)
    assert [statement.actions for policy in events for statement in policy.statements] == [["states:StartExecution"]]


def test_the_steps_switch_notifications_and_upload_scripts_and_delete_nothing(subject: Subject) -> None:
    steps = _of(subject, "stepsRole")
    bucket = _bucket(subject, _watched(subject))
    assert allowed(steps, "s3:PutBucketNotification", bucket)
    assert allowed(steps, "s3:PutObject", _object(subject, "scripts", f"scripts/{_folder(subject)}job.py"))
    assert not allowed(steps, "s3:PutObject", _object(subject, "scripts", "output/x"))
    assert not allowed(steps, "s3:PutBucketPolicy", bucket)
    assert not any("Delete" in action for policy in steps for one in policy.statements for action in one.actions)


def test_the_topic_and_the_queue_hear_this_pipelines_rules_only(subject: Subject) -> None:
    for kind, action, arn in (
        ("topic", "sns:Publish", subject.arn("sns", subject.pipeline)),
        ("deadLetterQueue", "sqs:SendMessage", subject.arn("sqs", subject.names["deadLetterQueue"])),
    ):
        own = [policy for policy in subject.policies() if policy.owner == kind]
        rule = subject.arn("events", f"rule/{subject.names['failedRule']}")
        context = {"aws:SourceAccount": subject.account, "aws:SourceArn": rule, "aws:SecureTransport": "true"}
        assert allowed(own, action, arn, context)
        assert not allowed(own, action, arn, {**context, "aws:SecureTransport": "false"})
        assert not allowed(own, action, arn, {**context, "aws:SourceAccount": "210987654321"})
        assert not allowed(own, action, arn, {**context, "aws:SourceArn": f"{rule}-2"})


def _own_arns(subject: Subject) -> Iterator[str]:
    names = subject.names
    yield subject.arn("states", f"stateMachine:{names['stateMachine']}")
    yield subject.arn("states", f"execution:{names['stateMachine']}:run")
    yield subject.arn("states", f"execution:{names['stateMachine']}/StoreResults:run")
    yield subject.arn("dynamodb", f"table/{names['table']}")
    yield subject.arn("events", f"event-bus/{names['bus']}")
    for rule in ("triggerRule", "failedRule"):
        yield subject.arn("events", f"rule/{names[rule]}")
    yield subject.arn("sns", names["topic"])
    yield subject.arn("sqs", names["deadLetterQueue"])
    yield subject.arn("logs", f"log-group:{names['logGroup']}:*")
    yield subject.arn("emr-containers", "/virtualclusters/abc123")
    yield subject.arn("emr-containers", "/virtualclusters/abc123/jobruns/def456")
    for role in ("jobRole", "workflowRole", "eventsRole", "stepsRole"):
        yield subject.arn("iam", f"role/{names[role]}", region=False)
    # Its folders in buckets that were there before it, which it may share with others; the input is there to be shared.
    for folder in ("scripts", "output", "logs"):
        yield _object(subject, "scripts", f"{folder}/{_folder(subject)}a.py")
    yield _object(subject, "lake", f"{subject.spec['lake']['prefix']}a")
    for bucket in subject.of_kind("Bucket"):
        for key in ("", "/input/a", "/scripts/a.py", "/output/a", "/lake/a", "/logs/a"):
            yield subject.arn("s3", f"{bucket.spec['name']}{key}", region=False, account=False)


def _actions(policies: list[Policy]) -> set[str]:
    return {action for policy in policies for statement in policy.statements for action in statement.actions}


def test_no_pipeline_reaches_what_is_another_ones() -> None:
    """Among them are pair-1 and pair-10, of which one's names begin with the other's."""
    asked = 0
    for subject in SUBJECTS:
        own = [policy for policy in subject.policies() if policy.kind == "identity"]
        for other in SUBJECTS:
            if other.pipeline == subject.pipeline:
                continue
            context = {f"aws:{of}Tag/{TAG}": other.pipeline for of in ("Resource", "Request")}
            context["iam:PassedToService"] = "emr-containers.amazonaws.com"
            context["emr-containers:ExecutionRoleArn"] = other.arn("iam", f"role/{other.names['jobRole']}", region=False)
            for action in sorted(_actions(own)):
                service = action.partition(":")[0]
                if not resource_types(action):
                    continue  # IAM knows no resource of it, so no pipeline's
                for arn in _own_arns(other):
                    if arn.split(":")[2] != service:
                        continue
                    asked += 1
                    assert not allowed(own, action, arn, context), f"{subject.name} may {action} on {arn}"
    assert asked > 5_000
