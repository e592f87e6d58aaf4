# fails: current_version, exam_current_version, stale_version, stored_item, missing_sample, exam_stale_version, exam_version_ahead, exam_stored_item, exam_missing_sample, exam_old_read, race, exam_race, exam_any_value, version_zero
# advice: raise_stale
"""Leaves the translation of DynamoDB's refusal to every caller."""


def record_result(dynamodb, sample_id, expected_version, result):
    dynamodb.Table("samples").update_item(
        Key={"sample_id": sample_id},
        UpdateExpression="SET #result = :result, version = :next",
        ConditionExpression="version = :expected",
        ExpressionAttributeNames={"#result": "result"},
        ExpressionAttributeValues={":result": result, ":expected": expected_version, ":next": expected_version + 1},
    )
    return expected_version + 1
