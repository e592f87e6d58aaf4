# fails: first_race, exam_first_race, exam_no_number_yet, no_number_yet, exam_goes_on
# advice: reads_apart, first_call
"""Counts well, but whoever finds no counter puts a new one, and may reset one that was just begun."""


def next_ticket(dynamodb, counter):
    table = dynamodb.Table("counters")
    if "Item" not in table.get_item(Key={"counter_id": counter}, ConsistentRead=True):
        table.put_item(Item={"counter_id": counter, "last_ticket": 0})
    answer = table.update_item(
        Key={"counter_id": counter},
        UpdateExpression="SET last_ticket = last_ticket + :one",
        ExpressionAttributeValues={":one": 1},
        ReturnValues="UPDATED_NEW",
    )
    return int(answer["Attributes"]["last_ticket"])
