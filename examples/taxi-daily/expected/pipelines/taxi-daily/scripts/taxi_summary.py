"""taxi-summary: what a file of New York taxi trips says about vendors, payment and the dearest trips.

Runs as it is on EMR on EKS (Spark 3.5) and on a laptop:

    spark-submit taxi_summary.py --input URI [--input URI ...] --output PREFIX --run-id ID [--option nulls=needed|upstream]

It writes to PREFIX

* `results.jsonl`: one DynamoDB item per line, in the JSON that DynamoDB's own import from S3 reads. Keys are
  pk `run#ID` and sk `summary`, `vendor#CODE`, `payment-type#CODE` or `top-trip#01` to `top-trip#10`;
* `_manifest.json`, last of all: what was read, dropped and written. No manifest, no result.

Exit code 0: done. 2: wrong arguments (usage on stderr). 1: anything else, with one line `error: ...` on stderr.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timezone
from decimal import Decimal
from functools import reduce
from typing import Any, NoReturn, Union
from urllib.parse import unquote

from pyspark import SparkContext
from pyspark.sql import Column, DataFrame, Row, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

JOB = "taxi-summary"
USAGE = "%(prog)s --input URI [--input URI ...] --output PREFIX --run-id ID [--option nulls=needed|upstream]"
OPTIONS = {"nulls": ("needed", "upstream")}
TOP = 10
#: Amounts, distances and codes further from zero than this are taken for garbage, as NaN is.
#: The sum of 90 million amounts of this size still fits 64 bits.
LIMIT = 1e9

#: The TLC's data dictionary of yellow taxi trips.
PAYMENT_TYPES = {
    0: "Flex Fare",
    1: "Credit card",
    2: "Cash",
    3: "No charge",
    4: "Dispute",
    5: "Unknown",
    6: "Voided trip",
}
VENDORS = {
    1: "Creative Mobile Technologies, LLC",
    2: "Curb Mobility, LLC",
    6: "Myle Technologies Inc",
    7: "Helix",
}

#: What Hadoop and Spark say of an input that cannot be read, and what it means.
FAILURES = {
    "is not a Parquet file": "it is not a parquet file, or only a part of one",
    "PATH_NOT_FOUND": "there is no such file",
    "NoSuchBucket": "there is no such bucket",
    "AccessDenied": "the job's role may not do that",
    "UNABLE_TO_INFER_SCHEMA": "there is no parquet file; names that begin with _ or . do not count",
}

Item = dict[str, dict[str, str]]
Value = Union[str, int, Decimal, None]  # not `|`: EMR 7 runs Python 3.9


class JobError(Exception):
    """A failure in words for the person who owns the data; the cause is chained to it."""


def complain(text: str) -> None:
    """Says it on stderr. spark-submit shows the stderr of Python on its own stdout, so Java's stderr is told as well."""
    print(text, file=sys.stderr, flush=True)
    if "PYSPARK_GATEWAY_PORT" in os.environ:
        SparkContext._ensure_initialized()
        java: Any = SparkContext._jvm
        java.System.err.println(text)


# --- Arguments ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Args:
    """What the job was asked to do.

    nulls: `needed` keeps each row that has vendor, payment type and fare; `upstream` drops each row in which any
    column of the file is null or NaN, whether it is used or not.
    """

    inputs: tuple[str, ...]
    output: str
    run_id: str
    nulls: str = "needed"


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        complain(f"{self.format_usage()}error: {message}")
        self.exit(2)


