# fails: one_item, exam_one_item
# advice: scan
"""Reads the whole table and picks one item out."""

from boto3.dynamodb.conditions import Attr


def latest_price(dynamodb, symbol):
    answer = dynamodb.Table("prices").scan(FilterExpression=Attr("symbol").eq(symbol), ConsistentRead=True)
    return next((item.get("price") for item in answer["Items"]), None)
