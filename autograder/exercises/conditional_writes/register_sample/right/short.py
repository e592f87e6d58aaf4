"""As short as it gets: a dispatcher that turns one code into False."""

from botocore.exceptions import ClientError as CE

code = lambda e: e.response["Error"]["Code"]


def register_sample(
    dynamodb, sample, put=lambda t, s: t.put_item(Item=s, ConditionExpression="NOT attribute_exists(sample_id)")
):
    try:
        return (
            bool(answer := put(dynamodb.Table("samples"), sample))
            and answer["ResponseMetadata"]["HTTPStatusCode"] == 200
        )
    except CE as e:
        if (found := code(e)) != "ConditionalCheckFailedException":
            raise
        return not found
