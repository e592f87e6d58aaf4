# fails: race, exam_race, exam_any_value
# advice: looks_first, no_version
"""Compares the versions in Python: fine alone, but in between another caller can write."""


class StaleVersion(Exception):
    def __init__(self, stored):
        self.stored = stored


def record_result(dynamodb, sample_id, expected_version, result):
    table = dynamodb.Table("samples")
    item = table.get_item(Key={"sample_id": sample_id}, ConsistentRead=True).get("Item")
    if item is None or item["version"] != expected_version:
        raise StaleVersion(item)
    table.update_item(
        Key={"sample_id": sample_id},
        UpdateExpression="SET #result = :result, version = :next",
        ExpressionAttributeNames={"#result": "result"},
        ExpressionAttributeValues={":result": result, ":next": expected_version + 1},
    )
    return expected_version + 1
