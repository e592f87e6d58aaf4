"""A statement for each action, with names, as generators of policies write them."""


def upsert_policy(table_arn):
    reads = {"Sid": "Read", "Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": [table_arn]}
    writes = {"Sid": "Upsert", "Effect": "Allow", "Action": "dynamodb:updateitem", "Resource": [table_arn]}
    return dict(Version="2012-10-17", Statement=[reads, writes])
