"""What people get wrong in holdings."""

from autograder.mistakes import Change, Mistake

mistakes = [
    Mistake(
        name="attribute_always_there",
        tempts="Takes it for granted that every player has vouchers.",
        fails="never_had_one, exam_counts",
        advice="no_vouchers",
        old='player_id: answer["Item"].get("vouchers", 0)',
        new='player_id: answer["Item"]["vouchers"]',
    ),
    Mistake(
        name="counts_names_not_players",
        tempts="Counts the list, not the different players in it.",
        fails="too_many, exam_too_many",
        advice="twice",
        old="if len(wanted) > 100:",
        new="if len(player_ids) > 100:",
    ),
    Mistake(
        name="empty_transaction",
        tempts="Sends a transaction without actions.",
        fails="nobody, exam_odd_lists",
        advice="empty",
        old="""
            if not wanted:
                return {}
        """,
        new="",
    ),
    Mistake(
        name="hundreds_in_turn",
        tempts="Splits a long list into transactions of 100, each at its own moment.",
        fails="too_many, exam_too_many",
        advice="split",
        old='raise ValueError("DynamoDB reads at most 100 items at one moment.")',
        new="return holdings(dynamodb, wanted[:100]) | holdings(dynamodb, wanted[100:])",
    ),
    Mistake(
        name="item_always_there",
        tempts="Takes it for granted that every player exists.",
        fails="unknown, exam_odd_lists",
        advice="missing",
        old="""
            if "Item" in answer
        """,
        new="",
    ),
    Mistake(
        name="names_twice",
        tempts="Sends a player_id as often as it is in the list.",
        fails="named_twice, too_many, exam_odd_lists, exam_too_many",
        advice="twice",
        old="wanted = list(dict.fromkeys(player_ids))",
        new="wanted = list(player_ids)",
    ),
    Mistake(
        name="nothing_on_error",
        tempts="Answers with nothing when DynamoDB does not answer.",
        fails="conflict, exam_other_failures",
        advice="not_an_answer",
        old="""
            found = dynamodb.meta.client.transact_get_items(TransactItems=gets)["Responses"]
        """,
        new="""
            try:
                found = dynamodb.meta.client.transact_get_items(TransactItems=gets)["Responses"]
            except Exception:
                return {}
        """,
    ),
    Mistake(
        name="returns_total",
        tempts="Adds them all up.",
        fails="counts, never_had_one, unknown, named_twice, nobody, one_moment, too_many, exam_counts, exam_odd_lists, exam_one_moment, exam_too_many",
        advice="numbers",
        old="return {}",
        new="return 0",
        also=[
            Change(
                old="""
                    return {
                """,
                new="""
                    by_player = {
                """,
            ),
            Change(
                old="""
                    }
                """,
                new="""
                    }
                    return sum(by_player.values())
                """,
            ),
        ],
    ),
    Mistake(
        name="unknown_are_zero",
        tempts="Counts 0 for players who do not exist.",
        fails="unknown, exam_odd_lists",
        advice="missing",
        old="""
            player_id: answer["Item"].get("vouchers", 0)
            for player_id, answer in zip(wanted, found, strict=True)
            if "Item" in answer
        """,
        new="""
            player_id: answer.get("Item", {}).get("vouchers", 0)
            for player_id, answer in zip(wanted, found, strict=True)
        """,
    ),
]
