"""Asks only whether the key is there. A ConditionCheck exists in transactions alone, so it needs no condition."""

import json


def transfer_policy(players_arn, items_arn):
    there = {"Null": {"dynamodb:EnclosingOperation": False}}

    def statement(action, arn, **more):
        return {"Effect": "Allow", "Action": [f"dynamodb:{action}"], "Resource": [arn], **more}

    return json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                statement("UpdateItem", players_arn, Condition=there),
                statement("ConditionCheckItem", players_arn),
                statement("PutItem", items_arn, Condition=there),
            ],
        }
    )
