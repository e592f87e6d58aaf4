"""Allows the actions, and denies what comes outside: an operator with Not holds where the key is missing."""


def transfer_policy(players_arn, items_arn):
    return {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": "dynamodb:PutItem", "Resource": [items_arn]},
            {"Effect": "Allow", "Action": "dynamodb:UpdateItem", "Resource": [players_arn]},
            {"Effect": "Allow", "Action": "dynamodb:ConditionCheckItem", "Resource": [players_arn]},
            {
                "Effect": "Deny",
                "Action": "*",
                "Resource": "*",
                "Condition": {"StringNotEquals": {"dynamodb:EnclosingOperation": ["TransactWriteItems"]}},
            },
        ],
    }
