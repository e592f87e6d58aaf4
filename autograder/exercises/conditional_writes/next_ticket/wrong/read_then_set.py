# fails: race, first_race, exam_race, exam_first_race
# advice: reads_apart
"""Reads the number and writes the next one: the same number for everybody who reads in between."""


def next_ticket(dynamodb, counter):
    table = dynamodb.Table("counters")
    item = table.get_item(Key={"counter_id": counter}, ConsistentRead=True).get("Item", {})
    number = int(item.get("last_ticket", 0)) + 1
    table.update_item(
        Key={"counter_id": counter},
        UpdateExpression="SET last_ticket = :number",
        ExpressionAttributeValues={":number": number},
    )
    return number
