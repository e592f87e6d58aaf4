# fails: missing_table, exam_refused, exam_busy
# advice: catches_all
"""Any error becomes None: a busy table looks like a suspended share."""

from botocore.exceptions import ClientError


def latest_price(dynamodb, symbol):
    try:
        return dynamodb.Table("prices").get_item(Key={"symbol": symbol}, ConsistentRead=True)["Item"].get("price")
    except (ClientError, KeyError):
        return None
