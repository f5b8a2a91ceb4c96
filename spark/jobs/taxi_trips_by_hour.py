"""taxi-trips-by-hour: trips, money, distance and speed by pickup zone and hour, as a parquet table in the lake.

    spark-submit taxi_trips_by_hour.py --input URI [--input URI ...] --output PREFIX --run-id ID [--lake PREFIX]

The table is LAKE/trips-by-hour/run=ID/date=DAY/*.parquet; without --lake it lies below the output. A run writes only its own folder, so a
rerun replaces what it wrote before. Its results: `summary`, `hour#00` to `hour#23`, `zone#CODE`.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timezone
from decimal import Decimal, InvalidOperation
from functools import reduce
from typing import Any, NoReturn, Union
from urllib.parse import quote, unquote

from pyspark import SparkContext
from pyspark.sql import Column, DataFrame, Row, SparkSession, Window
from pyspark.sql import functions as F
from pyspark.sql import types as T

#: Codes of the TLC's zones.
ZONES = ("1", "265")
#: Speeds are taken of trips between one minute and six hours, and up to 100 miles an hour: the rest are clocks gone wrong.
SHORTEST, LONGEST, FASTEST = 60, 6 * 3600, 1000


def job() -> Job:
    """Name, columns and the computation."""
    return Job(name="taxi-trips-by-hour", fields=fields, compute=compute)


def fields(options: Options) -> tuple[Field, ...]:
    """A trip needs a zone and an hour; money and distance that are missing add nothing, and are counted."""
    return (
        Field("tpep_pickup_datetime", MOMENT),
        Field("tpep_dropoff_datetime", MOMENT, nulls="warn"),
        Field("PULocationID", CODE, rules=(Rule("min", ZONES[0]), Rule("max", ZONES[1]))),
        Field("trip_distance", CENTS, nulls="warn", rules=(Rule("min", "0", then="warn"),)),
        Field("total_amount", CENTS, nulls="warn"),
    )


def speed() -> Column:
    """Tenths of a mile per hour, whole: so percentiles are exact, and count at most a thousand different values in each group."""
    pickup, dropoff = (F.col(f"tpep_{end}_datetime").cast("timestamp").cast("bigint") for end in ("pickup", "dropoff"))
    seconds = dropoff - pickup
    tenths = F.rint(F.col("trip_distance") * 360 / seconds).cast("bigint")
    return F.when(seconds.between(SHORTEST, LONGEST) & tenths.between(1, FASTEST), tenths)


def compute(run: Run) -> list[Item]:
    """One pass over the input makes the table; the results are added up from it."""
    pickup = F.col("tpep_pickup_datetime")
    keys = {"zone": F.col("PULocationID"), "date": F.to_date(pickup), "hour": F.hour(pickup)}
    measures = {
        "trips": F.count("*"),
        "cents": F.coalesce(F.sum("total_amount"), F.lit(0)),
        "hundredths": F.coalesce(F.sum("trip_distance"), F.lit(0)),
        "speeds": F.percentile(speed(), F.array(F.lit(0.1), F.lit(0.5), F.lit(0.9))),
    }
    groups = run.grouped(keys, measures)
    run.table("trips-by-hour", table(groups), by="date")
    # Never more than 24 hours and 265 zones, however many trips there are.
    sums = [F.sum(name).alias(name) for name in ("trips", "cents", "hundredths")]
    hours = groups.groupBy("hour").agg(*sums).orderBy("hour").collect()
    zones = groups.groupBy("zone").agg(*sums).orderBy("zone").collect()
    trips, cents, hundredths = (sum(row[name] for row in zones) for name in ("trips", "cents", "hundredths"))
    items = [run.item("summary", zones=len(zones), **figures(trips, cents, hundredths))]
    items += [run.item(f"hour#{row['hour']:02d}", hour=row["hour"], **figures(*row[1:])) for row in hours]
    items += [run.item(f"zone#{row['zone']}", zone=row["zone"], **figures(*row[1:])) for row in zones]
    return items


def table(groups: DataFrame) -> DataFrame:
    """The groups as people read them: dollars, miles, miles per hour."""
    speeds = [F.round(F.col("speeds")[index] / 10, 2).alias(name) for index, name in enumerate(("mphP10", "mphP50", "mphP90"))]
    money = (F.col("cents").cast("decimal(18,0)") / 100).cast("decimal(18,2)").alias("revenue")
    miles = (F.col("hundredths").cast("decimal(18,0)") / 100).cast("decimal(18,2)").alias("miles")
    return groups.select("date", "zone", "hour", "trips", money, miles, *speeds)


def figures(trips: int, cents: int, hundredths: int) -> dict[str, Value]:
    """Sums as attributes: dollars and miles."""
    return {"trips": trips, "revenue": Decimal(cents) / 100, "miles": Decimal(hundredths) / 100}


# === The contract of a job: this half is the same text in every job =================================================
#
# Arguments   --input URI (once or more), --output PREFIX, --run-id ID, --lake PREFIX (optional), --option KEY=VALUE. An option may also
#             come as the Spark setting spark.job.option.KEY; the command line goes first.
# Output      under PREFIX: results.jsonl, one DynamoDB item a line, in the JSON of DynamoDB's own import from S3; and last of all
#             _manifest.json: what was read, dropped, doubted and written. No manifest, no result. The same run id gives the same bytes.
# Exit code   0 done. 2 wrong arguments, usage on stderr. 1 anything else, with one line "error: ..." on stderr before the traceback.
# Options     of every job: format=auto|parquet|csv|json (auto: by the name's end),
#             rules=COLUMN:min=VALUE[:drop|warn|fail];COLUMN:max=VALUE;COLUMN:accepted=A,B;COLUMN:unique (drop is the default),
#             quarantine=PREFIX (dropped rows go there, whole and with the reason, as JSON Lines; `output`: below the output).

Item = dict[str, dict[str, str]]
Value = Union[str, int, float, Decimal, None]  # not `|`: EMR 7 runs Python 3.9
Options = Mapping[str, str]

#: Numbers further from zero than this are taken for garbage, as NaN is. 90 million amounts of this size, in cents, still fit 64 bits.
LIMIT = 1e9
#: What DynamoDB takes: bytes of a sort key, digits of a number, and powers of ten; and what to do about others.
KEY, DIGITS, SMALLEST, LARGEST = 1024, 38, -130, 125
NO_KEY = f"its sk must have 1 to {KEY} bytes; shorten it"
NO_NUMBER = f"which is no number of {DIGITS} digits between 1e{SMALLEST} and 1e{LARGEST + 1}; round it or leave it out"
TWICE = "another one has the same sk; name what sets them apart in it"
CONF = "spark.job.option."
POLICIES = ("keep", "warn", "drop", "fail")
CHECKS = ("min", "max", "accepted", "unique")
#: Ends of names that are not parquet; a compressed file has one more.
FORMATS = {"csv": "csv", "json": "json", "jsonl": "json", "ndjson": "json"}
PACKED = ("gz", "bz2", "deflate", "lz4", "snappy", "zst")
CORRUPT = "_corrupt_record"
#: How the names of empty objects end by which older writers and EMR stand for a folder in S3.
FOLDER_MARK = "_$folder$"

#: What Hadoop and Spark say of an input that cannot be read, and what it means.
FAILURES = {
    "is not a Parquet file": "it is not a parquet file, or only a part of one",
    "PATH_NOT_FOUND": "there is no such file",
    "NoSuchBucket": "there is no such bucket",
    "AccessDenied": "the job's role may not do that",
    "UNABLE_TO_INFER_SCHEMA": "there is no file of that format; names that begin with _ or . do not count",
    "CSV header does not conform": "the files do not have the same columns, or one has a column without a name or two of one name",
}


class JobError(Exception):
    """A failure in words for the person who owns the data; the cause is chained to it."""


@dataclass(frozen=True)
class Kind:
    """How a column is read: from which types, into what, and how a rule's value becomes the same."""

    says: str
    types: tuple[type[T.DataType], ...]
    read: Callable[[Column, T.DataType], Column]
    literal: Callable[[str], Any]


