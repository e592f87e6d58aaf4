# fails: taken_key, bare_item, race, exam_taken_key, exam_bare_item, exam_race, exam_race_taken
# advice: replaces
"""Answers rightly, from the item that the put returns, but that item is already replaced."""


def register_sample(dynamodb, sample):
    replaced = dynamodb.Table("samples").put_item(Item=sample, ReturnValues="ALL_OLD")
    return "Attributes" not in replaced
