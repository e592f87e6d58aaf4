# fails: exam_busy
# advice: catches_all
"""Takes the number it can read when DynamoDB is too busy to add to it."""

from botocore.exceptions import ClientError


def next_ticket(dynamodb, counter):
    table = dynamodb.Table("counters")
    try:
        answer = table.update_item(
            Key={"counter_id": counter},
            UpdateExpression="ADD last_ticket :one",
            ExpressionAttributeValues={":one": 1},
            ReturnValues="UPDATED_NEW",
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ProvisionedThroughputExceededException":
            raise
        return int(table.get_item(Key={"counter_id": counter}, ConsistentRead=True)["Item"]["last_ticket"]) + 1
    return int(answer["Attributes"]["last_ticket"])
