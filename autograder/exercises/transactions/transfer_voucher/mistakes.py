"""What people get wrong in transfer_voucher."""

from autograder.mistakes import Change, Mistake

mistakes = [
    Mistake(
        name="adds_to_what_is_there",
        tempts="SET vouchers = vouchers + 1 fails for a player who has no such attribute.",
        fails="first_voucher, exam_transfers, exam_refused, exam_made_again, exam_crash, exam_race",
        advice="first_voucher",
        old='"UpdateExpression": "ADD vouchers :more",',
        new='"UpdateExpression": "SET vouchers = vouchers + :more",',
    ),
    Mistake(
        name="bare_put",
        tempts="Puts the voucher with what it knows of it: a put replaces everything.",
        fails="own_voucher, first_voucher, made_again, moved_on, crash, race, exam_transfers, exam_made_again, exam_crash, exam_race, exam_other_failures",
        advice="changes",
        old="""
            "Update": {
                "TableName": "vouchers",
                "Key": {"voucher_id": voucher_id},
                "UpdateExpression": "SET holder = :to",
                "ConditionExpression": "holder = :from AND redeemed = :no",
                "ExpressionAttributeValues": {":to": receiver, ":from": sender, ":no": False},
        """,
        new="""
            "Put": {
                "TableName": "vouchers",
                "Item": {"voucher_id": voucher_id, "holder": receiver, "redeemed": False},
                "ConditionExpression": "holder = :from AND redeemed = :no",
                "ExpressionAttributeValues": {":from": sender, ":no": False},
        """,
    ),
    Mistake(
        name="check_beside_update",
        tempts="Asks for the receiver with a ConditionCheck beside the Update of the same item.",
        fails="own_voucher, first_voucher, not_yours, redeemed, nobody, several_reasons, made_again, moved_on, crash, race, conflict, exam_transfers, exam_refused, exam_several_reasons, exam_made_again, exam_crash, exam_race, exam_other_failures",
        advice="one_action",
        old="""
                    "ConditionExpression": "attribute_exists(player_id)",
                    "ExpressionAttributeValues": {":more": 1},
        """,
        new="""
                    "ExpressionAttributeValues": {":more": 1},
                }
            },
            {
                "ConditionCheck": {
                    "TableName": "players",
                    "Key": {"player_id": receiver},
                    "ConditionExpression": "attribute_exists(player_id)",
        """,
    ),
    Mistake(
        name="counts_in_python",
        tempts="Writes counts that it has read: made again, the request is another one.",
        fails="made_again, moved_on, crash, exam_made_again, exam_crash",
        advice="same_request",
        old="""
            try:
        """,
        new="""
            players = dynamodb.Table("players")
            had = players.get_item(Key={"player_id": sender}, ConsistentRead=True).get("Item", {}).get("vouchers", 0)
            has = players.get_item(Key={"player_id": receiver}, ConsistentRead=True).get("Item", {}).get("vouchers", 0)
            try:
        """,
        also=[
            Change(
                old="""
                    "UpdateExpression": "ADD vouchers :less",
                    "ExpressionAttributeValues": {":less": -1},
                """,
                new="""
                    "UpdateExpression": "SET vouchers = :less",
                    "ExpressionAttributeValues": {":less": had - 1},
                """,
            ),
            Change(
                old="""
                    "UpdateExpression": "ADD vouchers :more",
                    "ConditionExpression": "attribute_exists(player_id)",
                    "ExpressionAttributeValues": {":more": 1},
                """,
                new="""
                    "UpdateExpression": "SET vouchers = :more",
                    "ConditionExpression": "attribute_exists(player_id)",
                    "ExpressionAttributeValues": {":more": has + 1},
                """,
            ),
        ],
    ),
    Mistake(
        name="creates_receiver",
        tempts="Does not ask for the receiver: the Update creates whoever is not there.",
        fails="nobody, exam_refused",
        advice="creates",
        old="""
            "ConditionExpression": "attribute_exists(player_id)",
        """,
        new="",
    ),
    Mistake(
        name="does_not_ask_for_item",
        tempts="Does not ask for the refusing voucher.",
        fails="redeemed, several_reasons, exam_refused, exam_several_reasons",
        advice="reasons, order",
        old="""
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        """,
        new="",
    ),
    Mistake(
        name="every_cancellation_is_not_yours",
        tempts="Takes every cancellation for an answer.",
        fails="conflict, exam_other_failures",
        advice="not_a_condition",
        old="""
            if not any(failed):
                raise
            if failed[0]:
                voucher = reasons[0].get("Item", {})
                return "redeemed" if voucher.get("holder") == {"S": sender} else "not_yours"
            return "no_such_player"
        """,
        new="""
            if not reasons:
                raise
            if failed[2] and not failed[0]:
                return "no_such_player"
            voucher = reasons[0].get("Item", {})
            return "redeemed" if voucher.get("holder") == {"S": sender} else "not_yours"
        """,
    ),
    Mistake(
        name="every_error_is_not_yours",
        tempts="Has an answer for every error.",
        fails="crash, conflict, exam_crash, exam_other_failures",
        advice="not_a_condition",
        old="""
            except ClientError as error:
                reasons = error.response.get("CancellationReasons", [])
        """,
        new="""
            except Exception as error:
                reasons = getattr(error, "response", {}).get("CancellationReasons", [])
        """,
        also=[
            Change(
                old="""
                    raise
                """,
                new="""
                    return "not_yours"
                """,
            ),
        ],
    ),
    Mistake(
        name="forgets_receiver",
        tempts="Takes from the one, and forgets to give to the other.",
        fails="own_voucher, first_voucher, made_again, moved_on, crash, race, exam_transfers, exam_made_again, exam_crash, exam_race, exam_other_failures",
        advice="changes",
        old='"ExpressionAttributeValues": {":more": 1},',
        new='"ExpressionAttributeValues": {":more": 0},',
    ),
    Mistake(
        name="holder_tells",
        tempts="Takes the voucher's holder for the proof that this very transfer was carried out.",
        fails="moved_on, exam_made_again, exam_other_failures",
        advice="guess, token",
        old="""
            ClientRequestToken=request_id,
        """,
        new="",
        also=[
            Change(
                old="""
                    return "redeemed" if voucher.get("holder") == {"S": sender} else "not_yours"
                """,
                new="""
                    if voucher.get("holder") == {"S": receiver}:
                        return "transferred"
                    return "redeemed" if voucher.get("holder") == {"S": sender} else "not_yours"
                """,
            ),
        ],
    ),
    Mistake(
        name="no_holder_condition",
        tempts="Does not ask whose the voucher is.",
        fails="not_yours, race, exam_refused, exam_race",
        advice="conditions",
        old="""
            "ConditionExpression": "holder = :from AND redeemed = :no",
            "ExpressionAttributeValues": {":to": receiver, ":from": sender, ":no": False},
        """,
        new="""
            "ConditionExpression": "attribute_exists(voucher_id) AND redeemed = :no",
            "ExpressionAttributeValues": {":to": receiver, ":no": False},
        """,
    ),
    Mistake(
        name="no_redeemed_condition",
        tempts="Does not ask whether the voucher is redeemed.",
        fails="redeemed, several_reasons, exam_refused, exam_several_reasons",
        advice="conditions, order",
        old="""
            "ConditionExpression": "holder = :from AND redeemed = :no",
            "ExpressionAttributeValues": {":to": receiver, ":from": sender, ":no": False},
        """,
        new="""
            "ConditionExpression": "holder = :from",
            "ExpressionAttributeValues": {":to": receiver, ":from": sender},
        """,
    ),
    Mistake(
        name="no_thought_of_oneself",
        tempts="Sends a transfer to oneself as any other.",
        fails="to_oneself, exam_to_oneself",
        advice="herself",
        old="""
            if sender == receiver:
                raise ValueError("A player cannot give a voucher to themselves.")
        """,
        new="",
    ),
    Mistake(
        name="no_token",
        tempts="Leaves the token out: boto3 makes a new one for each call, so a repetition is a new transfer.",
        fails="made_again, moved_on, crash, exam_made_again, exam_crash, exam_other_failures",
        advice="token, guess",
        old="""
            ClientRequestToken=request_id,
        """,
        new="",
    ),
    Mistake(
        name="notes_the_time",
        tempts="Writes down when the voucher was moved: made again, the request is another one.",
        fails="own_voucher, first_voucher, made_again, moved_on, crash, race, exam_transfers, exam_made_again, exam_crash, exam_race, exam_other_failures",
        advice="changes",
        old="""
            from botocore.exceptions import ClientError
        """,
        new="""
            import time

            from botocore.exceptions import ClientError
        """,
        also=[
            Change(
                old="""
                    "UpdateExpression": "SET holder = :to",
                    "ConditionExpression": "holder = :from AND redeemed = :no",
                    "ExpressionAttributeValues": {":to": receiver, ":from": sender, ":no": False},
                """,
                new="""
                    "UpdateExpression": "SET holder = :to, moved_at = :now",
                    "ConditionExpression": "holder = :from AND redeemed = :no",
                    "ExpressionAttributeValues": {":to": receiver, ":from": sender, ":no": False, ":now": str(time.time_ns())},
                """,
            ),
        ],
    ),
    Mistake(
        name="plain_values_in_reasons",
        tempts="Compares with a plain string; in an error, items are in DynamoDB's notation.",
        fails="redeemed, several_reasons, exam_refused, exam_several_reasons",
        advice="reasons, order",
        old='return "redeemed" if voucher.get("holder") == {"S": sender} else "not_yours"',
        new='return "redeemed" if voucher.get("holder") == sender else "not_yours"',
    ),
    Mistake(
        name="receiver_first",
        tempts="Looks at the receiver's reason first.",
        fails="several_reasons, exam_several_reasons",
        advice="order",
        old="""
            if failed[0]:
        """,
        new="""
            if failed[2]:
                return "no_such_player"
            if failed[0]:
        """,
    ),
    Mistake(
        name="returns_true",
        tempts="Returns True, as a function about success might.",
        fails="own_voucher, first_voucher, made_again, moved_on, crash, race, exam_transfers, exam_made_again, exam_crash, exam_race, exam_other_failures",
        advice="answer",
        old='return "transferred"',
        new="return True",
    ),
    Mistake(
        name="token_per_call",
        tempts="A token, but a new one in each call.",
        fails="made_again, moved_on, crash, exam_made_again, exam_crash, exam_other_failures",
        advice="token, guess",
        old="""
            from botocore.exceptions import ClientError
        """,
        new="""
            import uuid

            from botocore.exceptions import ClientError
        """,
        also=[
            Change(
                old="ClientRequestToken=request_id,",
                new="ClientRequestToken=str(uuid.uuid4()),",
            ),
        ],
    ),
    Mistake(
        name="token_too_long",
        tempts="Puts a word before the request_id: a token has 36 characters at most.",
        fails="own_voucher, exam_transfers, exam_made_again, exam_crash, exam_other_failures",
        advice="token_length",
        old="ClientRequestToken=request_id,",
        new='ClientRequestToken=f"transfer-{request_id}",',
    ),
]
