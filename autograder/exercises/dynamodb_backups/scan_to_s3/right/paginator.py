"""boto3's paginator for the pages, and the last page's key in the name of an object."""

import base64
import gzip
import json
import time


def scan_to_s3(dynamodb, s3, table_name, bucket, prefix, segment, segments, page_items, units_per_second):
    folder = f"{prefix}/segment-{segment}"
    names = [
        found["Key"].removeprefix(folder + "/")
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=folder + "/")
        for found in page.get("Contents", [])
    ]
    if "done.json" in names:
        return json.load(s3.get_object(Bucket=bucket, Key=f"{folder}/done.json")["Body"])["items"]

    notes = sorted(name for name in names if name.startswith("note-"))  # note-<page>-<items>-<next key>
    number, items, start = 0, 0, {}
    if notes:
        _, page, count, key = notes[-1].split("-", 3)
        number, items = int(page) + 1, int(count)
        start = {"ExclusiveStartKey": json.loads(base64.urlsafe_b64decode(key))}

    pages = dynamodb.get_paginator("scan").paginate(
        TableName=table_name,
        Segment=segment,
        TotalSegments=segments,
        ReturnConsumedCapacity="TOTAL",
        PaginationConfig={"PageSize": page_items},
        **start,
    )
    for number, page in enumerate(pages, number):
        items += page["Count"]
        text = "\n".join(json.dumps({"Item": item}, default=to_text) for item in page["Items"])
        s3.put_object(Bucket=bucket, Key=f"{folder}/{number:05}.json.gz", Body=gzip.compress(text.encode()))
        if "LastEvaluatedKey" in page:
            key = base64.urlsafe_b64encode(json.dumps(page["LastEvaluatedKey"]).encode()).decode()
            s3.put_object(Bucket=bucket, Key=f"{folder}/note-{number:05}-{items}-{key}", Body=b"")
        time.sleep(page["ConsumedCapacity"]["CapacityUnits"] / units_per_second)
    s3.put_object(Bucket=bucket, Key=f"{folder}/done.json", Body=json.dumps(dict(items=items)))
    return items


def to_text(value):
    return base64.b64encode(value).decode()
