# fails: taken_key, exam_taken_key, exam_race_taken
# advice: in_one_write, replaces
"""Repairs what it replaced. Two repairs at once put back the wrong sample."""


def register_sample(dynamodb, sample):
    table = dynamodb.Table("samples")
    old = table.put_item(Item=sample, ReturnValues="ALL_OLD").get("Attributes")
    if old is None:
        return True
    table.put_item(Item=old)
    return False
