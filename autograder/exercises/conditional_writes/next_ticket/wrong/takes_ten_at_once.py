# fails: first_call, goes_on, no_number_yet, race, first_race, exam_first_call, exam_goes_on, exam_no_number_yet, exam_race, exam_first_race, exam_busy
# advice: answer, last_ticket, catches_all
"""Takes ten numbers at once and keeps nine of them, to save requests."""

stock = {}


def next_ticket(dynamodb, counter):
    if not stock.get(counter):
        answer = dynamodb.Table("counters").update_item(
            Key={"counter_id": counter},
            UpdateExpression="ADD last_ticket :ten",
            ExpressionAttributeValues={":ten": 10},
            ReturnValues="UPDATED_NEW",
        )
        last = int(answer["Attributes"]["last_ticket"])
        stock[counter] = list(range(last - 9, last + 1))
    return stock[counter].pop(0)
