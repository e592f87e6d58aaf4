"""What people get wrong in transfer_policy."""

from autograder.mistakes import Change, Mistake

WHEN = '{"StringEquals": {"dynamodb:EnclosingOperation": "TransactWriteItems"}}'
PLAYERS = '"Action": ["dynamodb:UpdateItem", "dynamodb:ConditionCheckItem"]'
ONE = """
    {
        "Effect": "Allow",
        "Action": ["dynamodb:UpdateItem", "dynamodb:ConditionCheckItem"],
        "Resource": players_arn,
        "Condition": inside,
    },
    {
        "Effect": "Allow",
        "Action": "dynamodb:PutItem",
        "Resource": items_arn,
        "Condition": inside,
    },
"""

mistakes = [
    Mistake(
        name="no_condition",
        tempts="The function sends nothing but transactions, so the condition seems to be for nothing.",
        fails="outside_a_transaction, exam_outside",
        advice="outside",
        old="inside = " + WHEN,
        new='inside = {"StringLike": {"aws:PrincipalArn": "*"}}',
    ),
    Mistake(
        name="content_without_it",
        tempts="ForAllValues is what DynamoDB's examples have. It holds where there is no key.",
        fails="outside_a_transaction, exam_outside",
        advice="outside",
        old='"StringEquals"',
        new='"ForAllValues:StringEquals"',
    ),
    Mistake(
        name="if_it_exists",
        tempts="IfExists avoids trouble with requests that have no such key: those that were to be refused.",
        fails="outside_a_transaction, exam_outside",
        advice="outside",
        old='"StringEquals"',
        new='"StringEqualsIfExists"',
    ),
    Mistake(
        name="one_half",
        tempts="Money is what matters, so only the players' table is guarded.",
        fails="outside_a_transaction, exam_outside",
        advice="outside",
        old="""
            "Resource": items_arn,
            "Condition": inside,
        """,
        new="""
            "Resource": items_arn,
        """,
    ),
    Mistake(
        name="one_statement",
        tempts="One statement is shorter, and both tables are needed.",
        fails="other_table, exam_other_tables",
        advice="which_table",
        old=ONE,
        new="""
            {
                "Effect": "Allow",
                "Action": ["dynamodb:UpdateItem", "dynamodb:ConditionCheckItem", "dynamodb:PutItem"],
                "Resource": [players_arn, items_arn],
                "Condition": inside,
            },
        """,
    ),
    Mistake(
        name="by_its_name",
        tempts="The call is TransactWriteItems, so that seems to be the action.",
        fails="purchase_works, exam_other_calls, exam_other_tables, exam_outside, exam_purchase, other_calls, "
        "other_table, outside_a_transaction",
        advice="parts",
        old=ONE,
        new="""
            {"Effect": "Allow", "Action": "dynamodb:TransactWriteItems", "Resource": [players_arn, items_arn]},
        """,
    ),
    Mistake(
        name="check_by_its_short_name",
        tempts="The part is called ConditionCheck. The action is ConditionCheckItem.",
        fails="purchase_works, exam_other_calls, exam_other_tables, exam_outside, exam_purchase, other_calls, "
        "other_table, outside_a_transaction",
        advice="no_check",
        old='"dynamodb:ConditionCheckItem"',
        new='"dynamodb:ConditionCheck"',
    ),
    Mistake(
        name="check_is_a_read",
        tempts="A ConditionCheck only looks, so it seems to need GetItem.",
        fails="purchase_works, exam_other_calls, exam_other_tables, exam_outside, exam_purchase, other_calls, "
        "other_table, outside_a_transaction",
        advice="no_check",
        old='"dynamodb:ConditionCheckItem"',
        new='"dynamodb:GetItem"',
    ),
    Mistake(
        name="everything_inside",
        tempts="With the condition all seems to be safe.",
        fails="other_calls, exam_other_calls, exam_other_tables, other_table",
        advice="actions, which_table",
        old=ONE,
        new="""
            {"Effect": "Allow", "Action": "dynamodb:*", "Resource": [players_arn, items_arn], "Condition": inside},
        """,
    ),
    Mistake(
        name="may_delete",
        tempts="Whoever puts may also want to take away.",
        fails="other_calls, exam_other_calls",
        advice="actions",
        old='"Action": "dynamodb:PutItem"',
        new='"Action": ["dynamodb:PutItem", "dynamodb:DeleteItem"]',
    ),
    Mistake(
        name="reads_too",
        tempts="Somebody will want to read a price.",
        fails="other_calls, exam_other_calls",
        advice="actions",
        old=PLAYERS,
        new='"Action": ["dynamodb:UpdateItem", "dynamodb:ConditionCheckItem", "dynamodb:GetItem"]',
        also=[Change(old="inside = " + WHEN, new='inside = {"Null": {"dynamodb:EnclosingOperation": "false"}}')],
    ),
    Mistake(
        name="every_table",
        tempts="The condition keeps it small enough.",
        fails="other_table, exam_other_tables",
        advice="which_table",
        old='"Resource": items_arn',
        new='"Resource": "*"',
    ),
    Mistake(
        name="begins_like_it",
        tempts="A star, for indexes.",
        fails="other_table, exam_other_tables",
        advice="tables",
        old='"Resource": items_arn',
        new='"Resource": items_arn + "*"',
    ),
    Mistake(
        name="mixed_up",
        tempts="Takes the tables for each other.",
        fails="purchase_works, exam_other_calls, exam_other_tables, exam_outside, exam_purchase, other_calls, "
        "other_table, outside_a_transaction",
        advice="place",
        old='"Resource": players_arn',
        new='"Resource": items_arn',
        also=[Change(old='"Resource": items_arn', new='"Resource": players_arn')],
    ),
    Mistake(
        name="another_operation",
        tempts="Writes the operation as boto3 does.",
        fails="purchase_works, exam_other_calls, exam_other_tables, exam_outside, exam_purchase, other_calls, "
        "other_table, outside_a_transaction",
        advice="value",
        old='"TransactWriteItems"',
        new='"transact_write_items"',
    ),
    Mistake(
        name="condition_of_a_list",
        tempts="Writes the condition as one writes statements.",
        fails="purchase_works, exam_other_calls, exam_other_tables, exam_outside, exam_purchase, other_calls, "
        "other_table, outside_a_transaction",
        advice="document",
        old='inside = {"StringEquals": {"dynamodb:EnclosingOperation": "TransactWriteItems"}}',
        new='inside = {"dynamodb:EnclosingOperation": "TransactWriteItems"}',
    ),
    Mistake(
        name="master_of_the_account",
        tempts="Denies what is outside a transaction, and allows all else: there is more in an account than tables.",
        fails="other_calls, exam_other_calls, exam_other_tables, other_table",
        advice="actions, which_table",
        old=ONE,
        new="""
            {"Effect": "Allow", "Action": "*", "Resource": "*"},
            {
                "Effect": "Deny",
                "Action": "dynamodb:*",
                "Resource": "*",
                "Condition": {"StringNotEquals": {"dynamodb:EnclosingOperation": "TransactWriteItems"}},
            },
        """,
    ),
    Mistake(
        name="players_and_more",
        tempts="The same star on the other table.",
        fails="other_table, exam_other_tables",
        advice="tables, which_table",
        old='"Resource": players_arn',
        new='"Resource": players_arn + "*"',
    ),
    Mistake(
        name="what_functions_want",
        tempts="While at it, allows what functions usually want.",
        fails="other_calls, exam_other_calls",
        advice="services",
        old="""
            {
                "Effect": "Allow",
                "Action": "dynamodb:PutItem",
        """,
        new="""
            {"Effect": "Allow", "Action": ["logs:*", "s3:*"], "Resource": "*"},
            {
                "Effect": "Allow",
                "Action": "dynamodb:PutItem",
        """,
    ),
    Mistake(
        name="one_list_for_all_calls",
        tempts="Makes the document once, as a constant, and each call adds its table to the list.",
        fails="exam_other_calls, exam_other_tables, exam_outside, exam_purchase, other_calls, other_table, "
        "outside_a_transaction, purchase_works",
        advice="remembers",
        old="""
            def transfer_policy(players_arn, items_arn):
        """,
        new="""
            TABLES = []


            def transfer_policy(players_arn, items_arn):
        """,
        also=[
            Change(
                old="inside = " + WHEN,
                new="TABLES.append(items_arn)\ninside = " + WHEN,
            ),
            Change(old='"Resource": items_arn', new='"Resource": TABLES'),
        ],
    ),
    Mistake(
        name="a_third_table",
        tempts="The purchase is noted in a table of its own some day, so that is allowed already.",
        fails="other_table, exam_other_tables",
        advice="tables",
        old='"Resource": items_arn',
        new='"Resource": [items_arn, items_arn.rpartition("/")[0] + "/purchases"]',
    ),
    Mistake(
        name="unless_it_has_a_tag",
        tempts="Roles of the test stage are not to sell. Nobody has asked for that.",
        fails="purchase_works, exam_purchase",
        advice="condition",
        old='inside = {"StringEquals":',
        new='inside = {"StringNotEquals": {"aws:PrincipalTag/env": "test"}, "StringEquals":',
    ),
    Mistake(
        name="its_own_region",
        tempts="Puts an ARN together anew, with the Region that all tables have had so far.",
        fails="purchase_works, exam_purchase",
        advice="region",
        old='"Resource": items_arn',
        new='"Resource": ":".join(["arn:aws:dynamodb:us-east-1", *items_arn.split(":")[4:]])',
    ),
    Mistake(
        name="beside_the_players",
        tempts="Makes the second ARN of the first: the tables have always had these names.",
        fails="exam_purchase, exam_other_calls, exam_other_tables, exam_outside",
        advice="place",
        old='"Resource": items_arn',
        new='"Resource": players_arn.rpartition("/")[0] + "/items"',
    ),
    Mistake(
        name="by_the_first_table",
        tempts="Keeps what it has made by the first ARN, and does not look at the second.",
        fails="purchase_works, exam_other_calls, exam_other_tables, exam_outside, exam_purchase, other_calls, "
        "other_table, outside_a_transaction",
        advice="remembers",
        old='"Resource": items_arn',
        new='"Resource": transfer_policy.__dict__.setdefault(players_arn, items_arn)',
    ),
]
