"""A transaction of one update; the refusing item is in its cancellation reasons."""

from boto3.dynamodb.types import TypeDeserializer
from botocore.exceptions import ClientError


class StaleVersion(Exception):
    def __init__(self, stored):
        super().__init__(f"stored is: {stored}")
        self.stored = stored


def record_result(dynamodb, sample_id, expected_version, result):
    update = {
        "TableName": "samples",
        "Key": {"sample_id": sample_id},
        "UpdateExpression": "SET #r = :r, version = version + :one",
        "ConditionExpression": "attribute_exists(sample_id) AND version = :v",
        "ExpressionAttributeNames": {"#r": "result"},
        "ExpressionAttributeValues": {":r": result, ":one": 1, ":v": expected_version},
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }
    try:
        dynamodb.meta.client.transact_write_items(TransactItems=[{"Update": update}])
    except ClientError as error:
        reason = (error.response.get("CancellationReasons") or [{}])[0]
        if reason.get("Code") != "ConditionalCheckFailed":
            raise
        item = reason.get("Item")
        raise StaleVersion({k: TypeDeserializer().deserialize(v) for k, v in item.items()} if item else None)
    return expected_version + 1