def parse_args(argv: Sequence[str]) -> Args:
    """Reads the command line; prints a usage line and leaves with exit code 2 when it is wrong."""
    parser = _Parser(prog="taxi_summary.py", usage=USAGE, allow_abbrev=False)
    parser.add_argument("--input", action="append", required=True, metavar="URI")
    parser.add_argument("--output", required=True, metavar="PREFIX")
    parser.add_argument("--run-id", required=True, metavar="ID")
    parser.add_argument("--option", action="append", default=[], metavar="KEY=VALUE")
    given = parser.parse_args(list(argv))
    for flag, value in [("--output", given.output), ("--run-id", given.run_id), *(("--input", uri) for uri in given.input)]:
        if not value or value != value.strip() or not value.isprintable():
            parser.error(f"{flag} {value!r}: must not be empty, begin or end with a space, or hold control characters")
    options: dict[str, str] = {}
    for text in given.option:
        key, _, value = text.partition("=")
        if key not in OPTIONS:
            parser.error(f"--option {text}: there is no such option; known: {', '.join(OPTIONS)}")
        if value not in OPTIONS[key]:
            parser.error(f"--option {text}: {key} takes {' or '.join(OPTIONS[key])}")
        if options.setdefault(key, value) != value:
            parser.error(f"--option {text}: {key} is given twice with different values")
    # The same object named twice is one object: its trips must not count double.
    return Args(tuple(dict.fromkeys(given.input)), given.output.rstrip("/"), given.run_id, **options)


# --- Columns -----------------------------------------------------------------------------------------------------


def code(column: Column, type_: T.DataType) -> Column:
    """A whole number. Some years store it as a double; a fraction is no code and becomes null."""
    if isinstance(type_, T.IntegralType):
        return column.cast("bigint")
    return F.when((F.abs(column) <= LIMIT) & (column == F.floor(column)), column).cast("bigint")


def cents(column: Column, type_: T.DataType) -> Column:
    """Money as whole cents, so that sums are exact in any order. NaN is above every number in Spark, so above LIMIT."""
    return F.rint(measure(column, type_) * 100).cast("bigint")


def measure(column: Column, type_: T.DataType) -> Column:
    """A number with a fraction; null when it is NaN, infinite or absurd."""
    number = column.cast("double")
    return F.when(F.abs(number) <= LIMIT, number)


def moment(column: Column, type_: T.DataType) -> Column:
    """New York's clock time, which the files carry without a zone."""
    return column.cast("timestamp_ntz")


_NUMBER = (T.NumericType,)
_TIME = (T.TimestampType, T.TimestampNTZType, T.DateType)
Reader = Callable[[Column, T.DataType], Column]

#: Each column the job reads: how, and from which types.
COLUMNS: dict[str, tuple[Reader, tuple[type[T.DataType], ...]]] = {
    "VendorID": (code, _NUMBER),
    "payment_type": (code, _NUMBER),
    "fare_amount": (cents, _NUMBER),
    "total_amount": (cents, _NUMBER),
    "trip_distance": (measure, _NUMBER),
    "tpep_pickup_datetime": (moment, _TIME),
    "tpep_dropoff_datetime": (moment, _TIME),
    "PULocationID": (code, _NUMBER),
    "DOLocationID": (code, _NUMBER),
}
#: A row that lacks one of these is dropped, and counted under the first that it lacks.
NEEDED = ("VendorID", "payment_type", "fare_amount")
INCOMPLETE = "any column (nulls=upstream)"


def tidy(trips: DataFrame, uri: str, nulls: str) -> DataFrame:
    """The columns of COLUMNS under these names and in one type each, plus `complete`: the null policy lets the row in.

    Raises JobError when a column is missing or of another kind. Upper and lower case do not matter.
    """
    fields = {field.name.lower(): field for field in trips.schema.fields}
    missing = [name for name in COLUMNS if name.lower() not in fields]
    if missing:
        seen = ", ".join(trips.columns) or "no columns at all"
        raise JobError(f"{uri} has no column {', '.join(missing)}; it has {seen}")
    columns = []
    for name, (read, types) in COLUMNS.items():
        field = fields[name.lower()]
        if not isinstance(field.dataType, types):
            expected = "a number" if types is _NUMBER else "a date and time"
            raise JobError(f"column {field.name} of {uri} is {field.dataType.simpleString()}; {expected} is needed")
        columns.append(read(_column(field), field.dataType).alias(name))
    complete = F.lit(True)
    if nulls == "upstream":
        complete = reduce(lambda sofar, field: sofar & _present(field), trips.schema.fields, complete)
    return trips.select(*columns, complete.alias("complete"))


def _column(field: T.StructField) -> Column:
    return F.col("`" + field.name.replace("`", "``") + "`")


