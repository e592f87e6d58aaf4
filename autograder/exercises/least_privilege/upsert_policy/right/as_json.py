"""JSON text, out of a template."""

import json

TEMPLATE = """
{
    "Version": "2012-10-17",
    "Id": "profiles",
    "Statement": {
        "Effect": "Allow",
        "Action": ["dynamodb:GetItem", "dynamodb:UpdateItem"],
        "Resource": "TABLE"
    }
}
"""


def upsert_policy(table_arn):
    assert json.loads(TEMPLATE)["Version"] == "2012-10-17"
    return TEMPLATE.replace("TABLE", table_arn)
