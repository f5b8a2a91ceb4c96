"""Runs one peer twice in one Spark session: inside.py ours|ours-upstream|upstream FILE FOLDER. Prints seconds of the first run (cold) and
the second (warm), and the bytes that Spark read in the first, as JSON. The start of Java and Spark does not count."""

import json
import sys
import time
from datetime import datetime, timezone

import taxi_summary
import upstream
from pyspark.sql import SparkSession


def run(spark: SparkSession, peer: str, file: str, folder: str) -> None:
    if peer == "upstream":
        upstream.summarise(spark, file, f"{folder}/upstream.json")
        return
    nulls = "upstream" if peer == "ours-upstream" else "needed"
    job = taxi_summary.job()
    argv = [f"--input={file}", f"--output={folder}/{peer}", "--run-id=bench", f"--option=nulls={nulls}"]
    taxi_summary.execute(job, spark, taxi_summary.parse_args(job, argv), datetime.now(timezone.utc))


def bytes_read(spark: SparkSession) -> int:
    context = spark.sparkContext._jsc.sc()
    context.listenerBus().waitUntilEmpty()
    nothing = spark.sparkContext._jvm.java.util.ArrayList()
    doubles = spark.sparkContext._gateway.new_array(spark.sparkContext._jvm.double, 0)
    stages = context.statusStore().stageList(nothing, False, False, doubles, nothing)
    return sum(stages.apply(index).inputBytes() for index in range(stages.size()))


def main(peer: str, file: str, folder: str) -> None:
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").config("spark.driver.memory", "2g")
    spark = builder.config("spark.sql.session.timeZone", "UTC").config("spark.sql.ansi.enabled", "false").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    seconds = []
    for _ in ("cold", "warm"):
        started = time.monotonic()
        run(spark, peer, file, folder)
        seconds.append(time.monotonic() - started)
        if len(seconds) == 1:
            read = bytes_read(spark)
    spark.stop()
    print(json.dumps({"cold": seconds[0], "warm": seconds[1], "bytes": read}))


if __name__ == "__main__":
    main(*sys.argv[1:])
