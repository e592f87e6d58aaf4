"""What people get wrong in register_sample."""

from autograder.mistakes import Change, Mistake

mistakes = [
    Mistake(
        name="condition_on_value",
        tempts="Refuses only the very same sample again; anything else with this key is replaced.",
        fails="taken_key, bare_item, race, exam_taken_key, exam_bare_item, exam_race, exam_race_taken",
        advice="wrong_attribute",
        old="""
                ConditionExpression="attribute_not_exists(sample_id)",
            )
        """,
        new="""
                ConditionExpression="patient <> :patient",
                ExpressionAttributeValues={":patient": sample.get("patient")},
            )
            return True
        """,
        also=[
            Change(
                old="""
                    return True
                """,
                new="",
            ),
        ],
    ),
    Mistake(
        name="or_newer_version",
        tempts="Lets a sample with a later version replace the stored one, as if registering were updating.",
        fails="exam_taken_key",
        advice="wrong_attribute",
        old="""
            ConditionExpression="attribute_not_exists(sample_id)",
        """,
        new="""
            ConditionExpression="attribute_not_exists(sample_id) OR version < :version",
            ExpressionAttributeValues={":version": sample.get("version", 1)},
        """,
    ),
    Mistake(
        name="conflict_is_taken",
        tempts="Uses a transaction, and takes each cancelled one for a taken key.",
        fails="exam_busy",
        advice="catches_all",
        old="""
                dynamodb.Table("samples").put_item(
                    Item=sample,
                    ConditionExpression="attribute_not_exists(sample_id)",
                )
            except ClientError as error:
                if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
        """,
        new="""
                put = {"TableName": "samples", "Item": sample, "ConditionExpression": "attribute_not_exists(sample_id)"}
                dynamodb.meta.client.transact_write_items(TransactItems=[{"Put": put}])
            except ClientError as error:
                if error.response["Error"]["Code"] == "TransactionCanceledException":
        """,
    ),
    Mistake(
        name="leaves_out_empty",
        tempts="Leaves empty values out, as DynamoDB once asked for: 0, False and None go with them.",
        fails="any_value, exam_any_value",
        advice="as_given",
        old="""
            Item=sample,
        """,
        new="""
            Item={name: value for name, value in sample.items() if value},
        """,
    ),
    Mistake(
        name="gives_a_version",
        tempts="Adds the version that every sample has, to the caller's own dictionary too.",
        fails="any_value, missing_table, exam_any_value",
        advice="as_given",
        old="""
            dynamodb.Table("samples").put_item(
        """,
        new="""
            sample.setdefault("version", 1)
            dynamodb.Table("samples").put_item(
        """,
    ),
    Mistake(
        name="remembers_keys",
        tempts="Saves a request for keys it has stored before, and never hears of it when such a sample is deleted.",
        fails="exam_new_key, exam_busy",
        advice="remembers, catches_all",
        old="""
            def register_sample(dynamodb, sample):
        """,
        new="""
            REGISTERED = set()


            def register_sample(dynamodb, sample):
        """,
        also=[
            Change(
                old="""
                    try:
                """,
                new="""
                    if sample["sample_id"] in REGISTERED:
                        return False
                    try:
                """,
            ),
            Change(
                old="""
                        raise
                    return True
                """,
                new="""
                        raise
                    REGISTERED.add(sample["sample_id"])
                    return True
                """,
            ),
        ],
    ),
    Mistake(
        name="client_of_its_own",
        tempts="Makes a resource of its own, for whatever account and region are the default where it runs.",
        fails="any_value, bare_item, exam_any_value, exam_bare_item, exam_busy, exam_new_key, exam_race, "
        "exam_race_taken, exam_taken_key, missing_table, new_key, race, taken_key",
        old="""
            try:
        """,
        new="""
            import boto3

            dynamodb = boto3.resource("dynamodb")
            try:
        """,
    ),
    Mistake(
        name="tidies_the_key",
        tempts="Brings the key into one form of Unicode, as one does with what people type. To DynamoDB both are keys.",
        fails="exam_new_key, exam_any_value, exam_taken_key, exam_bare_item, exam_race, exam_race_taken",
        advice="as_given, wrong_attribute",
        old="""
            try:
        """,
        new="""
            import unicodedata

            sample = {**sample, "sample_id": unicodedata.normalize("NFC", sample["sample_id"])}
            try:
        """,
    ),
    Mistake(
        name="looks_whether_it_is_there",
        tempts="Makes sure that the sample is stored. Another program may have changed it since, or thrown it away.",
        fails="exam_race",
        advice="later_answer",
        old="""
            return True
        """,
        new="""
            key = {"sample_id": sample["sample_id"]}
            return dynamodb.Table("samples").get_item(Key=key, ConsistentRead=True).get("Item") == sample
        """,
    ),
    Mistake(
        name="sent_again_is_mine",
        tempts="boto3 has sent the request again, so the one before has stored the sample. Or it was turned away.",
        fails="exam_race",
        advice="later_answer",
        old="""
            if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                return False
        """,
        new="""
            if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                return error.response["ResponseMetadata"].get("RetryAttempts", 0) > 0
        """,
    ),
    Mistake(
        name="knows_it_when_busy",
        tempts="Remembers which samples it has stored, and answers from that while the table is busy.",
        fails="exam_busy",
        advice="catches_all",
        old="""
            except ClientError as error:
                if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                    return False
                raise
            return True
        """,
        new="""
            except ClientError as error:
                if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                    return False
                if sample["sample_id"] in register_sample.__dict__:
                    return False
                raise
            register_sample.__dict__[sample["sample_id"]] = True
            return True
        """,
    ),
    Mistake(
        name="looks_it_up_when_unheard",
        tempts="No answer came, so it looks whether the sample is there. It may be another caller's, and equal.",
        fails="exam_race",
        advice="later_answer",
        old="""
            except ClientError as error:
        """,
        new="""
            except HTTPClientError:
                found = dynamodb.Table("samples").get_item(Key={"sample_id": sample["sample_id"]}, ConsistentRead=True)
                if found.get("Item") != sample:
                    raise
                return True
            except ClientError as error:
        """,
        also=[
            Change(
                old="from botocore.exceptions import ClientError",
                new="from botocore.exceptions import ClientError, HTTPClientError",
            ),
        ],
    ),
]
