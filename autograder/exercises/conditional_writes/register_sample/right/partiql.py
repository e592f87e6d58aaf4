"""A PartiQL INSERT, which never replaces an item."""

from botocore.exceptions import ClientError


def register_sample(dynamodb, sample):
    names = list(sample)
    fields = ", ".join("'" + name.replace("'", "''") + "': ?" for name in names)
    try:
        dynamodb.meta.client.execute_statement(
            Statement='INSERT INTO "samples" VALUE {' + fields + "}", Parameters=[sample[name] for name in names]
        )
    except ClientError as error:
        if error.response["Error"]["Code"] == "DuplicateItemException":
            return False
        raise
    return True
