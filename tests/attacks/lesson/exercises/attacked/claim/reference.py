from botocore.exceptions import ClientError


def claim(dynamodb, seat, owner):
    try:
        dynamodb.Table("seats").put_item(
            Item={"seat": seat, "owner": owner}, ConditionExpression="attribute_not_exists(seat)"
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        return False
    return True
