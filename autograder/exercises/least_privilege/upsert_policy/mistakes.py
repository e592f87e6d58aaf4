"""What people get wrong in upsert_policy."""

from autograder.mistakes import Change, Mistake

BOTH = '"Action": ["dynamodb:GetItem", "dynamodb:UpdateItem"]'
mistakes = [
    Mistake(
        name="everything_on_the_table",
        tempts="It is only one table, after all.",
        fails="other_calls, exam_other_calls",
        advice="actions",
        old=BOTH,
        new='"Action": "dynamodb:*"',
    ),
    Mistake(
        name="every_table",
        tempts="Actions are what counts, so the resource is a star.",
        fails="other_tables, exam_other_tables",
        advice="tables",
        old='"Resource": table_arn',
        new='"Resource": "*"',
    ),
    Mistake(
        name="master_of_the_account",
        tempts="It works at once, and can be made smaller later.",
        fails="other_services, exam_other_calls, exam_other_services, exam_other_tables, other_calls, other_tables",
        advice="services, tables, actions",
        old=BOTH,
        new='"Action": "*"',
        also=[Change(old='"Resource": table_arn', new='"Resource": "*"')],
    ),
    Mistake(
        name="begins_like_it",
        tempts="A star at the end, for indexes and so on.",
        fails="other_tables, exam_other_tables",
        advice="tables",
        old='"Resource": table_arn',
        new='"Resource": table_arn + "*"',
    ),
    Mistake(
        name="all_item_calls",
        tempts="`*Item` looks like a short way to write GetItem and UpdateItem.",
        fails="other_calls, exam_other_calls",
        advice="actions",
        old=BOTH,
        new='"Action": "dynamodb:*Item"',
    ),
    Mistake(
        name="get_and_update",
        tempts="Get* and Update* read like what the handler does. They also mean UpdateTable and GetResourcePolicy.",
        fails="other_calls, exam_other_calls",
        advice="actions",
        old=BOTH,
        new='"Action": ["dynamodb:Get*", "dynamodb:Update*"]',
    ),
    Mistake(
        name="put_creates",
        tempts="Thinks that creating takes PutItem as well.",
        fails="other_calls, exam_other_calls",
        advice="actions",
        old=BOTH,
        new='"Action": ["dynamodb:GetItem", "dynamodb:UpdateItem", "dynamodb:PutItem"]',
    ),
    Mistake(
        name="put_in_place_of_update",
        tempts="Takes PutItem for the call that creates or changes.",
        fails="handler_works, exam_handler, exam_other_calls, other_calls, exam_other_services, exam_other_tables, "
        "other_services, other_tables",
        advice="no_update",
        old=BOTH,
        new='"Action": ["dynamodb:GetItem", "dynamodb:PutItem"]',
    ),
    Mistake(
        name="forgets_the_read",
        tempts="UpdateItem returns the item, so reading seems to be allowed with it.",
        fails="handler_works, exam_handler, exam_other_calls, exam_other_services, exam_other_tables, other_calls, "
        "other_services, other_tables",
        advice="no_read",
        old=BOTH,
        new='"Action": "dynamodb:UpdateItem"',
    ),
    Mistake(
        name="checks_conditions",
        tempts="Allows ConditionCheckItem, since an upsert sounds like a condition.",
        fails="other_calls, exam_other_calls",
        advice="actions",
        old=BOTH,
        new='"Action": ["dynamodb:GetItem", "dynamodb:UpdateItem", "dynamodb:ConditionCheckItem"]',
    ),
    Mistake(
        name="reads_in_batches",
        tempts="Allows the sisters of GetItem for later.",
        fails="other_calls, exam_other_calls",
        advice="actions",
        old=BOTH,
        new='"Action": ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:UpdateItem"]',
    ),
    Mistake(
        name="wherever_it_is",
        tempts="Leaves Region and account open, so that the policy can be copied.",
        fails="other_tables, exam_other_tables",
        advice="elsewhere",
        old='"Resource": table_arn',
        new='"Resource": "arn:aws:dynamodb:*:*:table/" + table_arn.partition("table/")[2]',
    ),
    Mistake(
        name="that_one_table",
        tempts="Copies the ARN that the practice shows.",
        fails="exam_handler, exam_other_tables, exam_other_calls, exam_other_services",
        advice="no_table",
        old='"Resource": table_arn',
        new='"Resource": table_arn.partition("table/")[0] + "table/players"',
    ),
    Mistake(
        name="only_its_name",
        tempts="The calls name the table, so the policy does too.",
        fails="handler_works, exam_handler, exam_other_calls, exam_other_services, exam_other_tables, other_calls, "
        "other_services, other_tables",
        advice="document",
        old='"Resource": table_arn',
        new='"Resource": table_arn.partition("table/")[2]',
    ),
    Mistake(
        name="names_a_principal",
        tempts="Says whom it is for. That is for policies of resources.",
        fails="handler_works, exam_handler, exam_other_calls, exam_other_services, exam_other_tables, other_calls, "
        "other_services, other_tables",
        advice="document",
        old="""
            "Effect": "Allow",
        """,
        new="""
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
        """,
    ),
    Mistake(
        name="only_the_statement",
        tempts="Returns the part that matters.",
        fails="handler_works, exam_handler, exam_other_calls, exam_other_services, exam_other_tables, other_calls, "
        "other_services, other_tables",
        advice="document",
        old="""
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
        """,
        new="""
            return {"Effect": "Allow", "Action": ["dynamodb:GetItem", "dynamodb:UpdateItem"], "Resource": table_arn}
        """,
    ),
    Mistake(
        name="without_the_service",
        tempts="Leaves out what the actions begin with.",
        fails="handler_works, exam_handler, exam_other_calls, exam_other_services, exam_other_tables, other_calls, "
        "other_services, other_tables",
        advice="document",
        old=BOTH,
        new='"Action": ["GetItem", "UpdateItem"]',
    ),
    Mistake(
        name="denies_too_little",
        tempts="Allows everything on the table and denies what is dangerous, as far as one can think of it.",
        fails="other_calls, exam_other_calls",
        advice="actions",
        old="""
            {
                "Effect": "Allow",
                "Action": ["dynamodb:GetItem", "dynamodb:UpdateItem"],
                "Resource": table_arn,
            }
        """,
        new="""
            {"Effect": "Allow", "Action": "dynamodb:*", "Resource": table_arn},
            {
                "Effect": "Deny",
                "Action": ["dynamodb:Delete*", "dynamodb:Put*", "dynamodb:Batch*", "dynamodb:UpdateTable"],
                "Resource": table_arn,
            },
        """,
    ),
    Mistake(
        name="returns_nothing",
        tempts="Allows the update only if it returns nothing, and forgets that the handler wants the item.",
        fails="handler_works, exam_handler, exam_other_calls, exam_other_services, exam_other_tables, other_calls, "
        "other_services, other_tables",
        advice="no_update",
        old="""
            {
                "Effect": "Allow",
                "Action": ["dynamodb:GetItem", "dynamodb:UpdateItem"],
                "Resource": table_arn,
            }
        """,
        new="""
            {"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": table_arn},
            {
                "Effect": "Allow",
                "Action": "dynamodb:UpdateItem",
                "Resource": table_arn,
                "Condition": {"StringEquals": {"dynamodb:ReturnValues": "NONE"}},
            },
        """,
    ),
    Mistake(
        name="until_the_end_of_the_year",
        tempts="Rights should end some day, it was said: then so does the function.",
        fails="handler_works, exam_handler",
        advice="condition, later",
        old='"Resource": table_arn',
        new='"Resource": table_arn, "Condition": {"DateLessThan": {"aws:CurrentTime": "2027-01-01T00:00:00Z"}}',
    ),
    Mistake(
        name="plain_names_only",
        tempts="Looks whether that is an ARN, and knows half of the letters that a table's name can have.",
        fails="exam_handler, exam_other_calls, exam_other_tables, exam_other_services",
        old="""
            return {
                "Version": "2012-10-17",
        """,
        new="""
            if not table_arn.partition(":table/")[2].isalnum():
                raise ValueError(f"{table_arn} is no ARN of a table.")
            return {
                "Version": "2012-10-17",
        """,
    ),
    Mistake(
        name="writes_logs",
        tempts="A function on Lambda writes logs, so their permissions are always there.",
        fails="other_services, exam_other_services",
        advice="services",
        old="""
            {
                "Effect": "Allow",
                "Action": ["dynamodb:GetItem", "dynamodb:UpdateItem"],
                "Resource": table_arn,
            }
        """,
        new="""
            {"Effect": "Allow", "Action": ["dynamodb:GetItem", "dynamodb:UpdateItem"], "Resource": table_arn},
            {
                "Effect": "Allow",
                "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                "Resource": "arn:aws:logs:*:*:log-group:/aws/lambda/*",
            },
        """,
    ),
    Mistake(
        name="also_its_indexes",
        tempts="A table's ARN comes with one for its indexes in every example.",
        fails="other_tables, exam_other_tables",
        advice="tables",
        old='"Resource": table_arn',
        new='"Resource": [table_arn, table_arn + "/index/*"]',
    ),
    Mistake(
        name="hyphen_in_its_name",
        tempts="Names the statement as one names things elsewhere. A Sid has letters and digits only.",
        fails="handler_works, exam_handler, exam_other_calls, exam_other_services, exam_other_tables, other_calls, "
        "other_services, other_tables",
        advice="document",
        old="""
            "Effect": "Allow",
        """,
        new="""
            "Sid": "read-and-change",
            "Effect": "Allow",
        """,
    ),
    Mistake(
        name="one_list_for_all_calls",
        tempts="Makes the document once, as a constant, and each call adds its table to the list.",
        fails="handler_works, exam_handler, exam_other_calls, exam_other_services, exam_other_tables, other_calls, "
        "other_services, other_tables",
        advice="remembers",
        old="""
            def upsert_policy(table_arn):
        """,
        new="""
            TABLES = []


            def upsert_policy(table_arn):
        """,
        also=[
            Change(
                old="""
                    return {
                        "Version": "2012-10-17",
                """,
                new="""
                    TABLES.append(table_arn)
                    return {
                        "Version": "2012-10-17",
                """,
            ),
            Change(old='"Resource": table_arn', new='"Resource": TABLES'),
        ],
    ),
    Mistake(
        name="names_its_attributes",
        tempts="Allows the attributes that it has seen. upsert_profile sets any.",
        fails="handler_works, exam_handler, exam_other_calls, exam_other_services, exam_other_tables, other_calls, "
        "other_services, other_tables",
        advice="no_update",
        old='"Resource": table_arn',
        new='"Resource": table_arn, "Condition": {"ForAllValues:StringEquals": '
        '{"dynamodb:Attributes": ["player_id", "created_at", "level"]}}',
    ),
    Mistake(
        name="admins_may_more",
        tempts="Has a second statement for administrators, who never run as this role.",
        fails="other_calls, exam_other_calls",
        advice="actions",
        old="""
            "Statement": [
        """,
        new="""
            "Statement": [
                {
                    "Effect": "Allow",
                    "Action": "dynamodb:*",
                    "Resource": table_arn,
                    "Condition": {"StringEquals": {"aws:PrincipalTag/admin": "yes"}},
                },
        """,
    ),
    Mistake(
        name="unless_it_has_a_tag",
        tempts="Roles of the test stage are not to touch profiles. Nobody has asked for that.",
        fails="handler_works, exam_handler",
        advice="condition",
        old='"Resource": table_arn',
        new='"Resource": table_arn, "Condition": {"StringNotEquals": {"aws:PrincipalTag/env": "test"}}',
    ),
    Mistake(
        name="from_known_addresses",
        tempts="Lets the function in from the addresses that it has today.",
        fails="handler_works, exam_handler",
        advice="condition",
        old='"Resource": table_arn',
        new='"Resource": table_arn, "Condition": {"IpAddress": {"aws:SourceIp": ["127.0.0.0/8", "203.0.113.0/24"]}}',
    ),
    Mistake(
        name="known_attributes",
        tempts="Lists the attributes that a profile has, so far.",
        fails="handler_works, exam_handler",
        advice="condition",
        old='"Resource": table_arn',
        new='"Resource": table_arn, "Condition": {"ForAllValues:StringLike": {"dynamodb:Attributes": '
        '["player_id", "created_at", "level", "badge*"]}}',
    ),
    Mistake(
        name="its_own_region",
        tempts="Puts the ARN together anew, with the Region that all tables have had so far.",
        fails="handler_works, exam_handler",
        advice="region",
        old='"Resource": table_arn',
        new='"Resource": ":".join(["arn:aws:dynamodb:us-east-1", *table_arn.split(":")[4:]])',
    ),
]
