# fails: other_stage, missing_sample, one_request, race, exam_other_stage, exam_no_stage, exam_missing_sample, exam_one_request, exam_race, exam_once_more
# advice: let_out
"""Has the right condition, and leaves the caller with an exception."""


def retire_sample(dynamodb, sample_id):
    dynamodb.Table("samples").delete_item(
        Key={"sample_id": sample_id},
        ConditionExpression="stage = :reported",
        ExpressionAttributeValues={":reported": "reported"},
    )
    return "retired"
