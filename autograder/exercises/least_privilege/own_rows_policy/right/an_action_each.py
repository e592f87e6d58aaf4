"""A statement for each action, as text."""

import json


def own_rows_policy(table_arn):
    statements = []
    for action, key, values in (
        ("GetItem", "Select", ["SPECIFIC_ATTRIBUTES"]),
        ("BatchGetItem", "Select", ["SPECIFIC_ATTRIBUTES"]),
        ("Query", "Select", ["SPECIFIC_ATTRIBUTES"]),
        ("UpdateItem", "ReturnValues", ["NONE", "UPDATED_*"]),
    ):
        condition = {
            "ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["${aws:PrincipalTag/player_id}"]},
            "ForAllValues:StringEquals": {"dynamodb:Attributes": ["slot", "level", "hero", "player_id"]},
            "Null": {"dynamodb:LeadingKeys": "false", "dynamodb:Attributes": "false"},
            "StringLike": {f"dynamodb:{key}": values},
        }
        statements.append(
            {
                "Sid": action,
                "Effect": "Allow",
                "Action": f"dynamodb:{action}",
                "Resource": table_arn,
                "Condition": condition,
            }
        )
    return json.dumps({"Version": "2012-10-17", "Statement": statements})
