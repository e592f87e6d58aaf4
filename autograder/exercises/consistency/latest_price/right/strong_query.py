"""A Query of one partition key, strongly consistent too."""

from boto3.dynamodb.conditions import Key


def latest_price(dynamodb, symbol):
    page = dynamodb.Table("prices").query(KeyConditionExpression=Key("symbol").eq(symbol), ConsistentRead=True)
    return next((item["price"] for item in page["Items"] if "price" in item), None)
