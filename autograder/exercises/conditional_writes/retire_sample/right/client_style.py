"""The low-level client, and the exception class that boto3 makes for the refusal."""


def retire_sample(dynamodb, sample_id):
    client = dynamodb.meta.client
    try:
        client.delete_item(
            TableName="samples",
            Key={"sample_id": sample_id},
            ConditionExpression="attribute_exists(#id) AND #stage = :stage",
            ExpressionAttributeNames={"#id": "sample_id", "#stage": "stage"},
            ExpressionAttributeValues={":stage": "reported"},
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except client.exceptions.ConditionalCheckFailedException as refusal:
        if "Item" in refusal.response:
            return "not allowed"
        return "missing"
    return "retired"