@dataclass(frozen=True)
class Rule:
    """What values of a column must be: `min`, `max`, `accepted` (with commas) or `unique`; and what becomes of a row that breaks it."""

    check: str
    value: str = ""
    then: str = "drop"

    def __post_init__(self) -> None:
        if self.check not in CHECKS or self.then not in POLICIES[1:] or (self.value == "") != (self.check == "unique"):
            wanted = f"a check ({', '.join(CHECKS)}), its value (none for unique), and then={' or '.join(POLICIES[1:])}"
            raise JobError(f"Rule({self.check!r}, {self.value!r}, then={self.then!r}) is no rule; it takes {wanted}")


@dataclass(frozen=True)
class Field:
    """A column the job reads. Upper and lower case do not matter. nulls: what becomes of a row that has no usable value in it; only `keep`
    does not count it, so a column that is not needed for the sums need not be read for them."""

    name: str
    kind: Kind
    nulls: str = "drop"
    rules: tuple[Rule, ...] = ()

    def __post_init__(self) -> None:
        if self.nulls not in POLICIES:
            raise JobError(f"Field({self.name!r}, nulls={self.nulls!r}): nulls takes {' or '.join(POLICIES)}")


@dataclass(frozen=True)
class Option:
    """A `--option` of the job: its default, and what it accepts (empty: any text)."""

    default: str = ""
    accepts: tuple[str, ...] = ()


#: Options of every job.
COMMON = {"format": Option("auto", ("auto", "parquet", "csv", "json")), "rules": Option(), "quarantine": Option()}


@dataclass(frozen=True)
class Job:
    """A job: `fields` are the columns it reads, `compute` makes the results. `faults` may name further reasons to drop a row, by the
    file as it is. compute gives its items, or a DataFrame with them as lines (Run.lines) when there may be many."""

    name: str
    fields: Callable[[Options], tuple[Field, ...]]
    compute: Callable[[Run], list[Item] | DataFrame]
    options: Mapping[str, Option] = field(default_factory=dict)
    faults: Callable[[T.StructType, Options], dict[str, Column]] | None = None


@dataclass(frozen=True)
class Check:
    """A reason to drop, doubt or refuse rows, and when it holds."""

    reason: str
    then: str
    broken: Column


# --- Arguments ---


@dataclass(frozen=True)
class Args:
    """What the job was asked to do. options: those of the command line only, until `with_conf` has added the rest."""

    inputs: tuple[str, ...]
    output: str
    run_id: str
    options: Options
    lake: str = ""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        complain(f"{self.format_usage()}error: {message}")
        self.exit(2)


