# fails: race, first_race, exam_race, exam_first_race
# advice: reads_apart
"""Adds atomically, but returns what it had read before, plus one."""


def next_ticket(dynamodb, counter):
    table = dynamodb.Table("counters")
    item = table.get_item(Key={"counter_id": counter}, ConsistentRead=True).get("Item", {})
    table.update_item(
        Key={"counter_id": counter}, UpdateExpression="ADD last_ticket :one", ExpressionAttributeValues={":one": 1}
    )
    return int(item.get("last_ticket", 0)) + 1
