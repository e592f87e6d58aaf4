# fails: first_call, first_race, exam_first_call, exam_own_numbers, exam_first_race
# advice: first_call
"""Adds to an attribute that a new counter does not have."""


def next_ticket(dynamodb, counter):
    answer = dynamodb.Table("counters").update_item(
        Key={"counter_id": counter},
        UpdateExpression="SET last_ticket = last_ticket + :one",
        ExpressionAttributeValues={":one": 1},
        ReturnValues="UPDATED_NEW",
    )
    return int(answer["Attributes"]["last_ticket"])
