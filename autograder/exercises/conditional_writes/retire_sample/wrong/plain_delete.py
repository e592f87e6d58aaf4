# fails: other_stage, missing_sample, race, exam_other_stage, exam_no_stage, exam_missing_sample, exam_race
# advice: no_condition, missing_succeeds
"""Deletes whatever is there, and calls it done when nothing was."""


def retire_sample(dynamodb, sample_id):
    dynamodb.Table("samples").delete_item(Key={"sample_id": sample_id})
    return "retired"
