"""A PartiQL UPDATE, whose WHERE holds the condition."""

from boto3.dynamodb.types import TypeDeserializer
from botocore.exceptions import ClientError


class StaleVersion(Exception):
    """The sample does not have the version that the caller has seen; `stored` is what is there."""

    def __init__(self, stored):
        super().__init__(f"stored: {stored}")
        self.stored = stored


def record_result(dynamodb, sample_id, expected_version, result):
    client = dynamodb.meta.client
    try:
        client.execute_statement(
            Statement='UPDATE "samples" SET "result" = ? SET "version" = ? WHERE "sample_id" = ? AND "version" = ?',
            Parameters=[result, expected_version + 1, sample_id, expected_version],
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except client.exceptions.ConditionalCheckFailedException as error:
        item = error.response.get("Item")
        raise StaleVersion(TypeDeserializer().deserialize({"M": item}) if item else None) from None
    return expected_version + 1
