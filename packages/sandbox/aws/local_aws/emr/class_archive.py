"""An archive of the Java classes that a Spark job loads, in the form that Java has them in once they are loaded: most of a short
job is the loading of classes from jars.

    python -m local_aws.emr.class_archive      makes it beside the jars where it is missing; needs JAVA_HOME and LOCAL_AWS_JARS

Java itself leaves an archive alone that another Java or other jars made.
"""

from __future__ import annotations

import hashlib
import logging
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from ..config import Config

#: Does a little of what jobs do.
_SCRIPT = """
from pyspark.sql import SparkSession, Window
from pyspark.sql import functions as F

spark = SparkSession.builder.config("spark.sql.session.timeZone", "UTC").getOrCreate()
row = F.col("id")
made = spark.range(0, 150, 1, 2).select(
    row, (row % 7).alias("key"), (row * 1.25).alias("number"), row.cast("decimal(18,2)").alias("money"),
    row.cast("string").alias("text"), F.timestamp_seconds(row * 977).alias("time"))
made.write.mode("overwrite").parquet("s3://archive/in")
made.select("id", "text").write.mode("overwrite").option("header", True).csv("s3://archive/csv")
made.select("id", "text").write.mode("overwrite").json("s3://archive/json")
spark.read.option("header", True).csv("s3://archive/csv").groupBy("text").count().collect()
spark.read.json("s3://archive/json").groupBy("text").count().collect()
read = spark.read.parquet("s3://archive/in").where(row > 3).withColumn(
    "rank", F.row_number().over(Window.partitionBy("key").orderBy("number"))).persist()
read.count()
grouped = read.groupBy("key", F.to_date("time").alias("date"), F.hour("time").alias("hour")).agg(
    F.count("*"), F.sum("money").alias("money"), F.max("number"), F.percentile_approx("number", 0.5), F.min("text"))
grouped.join(read.select("key", "rank").distinct(), "key").orderBy("key", F.desc("money")).limit(5).collect()
grouped.select("key", "money", "date").write.mode("overwrite").partitionBy("date").parquet("s3://archive/out")
read.select(F.to_json(F.struct("key", "money")).alias("value")).repartition(1).sortWithinPartitions("value").write.mode(
    "overwrite").text("s3://archive/text")
spark.stop()
"""


def archive(java_home: Path, spark_home: Path, jars: Path) -> Path:
    """Where the archive for this Java and this Spark lies; there may be none. An empty file says that this Java can make none."""
    key = [str(spark_home)]
    for file in sorted((java_home / "lib" / "server").glob("libjvm.*")):
        found = file.stat()
        key.append(f"{file.resolve()} {found.st_size} {found.st_mtime_ns}")
    return jars / f"classes-{hashlib.sha256(' '.join(key).encode()).hexdigest()[:16]}.jsa"


def options(java_home: Path, spark_home: Path, jars: Path) -> list[str]:
    """What makes Java use the archive, without a word where it cannot."""
    found = archive(java_home, spark_home, jars)
    usable = found.exists() and found.stat().st_size > 0
    return [f"-XX:SharedArchiveFile={found}", "-Xlog:cds*=off"] if usable else []


def make(target: Path, folder: Path) -> bool:
    """Runs the script in a Java that writes down which classes it has loaded when it ends."""
    from ..process_environment import prepare

    (folder / "tmp").mkdir()
    prepare(Config(port=0, state_dir=folder))
    import boto3
    from moto.server import ThreadedMotoServer

    from .spark_command import command, environment

    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        config = Config(port=server.get_host_and_port()[1], state_dir=folder)
        boto3.client("s3", endpoint_url=config.endpoint, region_name="us-east-1").create_bucket(Bucket="archive")
        script, unfinished = folder / "script.py", target.with_name(f"{target.name}.{os.getpid()}")
        script.write_text(_SCRIPT)
        parameters = {"sparkSubmitParameters": "--conf spark.sql.shuffle.partitions=1"}
        java, *rest = command(config, parameters, {}, script, "us-east-1")
        done = subprocess.run(
            [java, f"-XX:ArchiveClassesAtExit={unfinished}", *rest],
            env=environment(config, "us-east-1"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            timeout=300,
            check=False,
        )
    finally:
        server.stop()
    if done.returncode == 0 and unfinished.exists():
        # Whole or not at all: others may be starting Java with it.
        unfinished.replace(target)
        return True
    print(done.stderr[-2000:], file=sys.stderr)
    unfinished.unlink(missing_ok=True)
    target.touch()
    return False


def main() -> int:
    from .spark_command import spark_home

    config = Config(port=0, state_dir=Path())
    if not config.java_home or not config.jars:
        print("JAVA_HOME and LOCAL_AWS_JARS must be set", file=sys.stderr)
        return 2
    target = archive(config.java_home, spark_home(config), config.jars)
    if target.exists():
        return 0
    print("Spark: archiving its classes, so that jobs start in half the time (about 20 s, once)", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        if not make(target, Path(folder)):
            print("Spark: this Java made no archive of its classes (see above); jobs run without it", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
