# fails: missing_table, exam_busy
# advice: catches_all
"""Gives everybody the number 0 while DynamoDB does not answer."""

from botocore.exceptions import ClientError


def next_ticket(dynamodb, counter):
    try:
        answer = dynamodb.Table("counters").update_item(
            Key={"counter_id": counter},
            UpdateExpression="ADD last_ticket :one",
            ExpressionAttributeValues={":one": 1},
            ReturnValues="UPDATED_NEW",
        )
    except ClientError:
        return 0
    return int(answer["Attributes"]["last_ticket"])
