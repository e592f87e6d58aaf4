"""A transaction of one delete; what refused it is among the cancellation reasons."""

from botocore.exceptions import ClientError


def retire_sample(dynamodb, sample_id):
    delete = {
        "TableName": "samples",
        "Key": {"sample_id": sample_id},
        "ConditionExpression": "stage = :reported",
        "ExpressionAttributeValues": {":reported": "reported"},
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }
    try:
        dynamodb.meta.client.transact_write_items(TransactItems=[{"Delete": delete}])
    except ClientError as error:
        for reason in error.response.get("CancellationReasons", []):
            if reason["Code"] == "ConditionalCheckFailed":
                return "not allowed" if reason.get("Item") else "missing"
        raise
    return "retired"
