import random


def record_vote(dynamodb, candidate, shards):
    """Count one vote for a candidate.

    Args:
        dynamodb: a boto3 resource, as boto3.resource("dynamodb") gives it. Use this one.
        candidate: the candidate's name, a string.
        shards: how many buckets the candidate's votes are spread over, an int of at least 1.

    Returns:
        None. Afterwards the attribute `votes` of one item of the table `votes` is one more than
        before, or 1 if there was no such item. Its key `bucket` is the candidate's name, "#" and a
        number from 0 up to `shards` - 1, such as "ana#7". Its other attributes stay, and nothing
        else is changed. Each number has the same chance, anew for each vote, so that no bucket is hotter
        than the others, in whatever program, and however many of them run.
        Every vote counts, however many callers there are at the same moment. One request a vote.

    Raises:
        Any failure comes out as boto3 raised it.
    """
    dynamodb.Table("votes").update_item(
        Key={"bucket": f"{candidate}#{random.randrange(shards)}"},
        UpdateExpression="ADD votes :one",
        ExpressionAttributeValues={":one": 1},
    )
