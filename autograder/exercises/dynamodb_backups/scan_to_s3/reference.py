import base64
import gzip
import json
import time


def scan_to_s3(dynamodb, s3, table_name, bucket, prefix, segment, segments, page_items, units_per_second):
    """Copy one segment of a table to S3, as one worker of a parallel scan does.

    Args:
        dynamodb, s3: boto3 clients. Use these. Each worker has its own, so you need no threads.
        table_name, bucket: strings. The key attributes of the table are text or numbers.
        prefix: a string. This worker's objects have keys that begin with f"{prefix}/segment-{segment}/".
        segment, segments: which part of how many, ints; the first part is 0.
        page_items: how many items a Scan may read at most, an int.
        units_per_second: how much read capacity this worker may consume per second, a float.

    Returns:
        How many items the segment has, an int, once they are all in S3.

    Objects, below that key:
        - any number whose keys end in ".json.gz": gzip of lines like an export's, {"Item": {...}} with
          typed values, binary ones as base64. Each item of the segment is in exactly one line of one.
          Each page is put before the next one is read.
        - "done.json", {"items": <how many>}, put last: whoever finds it can rely on all the others.
        - whatever you need to go on after a crash, under any other names.

    Capacity: when a Scan is sent, the Scans of this call before it have consumed no more than
    units_per_second times the seconds since the first one was sent. With ReturnConsumedCapacity="TOTAL"
    each answer tells what it has consumed. Pause with time.sleep, and not much longer than needed:
    for twice the time and five seconds in all at most.

    Called again after a run that died at any point, it goes on where that stopped: pages that are in S3
    are not read again, except perhaps the last. Called again when it is done, it reads nothing.

    Raises:
        What AWS refuses comes out as boto3 raised it. Then there is no done.json.
    """
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
        put(f"page-{reached['page']:06d}.json.gz", gzip.compress(lines.encode()))
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
