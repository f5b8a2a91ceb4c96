"""The taxi summary as the example that this project grew from computes it, written anew from its description.

Reads all columns, drops each row that holds any null, then four passes: per vendor, the ten dearest trips, per payment
type with a Python function for the name, and the count; everything is collected by the driver and written as one object.
"""

import json
import pathlib
import sys

from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import StringType

NAMES = {1: "Credit card", 2: "Cash", 3: "No charge", 4: "Dispute", 5: "Unknown", 6: "Voided trip"}


def main(source: str, target: str) -> None:
    spark = SparkSession.builder.appName("taxi-summary-upstream").getOrCreate()
    trips = spark.read.parquet(source).dropna()
    vendors = (
        trips.groupBy("VendorID")
        .agg(F.avg("fare_amount"), F.sum("fare_amount"), F.count("*"))
        .collect()
    )
    dearest = trips.orderBy(F.col("fare_amount").desc()).limit(10).collect()
    name_of = F.udf(lambda code: NAMES.get(code, "Unknown"), StringType())
    payments = (
        trips.withColumn("name", name_of("payment_type"))
        .groupBy("name")
        .count()
        .orderBy(F.col("count").desc())
        .collect()
    )
    total = trips.count()
    result = {
        "vendors": [row.asDict() for row in vendors],
        "dearest": [row.asDict() for row in dearest],
        "payments": [{**row.asDict(), "percent": 100 * row["count"] / total} for row in payments],
    }
    pathlib.Path(target).write_text(json.dumps(result, default=str))
    spark.stop()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
