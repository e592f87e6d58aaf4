"""Makes sure that there is a number, then adds with PartiQL."""


def next_ticket(dynamodb, counter):
    client = dynamodb.meta.client
    client.update_item(
        TableName="counters",
        Key={"counter_id": counter},
        UpdateExpression="SET last_ticket = if_not_exists(last_ticket, :zero)",
        ExpressionAttributeValues={":zero": 0},
    )
    answer = client.execute_statement(
        Statement='UPDATE "counters" SET last_ticket = last_ticket + 1 WHERE counter_id = ? RETURNING MODIFIED NEW *',
        Parameters=[counter],
    )
    return answer["Items"][0]["last_ticket"]
