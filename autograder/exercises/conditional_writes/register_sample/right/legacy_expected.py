"""The parameter from before there were expressions; DynamoDB still takes it."""

import botocore.exceptions


def register_sample(dynamodb, sample):
    try:
        dynamodb.Table("samples").put_item(Item=sample, Expected={"sample_id": {"Exists": False}})
    except botocore.exceptions.ClientError as e:
        if "ConditionalCheckFailed" not in e.response["Error"]["Code"]:
            raise e
        return False
    else:
        return True
