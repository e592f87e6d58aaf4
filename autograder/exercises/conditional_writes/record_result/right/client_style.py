"""The low-level client, ADD for the version, and the version that DynamoDB reports."""

from boto3.dynamodb.types import TypeDeserializer

DESERIALIZE = TypeDeserializer().deserialize


class StaleVersion(Exception):
    stored = None


def record_result(dynamodb, sample_id, expected_version, result):
    client = dynamodb.meta.client
    try:
        answer = client.update_item(
            TableName="samples",
            Key={"sample_id": sample_id},
            UpdateExpression="ADD #v :one SET #r = :r",
            ConditionExpression="#v = :v",
            ExpressionAttributeNames={"#v": "version", "#r": "result"},
            ExpressionAttributeValues={":one": 1, ":r": result, ":v": expected_version},
            ReturnValues="UPDATED_NEW",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except client.exceptions.ConditionalCheckFailedException as refusal:
        stale = StaleVersion("somebody was faster")
        if "Item" in refusal.response:
            stale.stored = {name: DESERIALIZE(value) for name, value in refusal.response["Item"].items()}
        raise stale
    return answer["Attributes"]["version"]
