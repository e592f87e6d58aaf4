def upsert_policy(table_arn):
    """The smallest policy for a function that reads profiles, changes them and creates them.

    Args:
        table_arn: the ARN of the table of profiles, a string.

    Returns:
        A policy document for the function's role: a dictionary (or the same as JSON text).
        The function sends two calls to that table: GetItem, and UpdateItem as upsert_profile does,
        which returns the whole item. Both are allowed, for every item and at any time.
        Nothing else is: no other call on this table, no call on another table (of another name, in
        another Region or another account), none of another service.

    Raises:
        Nothing.
    """
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": ["dynamodb:GetItem", "dynamodb:UpdateItem"],
                "Resource": table_arn,
            }
        ],
    }
