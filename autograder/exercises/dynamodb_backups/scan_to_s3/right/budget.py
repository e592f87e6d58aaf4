"""A budget that fills with time; a generator of pages; progress in one object that is read and written whole."""

import base64
import gzip
import io
import json
import time


class Budget:
    def __init__(self, rate):
        self.rate, self.debt, self.seen = rate, 0.0, time.monotonic()

    def spend(self, units):
        self.debt += units

    def wait(self):
        now = time.monotonic()
        self.debt = max(0.0, self.debt - (now - self.seen) * self.rate)
        self.seen = now
        while self.debt > 0:
            time.sleep(self.debt / self.rate)
            now = time.monotonic()
            self.debt, self.seen = max(0.0, self.debt - (now - self.seen) * self.rate - 1e-9), now


class Encoder(json.JSONEncoder):
    def default(self, value):
        return base64.standard_b64encode(bytes(value)).decode("ascii")


def scan_to_s3(dynamodb, s3, table_name, bucket, prefix, segment, segments, page_items, units_per_second):
    def key(name):
        return "/".join([prefix, f"segment-{segment}", name])

    existing = {
        found["Key"]
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=key(""))
        for found in page.get("Contents", [])
        if not found["Key"].endswith(".gz")
    }
    if key("done.json") in existing:
        return json.loads(s3.get_object(Bucket=bucket, Key=key("done.json"))["Body"].read())["items"]
    state = {"pages": [], "start": None}
    if key("state") in existing:
        state = json.loads(s3.get_object(Bucket=bucket, Key=key("state"))["Body"].read())

    budget = Budget(units_per_second)
    while not state["pages"] or state["start"]:
        budget.wait()
        extra = dict(ExclusiveStartKey=state["start"]) if state["start"] else {}
        answer = dynamodb.scan(
            TableName=table_name,
            TotalSegments=segments,
            Segment=segment,
            Limit=page_items,
            ReturnConsumedCapacity="TOTAL",
            **extra,
        )
        budget.spend(answer["ConsumedCapacity"]["CapacityUnits"])
        buffer = io.BytesIO()
        with gzip.open(buffer, "wt", encoding="utf-8") as file:
            for item in answer["Items"]:
                print(json.dumps({"Item": item}, cls=Encoder, ensure_ascii=False), file=file)
        s3.put_object(Bucket=bucket, Key=key(f"part-{len(state['pages'])}.json.gz"), Body=buffer.getvalue())
        state = {"pages": [*state["pages"], answer["Count"]], "start": answer.get("LastEvaluatedKey")}
        s3.put_object(Bucket=bucket, Key=key("state"), Body=json.dumps(state))
    total = sum(state["pages"])
    s3.put_object(Bucket=bucket, Key=key("done.json"), Body=json.dumps({"items": total}))
    return total
