def own_rows_policy(table_arn):
    """The smallest policy for players' devices, which read and write saved games themselves.

    Args:
        table_arn: the ARN of a table of saved games, a string. Its partition key is `player_id`, its
            sort key `slot`.

    Returns:
        A policy document for the devices' role: a dictionary (or the same as JSON text). Each
        session of the role has a tag `player_id`, which names its player.
        Allowed on that table are GetItem, BatchGetItem, Query and UpdateItem of the player's own
        items, if they name no other attributes than `player_id`, `slot`, `hero` and `level`: to read
        them, to write them, or in a condition or filter. A read has to name what it reads; an update
        returns nothing (NONE), or what it changed (UPDATED_OLD, UPDATED_NEW).
        Nothing else is: no item of somebody else, nor in one batch with own ones; no other attribute,
        named or returned; no other call; no other table.
        A request that has no dynamodb:LeadingKeys or no dynamodb:Attributes is refused, whatever it
        is. So is everything where the session has no tag.

    Raises:
        Nothing.
    """
    own = {
        "dynamodb:LeadingKeys": ["${aws:PrincipalTag/player_id}"],
        "dynamodb:Attributes": ["player_id", "slot", "hero", "level"],
    }
    there = {"dynamodb:LeadingKeys": "false", "dynamodb:Attributes": "false"}
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"],
                "Resource": table_arn,
                "Condition": {
                    "ForAllValues:StringEquals": own,
                    "Null": there,
                    "StringEquals": {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"},
                },
            },
            {
                "Effect": "Allow",
                "Action": "dynamodb:UpdateItem",
                "Resource": table_arn,
                "Condition": {
                    "ForAllValues:StringEquals": own,
                    "Null": there,
                    "StringEquals": {"dynamodb:ReturnValues": ["NONE", "UPDATED_OLD", "UPDATED_NEW"]},
                },
            },
        ],
    }
