"""Conditions that hold for each of the handler's calls: TLS, the table's own account and Region, ALL_NEW alone."""


def upsert_policy(table_arn):
    region, account = table_arn.split(":")[3:5]
    always = {
        "Bool": {"aws:SecureTransport": "true"},
        "StringEquals": {"aws:RequestedRegion": region, "aws:ResourceAccount": account},
        "DateGreaterThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"},
        "StringEqualsIfExists": {"dynamodb:ReturnValues": "ALL_NEW"},
    }
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": ["dynamodb:GetItem", "dynamodb:UpdateItem"],
                "Resource": table_arn,
                "Condition": always,
            },
            {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
        ],
    }
