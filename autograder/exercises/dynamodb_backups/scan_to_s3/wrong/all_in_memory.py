# fails: dies_anywhere, exam_dies_anywhere
# advice: continue
"""Reads everything first, and puts it at the end: a crash loses all of it."""

import base64
import gzip
import json
import time


def scan_to_s3(dynamodb, s3, table_name, bucket, prefix, segment, segments, page_items, units_per_second):
    folder = f"{prefix}/segment-{segment}"
    try:
        return json.load(s3.get_object(Bucket=bucket, Key=f"{folder}/done.json")["Body"])["items"]
    except s3.exceptions.NoSuchKey:
        pass
    items, start = [], {}
    while True:
        page = dynamodb.scan(
            TableName=table_name,
            Segment=segment,
            TotalSegments=segments,
            Limit=page_items,
            ReturnConsumedCapacity="TOTAL",
            **start,
        )
        items += page["Items"]
        if "LastEvaluatedKey" not in page:
            break
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}
        time.sleep(page["ConsumedCapacity"]["CapacityUnits"] / units_per_second)
    text = "".join(json.dumps({"Item": item}, default=to_text) + "\n" for item in items)
    s3.put_object(Bucket=bucket, Key=f"{folder}/all.json.gz", Body=gzip.compress(text.encode()))
    s3.put_object(Bucket=bucket, Key=f"{folder}/done.json", Body=json.dumps({"items": len(items)}))
    return len(items)


def to_text(value):
    return base64.b64encode(value).decode()
