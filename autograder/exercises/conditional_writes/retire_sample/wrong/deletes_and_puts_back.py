# fails: other_stage, exam_other_stage, one_request, exam_one_request
# advice: in_one_write, one_request
"""Deletes first and puts back what it should not have deleted; meanwhile the sample is gone for everybody else."""


def retire_sample(dynamodb, sample_id):
    table = dynamodb.Table("samples")
    old = table.delete_item(Key={"sample_id": sample_id}, ReturnValues="ALL_OLD").get("Attributes")
    if old is None:
        return "missing"
    if old.get("stage") == "reported":
        return "retired"
    table.put_item(Item=old)
    return "not allowed"
