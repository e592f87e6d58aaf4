"""ForAllValues says that all fit, ForAnyValue that there is one: no Null is needed. One statement for all."""


def own_rows_policy(table_arn):
    fits = {
        "dynamodb:LeadingKeys": "${aws:PrincipalTag/player_id}",
        "dynamodb:Attributes": ["player_id", "slot", "hero", "level"],
    }
    statement = {
        "Sid": "OwnRows",
        "Effect": "Allow",
        "Action": [f"dynamodb:{name}" for name in ("GetItem", "BatchGetItem", "Query", "UpdateItem")],
        "Resource": table_arn,
        "Condition": {
            "ForAllValues:StringEquals": fits,
            "ForAnyValue:StringEquals": fits,
            "StringEqualsIfExists": {
                "dynamodb:Select": "SPECIFIC_ATTRIBUTES",
                "dynamodb:ReturnValues": ["NONE", "UPDATED_OLD", "UPDATED_NEW"],
            },
        },
    }
    return {"Version": "2012-10-17", "Statement": statement}
