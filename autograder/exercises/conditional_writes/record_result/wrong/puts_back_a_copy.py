# fails: current_version, exam_current_version
# advice: old_copy
"""Puts the whole sample back under the right condition: what another program changed meanwhile is lost."""

from boto3.dynamodb.types import TypeDeserializer
from botocore.exceptions import ClientError


class StaleVersion(Exception):
    def __init__(self, stored):
        super().__init__(f"stored is: {stored}")
        self.stored = stored


def plain(item):
    return TypeDeserializer().deserialize({"M": item}) if item else None


def record_result(dynamodb, sample_id, expected_version, result):
    table = dynamodb.Table("samples")
    item = table.get_item(Key={"sample_id": sample_id}, ConsistentRead=True).get("Item")
    if not item or item.get("version") != expected_version:
        raise StaleVersion(item)
    item |= {"result": result, "version": expected_version + 1}
    try:
        table.put_item(
            Item=item,
            ConditionExpression="version = :seen",
            ExpressionAttributeValues={":seen": expected_version},
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except ClientError as error:
        if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
            raise StaleVersion(plain(error.response.get("Item"))) from None
        raise
    return item["version"]
