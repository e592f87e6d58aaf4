# fails: any_value, exam_any_value, exam_taken_key
# advice: as_given
"""Puts the names as they are into an expression, where some are reserved."""

from botocore.exceptions import ClientError


def register_sample(dynamodb, sample):
    try:
        others = [name for name in sample if name != "sample_id"]
        update = {}
        if others:
            update = {
                "UpdateExpression": "SET " + ", ".join(f"{name} = :{n}" for n, name in enumerate(others)),
                "ExpressionAttributeValues": {f":{n}": sample[name] for n, name in enumerate(others)},
            }
        dynamodb.Table("samples").update_item(
            Key={"sample_id": sample["sample_id"]}, ConditionExpression="attribute_not_exists(sample_id)", **update
        )
    except ClientError as error:
        if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
            return False
        raise
    return True
