# fails: no_number_yet, exam_no_number_yet, exam_goes_on
# advice: first_call
"""Begins what has no item, counts on what has a number, and forgets the item that has none."""


def next_ticket(dynamodb, counter):
    table = dynamodb.Table("counters")
    refused = dynamodb.meta.client.exceptions.ConditionalCheckFailedException
    try:
        table.put_item(
            Item={"counter_id": counter, "last_ticket": 1}, ConditionExpression="attribute_not_exists(counter_id)"
        )
        return 1
    except refused:
        answer = table.update_item(
            Key={"counter_id": counter},
            UpdateExpression="SET last_ticket = last_ticket + :one",
            ExpressionAttributeValues={":one": 1},
            ReturnValues="UPDATED_NEW",
        )
        return answer["Attributes"]["last_ticket"]
