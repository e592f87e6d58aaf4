"""What people get wrong in register_sample."""

from autograder.mistakes import Change, Mistake

mistakes = [
    Mistake(
        name="condition_on_value",
        tempts="Refuses only the very same sample again; anything else with this key is replaced.",
        fails="taken_key, bare_item, race, exam_taken_key, exam_bare_item, exam_race, exam_race_taken",
        advice="wrong_attribute",
        old="""
                ConditionExpression="attribute_not_exists(sample_id)",
            )
        """,
        new="""
                ConditionExpression="patient <> :patient",
                ExpressionAttributeValues={":patient": sample.get("patient")},
            )
            return True
        """,
        also=[
            Change(
                old="""
                    return True
                """,
                new="",
            ),
        ],
    ),
    Mistake(
        name="or_newer_version",
        tempts="Lets a sample with a later version replace the stored one, as if registering were updating.",
        fails="exam_taken_key",
        advice="wrong_attribute",
        old="""
            ConditionExpression="attribute_not_exists(sample_id)",
        """,
        new="""
            ConditionExpression="attribute_not_exists(sample_id) OR version < :version",
            ExpressionAttributeValues={":version": sample.get("version", 1)},
        """,
    ),
]
