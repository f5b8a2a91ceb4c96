"""A job that keeps the contract of pipelines without Spark, so that it takes a second: the file it reads says what it does.
Uploaded by tests in place of a pipeline's job, never imported."""

import argparse
import json
import sys
import time
from urllib.parse import urlsplit

import boto3

# What a test changes to mend the job.
MENDED = False

parser = argparse.ArgumentParser()
parser.add_argument("--input", required=True)
parser.add_argument("--output", required=True)
parser.add_argument("--run-id", required=True)
parser.add_argument("--lake")
arguments = parser.parse_args()
s3 = boto3.client("s3", aws_access_key_id="any", aws_secret_access_key="any")


def place(uri):
    return {"Bucket": urlsplit(uri).netloc, "Key": uri.split("/", 3)[3]}


def read(uri):
    where = place(uri)
    if not where["Key"].endswith("/"):
        return [s3.get_object(**where)["Body"].read()]
    found = s3.list_objects_v2(Bucket=where["Bucket"], Prefix=where["Key"]).get(
        "Contents", []
    )
    return [
        s3.get_object(Bucket=where["Bucket"], Key=entry["Key"])["Body"].read()
        for entry in found
    ]


wanted = {}
for body in read(arguments.input):
    wanted |= json.loads(body)
if "wait" in wanted:
    # Until a test puts the object that it names.
    while (
        s3.list_objects_v2(
            Bucket=place(arguments.input)["Bucket"], Prefix=wanted["wait"]
        ).get("KeyCount", 0)
        == 0
    ):
        time.sleep(0.1)
if wanted.get("needsMending") and not MENDED:
    sys.exit("error: this job cannot do that yet")

rows = [
    {
        "Item": {
            "pk": {"S": f"run#{arguments.run_id}"},
            "sk": {"S": f"row#{number:06}"},
            "text": {"S": "x" * (20_000 if number < wanted.get("large", 0) else 200)},
        }
    }
    for number in range(wanted.get("rows", 1))
]
manifest = {
    "rowsIn": len(rows),
    "rowsOut": len(rows),
    "results": "results.jsonl",
    "arguments": sys.argv[1:],
}
for name, text in (
    ("results.jsonl", "".join(json.dumps(row) + "\n" for row in rows)),
    ("_manifest.json", json.dumps(manifest)),
):
    s3.put_object(**place(arguments.output + name), Body=text.encode())
