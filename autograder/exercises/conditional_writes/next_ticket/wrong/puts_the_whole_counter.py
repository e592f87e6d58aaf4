# fails: goes_on, exam_goes_on
# advice: whole_item
"""Puts the whole counter back under a condition on its number: a sign that changed meanwhile is lost."""

from botocore.exceptions import ClientError


def next_ticket(dynamodb, counter):
    table = dynamodb.Table("counters")
    while True:
        item = table.get_item(Key={"counter_id": counter}, ConsistentRead=True).get("Item", {"counter_id": counter})
        number = item.get("last_ticket", 0) + 1
        condition = {"ConditionExpression": "attribute_not_exists(last_ticket)"}
        if "last_ticket" in item:
            condition = {"ConditionExpression": "last_ticket = :s", "ExpressionAttributeValues": {":s": number - 1}}
        try:
            table.put_item(Item={**item, "last_ticket": number}, **condition)
            return number
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
