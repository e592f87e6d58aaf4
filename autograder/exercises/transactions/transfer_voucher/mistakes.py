"""What people get wrong in transfer_voucher."""

from autograder.mistakes import Change, Mistake, keeps_the_first

mistakes = [
    Mistake(
        name="adds_to_what_is_there",
        tempts="SET vouchers = vouchers + 1 fails for a player who has no such attribute.",
        fails="first_voucher, exam_transfers, exam_refused, exam_made_again, exam_crash, exam_race, exam_two_requests, exam_conflict_first",
        advice="first_voucher",
        old='"UpdateExpression": "ADD vouchers :more",',
        new='"UpdateExpression": "SET vouchers = vouchers + :more",',
    ),
    Mistake(
        name="bare_put",
        tempts="Puts the voucher with what it knows of it: a put replaces everything.",
        fails="own_voucher, first_voucher, made_again, moved_on, crash, race, two_requests, exam_transfers, exam_made_again, exam_crash, exam_race, exam_two_requests, exam_conflict_first, exam_other_failures, exam_refused",
        advice="changes",
        old="""
            "Update": {
                "TableName": "vouchers",
                "Key": {"voucher_id": voucher_id},
                "UpdateExpression": "SET holder = :to",
                "ConditionExpression": "holder = :from AND redeemed <> :yes",
                "ExpressionAttributeValues": {":to": receiver, ":from": sender, ":yes": True},
        """,
        new="""
            "Put": {
                "TableName": "vouchers",
                "Item": {"voucher_id": voucher_id, "holder": receiver, "redeemed": False},
                "ConditionExpression": "holder = :from AND redeemed <> :yes",
                "ExpressionAttributeValues": {":from": sender, ":yes": True},
        """,
    ),
    Mistake(
        name="check_beside_update",
        tempts="Asks for the receiver with a ConditionCheck beside the Update of the same item.",
        fails="own_voucher, first_voucher, not_yours, redeemed, nobody, several_reasons, made_again, moved_on, crash, race, mixed_reasons, two_requests, conflict, exam_transfers, exam_refused, exam_several_reasons, exam_made_again, exam_crash, exam_race, exam_mixed_reasons, exam_two_requests, exam_conflict_first, exam_other_failures",
        advice="one_action, not_a_condition",
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
        fails="made_again, moved_on, crash, exam_transfers, exam_made_again, exam_crash, exam_conflict_first",
        advice="same_request, changes",
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
        fails="mixed_reasons, conflict, exam_mixed_reasons, exam_other_failures",
        advice="not_a_condition",
        old="""
            if others or not any(failed):
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
        fails="crash, mixed_reasons, conflict, exam_crash, exam_mixed_reasons, exam_other_failures",
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
        fails="own_voucher, first_voucher, made_again, moved_on, crash, race, two_requests, exam_transfers, exam_made_again, exam_crash, exam_race, exam_two_requests, exam_conflict_first, exam_other_failures, exam_refused",
        advice="changes",
        old='"ExpressionAttributeValues": {":more": 1},',
        new='"ExpressionAttributeValues": {":more": 0},',
    ),
    Mistake(
        name="holder_tells",
        tempts="Takes the voucher's holder for the proof that this very transfer was carried out.",
        fails="moved_on, exam_made_again, exam_other_failures, exam_refused",
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
            "ConditionExpression": "holder = :from AND redeemed <> :yes",
            "ExpressionAttributeValues": {":to": receiver, ":from": sender, ":yes": True},
        """,
        new="""
            "ConditionExpression": "attribute_exists(voucher_id) AND redeemed <> :yes",
            "ExpressionAttributeValues": {":to": receiver, ":yes": True},
        """,
    ),
    Mistake(
        name="no_redeemed_condition",
        tempts="Does not ask whether the voucher is redeemed.",
        fails="redeemed, several_reasons, exam_refused, exam_several_reasons",
        advice="conditions, order",
        old="""
            "ConditionExpression": "holder = :from AND redeemed <> :yes",
            "ExpressionAttributeValues": {":to": receiver, ":from": sender, ":yes": True},
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
        fails="made_again, moved_on, crash, exam_made_again, exam_crash, exam_conflict_first, exam_other_failures",
        advice="token, guess",
        old="""
            ClientRequestToken=request_id,
        """,
        new="",
    ),
    Mistake(
        name="notes_the_time",
        tempts="Writes down when the voucher was moved: made again, the request is another one.",
        fails="own_voucher, first_voucher, made_again, moved_on, crash, race, two_requests, exam_transfers, exam_made_again, exam_crash, exam_race, exam_two_requests, exam_conflict_first, exam_other_failures, exam_refused",
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
                    "ConditionExpression": "holder = :from AND redeemed <> :yes",
                    "ExpressionAttributeValues": {":to": receiver, ":from": sender, ":yes": True},
                """,
                new="""
                    "UpdateExpression": "SET holder = :to, moved_at = :now",
                    "ConditionExpression": "holder = :from AND redeemed <> :yes",
                    "ExpressionAttributeValues": {":to": receiver, ":from": sender, ":yes": True, ":now": str(time.time_ns())},
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
        fails="own_voucher, first_voucher, made_again, moved_on, crash, race, two_requests, exam_transfers, exam_made_again, exam_crash, exam_race, exam_two_requests, exam_conflict_first, exam_other_failures, exam_refused",
        advice="answer",
        old='return "transferred"',
        new="return True",
    ),
    Mistake(
        name="token_per_call",
        tempts="A token, but a new one in each call.",
        fails="made_again, moved_on, crash, exam_made_again, exam_crash, exam_conflict_first, exam_other_failures",
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
        fails="own_voucher, two_requests, exam_transfers, exam_made_again, exam_crash, exam_two_requests, exam_conflict_first, exam_other_failures, exam_refused",
        advice="token_length",
        old="ClientRequestToken=request_id,",
        new='ClientRequestToken=f"transfer-{request_id}",',
    ),
    Mistake(
        name="cut_token",
        tempts="Puts a word before the request_id, and cuts the end off: other requests look the same.",
        fails="two_requests, exam_two_requests",
        advice="token",
        old="ClientRequestToken=request_id",
        new='ClientRequestToken=f"transfer-{request_id}"[:36]',
    ),
    Mistake(
        name="own_hash",
        tempts="Makes the token with hash(), which differs from program to program.",
        fails="crash, exam_crash",
        advice="token",
        old="ClientRequestToken=request_id",
        new="ClientRequestToken=str(hash(request_id))",
    ),
    Mistake(
        name="condition_beside_conflict",
        tempts="Answers from the condition that failed, though another one was not looked at.",
        fails="mixed_reasons, exam_mixed_reasons",
        advice="not_a_condition",
        old="if others or not any(failed):",
        new="if not any(failed):",
        also=[
            Change(
                old="""
                    others = {reason["Code"] for reason in reasons} - {"ConditionalCheckFailed", "None"}
        """,
                new="",
            ),
        ],
    ),
    Mistake(
        name="redeemed_no",
        tempts="Asks for redeemed = False: a voucher without the attribute is refused.",
        fails="exam_transfers",
        advice="refuses_too_much",
        old="redeemed <> :yes",
        new="redeemed = :no",
        also=[
            Change(old='":yes": True', new='":no": False'),
        ],
    ),
    Mistake(
        name="mismatch_is_done",
        tempts="Takes a request_id that was used for another transfer for a repetition.",
        fails="exam_other_failures",
        advice="mismatch",
        old="""
                    reasons = error.response.get("CancellationReasons", [])
        """,
        new="""
                    if error.response["Error"]["Code"] == "IdempotentParameterMismatchException":
                        return "transferred"
                    reasons = error.response.get("CancellationReasons", [])
        """,
    ),
    Mistake(
        name="remembers_requests",
        tempts="Remembers which request_ids are done, and not what they were for.",
        fails="exam_other_failures",
        advice="token",
        old="""
                try:
                    dynamodb.meta.client.transact_write_items(
        """,
        new="""
                if request_id in DONE:
                    return "transferred"
                try:
                    dynamodb.meta.client.transact_write_items(
        """,
        also=[
            Change(
                old="""
                return "transferred"
        """,
                new="""
                DONE.add(request_id)
                return "transferred"
        """,
            ),
            Change(
                old="def transfer_voucher(dynamodb, voucher_id, sender, receiver, request_id):",
                new="""
            DONE = set()


            def transfer_voucher(dynamodb, voucher_id, sender, receiver, request_id):
        """,
            ),
        ],
    ),
    Mistake(
        name="same_player_late",
        tempts="Lets DynamoDB refuse a transfer to oneself, and makes a ValueError of every invalid request.",
        fails="to_oneself, exam_to_oneself, exam_other_failures",
        advice="herself, not_a_condition",
        old="""
                if sender == receiver:
                    raise ValueError("A player cannot give a voucher to themselves.")
        """,
        new="",
        also=[
            Change(
                old="""
                    reasons = error.response.get("CancellationReasons", [])
        """,
                new="""
                    if error.response["Error"]["Code"] == "ValidationException":
                        raise ValueError(sender) from None
                    reasons = error.response.get("CancellationReasons", [])
        """,
            ),
        ],
    ),
    Mistake(
        name="own_resource",
        tempts="Makes a resource of its own, and leaves the one that it was handed.",
        fails="own_voucher, first_voucher, nobody, made_again, moved_on, crash, race, mixed_reasons, two_requests, conflict, exam_transfers, exam_refused, exam_several_reasons, exam_made_again, exam_crash, exam_race, exam_mixed_reasons, exam_two_requests, exam_conflict_first, exam_other_failures",
        old="""
            try:
                dynamodb.meta.client.transact_write_items(
        """,
        new="""
            import boto3

            dynamodb = boto3.resource("dynamodb", region_name="us-east-1")
            try:
                dynamodb.meta.client.transact_write_items(
        """,
    ),
    Mistake(
        name="the_receiver_has_it",
        tempts="Takes a receiver who holds the voucher for a sign that this transfer is made.",
        fails="exam_refused",
        advice="guess",
        old="""
                    voucher = reasons[0].get("Item", {})
        """,
        new="""
                    voucher = reasons[0].get("Item", {})
                    if voucher.get("holder") == {"S": receiver}:
                        return "transferred"
        """,
    ),
    Mistake(
        name="names_without_their_case",
        tempts="Takes Ana and ana for one player.",
        fails="exam_transfers",
        advice="alike",
        old="if sender == receiver:",
        new="if sender.casefold() == receiver.casefold():",
    ),
    Mistake(
        name="new_token_after_a_lost_answer",
        tempts="When boto3 gives up after a lost answer it sends the transfer under another token.",
        fails="exam_crash",
        advice="lost_answer",
        old="""
                dynamodb.meta.client.transact_write_items(
                    ClientRequestToken=request_id,
                    TransactItems=[
        """,
        new="""
                _send(dynamodb.meta.client, request_id,
                    [
        """,
        also=[
            Change(
                old="def transfer_voucher(dynamodb, voucher_id, sender, receiver, request_id):",
                new="""
                    def _send(client, request_id, actions):
                        from botocore.exceptions import HTTPClientError

                        try:
                            client.transact_write_items(TransactItems=actions, ClientRequestToken=request_id)
                        except HTTPClientError:
                            client.transact_write_items(TransactItems=actions)


                    def transfer_voucher(dynamodb, voucher_id, sender, receiver, request_id):
                """,
            ),
        ],
    ),
    Mistake(
        name="token_of_a_time_window",
        tempts="Makes the token of the request and of the ten minutes that DynamoDB remembers; they have borders.",
        fails="exam_made_again, made_again?, moved_on?, exam_crash?, crash?",
        advice="token?, guess?, looks_first?",
        old="ClientRequestToken=request_id,",
        new='ClientRequestToken=str(uuid.uuid5(uuid.NAMESPACE_URL, f"{request_id}/{int(time.time() // 600)}")),',
        also=[
            Change(
                old="from botocore.exceptions import ClientError",
                new="import time\nimport uuid\n\nfrom botocore.exceptions import ClientError",
            )
        ],
    ),
    Mistake(
        name="token_of_the_contents",
        tempts="Makes the token of what is transferred, and an equal transfer a minute later is none.",
        fails="exam_refused, exam_made_again, exam_two_requests, exam_other_failures, two_requests",
        advice="same_token, mismatch?, token?, guess?, changes?",
        old="ClientRequestToken=request_id,",
        new='ClientRequestToken=str(uuid.uuid5(uuid.NAMESPACE_URL, f"{voucher_id}/{sender}/{receiver}")),',
        also=[
            Change(
                old="from botocore.exceptions import ClientError",
                new="import uuid\n\nfrom botocore.exceptions import ClientError",
            )
        ],
    ),
    Mistake(
        name="count_tells_not_yours",
        tempts="Guards the sender's count too, and takes a count of 0 for a voucher that is not the sender's.",
        fails="exam_refused",
        advice="reasons",
        old="""
                        "UpdateExpression": "ADD vouchers :less",
                        "ExpressionAttributeValues": {":less": -1},
        """,
        new="""
                        "UpdateExpression": "ADD vouchers :less",
                        "ConditionExpression": "attribute_not_exists(vouchers) OR vouchers > :none",
                        "ExpressionAttributeValues": {":less": -1, ":none": 0},
        """,
        also=[
            Change(
                old="""
                    if failed[0]:
                """,
                new="""
                    if failed[1]:
                        return "not_yours"
                    if failed[0]:
                """,
            )
        ],
    ),
    Mistake(
        name="in_progress_is_done",
        tempts="Takes a transaction that is still in progress for one that is carried out; it can still be cancelled.",
        fails="exam_other_failures",
        advice="not_a_condition",
        old="""
                    reasons = error.response.get("CancellationReasons", [])
        """,
        new="""
                    if error.response["Error"]["Code"] == "TransactionInProgressException":
                        return "transferred"
                    reasons = error.response.get("CancellationReasons", [])
        """,
    ),
    Mistake(
        name="no_such_sender",
        tempts="Asks for both players, and tells of either before it looks at the voucher.",
        fails="exam_refused",
        advice="reasons",
        old="""
                        "UpdateExpression": "ADD vouchers :less",
                        "ExpressionAttributeValues": {":less": -1},
        """,
        new="""
                        "UpdateExpression": "ADD vouchers :less",
                        "ConditionExpression": "attribute_exists(player_id)",
                        "ExpressionAttributeValues": {":less": -1},
        """,
        also=[
            Change(
                old="""
                    if failed[0]:
                """,
                new="""
                    if failed[1]:
                        return "no_such_player"
                    if failed[0]:
                """,
            )
        ],
    ),
    keeps_the_first(
        "def transfer_voucher(dynamodb, voucher_id, sender, receiver, request_id):",
        "dynamodb.meta.client.transact_write_items(",
        "exam_refused",
    ),
]
