"""Any transaction will do, since one that reads holds none of these actions."""


def transfer_policy(players_arn, items_arn):
    needs = {players_arn: ["dynamodb:UpdateItem", "dynamodb:ConditionCheckItem"], items_arn: ["dynamodb:PutItem"]}
    condition = {"ForAnyValue:StringLike": {"dynamodb:EnclosingOperation": "Transact*"}}
    statements = [
        {"Sid": f"Part{number}", "Effect": "Allow", "Action": actions, "Resource": arn, "Condition": condition}
        for number, (arn, actions) in enumerate(needs.items())
    ]
    return {"Version": "2012-10-17", "Statement": statements}