def parse_args(job: Job, argv: Sequence[str]) -> Args:
    """Reads the command line; prints a usage line and leaves with exit code 2 when it is wrong."""
    usage = "%(prog)s --input URI [--input URI ...] --output PREFIX --run-id ID [--lake PREFIX] [--option KEY=VALUE ...]"
    parser = _Parser(prog=f"{job.name.replace('-', '_')}.py", usage=usage, allow_abbrev=False)
    parser.add_argument("--input", action="append", required=True, metavar="URI")
    parser.add_argument("--output", required=True, metavar="PREFIX")
    parser.add_argument("--run-id", required=True, metavar="ID")
    parser.add_argument("--lake", metavar="PREFIX")
    parser.add_argument("--option", action="append", default=[], metavar="KEY=VALUE")
    given = parser.parse_args(list(argv))
    named = [("--output", given.output), ("--run-id", given.run_id), *(("--input", uri) for uri in given.input)]
    for flag, value in [*named, *([] if given.lake is None else [("--lake", given.lake)])]:
        if not value or value != value.strip() or not value.isprintable():
            parser.error(f"{flag} {value!r}: must not be empty, begin or end with a space, or hold control characters")
    options: dict[str, str] = {}
    for text in given.option:
        key, sign, value = text.partition("=")
        wrong = option_fault(job, key, value) or ("" if sign else f"it has no value; write {key}=VALUE")
        if wrong:
            parser.error(f"--option {text}: {wrong}")
        if options.setdefault(key, value) != value:
            parser.error(f"--option {text}: {key} is given twice with different values")
    # The same object or folder named twice is one: its rows must not count double.
    inputs: dict[str, str] = {}
    for uri in given.input:
        inputs.setdefault(uri.rstrip("/"), uri)
    return Args(tuple(inputs.values()), given.output.rstrip("/"), given.run_id, options, (given.lake or "").rstrip("/"))


def option_fault(job: Job, key: str, value: str) -> str:
    """What is wrong with an option; empty when nothing is."""
    known = {**COMMON, **job.options}
    if key not in known:
        return f"there is no such option; known: {', '.join(sorted(known))}"
    accepts = known[key].accepts
    return f"{key} takes {' or '.join(accepts)}" if accepts and value not in accepts else ""


def with_conf(job: Job, args: Args, spark: SparkSession) -> Args:
    """The options of the command line, then those of Spark's settings, then the defaults. Raises JobError on a wrong setting."""
    conf = {k[len(CONF) :]: v for k, v in spark.sparkContext.getConf().getAll() if k.startswith(CONF)}
    for key, value in conf.items():
        wrong = option_fault(job, key, value)
        if wrong:
            raise JobError(f"{CONF}{key} is {value!r}: {wrong}")
    defaults = {key: option.default for key, option in {**COMMON, **job.options}.items()}
    return Args(args.inputs, args.output, args.run_id, {**defaults, **conf, **args.options}, args.lake)


def rules_of(text: str, fields: Sequence[Field]) -> dict[str, tuple[Rule, ...]]:
    """The option `rules`, by column. Raises JobError with the rule that is wrong."""
    names = {field.name.lower(): field.name for field in fields}
    found: dict[str, tuple[Rule, ...]] = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        match = re.fullmatch(r"([^:]+):(?:(min|max|accepted)=(.+?)|(unique))(?::(drop|warn|fail))?", part)
        if match is None:
            raise JobError(f"rule {part!r} is not COLUMN:min=VALUE, :max=VALUE, :accepted=A,B or :unique, then :drop, :warn or :fail")
        column, check, value, unique, then = match.groups()
        if column.lower() not in names:
            raise JobError(f"rule {part!r}: the job reads no column {column}; it reads {', '.join(names.values())}")
        name = names[column.lower()]
        found[name] = (*found.get(name, ()), Rule(check or unique, value or "", then or "drop"))
    return found


# --- Columns ---


def number(column: Column, type_: T.DataType) -> Column:
    """A number with a fraction; null when it is NaN, infinite or absurd. NaN is above every number in Spark, so above LIMIT."""
    value = column.cast("double")
    return F.when(F.abs(value) <= LIMIT, value)


def code(column: Column, type_: T.DataType) -> Column:
    """A whole number of up to 64 bits. Some years store it as a double; a fraction is no code and becomes null."""
    if isinstance(type_, T.IntegralType):
        return column.cast("bigint")
    value = column.cast("decimal(38,18)") if isinstance(type_, T.StringType) else column
    whole = value.cast("bigint")
    return F.when(whole == value, whole)


def cents(column: Column, type_: T.DataType) -> Column:
    """Money, or miles, as whole hundredths, so that sums are exact in any order."""
    return F.rint(number(column, type_) * 100).cast("bigint")


def moment(column: Column, type_: T.DataType) -> Column:
    """The clock time that the file shows, without a zone."""
    return column.cast("timestamp_ntz")


def amount(column: Column, type_: T.DataType) -> Column:
    """Any number to a millionth, exact when added; null when it has more than 22 digits before the point."""
    return column.cast("decimal(28,6)")


def text(column: Column, type_: T.DataType) -> Column:
    """The value as text; an empty one is null, and so is NaN. A whole number reads the same whether a year stores it as a double or not;
    what is text in the file stays as it is written."""
    if not isinstance(type_, T.FractionalType):
        return F.nullif(column.cast("string"), F.lit(""))
    whole, digits = column.cast("bigint"), column.cast("string")
    if isinstance(type_, T.DecimalType):
        digits = F.regexp_replace(digits, r"(\.\d*?)0+$", "$1")
    return F.when(whole == column, whole.cast("string")).when(~F.isnan(column.cast("double")), digits)


def _time(value: str) -> Column:
    # By way of a text: Spark would take a datetime for one in the zone of the machine.
    return F.lit(datetime.fromisoformat(value).replace(tzinfo=None).isoformat()).cast("timestamp_ntz")


