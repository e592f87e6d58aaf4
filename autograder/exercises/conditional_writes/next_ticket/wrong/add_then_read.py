# fails: race, first_race, exam_race, exam_first_race
# advice: reads_apart
"""Adds atomically, and then reads a number to which others may have added meanwhile."""


def next_ticket(dynamodb, counter):
    table = dynamodb.Table("counters")
    table.update_item(
        Key={"counter_id": counter}, UpdateExpression="ADD last_ticket :one", ExpressionAttributeValues={":one": 1}
    )
    return int(table.get_item(Key={"counter_id": counter}, ConsistentRead=True)["Item"]["last_ticket"])
