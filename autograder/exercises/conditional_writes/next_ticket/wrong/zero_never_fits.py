# fails: exam_goes_on
# advice: zero
"""Takes 0 for no number, and asks for a counter without one: no write is ever taken."""

import random
import time

from boto3.dynamodb.conditions import Attr
from botocore.exceptions import ClientError


def next_ticket(dynamodb, counter):
    counters = dynamodb.Table("counters")
    for attempt in range(20):
        item = counters.get_item(Key={"counter_id": counter}, ConsistentRead=True).get("Item", {})
        last = item.get("last_ticket")
        condition = Attr("last_ticket").eq(last) if last else Attr("last_ticket").not_exists()
        number = int(last or 0) + 1
        try:
            counters.update_item(
                Key={"counter_id": counter},
                UpdateExpression="SET last_ticket = :number",
                ConditionExpression=condition,
                ExpressionAttributeValues={":number": number},
            )
            return number
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException" or attempt == 19:
                raise
            time.sleep(random.uniform(0, 0.05 * 2 ** min(attempt, 5)))
