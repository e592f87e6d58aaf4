# fails: goes_on, race, first_race, exam_goes_on, exam_race, exam_first_race, exam_no_number_yet, no_number_yet
# advice: whole_item, reads_apart
"""Reads the number, adds one, puts it back: the same number for everybody who reads in between."""


def next_ticket(dynamodb, counter):
    table = dynamodb.Table("counters")
    item = table.get_item(Key={"counter_id": counter}, ConsistentRead=True).get("Item", {})
    number = int(item.get("last_ticket", 0)) + 1
    table.put_item(Item={"counter_id": counter, "last_ticket": number})
    return number
