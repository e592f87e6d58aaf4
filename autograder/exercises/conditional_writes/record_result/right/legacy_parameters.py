"""The parameters from before there were expressions, and a strong read for the item that was in the way."""

import botocore.exceptions


class StaleVersion(ValueError):
    def __init__(self, stored):
        self.stored = stored


def record_result(dynamodb, sample_id, expected_version, result):
    table = dynamodb.Table("samples")
    key = {"sample_id": sample_id}
    try:
        table.update_item(
            Key=key,
            AttributeUpdates={
                "result": {"Action": "PUT", "Value": result},
                "version": {"Action": "ADD", "Value": 1},
            },
            Expected={"version": {"Value": expected_version}},
        )
    except botocore.exceptions.ClientError as error:
        if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
            raise StaleVersion(table.get_item(Key=key, ConsistentRead=True).get("Item"))
        raise
    return expected_version + 1
