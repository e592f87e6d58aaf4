import time


def tally(dynamodb, candidate, shards):
    """How many votes a candidate has.

    Args:
        dynamodb: a boto3 resource, as boto3.resource("dynamodb") gives it. Use this one.
        candidate: the candidate's name, a string.
        shards: how many buckets record_vote spreads the candidate's votes over, an int of at least 1.

    Returns:
        The sum of the attribute `votes` of the candidate's buckets, an int or a Decimal: of the items
        of the table `votes` with the keys from "ana#0" up to "ana#9", if the candidate is ana and
        `shards` is 10. A bucket that is not there has no votes. Nobody else's votes are counted, nor
        those of any other key.
        Every vote that DynamoDB confirmed before this call is included. Of votes that come in
        meanwhile each is counted once or not at all.
        Nothing is changed, and other items are not read: no Scan. 100 buckets in each request as
        long as there are so many. Keys that DynamoDB leaves unprocessed are asked for again.

    Raises:
        Any failure comes out as boto3 raised it, never a part of the sum.
    """
    keys = [{"bucket": f"{candidate}#{number}"} for number in range(shards)]
    total, pause = 0, 0.05
    for start in range(0, len(keys), 100):
        request = {"votes": {"Keys": keys[start : start + 100], "ConsistentRead": True}}
        while request:
            answer = dynamodb.batch_get_item(RequestItems=request)
            total += sum(item["votes"] for item in answer["Responses"]["votes"])
            request = answer["UnprocessedKeys"]
            if request:
                time.sleep(pause)
                pause = min(2 * pause, 2)
    return total
