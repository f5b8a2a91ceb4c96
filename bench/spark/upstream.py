"""The taxi summary as the example that this project grew from computes it, written anew from its description.

Reads all columns, drops each row that holds any null, then four passes: per vendor, the ten dearest trips, per payment
type with a Python function for the name, and the count; everything is collected by the driver and written as one object.
"""

import json
import pathlib

from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import StringType

NAMES = {1: "Credit card", 2: "Cash", 3: "No charge", 4: "Dispute", 5: "Unknown", 6: "Voided trip"}


def summarise(spark: SparkSession, source: str, target: str) -> None:
    trips = spark.read.parquet(source).dropna()
    vendors = trips.groupBy("VendorID").agg(F.avg("fare_amount"), F.sum("fare_amount").alias("fare"), F.count("*").alias("trips")).collect()
    dearest = trips.orderBy(F.col("fare_amount").desc()).limit(10).collect()
    name_of = F.udf(lambda code: NAMES.get(code, "Unknown"), StringType())
    named = trips.withColumn("name", name_of("payment_type"))
    payments = named.groupBy("name").count().orderBy(F.col("count").desc()).collect()
    total = trips.count()
    result = {
        "vendors": [row.asDict() for row in vendors],
        "dearest": [row.asDict() for row in dearest],
        "payments": [{**row.asDict(), "percent": 100 * row["count"] / total} for row in payments],
    }
    pathlib.Path(target).write_text(json.dumps(result, default=str))
