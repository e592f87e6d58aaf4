"""Keeps what it needs in the metadata of the last page: one object a page, and no other. Pauses after each page."""

import gzip
import json
from base64 import b64encode
from time import sleep

from botocore.exceptions import ClientError


class Worker:
    def __init__(self, s3, bucket, folder):
        self.s3, self.bucket, self.folder = s3, bucket, folder

    def last_page(self):
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=self.folder)
        keys = [found["Key"] for page in pages for found in page.get("Contents", ())]
        keys = [key for key in keys if key.endswith(".json.gz")]
        if not keys:
            return 0, 0, None
        state = self.s3.head_object(Bucket=self.bucket, Key=max(keys))["Metadata"]
        return len(keys), int(state["items"]), json.loads(state["next"])

    def put(self, name, body, **metadata):
        self.s3.put_object(Bucket=self.bucket, Key=self.folder + name, Body=body, Metadata=metadata)


def scan_to_s3(dynamodb, s3, table_name, bucket, prefix, segment, segments, page_items, units_per_second):
    worker = Worker(s3, bucket, f"{prefix}/segment-{segment}/")
    try:
        return json.load(s3.get_object(Bucket=bucket, Key=f"{worker.folder}done.json")["Body"])["items"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchKey":
            raise
    number, items, start = worker.last_page()
    while number == 0 or start is not None:
        request = {"TableName": table_name, "Segment": segment, "TotalSegments": segments, "Limit": page_items}
        if start is not None:
            request["ExclusiveStartKey"] = start
        page = dynamodb.scan(**request, ReturnConsumedCapacity="INDEXES")
        body = b""
        for item in page["Items"]:
            body += json.dumps({"Item": item}, default=lambda value: b64encode(value).decode()).encode() + b"\n"
        items, start = items + page["Count"], page.get("LastEvaluatedKey")
        worker.put(f"{number:08}.json.gz", gzip.compress(body), items=str(items), next=json.dumps(start))
        number += 1
        sleep(page["ConsumedCapacity"]["CapacityUnits"] / units_per_second)
    worker.put("done.json", json.dumps({"items": items}))
    return items
