# fails: other_stage, exam_other_stage, exam_no_stage
# advice: no_condition
"""Gives the right answer about a sample that it has just deleted."""


def retire_sample(dynamodb, sample_id):
    old = dynamodb.Table("samples").delete_item(Key={"sample_id": sample_id}, ReturnValues="ALL_OLD").get("Attributes")
    if old is None:
        return "missing"
    return "retired" if old.get("stage") == "reported" else "not allowed"
