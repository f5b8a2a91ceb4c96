"""A small job that keeps the contract of pipelines: it counts trips per vendor. Copied to S3 by the tests, never imported."""

import argparse
import json
import sys
import time
from typing import Any

parser = argparse.ArgumentParser()
parser.add_argument("--input", action="append", required=True)
parser.add_argument("--output", required=True)
parser.add_argument("--run-id", required=True)
parser.add_argument("--lake")
parser.add_argument("--option", action="append", default=[])
arguments = parser.parse_args()
options = dict(option.split("=", 1) for option in arguments.option)
time.sleep(float(options.get("sleep", 0)))

from pyspark.sql import SparkSession  # noqa: E402  (what is wrong with the arguments is said without waiting for Spark)

spark = SparkSession.builder.appName("count").getOrCreate()


def write(name: str, text: str) -> None:
    jvm: Any = spark._jvm
    path = jvm.org.apache.hadoop.fs.Path(arguments.output.rstrip("/") + "/" + name)
    stream = path.getFileSystem(spark._jsc.hadoopConfiguration()).create(path)
    stream.write(bytearray(text.encode()))
    stream.close()


try:
    trips = spark.read.parquet(*arguments.input).groupBy("VendorID").count().orderBy("VendorID").collect()
except Exception:
    print(f"error: {arguments.input[0]} is no parquet file", file=sys.stderr, flush=True)
    raise
items = [
    {"pk": {"S": f"run#{arguments.run_id}"}, "sk": {"S": f"vendor#{row.VendorID}"}, "trips": {"N": str(row["count"])}}
    for row in trips
]
write("results.jsonl", "".join(json.dumps({"Item": item}) + "\n" for item in items))
manifest = {"rowsIn": sum(row["count"] for row in trips), "rowsOut": len(items), "results": "results.jsonl"}
write("_manifest.json", json.dumps(manifest))
print("counted", flush=True)
spark.stop()