_NUMBER = (T.NumericType,)
CODE = Kind("a number", _NUMBER, code, int)
CENTS = Kind("a number", _NUMBER, cents, lambda value: int((Decimal(value) * 100).to_integral_value()))
NUMBER = Kind("a number", _NUMBER, number, float)
AMOUNT = Kind("a number", _NUMBER, amount, Decimal)
MOMENT = Kind("a date and time", (T.TimestampType, T.TimestampNTZType, T.DateType), moment, _time)
TEXT = Kind("a text or number", (T.AtomicType,), text, str)


def named(name: str) -> Column:
    """The column of that name, whatever signs it holds."""
    return F.col("`" + name.replace("`", "``") + "`")


def tidy(file: DataFrame, uri: str, fields: Sequence[Field], faults: Mapping[str, Column], whole: bool) -> DataFrame:
    """The columns of `fields` under these names and in one type each, numbers as the file has them too (`raw#NAME`), `fault#N` for each
    of the further reasons, and the row as it was in `whole` when asked. Raises JobError when a column is missing or of another kind."""
    seen = {field.name.lower(): field for field in file.schema.fields}
    missing = [field.name for field in fields if field.name.lower() not in seen]
    if missing:
        there = ", ".join(name for name in file.columns if name != CORRUPT) or "no columns at all"
        raise JobError(f"{uri} has no column {', '.join(missing)}; it has {there}")
    columns = []
    for wanted in fields:
        found = seen[wanted.name.lower()]
        # In a CSV or JSON file everything is text at first; there a value that is no number is a missing one.
        types: tuple[type[T.DataType], ...] = (*wanted.kind.types, *((T.StringType,) if is_text(file) else ()))
        if not isinstance(found.dataType, types):
            is_ = found.dataType.simpleString()
            raise JobError(f"column {found.name} of {uri} is {is_}; {wanted.kind.says} is needed")
        columns.append(wanted.kind.read(named(found.name), found.dataType).alias(wanted.name))
        if T.NumericType in wanted.kind.types:
            columns.append(named(found.name).cast("double").alias(f"raw#{wanted.name}"))
    columns += [broken.alias(f"fault#{index}") for index, broken in enumerate(faults.values())]
    columns.append((unreadable(file, uri) if is_text(file) else F.lit(False)).alias("fault#corrupt"))
    if whole:
        columns.append(F.to_json(F.struct("*")).alias("whole#"))
    return file.select(*columns)


def is_text(file: DataFrame) -> bool:
    """Whether the file is CSV or JSON: `read` gives these a column for lines it cannot make sense of."""
    return CORRUPT in file.columns


def unreadable(file: DataFrame, uri: str) -> Column:
    """Whether a line of a CSV or JSON file makes no sense. Spark refuses to read its column for such lines alone, so one more is read."""
    others = [name for name in file.columns if name != CORRUPT]
    if not others:
        raise JobError(f"{uri} has no columns at all")
    return F.col(CORRUPT).isNotNull() & (F.coalesce(F.length(named(others[0])), F.lit(0)) >= 0)


def checks_of(fields: Sequence[Field], extra: Mapping[str, Column]) -> list[Check]:
    """All reasons but `unique`, in the order in which a row is judged."""
    checks = [Check("unreadable line", "drop", F.col("fault#corrupt"))]
    checks += [Check(reason, "drop", F.col(f"fault#{index}")) for index, reason in enumerate(extra)]
    for wanted in fields:
        if wanted.nulls != "keep":
            checks.append(Check(f"missing {wanted.name}", wanted.nulls, named(wanted.name).isNull()))
    for wanted in fields:
        value = named(wanted.name)
        for rule in wanted.rules:
            if rule.check == "unique":
                continue
            try:
                given = [wanted.kind.literal(one) for one in (rule.value.split(",") if rule.check == "accepted" else [rule.value])]
            except (ValueError, InvalidOperation) as error:
                raise JobError(f"rule {wanted.name}:{rule.check}={rule.value}: {wanted.kind.says} is needed") from error
            if rule.check == "min":
                checks.append(Check(f"{wanted.name} below {rule.value}", rule.then, value < F.lit(given[0])))
            elif rule.check == "max":
                checks.append(Check(f"{wanted.name} above {rule.value}", rule.then, value > F.lit(given[0])))
            else:
                checks.append(Check(f"{wanted.name} not among {rule.value}", rule.then, ~value.isin(given)))
    return checks


# --- The run ---


