# fails: taken_key, bare_item, race, exam_taken_key, exam_bare_item, exam_race, exam_race_taken
# advice: let_out
"""Has the right condition, and leaves the caller with an exception in place of False."""


def register_sample(dynamodb, sample):
    dynamodb.Table("samples").put_item(Item=sample, ConditionExpression="attribute_not_exists(sample_id)")
    return True