def _present(field: T.StructField) -> Column:
    column = _column(field)
    fractional = isinstance(field.dataType, (T.DoubleType, T.FloatType))
    return column.isNotNull() & ~F.isnan(column) if fractional else column.isNotNull()


# --- The two passes over the file --------------------------------------------------------------------------------


def tally(trips: DataFrame) -> DataFrame:
    """One small row per vendor and payment type: everything but the top trips follows from it, in one narrow pass.

    Nulls form groups of their own, so the same pass also counts what is dropped.
    """
    return trips.groupBy("complete", "VendorID", "payment_type").agg(
        F.count("*").alias("rows"), F.count("fare_amount").alias("fares"), F.sum("fare_amount").alias("cents")
    )


def top_trips(trips: DataFrame, count: int = TOP) -> DataFrame:
    """The trips with the highest fares. Equal fares are ordered by every other column, so the choice is always the same."""
    present = reduce(lambda sofar, name: sofar & F.col(name).isNotNull(), NEEDED, F.col("complete"))
    others = [F.col(name).asc_nulls_last() for name in ("tpep_pickup_datetime", *(n for n in COLUMNS if n != "fare_amount"))]
    chosen = trips.where(present).drop("complete").orderBy(F.col("fare_amount").desc(), *others).limit(count)
    # As text, because a collected timestamp would be shifted to the zone of the driver's machine.
    times = {name: F.col(name).cast("string") for name in COLUMNS if name.endswith("_datetime")}
    return chosen.withColumns(times)


# --- Results -----------------------------------------------------------------------------------------------------


@dataclass
class Fares:
    """A number of trips and the sum of their fares."""

    trips: int = 0
    cents: int = 0

    def figures(self) -> dict[str, int | Decimal]:
        """As attributes, in dollars; the average to a hundredth of a cent."""
        fare = Decimal(self.cents) / 100
        return {"trips": self.trips, "totalFare": fare, "averageFare": _rounded(fare / self.trips)}


class Counts:
    """The rows of `tally` added up: by vendor, by payment type, in all, and what was dropped why."""

    def __init__(self, tallies: Iterable[Row]) -> None:
        self.rows_in = 0
        self.everything = Fares()
        self.vendors: dict[int, Fares] = {}
        self.payments: dict[int, Fares] = {}
        dropped: Counter[str] = Counter()
        for row in tallies:
            self.rows_in += row["rows"]
            lacks = INCOMPLETE if not row["complete"] else next((name for name in NEEDED[:2] if row[name] is None), None)
            if lacks is not None:
                dropped[f"missing {lacks}"] += row["rows"]
                continue
            dropped["missing fare_amount"] += row["rows"] - row["fares"]
            if row["fares"] > 0:
                vendor = self.vendors.setdefault(row["VendorID"], Fares())
                payment = self.payments.setdefault(row["payment_type"], Fares())
                for fares in (self.everything, vendor, payment):
                    fares.trips += row["fares"]
                    fares.cents += row["cents"]
        self.dropped = {reason: count for reason, count in sorted(dropped.items()) if count}


def results(counts: Counts, top: Sequence[Row], args: Args) -> list[Item]:
    """All rows of results.jsonl. Raises JobError when no row of the input can be used: zeros would look like an answer."""
    if counts.rows_in == 0:
        raise JobError(f"there are no rows in {listed(args.inputs)}")
    everything = counts.everything
    if everything.trips == 0:
        why = ", ".join(f"{reason}: {count}" for reason, count in counts.dropped.items())
        raise JobError(f"none of the {counts.rows_in} rows of {listed(args.inputs)} can be used ({why})")

    def item(sk: str, **attributes: Value) -> Item:
        pairs = {"pk": f"run#{args.run_id}", "sk": sk, **attributes}
        return {name: attribute(value) for name, value in pairs.items() if value is not None}

    about: dict[str, Value] = {"vendors": len(counts.vendors), "paymentTypes": len(counts.payments), "nulls": args.nulls}
    rows = {"rowsIn": counts.rows_in, "rowsDropped": counts.rows_in - everything.trips}
    items = [item("summary", **everything.figures(), **about, **rows)]
    for vendor, fares in sorted(counts.vendors.items()):
        items.append(item(f"vendor#{vendor}", vendorId=vendor, name=VENDORS.get(vendor), **fares.figures()))
    for payment, fares in sorted(counts.payments.items()):
        share: dict[str, Value] = {"trips": fares.trips, "percent": _rounded(Decimal(100 * fares.trips) / everything.trips)}
        items.append(item(f"payment-type#{payment}", paymentType=payment, name=payment_name(payment), **share))
    items += [item(f"top-trip#{rank:02d}", rank=rank, **trip_attributes(trip)) for rank, trip in enumerate(top, start=1)]
    return items


