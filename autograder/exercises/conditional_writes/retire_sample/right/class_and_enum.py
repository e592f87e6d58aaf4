"""A class for the table, an enumeration whose members are texts."""

from enum import Enum

from botocore.exceptions import ClientError


class Retirement(str, Enum):
    RETIRED = "retired"
    MISSING = "missing"
    NOT_ALLOWED = "not allowed"


class Samples:
    def __init__(self, dynamodb):
        self._delete = dynamodb.Table("samples").delete_item

    def retire(self, sample_id):
        try:
            self._delete(
                Key={"sample_id": sample_id},
                ConditionExpression="stage = :s",
                ExpressionAttributeValues={":s": "reported"},
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except ClientError as error:
            return self._explain(error)
        return Retirement.RETIRED

    @staticmethod
    def _explain(error):
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise error
        return Retirement.NOT_ALLOWED if error.response.get("Item") else Retirement.MISSING


def retire_sample(dynamodb, sample_id):
    return Samples(dynamodb).retire(sample_id).value
