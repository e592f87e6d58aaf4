# fails: current_version, exam_current_version, stale_version, stored_item, missing_sample, exam_stale_version, exam_version_ahead, exam_stored_item, exam_missing_sample, exam_old_read, race, exam_race, exam_any_value, version_zero
# advice: no_condition, missing
"""Counts the version up and never compares it."""


def record_result(dynamodb, sample_id, expected_version, result):
    dynamodb.Table("samples").update_item(
        Key={"sample_id": sample_id},
        UpdateExpression="SET #result = :result, version = :next",
        ExpressionAttributeNames={"#result": "result"},
        ExpressionAttributeValues={":result": result, ":next": expected_version + 1},
    )
    return expected_version + 1