class Run:
    """The rows of a run, judged: `rows` holds the job's columns, and `fault#`, null for a good row. What becomes of the bad ones is counted
    in the same pass that computes the result: use `collect` or `grouped`."""

    def __init__(self, job: Job, spark: SparkSession, args: Args) -> None:
        self.spark, self.args, self.options = spark, args, args.options
        self.output = Output(spark, args.output)
        self.tables: list[dict[str, Any]] = []
        self.rows_in, self.dropped, self.warned = 0, dict[str, int](), dict[str, int]()
        wanted = job.fields(self.options)
        asked = rules_of(self.options["rules"], wanted)
        wanted = tuple(Field(f.name, f.kind, f.nulls, f.rules + asked.get(f.name, ())) for f in wanted)
        files = [(uri, file) for uri in args.inputs for file in read(spark, uri, self.options["format"])]
        self.schemas = [file.schema for _, file in files]
        faults = [job.faults(schema, self.options) if job.faults else {} for schema in self.schemas]
        whole = bool(self.options["quarantine"])
        tidied = [tidy(file, uri, wanted, fault, whole) for (uri, file), fault in zip(files, faults)]
        self._judge_by(reduce(DataFrame.unionByName, tidied), wanted, faults[0])

    def _judge_by(self, rows: DataFrame, wanted: Sequence[Field], faults: Mapping[str, Column]) -> None:
        checks = checks_of(wanted, faults)
        # What ends the run is looked at first, or a row that is dropped anyway would hide it.
        stops = sorted((check for check in checks if check.then in ("drop", "fail")), key=lambda check: check.then != "fail")
        self.stops = [(check.reason, check.then) for check in stops]
        first = [F.when(check.broken, F.lit(index)) for index, check in enumerate(stops)]
        rows = rows.withColumn("fault#", F.coalesce(*first))
        doubts = [check for check in checks if check.then == "warn"]
        self.doubts = [check.reason for check in doubts]
        rows = rows.withColumns({f"doubt#{index}": check.broken for index, check in enumerate(doubts)})
        for one in wanted:
            for rule in (rule for rule in one.rules if rule.check == "unique"):
                # Of equal keys one good row stays: the first by all columns, so that it is always the same.
                order = [F.col("fault#").isNotNull(), *(named(other.name).asc_nulls_last() for other in wanted)]
                again = F.row_number().over(Window.partitionBy(named(one.name)).orderBy(*order)) > 1
                again = named(one.name).isNotNull() & F.col("fault#").isNull() & again
                if rule.then == "warn":
                    rows = rows.withColumn(f"doubt#{len(self.doubts)}", again)
                    self.doubts.append(f"duplicate {one.name}")
                else:
                    rows = rows.withColumn("fault#", F.when(again, F.lit(len(self.stops))).otherwise(F.col("fault#")))
                    self.stops.append((f"duplicate {one.name}", rule.then))
        self.rows = rows

    @property
    def good(self) -> DataFrame:
        """The rows that count."""
        return self.rows.where(F.col("fault#").isNull())

    def at_least(self, name: str, value: float) -> DataFrame:
        """The good rows whose column NAME is a value or more. Of a parquet file Spark then reads only the row groups, and where the file
        has a page index the pages, that may hold such a row: it compares the column as it is in the file with their statistics."""
        return self.rows.where(F.col(f"raw#{name}") >= value).where(F.col("fault#").isNull())

    def _groups(self, keys: Mapping[str, Column], measures: Mapping[str, Column]) -> DataFrame:
        good = F.col("fault#").isNull()
        by = [F.when(good, key).alias(name) for name, key in keys.items()]
        doubted = [F.count(F.when(good & F.col(f"doubt#{index}"), 1)).alias(f"doubted#{index}") for index in range(len(self.doubts))]
        values = [value.alias(name) for name, value in measures.items()]
        return self.rows.groupBy("fault#", *by).agg(F.count("*").alias("rows#"), *values, *doubted)

    def collect(self, keys: Mapping[str, Column], measures: Mapping[str, Column]) -> list[Row]:
        """Groups the good rows and brings the groups here: for results known to be small. Raises JobError when no row can be used."""
        with self.reading():
            groups = self._groups(keys, measures).collect()
        self._judge(groups)
        return [row for row in groups if row["fault#"] is None]

    def grouped(self, keys: Mapping[str, Column], measures: Mapping[str, Column]) -> DataFrame:
        """Groups the good rows and leaves the groups in Spark: for results that may be large. They are kept (in memory, then on disk),
        because every use of them would else read the input again. Raises JobError when no row can be used."""
        groups = self._groups(keys, measures).persist()
        sums = [F.sum(name).alias(name) for name in ("rows#", *(f"doubted#{index}" for index in range(len(self.doubts))))]
        with self.reading():
            tallies = groups.groupBy("fault#").agg(*sums).collect()
        self._judge(tallies)
        return groups.where(F.col("fault#").isNull())

    def _judge(self, tallies: Iterable[Row]) -> None:
        dropped, warned, good = dict[str, int](), dict[str, int](), 0
        for row in tallies:
            self.rows_in += row["rows#"]
            if row["fault#"] is None:
                good += row["rows#"]
                for index, reason in enumerate(self.doubts):
                    warned[reason] = warned.get(reason, 0) + row[f"doubted#{index}"]
            else:
                reason = self.stops[row["fault#"]][0]
                dropped[reason] = dropped.get(reason, 0) + row["rows#"]
        self.dropped = dict(sorted(dropped.items()))
        self.warned = {reason: count for reason, count in sorted(warned.items()) if count}
        of = listed(self.args.inputs)
        for reason, then in self.stops:
            if then == "fail" and reason in dropped:
                raise JobError(f"{dropped[reason]} of the {self.rows_in} rows of {of} break a rule that must hold ({reason})")
        if self.rows_in == 0:
            raise JobError(f"there are no rows in {of}")
        if good == 0:
            # Zeros would look like an answer.
            why = ", ".join(f"{reason}: {count}" for reason, count in self.dropped.items())
            raise JobError(f"none of the {self.rows_in} rows of {of} can be used ({why})")

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Around what makes Spark read the rows: says which file is at fault. Spark names it in a message of many lines."""
        try:
            yield
        except Exception as error:
            file = re.search(r"while reading file (\S+?)\.(\s|$)", str(error))
            if file is None:
                raise JobError(f"Spark failed on {listed(self.args.inputs)}: {plainly(error)}") from error
            raise JobError(f"cannot read the rows of {unquote(file[1])}; it may be damaged ({plainly(error)})") from error

    def item(self, sk: str, **attributes: Value) -> Item:
        """One result; an attribute that is None is left out."""
        pairs = {"pk": f"run#{self.args.run_id}", "sk": sk, **attributes}
        return {name: attribute(value) for name, value in pairs.items() if value is not None}

    def lines(self, results: DataFrame, sk: Column, attributes: Mapping[str, Column]) -> DataFrame:
        """The same for each row of a DataFrame: its line in `value`, its `sk`, and in `wrong` why DynamoDB would refuse it. Texts become S,
        numbers N; a null is left out."""
        fields, wrong = [], [F.when(~F.coalesce(F.octet_length(sk), F.lit(0)).between(1, KEY), F.lit(NO_KEY))]
        types = results.select(*(value.alias(name) for name, value in attributes.items())).schema
        for type_, (name, value) in zip(types, attributes.items()):
            if not isinstance(type_.dataType, (T.StringType, T.NumericType)):
                raise JobError(f"attribute {name} is {type_.dataType.simpleString()}; cast it to a text or a number")
            fields.append(F.when(value.isNotNull(), typed(value, type_.dataType)).alias(name))
            if isinstance(type_.dataType, (T.FloatType, T.DoubleType)):
                stored = (value == 0) | ((F.abs(value) >= float(f"1e{SMALLEST}")) & (F.abs(value) < float(f"1e{LARGEST + 1}")))
                wrong.append(F.when(~stored, F.concat(F.lit(f"its {name} is "), value.cast("string"), F.lit(f", {NO_NUMBER}"))))
        keys = [F.struct(F.lit(f"run#{self.args.run_id}").alias("S")).alias("pk"), F.struct(sk.alias("S")).alias("sk")]
        item = F.struct(F.struct(*keys, *fields).alias("Item"))
        return results.select(F.to_json(item).alias("value"), sk.alias("sk"), F.coalesce(*wrong).alias("wrong"))

    def table(self, name: str, rows: DataFrame, by: str) -> None:
        """Writes rows as parquet, a folder for each value of `by`, to NAME/run=ID below the lake (below the output when there is none)."""
        uri = f"{self.args.lake or self.args.output}/{name}/run={quote(self.args.run_id, safe='')}"
        self.output.delete("_manifest.json")
        with trying(f"write {uri}"):
            rows.repartition(by).write.mode("overwrite").partitionBy(by).parquet(uri)
        self.tables.append({"name": name, "uri": uri})

    def quarantine(self) -> str | None:
        """Writes the dropped rows, when that is asked and there are any; returns where."""
        asked = self.options["quarantine"]
        if not asked:
            return None
        uri = f"{self.args.output}/quarantine" if asked == "output" else f"{asked.rstrip('/')}/run={quote(self.args.run_id, safe='')}"
        if not self.dropped:
            self.output.remove(uri)  # what an earlier run with this id may have left
            return None
        reasons = F.array(*(F.lit(reason) for reason, _ in self.stops))
        bad = self.rows.where(F.col("fault#").isNotNull())
        with trying(f"write {uri}"):
            bad.select(reasons[F.col("fault#")].alias("reason"), F.col("whole#").alias("row")).write.mode("overwrite").json(uri)
        return uri


# --- Files ---


def read(spark: SparkSession, uri: str, format_: str) -> list[DataFrame]:
    """The object at a URI, or the folder of such: one DataFrame for each schema in it, because types differ between years. CSV (with a
    header) and JSON Lines are read as text, with a column CORRUPT for lines that make no sense."""
    # An object's key is not a pattern, whatever signs it holds.
    reader = spark.read.option("__globPaths__", "false").option("columnNameOfCorruptRecord", CORRUPT)
    ends = uri.rstrip("/").lower().split("/")[-1].split(".")[1:]
    if format_ == "auto":
        ends = ends[:-1] if ends and ends[-1] in PACKED else ends
        format_ = FORMATS.get(ends[-1], "parquet") if ends else "parquet"
    with trying(f"read {uri}"):
        if format_ == "parquet":
            alike: dict[str, list[str]] = {}
            files = parquet_files(spark, uri)
            if len(files) < 2:
                return [reader.parquet(uri)]
            # Only the ends of the files are read for this; eight at a time, because each is a wait.
            with ThreadPoolExecutor(max_workers=8) as pool:
                for file, columns in zip(files, pool.map(lambda file: parquet_columns(spark, file), files)):
                    alike.setdefault(columns, []).append(file)
            return [reader.option("basePath", uri).parquet(*same) for same in alike.values()]
        if format_ == "csv":
            names = reader.option("header", True).csv(uri).columns
        else:
            names = json_names(spark, reader, uri)
            if len({name.lower() for name in names}) < len(names):
                return [json_alike(spark, uri, names)]
        reader = reader.schema(texts(names))
        # All columns of a line are looked at, or whether it makes sense would depend on which of them the job uses.
        reader = reader.option("header", True).option("enforceSchema", False).option("columnPruning", False)
        return [reader.csv(uri) if format_ == "csv" else reader.json(uri)]


def texts(names: Sequence[str]) -> T.StructType:
    """A schema in which all is text, and CORRUPT."""
    return T.StructType([T.StructField(name, T.StringType()) for name in [*names, CORRUPT]])


def json_names(spark: SparkSession, reader: Any, uri: str) -> list[str]:
    """The keys of a JSON file as they are written. Spark would else forget some of those that differ in case only."""
    setting, usual = "spark.sql.caseSensitive", spark.conf.get("spark.sql.caseSensitive")
    spark.conf.set(setting, "true")
    try:
        return [name for name in reader.option("primitivesAsString", True).json(uri).columns if name != CORRUPT]
    finally:
        spark.conf.set(setting, str(usual))


def json_alike(spark: SparkSession, uri: str, names: Sequence[str]) -> DataFrame:
    """A JSON file with keys that differ in case only: such are one column, the first that has a value. Spark's reader takes no such
    names, so the lines are read as text, and the values told apart by number."""
    values = F.from_json("value", texts(names), {"columnNameOfCorruptRecord": CORRUPT}).alias("line")
    lines = spark.read.option("__globPaths__", "false").text(uri).where(F.col("value").rlike(r"\S")).select(values)
    alike: dict[str, list[int]] = {}
    for index, name in enumerate(names):
        alike.setdefault(name.lower(), []).append(index)
    columns = [F.coalesce(*(F.col(f"value#{index}") for index in same)).alias(names[same[0]]) for same in alike.values()]
    return lines.select("line.*").toDF(*(f"value#{index}" for index in range(len(names))), CORRUPT).select(*columns, CORRUPT)


def parquet_files(spark: SparkSession, uri: str) -> list[str]:
    """The files of a folder and its folders, but those that Spark leaves out too; none when the URI is no folder."""
    context: Any = spark.sparkContext
    path = context._jvm.org.apache.hadoop.fs.Path(uri)
    files = path.getFileSystem(context._jsc.hadoopConfiguration())
    if not files.exists(path) or files.getFileStatus(path).isFile():
        return []
    found, walk, start = [], files.listFiles(path, True), len(files.makeQualified(path).toString())
    while walk.hasNext():
        status = walk.next()
        name = status.getPath().toString()
        if not name.endswith(FOLDER_MARK) and not any(part.startswith(("_", ".")) for part in name[start:].split("/")):
            found.append(name)
    return sorted(found)


def parquet_columns(spark: SparkSession, file: str) -> str:
    """The columns and types of a parquet file, as its end says. Spark's own reader would start a job for each file to say it."""
    context: Any = spark.sparkContext
    path, parquet = context._jvm.org.apache.hadoop.fs.Path(file), context._jvm.org.apache.parquet.hadoop
    end = parquet.ParquetFileReader.open(parquet.util.HadoopInputFile.fromPath(path, context._jsc.hadoopConfiguration()))
    try:
        return str(end.getFileMetaData().getSchema().toString())
    finally:
        end.close()


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
        with trying(f"write {self.uri}/{name}"):
            path, files = self._open(name)
            target = self._hadoop.Path(path.getParent(), f".{name}.unfinished") if self._renames else path
            stream = files.create(target, True)
            stream.write(text.encode())
            stream.close()
            if self._renames:
                self._move(files, target, path)

    def write_lines(self, name: str, lines: DataFrame) -> None:
        """Writes a DataFrame of lines as one file, in their order. One executor writes it, however long it is; the driver sees none."""
        folder = f"{self.uri}/.{name}.unfinished"
        with trying(f"write {self.uri}/{name}"):
            path, files = self._open(name)
            lines.select("value").repartition(1).sortWithinPartitions("value").write.mode("overwrite").text(folder)
            written = [status.getPath() for status in files.listStatus(self._hadoop.Path(folder))]
            (part,) = [one for one in written if one.getName().startswith("part-")]
            if self._renames:
                self._move(files, part, path)
            else:
                files.delete(path, False)
                if not files.rename(part, path):
                    raise OSError(f"the file system did not rename {part.toString()}; run the job again")
            files.delete(self._hadoop.Path(folder), True)

    def delete(self, name: str) -> None:
        """Removes a file, if it is there."""
        self.remove(f"{self.uri}/{name}")

    def remove(self, uri: str) -> None:
        """Removes a file or folder, wherever it is, if it is there."""
        with trying(f"delete {uri}"):
            path = self._hadoop.Path(uri)
            path.getFileSystem(self._conf).delete(path, True)

    def _move(self, files: Any, source: Any, target: Any) -> None:
        option = getattr(self._hadoop, "Options$Rename")
        overwrite = self._gateway.new_array(option, 1)
        overwrite[0] = option.OVERWRITE
        self._hadoop.FileContext.getFileContext(files.getUri(), self._conf).rename(source, target, overwrite)

    def _open(self, name: str) -> tuple[Any, Any]:
        path = self._hadoop.Path(f"{self.uri}/{name}")
        files = path.getFileSystem(self._conf)
        files.setWriteChecksum(False)
        return path, files


