"""boto3's condition objects, a class around the table, and a subclass of the exception."""

from boto3.dynamodb.types import TypeDeserializer
from botocore.exceptions import ClientError


class StaleVersion(Exception):
    def __init__(self, stored):
        super().__init__(f"stored is: {stored}")
        self.stored = stored


from boto3.dynamodb.conditions import Attr


class SomebodyWasFaster(StaleVersion):
    """A StaleVersion by a better name."""


class Sample:
    def __init__(self, dynamodb, sample_id):
        self.table, self.key = dynamodb.Table("samples"), {"sample_id": sample_id}

    def change(self, seen, **attributes):
        names = {f"#{i}": name for i, name in enumerate(attributes)}
        values = {f":{i}": value for i, value in enumerate(attributes.values())}
        return self.table.update_item(
            Key=self.key,
            UpdateExpression="SET " + ", ".join(f"#{i} = :{i}" for i in range(len(attributes))),
            ConditionExpression=Attr("version").eq(seen) & Attr("sample_id").exists(),
            ExpressionAttributeNames=names,
            ExpressionAttributeValues=values,
            ReturnValues="ALL_NEW",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )["Attributes"]


def record_result(dynamodb, sample_id, expected_version, result):
    try:
        changed = Sample(dynamodb, sample_id).change(expected_version, result=result, version=expected_version + 1)
        return int(changed["version"])
    except ClientError as error:
        if (response := error.response)["Error"]["Code"] == "ConditionalCheckFailedException":
            raise SomebodyWasFaster((item := response.get("Item")) and TypeDeserializer().deserialize({"M": item}))
        raise
