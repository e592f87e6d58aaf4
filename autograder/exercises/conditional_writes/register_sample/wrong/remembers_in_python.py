# fails: taken_key, bare_item, race, exam_taken_key, exam_bare_item, exam_race, exam_race_taken, exam_new_key, exam_busy
# advice: replaces, remembers, catches_all
"""Keeps the known keys in a variable, which knows nothing of what others stored."""

KNOWN = set()


def register_sample(dynamodb, sample):
    if sample["sample_id"] in KNOWN:
        return False
    dynamodb.Table("samples").put_item(Item=sample)
    KNOWN.add(sample["sample_id"])
    return True
