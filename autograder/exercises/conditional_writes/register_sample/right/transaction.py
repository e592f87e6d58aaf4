"""A transaction of one put: twice the price, and just as right."""

from botocore.exceptions import ClientError


def register_sample(dynamodb, sample):
    put = {"TableName": "samples", "Item": sample, "ConditionExpression": "attribute_not_exists(sample_id)"}
    try:
        dynamodb.meta.client.transact_write_items(TransactItems=[{"Put": put}])
    except ClientError as error:
        reasons = error.response.get("CancellationReasons", [])
        if any(reason["Code"] == "ConditionalCheckFailed" for reason in reasons):
            return False
        raise
    return True
