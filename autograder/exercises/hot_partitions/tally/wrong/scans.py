# fails: some_buckets, counts_anew, nobody_else, many_buckets, last_votes, left_out, race, exam_some_buckets, exam_nobody_else, exam_many_buckets, exam_a_hundred, exam_last_votes, exam_left_out
# advice: scan, race
"""Reads the whole table, and takes what begins with the name."""

from boto3.dynamodb.conditions import Attr


def tally(dynamodb, candidate, shards):
    page = dynamodb.Table("votes").scan(FilterExpression=Attr("bucket").begins_with(candidate), ConsistentRead=True)
    return sum(item["votes"] for item in page["Items"])
