# fails: race, exam_race
# advice: looks_first
"""Looks before it writes: fine alone, but in between another caller can write."""


def register_sample(dynamodb, sample):
    table = dynamodb.Table("samples")
    found = table.get_item(Key={"sample_id": sample["sample_id"]}, ConsistentRead=True)
    if "Item" in found:
        return False
    table.put_item(Item=sample)
    return True
