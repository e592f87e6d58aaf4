# fails: race, first_race, exam_race, exam_first_race
# advice: gave_up
"""Locks optimistically, and sends whoever was too late away without a number."""


def next_ticket(dynamodb, counter):
    table = dynamodb.Table("counters")
    item = table.get_item(Key={"counter_id": counter}, ConsistentRead=True).get("Item", {})
    last = int(item.get("last_ticket", 0))
    table.update_item(
        Key={"counter_id": counter},
        UpdateExpression="SET last_ticket = :next",
        ConditionExpression="attribute_not_exists(last_ticket) OR last_ticket = :last",
        ExpressionAttributeValues={":next": last + 1, ":last": last},
    )
    return last + 1
