"""The low-level client of the resource, and the exception class that boto3 makes for the refusal."""


def register_sample(dynamodb, sample):
    client = dynamodb.meta.client
    try:
        client.put_item(TableName="samples", Item=sample, ConditionExpression="attribute_not_exists(sample_id)")
        return True
    except client.exceptions.ConditionalCheckFailedException:
        return False
