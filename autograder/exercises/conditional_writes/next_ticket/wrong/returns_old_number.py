# fails: first_call, goes_on, own_numbers, race, first_race, exam_first_call, exam_goes_on, exam_own_numbers, exam_race, exam_first_race
# advice: first_call, answer
"""Returns the number before the addition, which somebody else holds."""


def next_ticket(dynamodb, counter):
    answer = dynamodb.Table("counters").update_item(
        Key={"counter_id": counter},
        UpdateExpression="ADD last_ticket :one",
        ExpressionAttributeValues={":one": 1},
        ReturnValues="UPDATED_OLD",
    )
    return int(answer.get("Attributes", {}).get("last_ticket", 0))
