# fails: many_buckets, exam_many_buckets, exam_a_hundred
# advice: requests
"""A GetItem for each bucket: right, and a hundred times as many requests."""


def tally(dynamodb, candidate, shards):
    total = 0
    for number in range(shards):
        answer = dynamodb.Table("votes").get_item(Key={"bucket": f"{candidate}#{number}"}, ConsistentRead=True)
        total += answer.get("Item", {}).get("votes", 0)
    return total
