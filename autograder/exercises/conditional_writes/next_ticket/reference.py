def next_ticket(dynamodb, counter):
    """Hand out the next number of a counter.

    Args:
        dynamodb: a boto3 resource, as boto3.resource("dynamodb") gives it. Use this one.
        counter: the key `counter_id` of an item in the table `counters`, a string. There may be no
            such item yet, or one that has no number yet.

    Returns:
        The number, as an int or Decimal: 1 for the first call of a new counter, and always one more
        than the last number handed out. That is in the counter's attribute `last_ticket`, a number.
        No two callers get the same number, also when they call at the same moment, and also for
        a new counter. The counter's other attributes, and all other items, stay as they were, also
        those that another program changes at the same moment. A number may have up to 38 digits.

    Raises:
        Any failure comes out as boto3 raised it; then there is no number.
    """
    answer = dynamodb.Table("counters").update_item(
        Key={"counter_id": counter},
        UpdateExpression="ADD last_ticket :one",
        ExpressionAttributeValues={":one": 1},
        ReturnValues="UPDATED_NEW",
    )
    return int(answer["Attributes"]["last_ticket"])
