"""The low-level client, and SET with a default in place of ADD."""


def next_ticket(dynamodb, counter):
    answer = dynamodb.meta.client.update_item(
        TableName="counters",
        Key={"counter_id": counter},
        UpdateExpression="SET last_ticket = if_not_exists(last_ticket, :zero) + :one",
        ExpressionAttributeValues={":zero": 0, ":one": 1},
        ReturnValues="ALL_NEW",
    )
    return answer["Attributes"]["last_ticket"]