def attribute(value: str | int | float | Decimal) -> dict[str, str]:
    """A DynamoDB attribute value. Numbers are written as DynamoDB gives them back: plain, without trailing zeros; a float as it prints."""
    if isinstance(value, str):
        return {"S": value}
    plain = format(Decimal(str(value) if isinstance(value, float) else value), "f")
    return {"N": plain.rstrip("0").rstrip(".") if "." in plain else plain}


def typed(value: Column, type_: T.DataType) -> Column:
    """The same of a column. What Spark writes with an E stays so where it has more than six decimals or 38 digits: it is exact as well."""
    if isinstance(type_, T.StringType):
        return F.struct(value.alias("S"))
    digits = value.cast("string")
    if not isinstance(type_, T.DecimalType):
        short = value.cast("decimal(38,6)")
        digits = F.when(short == value, short.cast("string")).otherwise(digits)
    plain = F.regexp_replace(F.regexp_replace(digits, r"(\.\d*?)0+$", "$1"), r"\.$|(?<=^0)E.*", "")
    return F.struct(plain.alias("N"))


def item_fault(item: Item) -> str:
    """What DynamoDB would refuse of a result; empty when nothing."""
    if not 1 <= len(item["sk"]["S"].encode()) <= KEY:
        return NO_KEY
    for name, value in item.items():
        number, digits = Decimal(value.get("N", "0")), value.get("N", "").replace(".", "").strip("-0")
        if not number.is_finite() or len(digits) > DIGITS or (digits and not SMALLEST <= number.adjusted() <= LARGEST):
            return f"its {name} is {value['N']}, {NO_NUMBER}"
    return ""


