"""An optimistic lock that tries again until nobody was faster."""

from botocore.exceptions import ClientError


def next_ticket(dynamodb, counter):
    table = dynamodb.Table("counters")
    while True:
        item = table.get_item(Key={"counter_id": counter}, ConsistentRead=True).get("Item", {})
        last = int(item.get("last_ticket", 0))
        condition = {"ConditionExpression": "attribute_not_exists(last_ticket)"}
        values = {":next": last + 1}
        if "last_ticket" in item:
            condition, values = {"ConditionExpression": "last_ticket = :last"}, {**values, ":last": last}
        try:
            table.update_item(
                Key={"counter_id": counter},
                UpdateExpression="SET last_ticket = :next",
                ExpressionAttributeValues=values,
                **condition,
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
        else:
            return last + 1