def trip_attributes(trip: Row) -> dict[str, Value]:
    """One row of `top_trips` as attributes: money in dollars, distance in miles, times as in the file."""
    total, miles = trip["total_amount"], trip["trip_distance"]
    return {
        "fare": Decimal(trip["fare_amount"]) / 100,
        "total": None if total is None else Decimal(total) / 100,
        "miles": None if miles is None else Decimal(repr(miles)),
        "vendorId": trip["VendorID"],
        "paymentType": trip["payment_type"],
        "pickup": _iso(trip["tpep_pickup_datetime"]),
        "dropoff": _iso(trip["tpep_dropoff_datetime"]),
        "pickupLocationId": trip["PULocationID"],
        "dropoffLocationId": trip["DOLocationID"],
    }


def payment_name(payment: int) -> str:
    """The TLC's name of a payment type."""
    return PAYMENT_TYPES.get(payment, f"Code {payment}, not in the TLC's dictionary")


def attribute(value: str | int | Decimal) -> dict[str, str]:
    """A DynamoDB attribute value. Numbers are written as DynamoDB gives them back: plain, without trailing zeros."""
    if isinstance(value, str):
        return {"S": value}
    text = format(Decimal(value), "f")
    return {"N": text.rstrip("0").rstrip(".") if "." in text else text}


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.0001"))


def _iso(time_text: str | None) -> str | None:
    return None if time_text is None else time_text.replace(" ", "T")


def listed(uris: Sequence[str]) -> str:
    """The inputs as an error names them."""
    return uris[0] if len(uris) == 1 else f"{uris[0]} and {len(uris) - 1} more"


# --- Files -------------------------------------------------------------------------------------------------------


def read_trips(spark: SparkSession, uri: str) -> DataFrame:
    """The parquet object (or folder of such) at a URI, each with its own schema: types differ between years."""
    try:
        # An object's key is not a pattern, whatever signs it holds.
        return spark.read.option("__globPaths__", "false").parquet(uri)
    except Exception as error:
        raise JobError(f"cannot read {uri}: {plainly(error)}") from error


def collect(trips: DataFrame, uris: Sequence[str]) -> tuple[list[Row], list[Row]]:
    """Runs both passes side by side: on a small file, planning and compiling is most of the work."""
    try:
        with ThreadPoolExecutor(max_workers=2) as pool:
            tallies, top = pool.submit(tally(trips).collect), pool.submit(top_trips(trips).collect)
            return tallies.result(), top.result()
    except Exception as error:
        # Spark names the file at fault, in a message of many lines.
        named = re.search(r"while reading file (\S+?)\.(\s|$)", str(error))
        if named is None:
            raise JobError(f"Spark failed on {listed(uris)}: {plainly(error)}") from error
        raise JobError(f"cannot read the rows of {unquote(named[1])}; it may be damaged ({plainly(error)})") from error