def counted(results: list[Item] | DataFrame) -> int:
    """How many results there are. Raises JobError for what DynamoDB would refuse when they are stored, long after the job."""
    if isinstance(results, DataFrame):
        first = F.min(F.when(F.col("wrong").isNotNull(), F.struct("sk", "wrong")))
        ((count, different, bad),) = results.agg(F.count("*"), F.count_distinct("sk"), first).collect()
        if bad is None and different < count:
            bad = (results.groupBy("sk").count().where("count > 1").agg(F.min("sk")).collect()[0][0], TWICE)
    else:
        count, bad, seen = len(results), None, set[str]()
        for item in results:
            sk = item["sk"]["S"]
            wrong = TWICE if sk in seen else item_fault(item)
            if wrong:
                bad = (sk, wrong)
                break
            seen.add(sk)
    if bad is not None:
        raise JobError(f"DynamoDB would refuse the result {(bad[0] or '')[:80]!r}: {bad[1]}")
    return int(count)


def rounded(value: Decimal) -> Decimal:
    """An average or percentage, to four decimals."""
    return value.quantize(Decimal("0.0001"))


def listed(uris: Sequence[str]) -> str:
    """The inputs as an error names them."""
    return uris[0] if len(uris) == 1 else f"{uris[0]} and {len(uris) - 1} more"


