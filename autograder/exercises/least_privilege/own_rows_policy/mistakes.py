"""What people get wrong in own_rows_policy."""

from autograder.mistakes import Change, Mistake

READS = '"Action": ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"]'
SELECT = '"StringEquals": {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"},'
RETURNS = '"StringEquals": {"dynamodb:ReturnValues": ["NONE", "UPDATED_OLD", "UPDATED_NEW"]},'
THERE = 'there = {"dynamodb:LeadingKeys": "false", "dynamodb:Attributes": "false"}'
MINE = '"dynamodb:LeadingKeys": ["${aws:PrincipalTag/player_id}"]'
BOTH = """
    {
        "Effect": "Allow",
        "Action": ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"],
        "Resource": table_arn,
        "Condition": {
            "ForAllValues:StringEquals": own,
            "Null": there,
            "StringEquals": {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"},
        },
    },
    {
        "Effect": "Allow",
        "Action": "dynamodb:UpdateItem",
        "Resource": table_arn,
        "Condition": {
            "ForAllValues:StringEquals": own,
            "Null": there,
            "StringEquals": {"dynamodb:ReturnValues": ["NONE", "UPDATED_OLD", "UPDATED_NEW"]},
        },
    },
"""

mistakes = [
    Mistake(
        name="holds_for_nothing",
        tempts="ForAllValues as in the examples, which holds where there are no values at all.",
        fails="missing_keys, exam_missing_keys",
        advice="missing",
        old=THERE,
        new='there = {"aws:PrincipalArn": "false"}',
    ),
    Mistake(
        name="only_leading_keys_are_there",
        tempts="Thinks of the partition key, and not of the attributes.",
        fails="missing_keys, exam_missing_keys",
        advice="missing",
        old=THERE,
        new='there = {"dynamodb:LeadingKeys": "false"}',
    ),
    Mistake(
        name="null_the_wrong_way",
        tempts="Null true sounds like: may not be missing.",
        fails="own_items, exam_missing_keys, exam_other_attributes, exam_other_calls, exam_others_items, "
        "exam_own_items, exam_whole_items, missing_keys, other_attributes, other_calls, others_items, "
        "whole_items",
        advice="too_narrow",
        old=THERE,
        new='there = {"dynamodb:LeadingKeys": "true", "dynamodb:Attributes": "true"}',
    ),
    Mistake(
        name="one_is_enough",
        tempts="ForAnyValue also asks that a value is there. One of several will do.",
        fails="others_items, exam_other_attributes, exam_others_items, other_attributes",
        advice="mixed, attributes",
        old='"ForAllValues:StringEquals": own,\n"Null": there,\n' + SELECT,
        new='"ForAnyValue:StringEquals": own,\n"Null": there,\n' + SELECT,
    ),
    Mistake(
        name="begins_with_me",
        tempts="Allows keys that begin with the player's id, for whatever follows.",
        fails="others_items, exam_others_items",
        advice="others",
        old=MINE,
        new='"dynamodb:LeadingKeys": ["${aws:PrincipalTag/player_id}*"]',
        also=[
            Change(
                old='"ForAllValues:StringEquals": own,\n"Null": there,\n' + SELECT,
                new='"ForAllValues:StringLike": own,\n"Null": there,\n' + SELECT,
            ),
            Change(
                old='"ForAllValues:StringEquals": own,\n"Null": there,\n' + RETURNS,
                new='"ForAllValues:StringLike": own,\n"Null": there,\n' + RETURNS,
            ),
        ],
    ),
    Mistake(
        name="whoever_it_is",
        tempts="A default for sessions without a tag.",
        fails="missing_keys, exam_missing_keys",
        advice="no_tag",
        old=MINE,
        new='"dynamodb:LeadingKeys": ["${aws:PrincipalTag/player_id, \'guest\'}"]',
    ),
    Mistake(
        name="an_old_version",
        tempts="Leaves Version out, or copies an old one: then variables are plain text.",
        fails="own_items, exam_missing_keys, exam_other_attributes, exam_other_calls, exam_others_items, "
        "exam_own_items, exam_whole_items, missing_keys, other_attributes, other_calls, others_items, "
        "whole_items",
        advice="too_narrow",
        old='"Version": "2012-10-17"',
        new='"Version": "2008-10-17"',
    ),
    Mistake(
        name="by_user_name",
        tempts="The variable of the oldest examples. Sessions of roles have no user name.",
        fails="own_items, exam_missing_keys, exam_other_attributes, exam_other_calls, exam_others_items, "
        "exam_own_items, exam_whole_items, missing_keys, other_attributes, other_calls, others_items, "
        "whole_items",
        advice="too_narrow",
        old=MINE,
        new='"dynamodb:LeadingKeys": ["${aws:username}"]',
    ),
    Mistake(
        name="keys_are_not_attributes",
        tempts="Lists what devices show, and forgets that keys count as attributes.",
        fails="own_items, exam_missing_keys, exam_other_attributes, exam_other_calls, exam_others_items, "
        "exam_own_items, exam_whole_items, missing_keys, other_attributes, other_calls, others_items, "
        "whole_items",
        advice="too_narrow",
        old='["player_id", "slot", "hero", "level"]',
        new='["hero", "level"]',
    ),
    Mistake(
        name="reads_everything",
        tempts="Attributes are listed, so a read without a projection seems to be refused.",
        fails="whole_items, exam_whole_items",
        advice="returns",
        old='"Null": there,\n' + SELECT,
        new='"Null": there,',
    ),
    Mistake(
        name="returns_everything",
        tempts="An update changes, so nobody thinks of what it returns.",
        fails="whole_items, exam_whole_items",
        advice="returns",
        old='"Null": there,\n' + RETURNS,
        new='"Null": there,',
    ),
    Mistake(
        name="select_for_all",
        tempts="One statement for all four, with the Select that updates have not.",
        fails="own_items, exam_missing_keys, exam_other_attributes, exam_other_calls, exam_others_items, "
        "exam_own_items, exam_whole_items, missing_keys, other_attributes, other_calls, others_items, "
        "whole_items",
        advice="updates",
        old=BOTH,
        new="""
            {
                "Effect": "Allow",
                "Action": ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:UpdateItem"],
                "Resource": table_arn,
                "Condition": {
                    "ForAllValues:StringEquals": own,
                    "Null": there,
                    "StringEquals": {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"},
                },
            },
        """,
    ),
    Mistake(
        name="a_statement_for_each_condition",
        tempts="One statement for the rows, one for the attributes. Each allows by itself.",
        fails="others_items, exam_missing_keys, exam_other_attributes, exam_others_items, exam_whole_items, "
        "missing_keys, other_attributes, whole_items",
        advice="others, attributes, missing, returns",
        old=BOTH,
        new="""
            {
                "Effect": "Allow",
                "Action": ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:UpdateItem"],
                "Resource": table_arn,
                "Condition": {
                    "ForAllValues:StringEquals": {"dynamodb:LeadingKeys": own["dynamodb:LeadingKeys"]},
                    "Null": {"dynamodb:LeadingKeys": "false"},
                },
            },
            {
                "Effect": "Allow",
                "Action": ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:UpdateItem"],
                "Resource": table_arn,
                "Condition": {
                    "ForAllValues:StringEquals": {"dynamodb:Attributes": own["dynamodb:Attributes"]},
                    "Null": {"dynamodb:Attributes": "false"},
                },
            },
        """,
    ),
    Mistake(
        name="rows_only",
        tempts="The rows are what matters.",
        fails="other_attributes, exam_missing_keys, exam_other_attributes, missing_keys",
        advice="attributes, missing",
        old="""
            "dynamodb:Attributes": ["player_id", "slot", "hero", "level"],
        """,
        new="",
        also=[Change(old=THERE, new='there = {"dynamodb:LeadingKeys": "false"}')],
    ),
    Mistake(
        name="attributes_by_a_star",
        tempts="hero and level with whatever follows.",
        fails="exam_other_attributes, other_attributes",
        advice="attributes",
        old='["player_id", "slot", "hero", "level"]',
        new='["player_id", "slot", "hero*", "level*"]',
        also=[
            Change(
                old='"ForAllValues:StringEquals": own,\n"Null": there,\n' + SELECT,
                new='"ForAllValues:StringLike": own,\n"Null": there,\n' + SELECT,
            ),
            Change(
                old='"ForAllValues:StringEquals": own,\n"Null": there,\n' + RETURNS,
                new='"ForAllValues:StringLike": own,\n"Null": there,\n' + RETURNS,
            ),
        ],
    ),
    Mistake(
        name="scans_too",
        tempts="Allows Scan with the other reads. A Scan has no partition key, and here that is refused.",
        fails="other_calls, exam_other_calls",
        advice="actions",
        old=READS,
        new='"Action": ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:Scan"]',
    ),
    Mistake(
        name="puts_too",
        tempts="A new slot seems to need PutItem. UpdateItem creates it.",
        fails="other_calls, exam_other_calls",
        advice="actions",
        old='"Action": "dynamodb:UpdateItem"',
        new='"Action": ["dynamodb:UpdateItem", "dynamodb:PutItem"]',
    ),
    Mistake(
        name="all_actions",
        tempts="The conditions guard everything, so the actions can be a star.",
        fails="other_calls, exam_other_calls, exam_whole_items, whole_items",
        advice="actions, returns",
        old='"Action": "dynamodb:UpdateItem"',
        new='"Action": "dynamodb:*"',
    ),
    Mistake(
        name="every_table",
        tempts="The conditions guard the rows of every table.",
        fails="other_calls, exam_other_calls",
        advice="tables",
        old="""
            "Action": "dynamodb:UpdateItem",
            "Resource": table_arn,
        """,
        new="""
            "Action": "dynamodb:UpdateItem",
            "Resource": "*",
        """,
    ),
    Mistake(
        name="no_quantifier_braces",
        tempts="Puts the key in front of the operator.",
        fails="own_items, exam_missing_keys, exam_other_attributes, exam_other_calls, exam_others_items, "
        "exam_own_items, exam_whole_items, missing_keys, other_attributes, other_calls, others_items, "
        "whole_items",
        advice="document",
        old='"Null": there,\n' + SELECT,
        new='"Null": there,\n"dynamodb:Select": {"StringEquals": "SPECIFIC_ATTRIBUTES"},',
    ),
    Mistake(
        name="also_its_indexes",
        tempts="A table's ARN comes with one for its indexes in every example.",
        fails="other_calls, exam_other_calls",
        advice="tables",
        old="""
            "Action": ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"],
            "Resource": table_arn,
        """,
        new="""
            "Action": ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"],
            "Resource": [table_arn, table_arn + "/index/*"],
        """,
    ),
    Mistake(
        name="only_not_all_attributes",
        tempts="Whole items are what must not be read, so that is what it excludes. A Query can also count.",
        fails="whole_items, exam_whole_items",
        advice="returns",
        old=SELECT,
        new='"StringNotEquals": {"dynamodb:Select": "ALL_ATTRIBUTES"},',
    ),
    Mistake(
        name="one_list_for_all_calls",
        tempts="Makes the document once, as a constant, and each call adds its table to the list.",
        fails="own_items, exam_missing_keys, exam_other_attributes, exam_other_calls, exam_others_items, "
        "exam_own_items, exam_whole_items, missing_keys, other_attributes, other_calls, others_items, "
        "whole_items",
        advice="remembers",
        old="""
            def own_rows_policy(table_arn):
        """,
        new="""
            TABLES = []


            def own_rows_policy(table_arn):
        """,
        also=[
            Change(old=THERE, new="TABLES.append(table_arn)\n" + THERE),
            Change(
                old="""
                    "Action": "dynamodb:UpdateItem",
                    "Resource": table_arn,
                """,
                new="""
                    "Action": "dynamodb:UpdateItem",
                    "Resource": TABLES,
                """,
            ),
        ],
    ),
    Mistake(
        name="unless_it_has_another_tag",
        tempts="Sessions of banned players have a tag that says so, one day.",
        fails="own_items, exam_own_items",
        advice="condition",
        old='there = {"dynamodb:LeadingKeys": "false",',
        new='there = {"aws:PrincipalTag/banned": "true", "dynamodb:LeadingKeys": "false",',
    ),
    Mistake(
        name="its_own_region",
        tempts="Puts the ARN together anew, with the Region that all tables have had so far.",
        fails="own_items, exam_own_items",
        advice="region",
        old="""
            own = {
        """,
        new="""
            table_arn = ":".join(["arn:aws:dynamodb:us-east-1", *table_arn.split(":")[4:]])
            own = {
        """,
    ),
    Mistake(
        name="attributes_of_any_case",
        tempts="Hero and hero seem to be the same. In DynamoDB they are two attributes.",
        fails="other_attributes, exam_other_attributes",
        advice="attributes",
        old="""
            "dynamodb:Attributes": ["player_id", "slot", "hero", "level"],
        }
        """,
        new="""
        }
        named = {"dynamodb:Attributes": ["player_id", "slot", "hero", "level"]}
        """,
        also=[
            Change(
                old="""
                    "Condition": {
                        "ForAllValues:StringEquals": own,
                        "Null": there,
                        "StringEquals": {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"},
                """,
                new="""
                    "Condition": {
                        "ForAllValues:StringEquals": own,
                        "ForAllValues:StringEqualsIgnoreCase": named,
                        "Null": there,
                        "StringEquals": {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"},
                """,
            ),
            Change(
                old="""
                    "Condition": {
                        "ForAllValues:StringEquals": own,
                        "Null": there,
                        "StringEquals": {"dynamodb:ReturnValues": ["NONE", "UPDATED_OLD", "UPDATED_NEW"]},
                """,
                new="""
                    "Condition": {
                        "ForAllValues:StringEquals": own,
                        "ForAllValues:StringEqualsIgnoreCase": named,
                        "Null": there,
                        "StringEquals": {"dynamodb:ReturnValues": ["NONE", "UPDATED_OLD", "UPDATED_NEW"]},
                """,
            ),
        ],
    ),
    Mistake(
        name="one_more_for_later",
        tempts="Allows an attribute that a later version of the game will have.",
        fails="other_attributes, exam_other_attributes",
        advice="attributes",
        old='["player_id", "slot", "hero", "level"]',
        new='["player_id", "slot", "hero", "level", "pet"]',
    ),
]
