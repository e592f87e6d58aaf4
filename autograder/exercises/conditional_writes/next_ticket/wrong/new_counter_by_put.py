# fails: no_number_yet, exam_no_number_yet, exam_goes_on
# advice: whole_item
"""Begins a counter without a number with a put, which takes its sign away."""

from botocore.exceptions import ClientError


def next_ticket(dynamodb, counter):
    table = dynamodb.Table("counters")
    for _ in range(20):
        try:
            answer = table.update_item(
                Key={"counter_id": counter},
                UpdateExpression="SET last_ticket = last_ticket + :one",
                ConditionExpression="attribute_exists(last_ticket)",
                ExpressionAttributeValues={":one": 1},
                ReturnValues="UPDATED_NEW",
            )
            return answer["Attributes"]["last_ticket"]
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
        try:
            table.put_item(
                Item={"counter_id": counter, "last_ticket": 1}, ConditionExpression="attribute_not_exists(last_ticket)"
            )
            return 1
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
    raise RuntimeError("too many callers")
