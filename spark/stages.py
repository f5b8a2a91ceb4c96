"""What Spark itself counts of the stages it ran: for the tests that hold a job's design, and for the benchmark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pyspark.sql import SparkSession


@dataclass(frozen=True)
class Stage:
    """One stage. Bytes and rows read from files; bytes and rows written for a shuffle; bytes of results brought to the driver."""

    id: int
    read: int
    rows: int
    shuffled: int
    shuffled_rows: int
    collected: int


def stages(spark: SparkSession) -> list[Stage]:
    """All stages of the session so far that Spark still remembers (1,000 by default)."""
    context, jvm = spark.sparkContext, _java(spark)
    context._jsc.sc().listenerBus().waitUntilEmpty()
    nothing, doubles = jvm.java.util.ArrayList(), context._gateway.new_array(jvm.double, 0)  # type: ignore[union-attr]
    found = context._jsc.sc().statusStore().stageList(nothing, False, False, doubles, nothing)
    return [_stage(found.apply(index)) for index in range(found.size())]


def _java(spark: SparkSession) -> Any:
    return spark.sparkContext._jvm


def _stage(data: Any) -> Stage:
    read, shuffled = (data.inputBytes(), data.inputRecords()), (data.shuffleWriteBytes(), data.shuffleWriteRecords())
    return Stage(data.stageId(), *read, *shuffled, data.resultSize())
