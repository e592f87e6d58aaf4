def transfer_policy(players_arn, items_arn):
    """The smallest policy for a function that lets a player buy an item of another.

    Args:
        players_arn: the ARN of the table of players, a string.
        items_arn: the ARN of the table of items, a string.

    Returns:
        A policy document for the function's role: a dictionary (or the same as JSON text).
        The function sends one call, TransactWriteItems, with three parts: an Update in the table of
        players (the buyer pays), a ConditionCheck in the table of players (the seller may sell) and
        a Put in the table of items. This is allowed, for all players and items.
        Nothing else is: none of it outside a transaction, none of it on the other one of the two
        tables or on another table, no other part of a transaction, no other call.

    Raises:
        Nothing.
    """
    inside = {"StringEquals": {"dynamodb:EnclosingOperation": "TransactWriteItems"}}
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": ["dynamodb:UpdateItem", "dynamodb:ConditionCheckItem"],
                "Resource": players_arn,
                "Condition": inside,
            },
            {
                "Effect": "Allow",
                "Action": "dynamodb:PutItem",
                "Resource": items_arn,
                "Condition": inside,
            },
        ],
    }
