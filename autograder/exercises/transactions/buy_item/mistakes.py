"""What people get wrong in buy_item."""

from autograder.mistakes import Change, Mistake, keeps_the_first

mistakes = [
    Mistake(
        name="creates_items",
        tempts="Asks only whether the item has a buyer: true for an item that is not there, which the Update then creates.",
        fails="nothing, exam_missing, exam_several_reasons",
        advice="creates, order",
        old='"ConditionExpression": "attribute_exists(item_id) AND attribute_not_exists(sold_to)",',
        new='"ConditionExpression": "attribute_not_exists(sold_to)",',
    ),
    Mistake(
        name="does_not_ask_for_items",
        tempts="Does not ask for the refusing items, so a missing one looks like any other.",
        fails="too_few, sold, sold_again, several_reasons, crash, one_item, one_purse, back_in_the_shop, exam_too_few, exam_sold, exam_several_reasons, exam_crash, exam_races",
        advice="reasons, order",
        old="""
            "ExpressionAttributeValues": {":price": price},
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        """,
        new="""
            "ExpressionAttributeValues": {":price": price},
        """,
        also=[
            Change(
                old="""
                    "ExpressionAttributeValues": {":player": player_id},
                    "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
                """,
                new="""
                    "ExpressionAttributeValues": {":player": player_id},
                """,
            ),
        ],
    ),
    Mistake(
        name="every_cancellation_is_sold",
        tempts="Takes every cancellation for an answer, also a conflict.",
        fails="conflict, mixed_reasons, exam_not_a_condition, exam_mixed_reasons, exam_races",
        advice="not_a_condition",
        old="if others or not any(failed):",
        new="if not reasons:",
        also=[
            Change(
                old="""
                    if failed[1]:
                        return "already_sold" if "Item" in item else "no_such_item"
                    return "too_few_coins"
                """,
                new="""
                    if failed[0] and not failed[1]:
                        return "too_few_coins"
                    return "no_such_item" if failed[1] and "Item" not in item else "already_sold"
                """,
            ),
        ],
    ),
    Mistake(
        name="every_error_is_too_few",
        tempts="Has an answer for every error.",
        fails="crash, conflict, mixed_reasons, missing_table, exam_crash, exam_not_a_condition, "
        "exam_mixed_reasons, exam_races",
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
                    return "too_few_coins"
                """,
            ),
        ],
    ),
    Mistake(
        name="first_reason_only",
        tempts="Answers with the first reason that it finds.",
        fails="several_reasons, exam_several_reasons",
        advice="order",
        old="""
            if failed[1]:
                return "already_sold" if "Item" in item else "no_such_item"
            return "too_few_coins"
        """,
        new="""
            if failed[0]:
                return "too_few_coins"
            return "already_sold" if "Item" in item else "no_such_item"
        """,
    ),
    Mistake(
        name="no_item_condition",
        tempts="Only the coins are guarded: an item can be sold over and over.",
        fails="sold, sold_again, several_reasons, crash, one_item, back_in_the_shop, exam_sold, exam_several_reasons, exam_crash, exam_races",
        advice="conditions, new_token, order",
        old='"ConditionExpression": "attribute_exists(item_id) AND attribute_not_exists(sold_to)",',
        new='"ConditionExpression": "attribute_exists(item_id)",',
    ),
    Mistake(
        name="other_buyer_only",
        tempts='Takes "sold_to is not this player" for "not sold".',
        fails="sold, several_reasons, one_item, back_in_the_shop, exam_sold, exam_several_reasons, exam_races",
        advice="conditions, order",
        old='"ConditionExpression": "attribute_exists(item_id) AND attribute_not_exists(sold_to)",',
        new='"ConditionExpression": "attribute_exists(item_id) AND sold_to <> :player",',
    ),
    Mistake(
        name="puts_bare_items",
        tempts="Puts the item with what it knows of it: a put replaces everything.",
        fails="enough_coins, sold_again, back_in_the_shop, exam_enough_coins, exam_sold, exam_races, exam_crash, exam_too_few",
        advice="price",
        old="""
            "Update": {
                "TableName": "items",
                "Key": {"item_id": item_id},
                "UpdateExpression": "SET sold_to = :player",
                "ConditionExpression": "attribute_exists(item_id) AND attribute_not_exists(sold_to)",
                "ExpressionAttributeValues": {":player": player_id},
        """,
        new="""
            "Put": {
                "TableName": "items",
                "Item": {"item_id": item_id, "sold_to": player_id},
                "ConditionExpression": "attribute_exists(item_id) AND attribute_not_exists(sold_to)",
        """,
    ),
    Mistake(
        name="reads_to_learn_why",
        tempts="Reads both items after the refusal, to learn why.",
        fails="one_request, exam_one_request",
        advice="one_request",
        old="""
            "ExpressionAttributeValues": {":price": price},
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        """,
        new="""
            "ExpressionAttributeValues": {":price": price},
        """,
        also=[
            Change(
                old="""
                    "ExpressionAttributeValues": {":player": player_id},
                    "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
                """,
                new="""
                    "ExpressionAttributeValues": {":player": player_id},
                """,
            ),
            Change(
                old="""
                    player, item = reasons
                    if failed[0] and "Item" not in player:
                        return "no_such_player"
                    if failed[1]:
                        return "already_sold" if "Item" in item else "no_such_item"
                    return "too_few_coins"
                """,
                new="""
                    player = dynamodb.Table("players").get_item(Key={"player_id": player_id}, ConsistentRead=True).get("Item")
                    item = dynamodb.Table("items").get_item(Key={"item_id": item_id}, ConsistentRead=True).get("Item")
                    if player is None:
                        return "no_such_player"
                    if item is None:
                        return "no_such_item"
                    return "already_sold" if "sold_to" in item else "too_few_coins"
                """,
            ),
        ],
    ),
    Mistake(
        name="returns_true",
        tempts="Returns True, as a function about success might.",
        fails="enough_coins, sold_again, crash, one_item, one_purse, back_in_the_shop, exam_enough_coins, exam_sold, exam_crash, exam_races, exam_missing, exam_too_few",
        advice="answer",
        old='return "bought"',
        new="return True",
    ),
    Mistake(
        name="strictly_more",
        tempts="Wants one coin more than the price.",
        fails="enough_coins, exam_enough_coins",
        advice="refuses_too_much",
        old='"ConditionExpression": "coins >= :price",',
        new='"ConditionExpression": "coins > :price",',
    ),
    Mistake(
        name="token_of_the_arguments",
        tempts="Makes the token out of the arguments, so that a second purchase looks like a repetition of the first.",
        fails="sold_again, exam_sold",
        advice="new_token",
        old="""
            ]
        """,
        new="""
            ],
            ClientRequestToken=f"{player_id}-{item_id}"[:36],
        """,
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
        name="every_reason_but_conflicts",
        tempts="Lets conflicts out, and takes every other reason for too few coins.",
        fails="mixed_reasons, exam_mixed_reasons",
        advice="not_a_condition",
        old="if others or not any(failed):",
        new='if not reasons or "TransactionConflict" in others:',
    ),
    Mistake(
        name="whole_coins",
        tempts="Counts the coins of a refused player in whole numbers.",
        fails="exam_too_few",
        old="""
                    return "too_few_coins"
        """,
        new="""
                    if int(player["Item"].get("coins", {"N": "0"})["N"]) >= price:
                        raise
                    return "too_few_coins"
        """,
    ),
    Mistake(
        name="truth_of_sold_to",
        tempts="Asks whether the item's sold_to is true: an empty name looks unsold.",
        fails="exam_sold",
        advice="reasons",
        old="""
                        return "already_sold" if "Item" in item else "no_such_item"
        """,
        new="""
                        if "Item" not in item:
                            return "no_such_item"
                        if list(item["Item"]["sold_to"].values())[0]:
                            return "already_sold"
        """,
    ),
    Mistake(
        name="missing_table_is_an_answer",
        tempts="Takes a missing table for a missing item.",
        fails="missing_table, exam_not_a_condition",
        advice="not_a_condition",
        old="""
                    reasons = error.response.get("CancellationReasons", [])
        """,
        new="""
                    if error.response["Error"]["Code"] == "ResourceNotFoundException":
                        return "no_such_item"
                    reasons = error.response.get("CancellationReasons", [])
        """,
    ),
    Mistake(
        name="remembers_sold",
        tempts="Remembers what was sold: it never comes back to the shop.",
        fails="several_reasons, one_request, back_in_the_shop, exam_sold, exam_mixed_reasons, exam_missing",
        advice="order, one_request, remembered, not_a_condition",
        old="""
                try:
                    dynamodb.meta.client.transact_write_items(
        """,
        new="""
                if item_id in SOLD:
                    return "already_sold"
                try:
                    dynamodb.meta.client.transact_write_items(
        """,
        also=[
            Change(
                old="""
                        return "already_sold" if "Item" in item else "no_such_item"
        """,
                new="""
                        SOLD.add(item_id)
                        return "already_sold" if "Item" in item else "no_such_item"
        """,
            ),
            Change(
                old="def buy_item(dynamodb, player_id, item_id, price):",
                new="""
            SOLD = set()


            def buy_item(dynamodb, player_id, item_id, price):
        """,
            ),
        ],
    ),
    Mistake(
        name="own_resource",
        tempts="Makes a resource of its own, and leaves the one that it was handed.",
        fails="enough_coins, too_few, sold_again, one_request, crash, one_item, one_purse, conflict, mixed_reasons, back_in_the_shop, missing_table, exam_enough_coins, exam_too_few, exam_sold, exam_missing, exam_several_reasons, exam_one_request, exam_crash, exam_races, exam_not_a_condition, exam_mixed_reasons",
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
        name="remembers_its_sales",
        tempts="Keeps what it has sold: it may be for sale again.",
        fails="exam_sold",
        advice="remembered",
        old='    return "bought"',
        new="""
            _sold.add((player_id, item_id))
            return "bought"
        """,
        also=[
            Change(
                old="""
                    try:
                        dynamodb.meta.client.transact_write_items(
                """,
                new="""
                    if (player_id, item_id) in _sold:
                        return "already_sold"
                    try:
                        dynamodb.meta.client.transact_write_items(
                """,
            ),
            Change(
                old="def buy_item(dynamodb, player_id, item_id, price):",
                new="""
                    _sold = set()


                    def buy_item(dynamodb, player_id, item_id, price):
                """,
            ),
        ],
    ),
    Mistake(
        name="sent_anew_after_a_lost_answer",
        tempts="When boto3 gives up after a lost answer it sends a new transaction, which the first one makes fail.",
        fails="exam_crash",
        advice="lost_answer",
        old="""
                dynamodb.meta.client.transact_write_items(
                    TransactItems=[
        """,
        new="""
                _send(dynamodb.meta.client,
                    [
        """,
        also=[
            Change(
                old="def buy_item(dynamodb, player_id, item_id, price):",
                new="""
                    def _send(client, actions):
                        from botocore.exceptions import HTTPClientError

                        try:
                            client.transact_write_items(TransactItems=actions)
                        except HTTPClientError:
                            client.transact_write_items(TransactItems=actions)


                    def buy_item(dynamodb, player_id, item_id, price):
                """,
            ),
        ],
    ),
    Mistake(
        name="in_progress_is_done",
        tempts="Takes a transaction that is still in progress for one that is carried out; it can still be cancelled.",
        fails="exam_not_a_condition",
        advice="not_a_condition",
        old="""
                    reasons = error.response.get("CancellationReasons", [])
        """,
        new="""
                    if error.response["Error"]["Code"] == "TransactionInProgressException":
                        return "bought"
                    reasons = error.response.get("CancellationReasons", [])
        """,
    ),
    keeps_the_first(
        "def buy_item(dynamodb, player_id, item_id, price):",
        "dynamodb.meta.client.transact_write_items(",
        "exam_enough_coins",
    ),
]
