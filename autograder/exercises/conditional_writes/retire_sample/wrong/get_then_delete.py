# fails: one_request, race, exam_one_request, exam_race, exam_once_more
# advice: one_request, looks_first
"""Looks, decides, deletes: fine alone, but in between another caller can act."""


def retire_sample(dynamodb, sample_id):
    table = dynamodb.Table("samples")
    sample = table.get_item(Key={"sample_id": sample_id}, ConsistentRead=True).get("Item")
    if sample is None:
        return "missing"
    if sample.get("stage") != "reported":
        return "not allowed"
    table.delete_item(Key={"sample_id": sample_id})
    return "retired"
