# fails: race, exam_race, current_version, exam_any_value, exam_current_version
# advice: looks_first, old_copy, no_version
"""Reads, changes and puts the whole sample back, without a condition."""


class StaleVersion(Exception):
    def __init__(self, stored):
        self.stored = stored


def record_result(dynamodb, sample_id, expected_version, result):
    table = dynamodb.Table("samples")
    item = table.get_item(Key={"sample_id": sample_id}, ConsistentRead=True).get("Item")
    if item is None or item["version"] != expected_version:
        raise StaleVersion(item)
    table.put_item(Item={**item, "result": result, "version": expected_version + 1})
    return expected_version + 1
