"""Allows DynamoDB on the table, and denies all that is neither of the two actions."""


def upsert_policy(table_arn):
    return {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": "dynamodb:*", "Resource": table_arn},
            {"Effect": "Deny", "NotAction": ["dynamodb:GetItem", "dynamodb:UpdateItem"], "Resource": "*"},
        ],
    }
