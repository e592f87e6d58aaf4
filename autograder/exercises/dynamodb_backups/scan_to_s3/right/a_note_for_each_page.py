"""Writes a note for each page, and reads all notes to go on."""

import base64
import gzip
import json
import time


def read(s3, bucket, key):
    try:
        return json.loads(s3.get_object(Bucket=bucket, Key=key)["Body"].read())
    except s3.exceptions.NoSuchKey:
        return None


def write(s3, bucket, key, value):
    s3.put_object(Bucket=bucket, Key=key, Body=json.dumps(value).encode())


def text(value):
    return base64.b64encode(value).decode()


def scan_to_s3(dynamodb, s3, table_name, bucket, prefix, segment, segments, page_items, units_per_second):
    base = f"{prefix}/segment-{segment}/"
    done = read(s3, bucket, base + "done.json")
    if done is not None:
        return done["items"]
    state, number = None, 0
    while (noted := read(s3, bucket, f"{base}notes/{number}")) is not None:
        state, number = noted, number + 1
    if state is None:
        state = {"pages": 0, "items": 0, "next": None, "finished": False}
    while not state["finished"]:
        request = dict(
            TableName=table_name,
            Segment=segment,
            TotalSegments=segments,
            Limit=page_items,
            ReturnConsumedCapacity="TOTAL",
        )
        if state["next"]:
            request["ExclusiveStartKey"] = state["next"]
        page = dynamodb.scan(**request)
        lines = [json.dumps({"Item": item}, default=text) + "\n" for item in page["Items"]]
        name = f"{base}page-{state['pages']:06}.json.gz"
        s3.put_object(Bucket=bucket, Key=name, Body=gzip.compress("".join(lines).encode()))
        state = {
            "pages": state["pages"] + 1,
            "items": state["items"] + len(page["Items"]),
            "next": page.get("LastEvaluatedKey"),
            "finished": "LastEvaluatedKey" not in page,
        }
        write(s3, bucket, f"{base}notes/{state['pages'] - 1}", state)
        if not state["finished"]:
            time.sleep(page["ConsumedCapacity"]["CapacityUnits"] / units_per_second)
    write(s3, bucket, base + "done.json", {"items": state["items"]})
    return state["items"]
