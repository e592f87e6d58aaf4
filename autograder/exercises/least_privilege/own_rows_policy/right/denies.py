"""Allows the four actions, and denies what does not fit: ForAnyValue with Not finds the one that is wrong."""

OPEN = ["player_id", "slot", "hero", "level"]
READS = ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"]


def own_rows_policy(table_arn):
    def deny(action, **condition):
        return {"Effect": "Deny", "Action": action, "Resource": "*", "Condition": condition}

    keys, attributes = "dynamodb:LeadingKeys", "dynamodb:Attributes"
    mine = "${aws:PrincipalTag/player_id, 'nobody'}"
    return {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": [*READS, "dynamodb:UpdateItem"], "Resource": [table_arn]},
            deny("*", **{"ForAnyValue:StringNotEquals": {keys: mine}}),
            deny("*", **{"ForAnyValue:StringNotEquals": {attributes: OPEN}}),
            deny("*", Null={keys: True}),
            deny("*", Null={attributes: True}),
            deny("*", Null={"aws:PrincipalTag/player_id": True}),
            deny(READS, StringNotEquals={"dynamodb:Select": ["SPECIFIC_ATTRIBUTES"]}),
            deny("dynamodb:UpdateItem", StringLike={"dynamodb:ReturnValues": "ALL_*"}),
        ],
    }
