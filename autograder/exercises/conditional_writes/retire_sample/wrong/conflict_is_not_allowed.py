# fails: exam_busy
# advice: catches_all
"""Uses a transaction, and takes each cancelled one for an answer."""

from botocore.exceptions import ClientError


def retire_sample(dynamodb, sample_id):
    try:
        delete = {
            "TableName": "samples",
            "Key": {"sample_id": sample_id},
            "ConditionExpression": "stage = :reported",
            "ExpressionAttributeValues": {":reported": "reported"},
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
        dynamodb.meta.client.transact_write_items(TransactItems=[{"Delete": delete}])
    except ClientError as error:
        if error.response["Error"]["Code"] != "TransactionCanceledException":
            raise
        reason = error.response["CancellationReasons"][0]
        if reason["Code"] == "ConditionalCheckFailed" and "Item" not in reason:
            return "missing"
        return "not allowed"
    return "retired"
