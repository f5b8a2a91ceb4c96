"""What taxi-summary must say about a file, worked out without Spark: `python -m taxi_data.reference FILE`.

Prints a JSON list of DynamoDB items as the job writes them, but without `pk`. It shares no code with the job, so that
the two can be held against each other: DuckDB adds and sorts, exact fractions divide.
"""

from __future__ import annotations

import argparse
import json
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import duckdb

Item = dict[str, dict[str, str]]

# From the TLC's data dictionary.
PAYMENT_NAMES = ["Flex Fare", "Credit card", "Cash", "No charge", "Dispute", "Unknown", "Voided trip"]
VENDOR_NAMES = {1: "Creative Mobile Technologies, LLC", 2: "Curb Mobility, LLC", 6: "Myle Technologies Inc", 7: "Helix"}

_TRIPS = """
create temp view trips as
select VendorID::bigint vendor, payment_type::bigint payment, round_even(fare_amount * 100, 0)::bigint fare,
  round_even(total_amount * 100, 0)::bigint total, trip_distance::double miles,
  tpep_pickup_datetime pickup, tpep_dropoff_datetime dropoff, PULocationID::bigint pu, DOLocationID::bigint dest
from {source} where {kept}
"""
_TOP = """
select fare, total, miles, vendor, payment, strftime(pickup, '%Y-%m-%dT%H:%M:%S'), strftime(dropoff, '%Y-%m-%dT%H:%M:%S'),
  pu, dest from trips
order by fare desc, pickup, vendor, payment, total, miles, dropoff, pu, dest limit 10
"""


def expected(file: Path, nulls: str = "needed") -> list[Item]:
    """The items the job must write for one file of `taxi_data`, in the job's order.

    `nulls` is the job's option: `needed` leaves out rows without vendor, payment type or fare; `upstream` leaves out
    rows in which any column is null. NaN is not provided for: the generator writes none.
    """
    database = duckdb.connect()
    source = "read_parquet('" + str(file).replace("'", "''") + "')"
    columns = [row[0] for row in database.execute(f"describe from {source}").fetchall()]
    kept = ["VendorID", "payment_type", "fare_amount"] if nulls == "needed" else columns
    database.execute(_TRIPS.format(source=source, kept=" and ".join(f'"{name}" is not null' for name in kept)))

    [(rows_in,)] = database.execute(f"select count(*) from {source}").fetchall()
    [(trips, cents)] = database.execute("select count(*), sum(fare) from trips").fetchall()
    vendors = database.execute("select vendor, count(*), sum(fare) from trips group by 1 order by 1").fetchall()
    payments = database.execute("select payment, count(*) from trips group by 1 order by 1").fetchall()
    top = database.execute(_TOP).fetchall()

    counts: dict[str, int | str] = {"vendors": len(vendors), "paymentTypes": len(payments), "nulls": nulls}
    items = [_item("summary", **_fares(trips, cents), **counts, rowsIn=rows_in, rowsDropped=rows_in - trips)]
    for vendor, count, sum_ in vendors:
        items.append(_item(f"vendor#{vendor}", vendorId=vendor, name=VENDOR_NAMES.get(vendor), **_fares(count, sum_)))
    for payment, count in payments:
        percent = round(Fraction(100 * count, trips), 4)
        name = PAYMENT_NAMES[payment]
        items.append(_item(f"payment-type#{payment}", paymentType=payment, name=name, trips=count, percent=percent))
    for rank, (fare, total, miles, vendor, payment, pickup, dropoff, pu, dest) in enumerate(top, start=1):
        money = {"fare": Fraction(fare, 100), "total": Fraction(total, 100), "miles": Fraction(repr(miles))}
        codes = {"vendorId": vendor, "paymentType": payment}
        places = {"pickup": pickup, "dropoff": dropoff, "pickupLocationId": pu, "dropoffLocationId": dest}
        items.append(_item(f"top-trip#{rank:02d}", rank=rank, **money, **codes, **places))
    return items


def _fares(trips: int, cents: int) -> dict[str, int | Fraction]:
    return {"trips": trips, "totalFare": Fraction(cents, 100), "averageFare": round(Fraction(cents, 100 * trips), 4)}


def _item(sk: str, **attributes: str | int | Fraction | None) -> Item:
    return {"sk": {"S": sk}, **{name: _attribute(value) for name, value in attributes.items() if value is not None}}


def _attribute(value: str | int | Fraction) -> dict[str, str]:
    if isinstance(value, str):
        return {"S": value}
    if isinstance(value, int):
        return {"N": str(value)}
    number = Decimal(value.numerator) / Decimal(value.denominator)
    return {"N": f"{number.normalize():f}"}


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="taxi_data.reference", description="Print what taxi-summary must say about FILE.")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--nulls", choices=("needed", "upstream"), default="needed", help="default %(default)s")
    args = parser.parse_args(argv)
    if not args.file.is_file():
        parser.error(f"there is no file {args.file}")
    json.dump(expected(args.file, args.nulls), sys.stdout, indent=2)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
