"""Allows the update only as the handler sends it: with the whole item as its answer."""


def upsert_policy(table_arn):
    update = {
        "Effect": "Allow",
        "Action": "dynamodb:UpdateItem",
        "Resource": table_arn,
        "Condition": {"StringEquals": {"dynamodb:ReturnValues": "ALL_NEW"}, "Bool": {"aws:SecureTransport": True}},
    }
    read = {"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": table_arn}
    return {"Version": "2012-10-17", "Statement": [update, read]}
