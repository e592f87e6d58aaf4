# fails: taken_key, bare_item, race, exam_taken_key, exam_bare_item, exam_race, exam_race_taken
# advice: replaces
"""Takes put_item for an insert. It is an insert or a replacement, whichever fits."""


def register_sample(dynamodb, sample):
    dynamodb.Table("samples").put_item(Item=sample)
    return True
