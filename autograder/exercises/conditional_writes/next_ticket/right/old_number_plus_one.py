"""Asks for the number before the addition, which belongs to the same step, and adds one here too."""


def next_ticket(dynamodb, counter):
    before = dynamodb.Table("counters").update_item(
        Key={"counter_id": counter},
        UpdateExpression="ADD #n :one",
        ExpressionAttributeNames={"#n": "last_ticket"},
        ExpressionAttributeValues={":one": 1},
        ReturnValues="UPDATED_OLD",
    )
    return int(before.get("Attributes", {}).get("last_ticket", 0)) + 1