@contextmanager
def trying(what: str) -> Iterator[None]:
    """Says what could not be done, when it could not."""
    try:
        yield
    except Exception as error:
        raise JobError(f"cannot {what}: {plainly(error)}") from error


def plainly(error: BaseException) -> str:
    """The innermost cause of a failure, in one line and, for the usual ones, in plain words."""
    java = getattr(error, "java_exception", None) or getattr(error, "_origin", None)
    if java is None:
        return " ".join(f"{type(error).__name__}: {error}".split())
    while java.getCause() is not None:
        java = java.getCause()
    said = (java.getMessage() or java.toString()).splitlines()
    line = said[0] if said else str(java.toString())
    for sign, meaning in FAILURES.items():
        if sign in line:
            return f"{meaning} ({' '.join(' '.join(said).split())})"
    return f"{java.getClass().getSimpleName()}: {line}"


def complain(text: str) -> None:
    """Says it on stderr. spark-submit shows the stderr of Python on its own stdout, so Java's stderr is told as well."""
    print(text, file=sys.stderr, flush=True)
    if "PYSPARK_GATEWAY_PORT" in os.environ:
        SparkContext._ensure_initialized()
        java: Any = SparkContext._jvm
        java.System.err.println(text)


# --- Main ---


def execute(job: Job, spark: SparkSession, args: Args, started: datetime) -> dict[str, Any]:
    """Reads, computes and writes; returns the manifest. Raises JobError when it cannot."""
    args = with_conf(job, args, spark)
    run = Run(job, spark, args)
    results = job.compute(run)
    count = counted(results)
    # A rerun takes the manifest away before it writes anything: while it is there, what it names is whole.
    run.output.delete("_manifest.json")
    if isinstance(results, DataFrame):
        run.output.write_lines("results.jsonl", results)
    else:
        run.output.write("results.jsonl", "".join(json.dumps({"Item": item}) + "\n" for item in results))
    quarantined = run.quarantine()
    columns = [(column.name, column.dataType.simpleString()) for schema in run.schemas for column in schema.fields]
    waited = (datetime.now(timezone.utc) - started).total_seconds()
    manifest = {
        "job": job.name,
        "runId": args.run_id,
        "spark": spark.version,
        "startedAt": started.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "durationSeconds": round(waited, 3),
        "input": list(args.inputs),
        "options": {key: value for key, value in sorted(args.options.items()) if value},
        "rowsIn": run.rows_in,
        "rowsDropped": run.dropped,
        "warnings": run.warned,
        "rowsOut": count,
        "schema": [{"name": name, "type": type_} for name, type_ in dict.fromkeys(columns) if name != CORRUPT],
        "results": "results.jsonl",
        **({"tables": run.tables} if run.tables else {}),
        **({"quarantine": quarantined} if quarantined else {}),
    }
    run.output.write("_manifest.json", json.dumps(manifest, indent=2) + "\n")
    return manifest


def main(job: Job, argv: Sequence[str] | None = None) -> int:
    """Runs the job in a session of its own and returns the exit code."""
    args = parse_args(job, sys.argv[1:] if argv is None else argv)
    started = datetime.now(timezone.utc)
    spark = None
    try:
        # UTC: the zone in which Spark would read a file that stores times as UTC. Not ANSI: Spark 4 would fail on a text that is no number.
        builder = SparkSession.builder.appName(job.name).config("spark.sql.session.timeZone", "UTC")
        spark = builder.config("spark.sql.ansi.enabled", "false").getOrCreate()
        done = execute(job, spark, args, started)
        dropped = sum(done["rowsDropped"].values())
        print(f"{job.name}: {done['rowsIn']} rows read, {dropped} dropped, {done['rowsOut']} results in {args.output}", flush=True)
        return 0
    except Exception as error:
        said = str(error) if isinstance(error, JobError) else plainly(error)
        complain("error: " + " ".join(said.split()))
        traceback.print_exc()
        return 1
    finally:
        if spark is not None:
            spark.stop()


if __name__ == "__main__":
    sys.exit(main(job()))
