# fails: first_call, first_race, exam_first_call, exam_own_numbers, exam_first_race
# advice: last_ticket, answer
"""Takes the default for the first number, and then adds one to it."""


def next_ticket(dynamodb, counter):
    answer = dynamodb.Table("counters").update_item(
        Key={"counter_id": counter},
        UpdateExpression="SET last_ticket = if_not_exists(last_ticket, :one) + :one",
        ExpressionAttributeValues={":one": 1},
        ReturnValues="UPDATED_NEW",
    )
    return int(answer["Attributes"]["last_ticket"])
