# fails: new_bucket, old_bucket, one_request, all_buckets, evening_of_votes, race, exam_new_bucket, exam_old_bucket, exam_one_request, exam_all_buckets, exam_evening, exam_race
# advice: more, requests, count, race
"""Counts each vote in a total as well, to make the tally quick: now that is the hot item."""

import random


def record_vote(dynamodb, candidate, shards):
    for bucket in (f"{candidate}#{random.randrange(shards)}", f"{candidate}#total"):
        dynamodb.Table("votes").update_item(
            Key={"bucket": bucket}, UpdateExpression="ADD votes :one", ExpressionAttributeValues={":one": 1}
        )
