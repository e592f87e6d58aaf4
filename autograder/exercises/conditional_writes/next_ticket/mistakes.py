"""What people get wrong in next_ticket."""

from autograder.mistakes import Change, Mistake

mistakes = [
    Mistake(
        name="other_attribute",
        tempts="Counts in an attribute of its own, which the display does not read.",
        fails="first_call, goes_on, own_numbers, race, first_race, exam_first_call, exam_goes_on, exam_own_numbers, exam_race, exam_first_race, exam_no_number_yet, no_number_yet",
        advice="last_ticket, answer",
        old='UpdateExpression="ADD last_ticket :one",',
        new='UpdateExpression="ADD tickets :one",',
        also=[
            Change(
                old='return int(answer["Attributes"]["last_ticket"])',
                new='return int(answer["Attributes"]["tickets"])',
            ),
        ],
    ),
    Mistake(
        name="returns_old_number",
        tempts="Returns the number before the addition, which somebody else holds.",
        fails="first_call, goes_on, own_numbers, race, first_race, exam_first_call, exam_goes_on, exam_own_numbers, exam_race, exam_first_race, exam_no_number_yet, no_number_yet",
        advice="first_call, answer",
        old="""
                ReturnValues="UPDATED_NEW",
            )
            return int(answer["Attributes"]["last_ticket"])
        """,
        new="""
                ReturnValues="UPDATED_OLD",
            )
            return int(answer.get("Attributes", {}).get("last_ticket", 0))
        """,
    ),
    Mistake(
        name="returns_response",
        tempts="Returns everything that update_item said.",
        fails="first_call, goes_on, own_numbers, race, first_race, exam_first_call, exam_goes_on, exam_own_numbers, exam_race, exam_first_race, exam_no_number_yet, no_number_yet",
        advice="first_call, answer",
        old='answer = dynamodb.Table("counters").update_item(',
        new='return dynamodb.Table("counters").update_item(',
        also=[
            Change(
                old="""
                    return int(answer["Attributes"]["last_ticket"])
                """,
                new="",
            ),
        ],
    ),
    Mistake(
        name="returns_text",
        tempts="Returns the number as text.",
        fails="first_call, goes_on, own_numbers, race, first_race, exam_first_call, exam_goes_on, exam_own_numbers, exam_race, exam_first_race, exam_no_number_yet, no_number_yet",
        advice="first_call, answer",
        old='return int(answer["Attributes"]["last_ticket"])',
        new='return str(answer["Attributes"]["last_ticket"])',
    ),
    Mistake(
        name="set_without_default",
        tempts="Adds to an attribute that a new counter does not have.",
        fails="first_call, first_race, exam_first_call, exam_own_numbers, exam_first_race, exam_no_number_yet, no_number_yet, exam_goes_on",
        advice="first_call",
        old='UpdateExpression="ADD last_ticket :one",',
        new='UpdateExpression="SET last_ticket = last_ticket + :one",',
    ),
    Mistake(
        name="starts_at_one_too_late",
        tempts="Takes the default for the first number, and then adds one to it.",
        fails="first_call, first_race, exam_first_call, exam_own_numbers, exam_first_race, exam_no_number_yet, no_number_yet, exam_goes_on",
        advice="last_ticket, answer",
        old='UpdateExpression="ADD last_ticket :one",',
        new='UpdateExpression="SET last_ticket = if_not_exists(last_ticket, :one) + :one",',
    ),
    Mistake(
        name="through_float",
        tempts="Makes an int of the number by way of a float, which has 15 digits.",
        fails="exam_goes_on",
        advice="rounded",
        old="""
            return int(answer["Attributes"]["last_ticket"])
        """,
        new="""
            return int(float(answer["Attributes"]["last_ticket"]))
        """,
    ),
    Mistake(
        name="old_plus_one_rounded",
        tempts="Adds one to the old number in Python, whose Decimal rounds to 28 digits.",
        fails="exam_goes_on",
        advice="rounded",
        old="""
                ReturnValues="UPDATED_NEW",
            )
            return int(answer["Attributes"]["last_ticket"])
        """,
        new="""
                ReturnValues="UPDATED_OLD",
            )
            return answer.get("Attributes", {}).get("last_ticket", 0) + 1
        """,
    ),
    Mistake(
        name="strips_name",
        tempts="Evens the counter's name out.",
        fails="exam_first_call, exam_goes_on, exam_no_number_yet, exam_own_numbers, exam_race, exam_first_race",
        advice="answer, other_key",
        old="""
            Key={"counter_id": counter},
        """,
        new="""
            Key={"counter_id": counter.strip().lower()},
        """,
    ),
    Mistake(
        name="gives_up_silently",
        tempts="Has an optimistic lock, and returns nothing once others were faster a few times.",
        fails="exam_race",
        advice="outrun",
        of="right/tries_again",
        old="""
            while True:
        """,
        new="""
            for _ in range(5):
        """,
    ),
    Mistake(
        name="client_of_its_own",
        tempts="Makes a resource of its own, for whatever account and region are the default where it runs.",
        fails="exam_busy, exam_first_call, exam_first_race, exam_goes_on, exam_no_number_yet, "
        "exam_own_numbers, exam_race, first_call, first_race, goes_on, missing_table, no_number_yet, "
        "own_numbers, race",
        old="""
            answer = dynamodb.Table("counters").update_item(
        """,
        new="""
            import boto3

            dynamodb = boto3.resource("dynamodb")
            answer = dynamodb.Table("counters").update_item(
        """,
    ),
    Mistake(
        name="returns_a_float",
        tempts="A float looks just like the number, and is equal to it as long as it is small.",
        fails="first_call, goes_on, no_number_yet, exam_first_call, exam_goes_on, exam_no_number_yet",
        advice="exact",
        old='return int(answer["Attributes"]["last_ticket"])',
        new='number = answer["Attributes"]["last_ticket"]\nreturn float(number) if number < 2**53 else int(number)',
    ),
    Mistake(
        name="gives_it_back",
        tempts="Takes the number back after a failure. A request that was turned away has added nothing, and since then "
        "others have taken tickets.",
        fails="exam_race",
        advice="not_yours",
        old="""
            answer = dynamodb.Table("counters").update_item(
                Key={"counter_id": counter},
                UpdateExpression="ADD last_ticket :one",
                ExpressionAttributeValues={":one": 1},
                ReturnValues="UPDATED_NEW",
            )
        """,
        new="""
            add = {"Key": {"counter_id": counter}, "UpdateExpression": "ADD last_ticket :n"}
            try:
                answer = dynamodb.Table("counters").update_item(
                    **add, ExpressionAttributeValues={":n": 1}, ReturnValues="UPDATED_NEW"
                )
            except Exception as error:
                try:
                    dynamodb.Table("counters").update_item(**add, ExpressionAttributeValues={":n": -1})
                finally:
                    raise error
        """,
    ),
    Mistake(
        name="reads_what_was_lost",
        tempts="Where the answer is lost, the number has been added: reads it. Meanwhile it is the next visitor's.",
        fails="exam_race, exam_busy",
        advice="reads_apart, catches_all",
        old="""
            answer = dynamodb.Table("counters").update_item(
                Key={"counter_id": counter},
                UpdateExpression="ADD last_ticket :one",
                ExpressionAttributeValues={":one": 1},
                ReturnValues="UPDATED_NEW",
            )
            return int(answer["Attributes"]["last_ticket"])
        """,
        new="""
            from botocore.exceptions import HTTPClientError

            table = dynamodb.Table("counters")
            try:
                number = table.update_item(
                    Key={"counter_id": counter},
                    UpdateExpression="ADD last_ticket :one",
                    ExpressionAttributeValues={":one": 1},
                    ReturnValues="UPDATED_NEW",
                )["Attributes"]
            except HTTPClientError:
                number = table.get_item(Key={"counter_id": counter}, ConsistentRead=True)["Item"]
            return int(number["last_ticket"])
        """,
    ),
    Mistake(
        name="writes_when_it_was",
        tempts="Notes beside the number when the last ticket was handed out. No caller knows of such an attribute.",
        fails="goes_on, no_number_yet, exam_goes_on, exam_no_number_yet",
        advice="only_number",
        old="""
            UpdateExpression="ADD last_ticket :one",
            ExpressionAttributeValues={":one": 1},
        """,
        new="""
            UpdateExpression="SET updated_at = :now ADD last_ticket :one",
            ExpressionAttributeValues={":one": 1, ":now": "2026-03-02"},
        """,
    ),
    Mistake(
        name="begins_on_error",
        tempts="Begins the counter when DynamoDB finds no number to add to. A second first caller begins it once more.",
        fails="first_race, exam_first_race, exam_busy?",
        advice="begun_twice",
        old="""
            answer = dynamodb.Table("counters").update_item(
                Key={"counter_id": counter},
                UpdateExpression="ADD last_ticket :one",
                ExpressionAttributeValues={":one": 1},
                ReturnValues="UPDATED_NEW",
            )
        """,
        new="""
            from botocore.exceptions import ClientError

            how = {"Key": {"counter_id": counter}, "ExpressionAttributeValues": {":one": 1}, "ReturnValues": "UPDATED_NEW"}
            table = dynamodb.Table("counters")
            try:
                answer = table.update_item(UpdateExpression="SET last_ticket = last_ticket + :one", **how)
            except ClientError as error:
                if error.response["Error"]["Code"] != "ValidationException":
                    raise
                answer = table.update_item(UpdateExpression="SET last_ticket = :one", **how)
        """,
    ),
    Mistake(
        name="counts_by_itself_when_busy",
        tempts="Keeps the last number in a variable, and counts on from it while the table is busy.",
        fails="exam_busy",
        advice="catches_all",
        old="""
            answer = dynamodb.Table("counters").update_item(
                Key={"counter_id": counter},
                UpdateExpression="ADD last_ticket :one",
                ExpressionAttributeValues={":one": 1},
                ReturnValues="UPDATED_NEW",
            )
            return int(answer["Attributes"]["last_ticket"])
        """,
        new="""
            from botocore.exceptions import ClientError

            kept = next_ticket.__dict__.setdefault("kept", {})
            try:
                answer = dynamodb.Table("counters").update_item(
                    Key={"counter_id": counter},
                    UpdateExpression="ADD last_ticket :one",
                    ExpressionAttributeValues={":one": 1},
                    ReturnValues="UPDATED_NEW",
                )
                kept[counter] = int(answer["Attributes"]["last_ticket"])
            except ClientError:
                if counter not in kept:
                    raise
                kept[counter] += 1
            return kept[counter]
        """,
    ),
    Mistake(
        name="a_name_for_none",
        tempts="Counts in a counter of its own for those who name none.",
        fails="exam_busy",
        advice="catches_all",
        old="""
            Key={"counter_id": counter},
        """,
        new="""
            Key={"counter_id": counter or "default"},
        """,
    ),
]
