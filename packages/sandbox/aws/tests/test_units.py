"""What can be held to its promise without a server."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest
from conftest import PACKAGE
from hypothesis import given
from hypothesis import strategies as st

from local_aws.config import Config
from local_aws.emr.class_archive import archive, options
from local_aws.emr.job_logs import why_failed
from local_aws.emr.spark_command import command
from local_aws.event_input import target_input
from local_aws.sfn_copy_source import decoded
from local_aws.sfn_jsonata import EvaluationError, evaluate

EVENT = {"time": "2026-01-01T00:00:00Z", "detail": {"a": 1}}
SIMPLE_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(min_size=1, alphabet="abcdefgh"), SIMPLE_JSON, min_size=1))
def test_hands_any_json_through_jsonata_unchanged(value: dict[str, Any]) -> None:
    assert evaluate("$states.input", {"states": {"input": value}}) == value


@pytest.mark.parametrize("expression", ["$missing", "1 +", "$error('x')", "function($x) { $x }", "1 + 'a'"])
def test_says_why_an_expression_has_no_value(expression: str) -> None:
    with pytest.raises(EvaluationError):
        evaluate(expression, {})


@given(st.text())
def test_lets_no_text_out_of_its_place_in_a_template(text: str) -> None:
    transformer = {"InputPathsMap": {"a": "$.detail.a"}, "InputTemplate": '{"bare": <a>, "quoted": "it is <a>."}'}
    filled = target_input({"InputTransformer": transformer}, "arn", {**EVENT, "detail": {"a": text}})
    assert json.loads(filled) == {"bare": text, "quoted": f"it is {text}."}


@pytest.mark.parametrize(
    ("source", "parts"),
    [
        ("bucket/a/b%20c%2B.csv", {"Bucket": "bucket", "Key": "a/b c+.csv"}),
        ("/bucket/k", {"Bucket": "bucket", "Key": "k"}),
        ("bucket%2Fk", {"Bucket": "bucket", "Key": "k"}),
        ("bucket/k?versionId=a%2Fb", {"Bucket": "bucket", "Key": "k", "VersionId": "a%2Fb"}),
        ("no-slash", "no-slash"),
    ],
)
def test_reads_a_copy_source(source: str, parts: Any) -> None:
    assert decoded(source) == parts


@pytest.mark.parametrize(
    ("out", "err", "sentence"),
    [
        ("x\nerror: no rows\nTraceback\nValueError: x\n", "", "error: no rows"),
        ("Traceback (most recent call last):\n  File x\nmy.pkg.BadError: broken\n", "INFO\n", "my.pkg.BadError: broken"),
        ("", "Killed\n", "exit code 3"),
    ],
)
def test_finds_the_sentence_that_says_why_a_job_failed(tmp_path: Path, out: str, err: str, sentence: str) -> None:
    (tmp_path / "stdout").write_text(out)
    (tmp_path / "stderr").write_text(err)
    assert why_failed(tmp_path, 3) == sentence


def test_keeps_a_jobs_settings_but_those_that_size_a_cluster(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "java").touch()
    (tmp_path / "hadoop-aws-1.jar").touch()
    config = Config(port=1, state_dir=tmp_path, java_home=tmp_path, jars=tmp_path, spark_home=tmp_path)
    parameters = "--conf spark.executor.memory=64G --executor-cores 8 --conf 'spark.app.x=a b' --py-files s3://b/p.py"
    defaults = {
        "classification": "spark-defaults",
        "properties": {"spark.sql.ansi.enabled": "true", "spark.dynamicAllocation.enabled": "true"},
    }
    line = command(
        config,
        {"sparkSubmitParameters": parameters, "entryPointArguments": ["--input", "s3://b/a b"]},
        {"applicationConfiguration": [defaults]},
        tmp_path / "job.py",
        "eu-west-1",
    )
    assert {"spark.app.x=a b", "spark.sql.ansi.enabled=true", "s3://b/p.py"} <= set(line)
    assert not [part for part in line if "executor" in part or "dynamicAllocation" in part]
    assert line[-3:] == [str(tmp_path / "job.py"), "--input", "s3://b/a b"]


def test_java_is_given_an_archive_of_classes_where_there_is_one_for_it(tmp_path: Path) -> None:
    server = tmp_path / "java" / "lib" / "server"
    server.mkdir(parents=True)
    (server / "libjvm.so").write_text("one Java")
    made_of = (tmp_path / "java", tmp_path / "spark", tmp_path)
    found = archive(*made_of)
    assert options(*made_of) == []
    found.touch()  # this Java can make none
    assert options(*made_of) == []
    found.write_text("classes")
    assert f"-XX:SharedArchiveFile={found}" in options(*made_of)
    (server / "libjvm.so").write_text("a newer Java")
    assert options(*made_of) == []


def _fetch() -> Any:
    spec = importlib.util.spec_from_file_location("fetch", PACKAGE / "jars" / "fetch.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SETTINGS = """<settings xmlns="http://maven.apache.org/SETTINGS/1.0.0"><mirrors>
<mirror><id>a</id><mirrorOf>other</mirrorOf><url>https://other.example</url></mirror>
<mirror><id>b</id><mirrorOf>*, !central</mirrorOf><url>https://not.example</url></mirror>
<mirror><id>c</id><mirrorOf>external:*,!x</mirrorOf><url> https://mirror.example/maven </url></mirror></mirrors></settings>"""


def test_fetches_jars_from_the_mirror_this_machine_was_told_of(tmp_path: Path) -> None:
    settings = tmp_path / "settings.xml"
    find_mirror = _fetch().find_mirror
    assert find_mirror(None, settings) is None
    settings.write_text(SETTINGS)
    assert find_mirror(None, settings) == "https://mirror.example/maven/"
    assert find_mirror("https://told.example/x", settings) == "https://told.example/x/"
    settings.write_text("<settings>")
    assert find_mirror(None, settings) is None


def test_keeps_no_jar_that_is_not_the_one_meant(tmp_path: Path) -> None:
    fetch = _fetch()
    for line in (PACKAGE / "jars" / "jars.sha256").read_text().splitlines():
        (tmp_path / line.split()[1]).write_bytes(b"something else")
    with pytest.raises(fetch.Failed, match="nothing was kept"):
        fetch.check_sums(tmp_path)
