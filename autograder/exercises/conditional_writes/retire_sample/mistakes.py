"""What people get wrong in retire_sample."""

from autograder.mistakes import Change, Mistake

mistakes = [
    Mistake(
        name="always_not_allowed",
        tempts='Calls every refusal "not allowed".',
        fails="missing_sample, race, exam_missing_sample, exam_race",
        advice="which_refusal",
        old='return "not allowed" if error.response.get("Item") else "missing"',
        new='return "not allowed"',
    ),
    Mistake(
        name="begins_with_reported",
        tempts="Compares the beginning of the stage only.",
        fails="exam_other_stage",
        advice="other_stage",
        old='ConditionExpression="stage = :reported",',
        new='ConditionExpression="begins_with(stage, :reported)",',
    ),
    Mistake(
        name="busy_is_not_allowed",
        tempts='Takes "the table is busy" for "not allowed".',
        fails="exam_busy",
        advice="catches_all",
        old="""
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
        """,
        new="""
            code = error.response["Error"]["Code"]
            if code == "ProvisionedThroughputExceededException":
                return "not allowed"
            if code != "ConditionalCheckFailedException":
        """,
    ),
    Mistake(
        name="does_not_ask_for_item",
        tempts="Looks for the item without having asked DynamoDB for it, so everything is missing.",
        fails="other_stage, exam_other_stage, exam_no_stage",
        advice="which_refusal",
        old="""
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        """,
        new="",
    ),
    Mistake(
        name="every_error_is_missing",
        tempts="Calls a sample missing whenever anything goes wrong.",
        fails="no_permission, exam_busy",
        advice="catches_all",
        old="""
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
        """,
        new="",
    ),
    Mistake(
        name="forbids_two_stages",
        tempts="Forbids the stages it knows, so any other stage is retired, and a missing sample too.",
        fails="other_stage, missing_sample, race, exam_other_stage, exam_no_stage, exam_missing_sample, exam_race",
        advice="missing_succeeds, other_stage",
        old="""
            ConditionExpression="stage = :reported",
            ExpressionAttributeValues={":reported": "reported"},
        """,
        new="""
            ConditionExpression="stage <> :received AND stage <> :testing",
            ExpressionAttributeValues={":received": "received", ":testing": "testing"},
        """,
    ),
    Mistake(
        name="looks_in_error",
        tempts="Looks for the item one level too deep, where it never is.",
        fails="other_stage, exam_other_stage, exam_no_stage",
        advice="which_refusal",
        old='return "not allowed" if error.response.get("Item") else "missing"',
        new='return "not allowed" if error.response["Error"].get("Item") else "missing"',
    ),
    Mistake(
        name="marks_only",
        tempts="Writes that the sample is retired, and keeps it.",
        fails="reported_sample, race, exam_reported_sample, exam_missing_sample, exam_race, exam_once_more",
        advice="really_gone, which_refusal",
        old="""
            dynamodb.Table("samples").delete_item(
                Key={"sample_id": sample_id},
                ConditionExpression="stage = :reported",
                ExpressionAttributeValues={":reported": "reported"},
        """,
        new="""
            dynamodb.Table("samples").update_item(
                Key={"sample_id": sample_id},
                UpdateExpression="SET stage = :retired",
                ConditionExpression="stage = :reported",
                ExpressionAttributeValues={":reported": "reported", ":retired": "retired"},
        """,
    ),
    Mistake(
        name="missing_is_retired",
        tempts="Is glad when the sample is gone, whoever made it go.",
        fails="missing_sample, race, exam_missing_sample, exam_race",
        advice="missing_succeeds",
        old='ConditionExpression="stage = :reported",',
        new='ConditionExpression="attribute_not_exists(sample_id) OR stage = :reported",',
    ),
    Mistake(
        name="no_stage_is_fine",
        tempts="Takes a sample without a stage for a finished one; to the condition, a missing sample is one without a stage.",
        fails="exam_no_stage, missing_sample, race, exam_missing_sample, exam_race",
        advice="missing_succeeds",
        old='ConditionExpression="stage = :reported",',
        new='ConditionExpression="attribute_not_exists(stage) OR stage = :reported",',
    ),
    Mistake(
        name="returns_booleans",
        tempts="Answers True, False or None where three texts were agreed.",
        fails="reported_sample, other_stage, missing_sample, race, exam_reported_sample, exam_other_stage, exam_no_stage, exam_missing_sample, exam_race, exam_once_more",
        advice="answer",
        old="""
                return "not allowed" if error.response.get("Item") else "missing"
            return "retired"
        """,
        new="""
                return False if error.response.get("Item") else None
            return True
        """,
    ),
    Mistake(
        name="says_deleted",
        tempts="Uses another word than the agreed one.",
        fails="reported_sample, race, exam_reported_sample, exam_race, exam_once_more",
        advice="answer",
        old='return "retired"',
        new='return "deleted"',
    ),
    Mistake(
        name="second_read",
        tempts="Asks why in a second request, when the answer may have changed.",
        fails="one_request, exam_one_request, exam_once_more",
        advice="one_request",
        old="""
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        """,
        new="",
        also=[
            Change(
                old="""
                    return "not allowed" if error.response.get("Item") else "missing"
                """,
                new="""
                    found = dynamodb.Table("samples").get_item(Key={"sample_id": sample_id}, ConsistentRead=True)
                    return "not allowed" if "Item" in found else "missing"
                """,
            ),
        ],
    ),
    Mistake(
        name="two_conditions",
        tempts="Finds out why with a second write that has another condition.",
        fails="one_request, exam_one_request, exam_once_more",
        advice="one_request",
        old="""
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        """,
        new="",
        also=[
            Change(
                old="""
                    return "not allowed" if error.response.get("Item") else "missing"
                """,
                new="""
                    try:
                        dynamodb.Table("samples").update_item(
                            Key={"sample_id": sample_id},
                            UpdateExpression="REMOVE nothing",
                            ConditionExpression="attribute_exists(sample_id)",
                        )
                    except ClientError as second:
                        if second.response["Error"]["Code"] == "ConditionalCheckFailedException":
                            return "missing"
                        raise
                    return "not allowed"
                """,
            ),
        ],
    ),
    Mistake(
        name="two_spellings",
        tempts="Is lenient with capitals.",
        fails="exam_other_stage",
        advice="other_stage",
        old="""
            ConditionExpression="stage = :reported",
            ExpressionAttributeValues={":reported": "reported"},
        """,
        new="""
            ConditionExpression="stage IN (:reported, :also)",
            ExpressionAttributeValues={":reported": "reported", ":also": "Reported"},
        """,
    ),
    Mistake(
        name="remembers",
        tempts="Remembers what is gone, to save the request.",
        fails="reported_sample, one_request, race, no_permission, exam_once_more, exam_busy",
        advice="catches_all, one_request, really_gone",
        old='''
            def retire_sample(dynamodb, sample_id):
                """Delete a sample if it has been reported, and say what came of it, with one request.
        ''',
        new='''
            _gone = set()


            def retire_sample(dynamodb, sample_id):
                if sample_id in _gone:
                    return "missing"
                """Delete a sample if it has been reported, and say what came of it, with one request.
        ''',
        also=[
            Change(
                old="""
                    return "retired"
                """,
                new="""
                    _gone.add(sample_id)
                    return "retired"
                """,
            ),
        ],
    ),
    Mistake(
        name="failures_are_missing",
        tempts="Where there is no table, there is no sample.",
        fails="exam_busy",
        advice="catches_all",
        old="""
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
        """,
        new="""
            if error.response["Error"]["Code"] == "ResourceNotFoundException":
                return "missing"
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
        """,
    ),
    Mistake(
        name="in_list",
        tempts="Retires what was archived too, which nobody has asked for.",
        fails="exam_other_stage",
        advice="other_stage",
        old="""
            ConditionExpression="stage = :reported",
            ExpressionAttributeValues={":reported": "reported"},
        """,
        new="""
            ConditionExpression="stage IN (:reported, :archived)",
            ExpressionAttributeValues={":reported": "reported", ":archived": "archived"},
        """,
    ),
    Mistake(
        name="size_of_stage",
        tempts="Looks at how long the stage is, and how it begins.",
        fails="exam_other_stage",
        advice="other_stage",
        old="""
            ConditionExpression="stage = :reported",
            ExpressionAttributeValues={":reported": "reported"},
        """,
        new="""
            ConditionExpression="size(stage) = :n AND begins_with(stage, :reported)",
            ExpressionAttributeValues={":reported": "rep", ":n": 8},
        """,
    ),
    Mistake(
        name="client_of_its_own",
        tempts="Makes a resource of its own, for whatever account and region are the default where it runs.",
        fails="exam_busy, exam_no_stage, exam_once_more, exam_one_request, exam_other_stage, exam_race, "
        "exam_reported_sample, no_permission, one_request, race, reported_sample",
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
        name="sends_it_again",
        tempts="A throttled request is tried again, as one does; boto3 has done so already, and one request was allowed.",
        fails="exam_busy",
        advice="sent_again",
        old="""
            try:
                dynamodb.Table("samples").delete_item(
                    Key={"sample_id": sample_id},
                    ConditionExpression="stage = :reported",
                    ExpressionAttributeValues={":reported": "reported"},
                    ReturnValuesOnConditionCheckFailure="ALL_OLD",
                )
            except ClientError as error:
        """,
        new="""
            delete = {
                "Key": {"sample_id": sample_id},
                "ConditionExpression": "stage = :reported",
                "ExpressionAttributeValues": {":reported": "reported"},
                "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
            }
            try:
                try:
                    dynamodb.Table("samples").delete_item(**delete)
                except ClientError as error:
                    if error.response["Error"]["Code"] != "ThrottlingException":
                        raise
                    dynamodb.Table("samples").delete_item(**delete)
            except ClientError as error:
        """,
    ),
    Mistake(
        name="sent_again_is_mine",
        tempts="boto3 has sent the request again, so the one before has deleted the sample. Or it was turned away.",
        fails="exam_race",
        advice="not_yours",
        old="""
            return "not allowed" if error.response.get("Item") else "missing"
        """,
        new="""
            if error.response.get("Item"):
                return "not allowed"
            return "retired" if error.response["ResponseMetadata"].get("RetryAttempts") else "missing"
        """,
    ),
    Mistake(
        name="knows_it_when_busy",
        tempts="Remembers which samples it has retired, and answers from that while the table is busy.",
        fails="exam_busy, no_permission?",
        advice="catches_all",
        old="""
                if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                    raise
                return "not allowed" if error.response.get("Item") else "missing"
            return "retired"
        """,
        new="""
                if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                    if sample_id in retire_sample.__dict__:
                        return "missing"
                    raise
                return "not allowed" if error.response.get("Item") else "missing"
            retire_sample.__dict__[sample_id] = True
            return "retired"
        """,
    ),
    Mistake(
        name="looks_it_up_when_unheard",
        tempts="No answer came, so it looks whether the sample is gone. Somebody else may have retired it.",
        fails="exam_race",
        advice="not_yours",
        old="""
            except ClientError as error:
        """,
        new="""
            except HTTPClientError:
                if "Item" in dynamodb.Table("samples").get_item(Key={"sample_id": sample_id}, ConsistentRead=True):
                    raise
                return "retired"
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
