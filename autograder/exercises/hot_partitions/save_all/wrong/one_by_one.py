# fails: few_items, many_items, twice, small_table, crowded, saved_again, exam_few_items, exam_many_items, exam_twice, exam_small_table, exam_crowded, exam_saved_again, exam_busy
# advice: requests, wait, catches_all
"""A request for each item: nothing is left unprocessed, and everything takes 25 times as long."""


def save_all(dynamodb, items):
    latest = {item["ballot_id"]: item for item in items}
    for item in latest.values():
        dynamodb.Table("ballots").put_item(Item=item)
    return len(latest)