class Output:
    """The folder the results go to. Readers see each file of it whole or not at all."""

    def __init__(self, spark: SparkSession, uri: str) -> None:
        self.uri = uri
        # An object store shows an object only once it is closed, and would have to copy it to rename it.
        self._renames = uri.split(":", 1)[0] not in ("s3", "s3a", "s3n")
        context: Any = spark.sparkContext
        self._gateway, self._hadoop = context._gateway, context._jvm.org.apache.hadoop.fs
        self._conf = context._jsc.hadoopConfiguration()

    def write(self, name: str, text: str) -> None:
        """Writes a file, over the one before."""
        try:
            path, files = self._open(name)
            target = self._hadoop.Path(path.getParent(), f".{name}.unfinished") if self._renames else path
            stream = files.create(target, True)
            stream.write(text.encode())
            stream.close()
            if self._renames:
                option = getattr(self._hadoop, "Options$Rename")
                overwrite = self._gateway.new_array(option, 1)
                overwrite[0] = option.OVERWRITE
                self._hadoop.FileContext.getFileContext(files.getUri(), self._conf).rename(target, path, overwrite)
        except Exception as error:
            raise JobError(f"cannot write {self.uri}/{name}: {plainly(error)}") from error

    def delete(self, name: str) -> None:
        """Removes a file, if it is there."""
        try:
            path, files = self._open(name)
            files.delete(path, False)
        except Exception as error:
            raise JobError(f"cannot delete {self.uri}/{name}: {plainly(error)}") from error

    def _open(self, name: str) -> tuple[Any, Any]:
        path = self._hadoop.Path(f"{self.uri}/{name}")
        files = path.getFileSystem(self._conf)
        files.setWriteChecksum(False)
        return path, files


def plainly(error: BaseException) -> str:
    """The innermost cause of a failure, in one line and, for the usual ones, in plain words."""
    java = getattr(error, "java_exception", None) or getattr(error, "_origin", None)
    if java is None:
        return " ".join(f"{type(error).__name__}: {error}".split())
    while java.getCause() is not None:
        java = java.getCause()
    lines = (java.getMessage() or java.toString()).splitlines()
    text = lines[0] if lines else str(java.toString())
    for sign, meaning in FAILURES.items():
        if sign in text:
            return f"{meaning} ({text})"
    return f"{java.getClass().getSimpleName()}: {text}"


# --- Main --------------------------------------------------------------------------------------------------------


def run(spark: SparkSession, args: Args, started: datetime) -> dict[str, Any]:
    """Reads, summarises and writes; returns the manifest. Raises JobError when it cannot."""
    files = {uri: read_trips(spark, uri) for uri in args.inputs}
    trips = reduce(DataFrame.unionByName, (tidy(file, uri, args.nulls) for uri, file in files.items()))
    tallies, top = collect(trips, args.inputs)
    counts = Counts(tallies)
    items = results(counts, top, args)
    output = Output(spark, args.output)
    # A rerun takes the manifest away first: while it is there, the results beside it are whole.
    output.delete("_manifest.json")
    output.write("results.jsonl", "".join(json.dumps({"Item": item}) + "\n" for item in items))
    fields = [(field.name, field.dataType.simpleString()) for file in files.values() for field in file.schema.fields]
    waited = (datetime.now(timezone.utc) - started).total_seconds()
    manifest = {
        "job": JOB,
        "runId": args.run_id,
        "spark": spark.version,
        "startedAt": started.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "durationSeconds": round(waited, 3),
        "input": list(args.inputs),
        "rowsIn": counts.rows_in,
        "rowsDropped": counts.dropped,
        "rowsOut": len(items),
        "schema": [{"name": name, "type": type_} for name, type_ in dict.fromkeys(fields)],
        "results": "results.jsonl",
    }
    output.write("_manifest.json", json.dumps(manifest, indent=2) + "\n")
    return manifest


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the job in a session of its own and returns the exit code."""
    args = parse_args(sys.argv[1:] if argv is None else argv)
    started = datetime.now(timezone.utc)
    spark = None
    try:
        # The zone in which Spark would read a file that stores times as UTC.
        spark = SparkSession.builder.appName(JOB).config("spark.sql.session.timeZone", "UTC").getOrCreate()
        done = run(spark, args, started)
        dropped = sum(done["rowsDropped"].values())
        print(f"{JOB}: {done['rowsIn']} rows read, {dropped} dropped, {done['rowsOut']} results in {args.output}", flush=True)
        return 0
    except Exception as error:
        text = str(error) if isinstance(error, JobError) else plainly(error)
        complain("error: " + " ".join(text.split()))
        traceback.print_exc()
        return 1
    finally:
        if spark is not None:
            spark.stop()


if __name__ == "__main__":
    sys.exit(main())
