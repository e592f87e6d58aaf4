# fails: goes_on, own_numbers, race, first_race, exam_goes_on, exam_own_numbers, exam_race, exam_first_race
# advice: last_ticket, answer, begun_twice
"""Counts in a variable. Every Lambda instance has its own."""

GIVEN = {}


def next_ticket(dynamodb, counter):
    number = GIVEN.get(counter, 0) + 1
    dynamodb.Table("counters").update_item(
        Key={"counter_id": counter},
        UpdateExpression="SET last_ticket = :number",
        ExpressionAttributeValues={":number": number},
    )
    GIVEN[counter] = number
    return number
