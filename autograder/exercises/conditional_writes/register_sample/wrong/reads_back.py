# fails: taken_key, bare_item, race, exam_taken_key, exam_bare_item, exam_race, exam_race_taken
# advice: looks_first
"""Writes, then looks whether its own sample is there: it always is, because it replaced the other one."""


def register_sample(dynamodb, sample):
    table = dynamodb.Table("samples")
    table.put_item(Item=sample)
    return table.get_item(Key={"sample_id": sample["sample_id"]}, ConsistentRead=True).get("Item") == sample
