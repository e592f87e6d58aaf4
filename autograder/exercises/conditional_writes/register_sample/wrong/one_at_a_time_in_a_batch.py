# fails: taken_key, bare_item, race, exam_taken_key, exam_bare_item, exam_race, exam_race_taken
# advice: replaces
"""Believes that a batch checks for duplicates. It replaces, and takes no condition."""


def register_sample(dynamodb, sample):
    with dynamodb.Table("samples").batch_writer(overwrite_by_pkeys=["sample_id"]) as batch:
        batch.put_item(Item=sample)
    return True
