# fails: one_request, same_chance, race, exam_one_request, exam_same_chance, exam_race, exam_missing_table
# advice: requests, race
"""Reads the bucket, adds one, and puts it back: fine alone, and votes are lost at the same moment."""

import random


def record_vote(dynamodb, candidate, shards):
    table = dynamodb.Table("votes")
    bucket = f"{candidate}#{random.randrange(shards)}"
    item = table.get_item(Key={"bucket": bucket}).get("Item") or {"bucket": bucket, "votes": 0}
    table.put_item(Item={**item, "votes": item["votes"] + 1})
