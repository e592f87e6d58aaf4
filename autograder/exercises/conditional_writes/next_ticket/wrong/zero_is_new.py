# fails: exam_goes_on
# advice: whole_item
"""Takes 0 for no number, and puts the counter anew."""


def next_ticket(dynamodb, counter):
    table = dynamodb.Table("counters")
    item = table.get_item(Key={"counter_id": counter}, ConsistentRead=True).get("Item", {})
    if not item.get("last_ticket"):
        try:
            table.put_item(
                Item={**item, "counter_id": counter, "last_ticket": 1},
                ConditionExpression="attribute_not_exists(last_ticket) OR last_ticket = :zero",
                ExpressionAttributeValues={":zero": 0},
            )
            return 1
        except dynamodb.meta.client.exceptions.ConditionalCheckFailedException:
            pass
    answer = table.update_item(
        Key={"counter_id": counter},
        UpdateExpression="ADD last_ticket :one",
        ExpressionAttributeValues={":one": 1},
        ReturnValues="UPDATED_NEW",
    )
    return answer["Attributes"]["last_ticket"]
