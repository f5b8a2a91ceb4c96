"""Runs one peer in one Spark session: inside.py ours|ours-upstream|upstream FILE FOLDER TIMES.

Prints as JSON the seconds of each run and, of the first, the bytes that Spark read and the bytes of results that it brought to the driver.
The start of Java and Spark does not count.
"""

import json
import sys
import time
from datetime import datetime, timezone

from pyspark.sql import SparkSession

import taxi_summary
import upstream
from stages import stages


def run(spark: SparkSession, peer: str, file: str, folder: str) -> None:
    if peer == "upstream":
        upstream.summarise(spark, file, f"{folder}/upstream.json")
        return
    nulls = "upstream" if peer == "ours-upstream" else "needed"
    job = taxi_summary.job()
    argv = [f"--input={file}", f"--output={folder}/{peer}", "--run-id=bench", f"--option=nulls={nulls}"]
    taxi_summary.execute(job, spark, taxi_summary.parse_args(job, argv), datetime.now(timezone.utc))


def main(peer: str, file: str, folder: str, times: str) -> None:
    # One gigabyte for everything, however long the file: nothing that grows with it is ever held.
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").config("spark.driver.memory", "1g")
    spark = builder.config("spark.sql.session.timeZone", "UTC").config("spark.sql.ansi.enabled", "false").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    seconds = []
    for _ in range(int(times)):
        started = time.monotonic()
        run(spark, peer, file, folder)
        seconds.append(time.monotonic() - started)
        if len(seconds) == 1:
            counted = stages(spark)
    spark.stop()
    read, collected = sum(stage.read for stage in counted), sum(stage.collected for stage in counted)
    print(json.dumps({"seconds": seconds, "read": read, "collected": collected}))


if __name__ == "__main__":
    main(*sys.argv[1:])
