"""What a job run becomes on this machine: the command line and environment of its Spark driver.

The driver is started as spark-submit would start it, less the first of its two Java processes, which only works out the
command for the second.
"""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path
from typing import Any

from ..config import Config
from . import class_archive

# Settings that say how a cluster is to be used, which here there is none of.
_CLUSTER_ONLY = (
    "spark.kubernetes",
    "spark.dynamicAllocation",
    "spark.executor",
    "spark.driver.cores",
    "spark.driver.memory",
    "spark.submit",
    "spark.master",
)
# Java runs quicker for a job of seconds if it does not tune for hours: a collector of many threads and the second compiler take a
# third of the work of such a job. Code has to run ten times as often as usual to be compiled again; millions of rows do that.
_JAVA_OPTIONS = [
    "-XX:+UseSerialGC",
    "-XX:Tier4InvocationThreshold=50000",
    "-XX:Tier4MinInvocationThreshold=6000",
    "-XX:Tier4CompileThreshold=150000",
    "-XX:Tier4BackEdgeThreshold=400000",
    "-XX:-UsePerfData",
    "-Xshare:auto",
    "-Xss4m",
]
# What Spark needs opened on Java 17 and later (its own list, from org.apache.spark.launcher.JavaModuleOptions).
_OPENED = [
    "java.base/java.lang",
    "java.base/java.lang.invoke",
    "java.base/java.lang.reflect",
    "java.base/java.io",
    "java.base/java.net",
    "java.base/java.nio",
    "java.base/java.util",
    "java.base/java.util.concurrent",
    "java.base/java.util.concurrent.atomic",
    "java.base/jdk.internal.ref",
    "java.base/sun.nio.ch",
    "java.base/sun.nio.cs",
    "java.base/sun.security.action",
    "java.base/sun.util.calendar",
    "java.security.jgss/sun.security.krb5",
]


class NotReady(Exception):
    """Something that Spark needs is missing on this machine. The text says what, and the remedy."""


def spark_home(config: Config) -> Path:
    """Spark's folder: the setting, or the pyspark of this Python."""
    if config.spark_home:
        return config.spark_home
    try:
        import pyspark
    except ImportError as error:
        raise NotReady(
            "pyspark is not installed for this Python; start local_aws with the Python of bin/lib/python-env"
        ) from error
    return Path(pyspark.__file__).parent


def java(config: Config) -> Path:
    """The `java` program to use."""
    if not config.java_home or not (config.java_home / "bin" / "java").exists():
        raise NotReady(f"JAVA_HOME is '{config.java_home or ''}', which holds no Java; set it to what bin/lib/java-home prints")
    return config.java_home / "bin" / "java"


def command(config: Config, driver: dict[str, Any], overrides: dict[str, Any], script: Path, region: str) -> list[str]:
    """The command line of a job. `driver` and `overrides` are jobDriver.sparkSubmitJobDriver and configurationOverrides as
    StartJobRun has them; `script` is the entry point, fetched."""
    if not config.jars or not any(config.jars.glob("hadoop-aws-*.jar")):
        raise NotReady(
            f"LOCAL_AWS_JARS is '{config.jars or ''}', which holds no hadoop-aws jar; set it to what bin/lib/spark-jars prints"
        )
    home, program = spark_home(config), java(config)
    classpath = f"{home}/conf/:{home}/jars/*:{config.jars}/*"
    settings = _settings(config, region)
    for configuration in overrides.get("applicationConfiguration") or []:
        if configuration["classification"] == "spark-defaults":
            settings |= _for_one_machine(configuration.get("properties") or {})
    parameters = shlex.split(driver.get("sparkSubmitParameters") or "")
    return [
        str(program),
        *_JAVA_OPTIONS,
        *config.java_options,
        *class_archive.options(program.parents[1], home, config.jars),
        f"-Xmx{config.driver_memory}",
        f"-Djava.io.tmpdir={config.scratch}",
        "-XX:+IgnoreUnrecognizedVMOptions",
        *(f"--add-opens={package}=ALL-UNNAMED" for package in _OPENED),
        "-Djdk.reflect.useDirectMethodHandle=false",
        "-cp",
        classpath,
        "org.apache.spark.deploy.SparkSubmit",
        *(part for name, value in settings.items() for part in ("--conf", f"{name}={value}")),
        *_without_cluster(parameters),
        "--master",
        config.spark_master,
        str(script),
        *(driver.get("entryPointArguments") or []),
    ]


def environment(config: Config, region: str) -> dict[str, str]:
    """The environment of a job: that of this process, and where Spark, Python and AWS are."""
    return (
        os.environ
        | {
            "SPARK_HOME": str(spark_home(config)),
            "SPARK_ENV_LOADED": "1",
            "SPARK_LOCAL_IP": "127.0.0.1",
            "PYSPARK_PYTHON": sys.executable,
            "PYSPARK_DRIVER_PYTHON": sys.executable,
            "PYTHONUNBUFFERED": "1",
            "AWS_ENDPOINT_URL": config.endpoint,
            "AWS_DEFAULT_REGION": region,
            "AWS_REGION": region,
        }
        | ({"JAVA_HOME": str(config.java_home)} if config.java_home else {})
    )


def _settings(config: Config, region: str) -> dict[str, str]:
    s3a = {
        "endpoint": config.endpoint,
        "endpoint.region": region,
        "path.style.access": "true",
        "connection.ssl.enabled": "false",
        "aws.credentials.provider": "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider",
        "access.key": "test",
        "secret.key": "test",
        # Columns of a parquet file are read in pieces, not from front to back.
        "experimental.input.fadvise": "random",
        "change.detection.mode": "none",
        "fast.upload.buffer": "bytebuffer",
        "buffer.dir": f"{config.scratch}/s3a",
    }
    return {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": config.driver_memory,
        "spark.local.dir": str(config.scratch),
        "spark.sql.warehouse.dir": f"{config.scratch}/warehouse",
        "spark.sql.shuffle.partitions": "4",
        "spark.hadoop.fs.s3.impl": "org.apache.hadoop.fs.s3a.S3AFileSystem",
        "spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version": "2",
        **{f"spark.hadoop.fs.s3a.{name}": value for name, value in s3a.items()},
    }


def _for_one_machine(properties: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in properties.items() if not name.startswith(_CLUSTER_ONLY)}


def _without_cluster(parameters: list[str]) -> list[str]:
    """spark-submit's parameters less those that size a cluster; one of them would be refused or swap this machine's memory."""
    kept: list[str] = []
    rest = iter(parameters)
    for name in rest:
        if name in ("--master", "--deploy-mode", "--driver-memory", "--driver-cores", "--executor-memory", "--executor-cores",
                    "--num-executors", "--total-executor-cores", "--queue"):  # fmt: skip
            next(rest, None)
        elif name in ("--conf", "-c"):
            setting = next(rest, "")
            if not setting.startswith(_CLUSTER_ONLY):
                kept += [name, setting]
        elif not (name.startswith("--conf=") and name.removeprefix("--conf=").startswith(_CLUSTER_ONLY)):
            kept.append(name)
    return kept
