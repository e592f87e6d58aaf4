# fails: dies_anywhere, exam_dies_anywhere
# advice: twice
"""Gives each page a random name: a page that is read again is there twice."""

import base64
import gzip
import json
import time
import uuid


def scan_to_s3(dynamodb, s3, table_name, bucket, prefix, segment, segments, page_items, units_per_second):
    folder = f"{prefix}/segment-{segment}"

    def get(name):
        try:
            return json.loads(s3.get_object(Bucket=bucket, Key=f"{folder}/{name}")["Body"].read())
        except s3.exceptions.NoSuchKey:
            return None

    def put(name, body):
        s3.put_object(Bucket=bucket, Key=f"{folder}/{name}", Body=body)

    done = get("done.json")
    if done:
        return done["items"]
    reached = get("progress.json") or {"page": 0, "items": 0, "next": None}
    began, consumed = time.time(), 0
    while reached["page"] == 0 or reached["next"]:
        time.sleep(max(0, began + consumed / units_per_second - time.time()))
        start = {"ExclusiveStartKey": reached["next"]} if reached["next"] else {}
        page = dynamodb.scan(
            TableName=table_name,
            Segment=segment,
            TotalSegments=segments,
            Limit=page_items,
            ReturnConsumedCapacity="TOTAL",
            **start,
        )
        consumed += page["ConsumedCapacity"]["CapacityUnits"]
        lines = "".join(json.dumps({"Item": item}, default=as_base64) + "\n" for item in page["Items"])
        put(f"page-{uuid.uuid4()}.json.gz", gzip.compress(lines.encode()))
        reached = {
            "page": reached["page"] + 1,
            "items": reached["items"] + len(page["Items"]),
            "next": page.get("LastEvaluatedKey"),
        }
        put("progress.json", json.dumps(reached))
    put("done.json", json.dumps({"items": reached["items"]}))
    return reached["items"]


def as_base64(value):
    return base64.b64encode(value).decode()
