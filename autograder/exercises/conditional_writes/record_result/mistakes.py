"""What people get wrong in record_result."""

from autograder.mistakes import Change, Mistake

mistakes = [
    Mistake(
        name="condition_on_existence",
        tempts="Has a condition, but on the existence of the sample.",
        fails="current_version, exam_current_version, stale_version, stored_item, exam_stale_version, exam_version_ahead, exam_stored_item, exam_old_read, race, exam_race, exam_any_value",
        advice="no_condition",
        old="""
            ConditionExpression="version = :expected",
            ExpressionAttributeNames={"#result": "result"},
            ExpressionAttributeValues={
                ":result": result,
                ":expected": expected_version,
                ":next": expected_version + 1,
            },
        """,
        new="""
            ConditionExpression="attribute_exists(sample_id)",
            ExpressionAttributeNames={"#result": "result"},
            ExpressionAttributeValues={":result": result, ":next": expected_version + 1},
        """,
    ),
    Mistake(
        name="creates_missing",
        tempts="Makes room for samples without a version, and so brings thrown-away samples back to life.",
        fails="exam_old_read, missing_sample, exam_missing_sample, exam_any_value, version_zero",
        advice="missing, no_condition",
        old='ConditionExpression="version = :expected",',
        new='ConditionExpression="attribute_not_exists(version) OR version = :expected",',
    ),
    Mistake(
        name="does_not_ask_for_item",
        tempts="Looks for the item without having asked DynamoDB for it.",
        fails="exam_old_read, stored_item, exam_stored_item, exam_any_value",
        advice="item",
        old="""
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        """,
        new="",
    ),
    Mistake(
        name="every_error_is_stale",
        tempts="Calls every ClientError a stale version, also when DynamoDB was only busy.",
        fails="missing_table, exam_busy",
        advice="catches_all",
        old="""
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
        """,
        new="",
    ),
    Mistake(
        name="first_result_only",
        tempts="Keeps the first result for ever, although the version says that there is a new one.",
        fails="exam_current_version, exam_race, exam_any_value",
        advice="result",
        old='UpdateExpression="SET #result = :result, version = :next",',
        new='UpdateExpression="SET #result = if_not_exists(#result, :result), version = :next",',
    ),
    Mistake(
        name="item_always_there",
        tempts="Takes for granted that there is an item to carry.",
        fails="exam_old_read, missing_sample, exam_missing_sample, version_zero",
        advice="missing",
        old='item = error.response.get("Item")',
        new='item = error.response["Item"]',
    ),
    Mistake(
        name="looks_in_error",
        tempts="Looks for the item one level too deep, where it never is.",
        fails="stored_item, exam_stored_item, exam_any_value, exam_old_read",
        advice="item",
        old='item = error.response.get("Item")',
        new='item = error.response["Error"].get("Item")',
    ),
    Mistake(
        name="old_read_afterwards",
        tempts="Fetches the item after the refusal with a read that may be behind.",
        fails="exam_old_read",
        advice="old_read",
        old="""
            item = error.response.get("Item")
            raise StaleVersion(TypeDeserializer().deserialize({"M": item}) if item else None) from error
        """,
        new="""
            raise StaleVersion(dynamodb.Table("samples").get_item(Key={"sample_id": sample_id}).get("Item"))
        """,
    ),
    Mistake(
        name="old_read_before",
        tempts="Believes a read that may be behind, and refuses a caller who is up to date.",
        fails="exam_old_read, exam_any_value",
        advice="old_read, no_version",
        old="""
            try:
        """,
        new="""
            seen = dynamodb.Table("samples").get_item(Key={"sample_id": sample_id}).get("Item")
            if seen is not None and seen["version"] != expected_version:
                raise StaleVersion(seen)
            try:
        """,
    ),
    Mistake(
        name="older_or_equal",
        tempts="Refuses only what is older than the stored version, so a number too high overwrites too.",
        fails="exam_version_ahead, exam_any_value",
        advice="no_condition",
        old='ConditionExpression="version = :expected",',
        new='ConditionExpression="version <= :expected",',
    ),
    Mistake(
        name="puts_three_attributes",
        tempts="Puts an item of three attributes under the right condition; the patient and the shelf are gone.",
        fails="current_version, exam_current_version, exam_old_read, exam_any_value, version_zero",
        advice="whole_item",
        old="""
            dynamodb.Table("samples").update_item(
                Key={"sample_id": sample_id},
                UpdateExpression="SET #result = :result, version = :next",
                ConditionExpression="version = :expected",
                ExpressionAttributeNames={"#result": "result"},
                ExpressionAttributeValues={
                    ":result": result,
                    ":expected": expected_version,
                    ":next": expected_version + 1,
                },
        """,
        new="""
            dynamodb.Table("samples").put_item(
                Item={"sample_id": sample_id, "result": result, "version": expected_version + 1},
                ConditionExpression="version = :expected",
                ExpressionAttributeValues={":expected": expected_version},
        """,
    ),
    Mistake(
        name="returns_false",
        tempts="Returns False, which a caller can forget to look at. (Two callers in a race both come back without an exception.)",
        fails="current_version, exam_current_version, stale_version, stored_item, missing_sample, exam_stale_version, exam_version_ahead, exam_stored_item, exam_missing_sample, exam_old_read, race, exam_race, exam_any_value, version_zero",
        advice="raise_stale",
        old="""
            item = error.response.get("Item")
            raise StaleVersion(TypeDeserializer().deserialize({"M": item}) if item else None) from error
        """,
        new="""
            return False
        """,
    ),
    Mistake(
        name="returns_item",
        tempts="Returns the whole sample; the caller wanted its version.",
        fails="current_version, exam_current_version, exam_old_read, exam_any_value, version_zero, exam_race",
        advice="answer, later_answer",
        old='dynamodb.Table("samples").update_item(',
        new='answer = dynamodb.Table("samples").update_item(',
        also=[
            Change(
                old="""
                    ReturnValuesOnConditionCheckFailure="ALL_OLD",
                """,
                new="""
                    ReturnValues="ALL_NEW",
                    ReturnValuesOnConditionCheckFailure="ALL_OLD",
                """,
            ),
            Change(
                old="return expected_version + 1",
                new='return answer["Attributes"]',
            ),
        ],
    ),
    Mistake(
        name="returns_old_version",
        tempts="Returns the version it was given, with which the caller's next call is refused.",
        fails="current_version, exam_current_version, exam_old_read, exam_any_value, version_zero, exam_race",
        advice="answer, later_answer",
        old="return expected_version + 1",
        new="return expected_version",
    ),
    Mistake(
        name="stale_without_item",
        tempts="Says that the version is stale, and not what is there instead.",
        fails="exam_old_read, stored_item, exam_stored_item, exam_any_value",
        advice="item",
        old="""
            item = error.response.get("Item")
            raise StaleVersion(TypeDeserializer().deserialize({"M": item}) if item else None) from error
        """,
        new="""
            raise StaleVersion(None)
        """,
    ),
    Mistake(
        name="throttling_is_stale",
        tempts='Takes "the table is busy" for "somebody was faster".',
        fails="exam_busy",
        advice="catches_all",
        old="""
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
        """,
        new="""
            if error.response["Error"]["Code"] not in (
                "ConditionalCheckFailedException",
                "ProvisionedThroughputExceededException",
            ):
        """,
    ),
    Mistake(
        name="version_as_text",
        tempts="Stores the version as text, which no later caller's number is equal to.",
        fails="current_version, race, exam_current_version, exam_race, exam_old_read, exam_any_value, version_zero",
        advice="next_version",
        old='":next": expected_version + 1,',
        new='":next": str(expected_version + 1),',
    ),
    Mistake(
        name="version_stays",
        tempts="Compares the version and forgets to move it on, so the next caller with the same version gets through.",
        fails="current_version, race, exam_current_version, exam_race, exam_old_read, exam_any_value, version_zero",
        advice="next_version",
        old='UpdateExpression="SET #result = :result, version = :next",',
        new='UpdateExpression="SET #result = :result",',
        also=[
            Change(
                old="""
                    ExpressionAttributeValues={
                        ":result": result,
                        ":expected": expected_version,
                        ":next": expected_version + 1,
                    },
                """,
                new="""
                    ExpressionAttributeValues={":result": result, ":expected": expected_version},
                """,
            ),
        ],
    ),
    Mistake(
        name="wire_format",
        tempts="""Hands on the item in DynamoDB's own notation, whose version is {"N": "4"}.""",
        fails="stored_item, exam_stored_item, exam_any_value",
        advice="wire_format",
        old='raise StaleVersion(TypeDeserializer().deserialize({"M": item}) if item else None) from error',
        new="raise StaleVersion(item)",
    ),
    Mistake(
        name="version_zero",
        tempts="Takes version 0 for a sample that nobody has seen yet, because 0 is false.",
        fails="version_zero, exam_any_value, exam_missing_sample",
        advice="missing, no_condition",
        old="""
            try:
        """,
        new="""
            condition = "version = :expected" if expected_version else "attribute_not_exists(version) OR version = :expected"
            try:
        """,
        also=[
            Change(
                old="""
                    ConditionExpression="version = :expected",
                """,
                new="""
                    ConditionExpression=condition,
                """,
            ),
        ],
    ),
    Mistake(
        name="the_same_is_mine",
        tempts="Takes the same result in the next version for its own write, sent twice: two people are told yes.",
        fails="current_version, exam_current_version, race, exam_race",
        advice="not_yours, raise_stale",
        old="""
            raise StaleVersion(TypeDeserializer().deserialize({"M": item}) if item else None) from error
        """,
        new="""
            if item and item.get("result") == {"S": result} and item["version"] == {"N": str(expected_version + 1)}:
                return expected_version + 1  # our own write, sent twice
            raise StaleVersion(TypeDeserializer().deserialize({"M": item}) if item else None) from error
        """,
    ),
    Mistake(
        name="stored_by_hand",
        tempts="Translates the item by hand: strings and numbers only, and those by way of a float.",
        fails="exam_any_value, exam_stored_item",
        advice="item",
        old="""
                    self.stored = stored


            def record_result(dynamodb, sample_id, expected_version, result):
        """,
        new="""
                    self.stored = stored


            def plain(item):
                kinds = {"S": str, "N": float, "BOOL": bool, "L": list, "M": dict}
                values = {}
                for name, value in item.items():
                    [(kind, content)] = value.items()
                    number = kinds.get(kind, str)(content)
                    values[name] = int(number) if kind == "N" and number == int(number) else number
                return values


            def record_result(dynamodb, sample_id, expected_version, result):
        """,
        also=[
            Change(
                old="""
                    raise StaleVersion(TypeDeserializer().deserialize({"M": item}) if item else None) from error
                """,
                new="""
                    raise StaleVersion(plain(item) if item else None) from error
                """,
            ),
        ],
    ),
    Mistake(
        name="no_op_when_equal",
        tempts="Writes nothing where the same result is stored already.",
        fails="exam_any_value",
        advice="next_version",
        old="""
            try:
        """,
        new="""
            there = dynamodb.Table("samples").get_item(Key={"sample_id": sample_id}, ConsistentRead=True).get("Item", {})
            if there.get("result") == result and there.get("version") == expected_version:
                return expected_version + 1
            try:
        """,
    ),
    Mistake(
        name="reads_new_version",
        tempts="Reads the new version after the write, with a strong read; by then it may be somebody else's.",
        fails="exam_race",
        advice="later_answer",
        old="""
            return expected_version + 1
        """,
        new="""
            stored = dynamodb.Table("samples").get_item(Key={"sample_id": sample_id}, ConsistentRead=True)["Item"]
            return stored["version"]
        """,
    ),
    Mistake(
        name="client_of_its_own",
        tempts="Makes a resource of its own, for whatever account and region are the default where it runs.",
        fails="current_version, exam_any_value, exam_busy, exam_current_version, exam_old_read, exam_race, "
        "exam_stored_item, missing_table, race, stored_item, version_zero",
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
        name="returns_a_float",
        tempts="A float looks just like the number, and is equal to it as long as it is small.",
        fails="current_version, version_zero, exam_current_version, exam_any_value, exam_old_read",
        advice="exact",
        old="return expected_version + 1",
        new="next_version = expected_version + 1\nreturn float(next_version) if next_version < 2**53 else next_version",
    ),
    Mistake(
        name="not_there_yet",
        tempts="Looks first whether there is such a sample. A plain read may not find one that was stored a moment ago.",
        fails="exam_old_read",
        advice="old_read",
        old="""
            try:
        """,
        new="""
            if "Item" not in dynamodb.Table("samples").get_item(Key={"sample_id": sample_id}):
                raise StaleVersion(None)
            try:
        """,
    ),
    Mistake(
        name="a_class_for_each_call",
        tempts="Defines the exception where it is raised. It has the right name, and nobody's `except` catches it.",
        fails="current_version, exam_current_version, stale_version, stored_item, missing_sample, version_zero, race, exam_any_value, exam_stale_version, "
        "exam_version_ahead, exam_stored_item, exam_missing_sample, exam_race, exam_old_read",
        advice="own_class",
        old="""
            try:
        """,
        new="""
            class StaleVersion(Exception):
                def __init__(self, stored):
                    super().__init__(f"stored: {stored}")
                    self.stored = stored

            try:
        """,
    ),
    Mistake(
        name="remembers_answers",
        tempts="Answers a call that it has answered before without a request: it may have been sent twice.",
        fails="current_version, exam_current_version, exam_busy",
        advice="remembers, catches_all",
        old="""
            def record_result(dynamodb, sample_id, expected_version, result):
        """,
        new="""
            ANSWERED = {}


            def record_result(dynamodb, sample_id, expected_version, result):
        """,
        also=[
            Change(
                old="""
                    try:
                """,
                new="""
                    if (sample_id, expected_version, result) in ANSWERED:
                        return expected_version + 1
                    try:
                """,
            ),
            Change(
                old="""
                    return expected_version + 1
                """,
                new="""
                    ANSWERED[sample_id, expected_version, result] = True
                    return expected_version + 1
                """,
            ),
        ],
    ),
    Mistake(
        name="sent_again_is_mine",
        tempts="boto3 has sent the request again, and what is stored is what was to be: takes it for its own.",
        fails="exam_race",
        advice="not_yours",
        old="""
            item = error.response.get("Item")
        """,
        new="""
            item = error.response.get("Item")
            if error.response["ResponseMetadata"].get("RetryAttempts") and item:
                stored = TypeDeserializer().deserialize({"M": item})
                if stored.get("version") == expected_version + 1 and stored.get("result") == result:
                    return expected_version + 1
        """,
    ),
    Mistake(
        name="knows_it_when_busy",
        tempts="Remembers what it has recorded, and takes a call that comes again for done while the table is busy.",
        fails="exam_busy",
        advice="catches_all",
        old="""
                if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                    raise
                item = error.response.get("Item")
                raise StaleVersion(TypeDeserializer().deserialize({"M": item}) if item else None) from error
            return expected_version + 1
        """,
        new="""
                if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                    if record_result.__dict__.get(sample_id) == (expected_version, result):
                        return expected_version + 1
                    raise
                item = error.response.get("Item")
                raise StaleVersion(TypeDeserializer().deserialize({"M": item}) if item else None) from error
            record_result.__dict__[sample_id] = expected_version, result
            return expected_version + 1
        """,
    ),
    Mistake(
        name="sample_without_a_version",
        tempts="Compares the versions in Python once more, for a better message, and takes it that each sample has one.",
        fails="exam_any_value",
        advice="no_version",
        old="""
            item = error.response.get("Item")
        """,
        new="""
            item = error.response.get("Item")
            if item and item["version"]["N"] == str(expected_version):
                raise
        """,
    ),
    Mistake(
        name="writes_when_it_was",
        tempts="Notes beside the result when it was recorded. No caller knows of such an attribute.",
        fails="current_version, version_zero, exam_current_version, exam_any_value, exam_old_read",
        advice="only_two",
        old="""
            UpdateExpression="SET #result = :result, version = :next",
        """,
        new="""
            UpdateExpression="SET #result = :result, version = :next, updated_by = :result",
        """,
    ),
    Mistake(
        name="looks_it_up_when_unheard",
        tempts="No answer came, so it looks whether the result is there. It may be another caller's, and equal.",
        fails="exam_race",
        advice="later_answer",
        old="""
            except ClientError as error:
        """,
        new="""
            except HTTPClientError:
                found = dynamodb.Table("samples").get_item(Key={"sample_id": sample_id}, ConsistentRead=True).get("Item", {})
                if (found.get("version"), found.get("result")) != (expected_version + 1, result):
                    raise
                return expected_version + 1
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
