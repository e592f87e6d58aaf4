# fails: first_call, goes_on, own_numbers, race, first_race, exam_first_call, exam_goes_on, exam_own_numbers, exam_race, exam_first_race
# advice: last_ticket, answer
"""Counts in an attribute of its own, which the display does not read."""


def next_ticket(dynamodb, counter):
    answer = dynamodb.Table("counters").update_item(
        Key={"counter_id": counter},
        UpdateExpression="ADD tickets :one",
        ExpressionAttributeValues={":one": 1},
        ReturnValues="UPDATED_NEW",
    )
    return int(answer["Attributes"]["tickets"])
