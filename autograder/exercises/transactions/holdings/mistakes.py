"""What people get wrong in holdings."""

from autograder.mistakes import Change, Mistake, keeps_the_first

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
        fails="after_a_conflict, busy_table, conflict, exam_one_moment, exam_other_failures",
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
        fails="counts, never_had_one, unknown, named_twice, nobody, one_moment, counts_anew, too_many, exam_counts, exam_odd_lists, exam_one_moment, exam_hundred_at_one_moment, exam_too_many",
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
    Mistake(
        name="floats",
        tempts="Makes floats of the numbers.",
        fails="exam_counts",
        advice="exact",
        old='answer["Item"].get("vouchers", 0)',
        new='float(answer["Item"].get("vouchers", 0))',
    ),
    Mistake(
        name="remembered",
        tempts="Keeps what it has read, for the next call with the same players.",
        fails="counts_anew, exam_counts, exam_odd_lists",
        advice="remembered",
        old="""
                found = dynamodb.meta.client.transact_get_items(TransactItems=gets)["Responses"]
        """,
        new="""
                key = tuple(wanted)
                if key not in SEEN:
                    SEEN[key] = dynamodb.meta.client.transact_get_items(TransactItems=gets)["Responses"]
                found = SEEN[key]
        """,
        also=[
            Change(
                old="def holdings(dynamodb, player_ids):",
                new="""
            SEEN = {}


            def holdings(dynamodb, player_ids):
        """,
            ),
        ],
    ),
    Mistake(
        name="quarters_in_turn",
        tempts="Knows the old limit of 25, and reads more players in several transactions.",
        fails="exam_hundred_at_one_moment",
        advice="several_moments",
        old="""
                found = dynamodb.meta.client.transact_get_items(TransactItems=gets)["Responses"]
        """,
        new="""
                found = []
                for first in range(0, len(gets), 25):
                    part = gets[first : first + 25]
                    found += dynamodb.meta.client.transact_get_items(TransactItems=part)["Responses"]
        """,
    ),
    Mistake(
        name="single_reads_after_conflict",
        tempts="After a conflict it reads the players one by one.",
        fails="after_a_conflict, exam_one_moment, exam_other_failures",
        advice="several_moments, not_an_answer",
        old="""
                found = dynamodb.meta.client.transact_get_items(TransactItems=gets)["Responses"]
        """,
        new="""
                client = dynamodb.meta.client
                try:
                    found = client.transact_get_items(TransactItems=gets)["Responses"]
                except client.exceptions.TransactionCanceledException:
                    table = dynamodb.Table("players")
                    found = [table.get_item(Key={"player_id": player_id}, ConsistentRead=True) for player_id in wanted]
        """,
    ),
    Mistake(
        name="conflict_for_ever",
        tempts="Reads again after a conflict, without an end.",
        fails="conflict, exam_other_failures",
        advice="endless",
        old="""
                found = dynamodb.meta.client.transact_get_items(TransactItems=gets)["Responses"]
        """,
        new="""
                client = dynamodb.meta.client
                while True:
                    try:
                        found = client.transact_get_items(TransactItems=gets)["Responses"]
                        break
                    except client.exceptions.TransactionCanceledException:
                        pass
        """,
    ),
    Mistake(
        name="projection_and_truth",
        tempts="Asks for one attribute: of a player without it the item is empty, and looks like none.",
        fails="never_had_one, exam_counts",
        advice="no_vouchers",
        old='"Key": {"player_id": player_id}}}',
        new='"Key": {"player_id": player_id}, "ProjectionExpression": "vouchers"}}',
        also=[
            Change(old='if "Item" in answer', new='if answer.get("Item")'),
        ],
    ),
    Mistake(
        name="sorted_and_zipped",
        tempts="Sorts the players for the request, and pairs the answers with the list as it was.",
        fails="never_had_one, unknown, exam_counts, exam_odd_lists, exam_hundred_at_one_moment, exam_one_moment?",
        advice="no_vouchers, missing, numbers, several_moments",
        old="for player_id in wanted]",
        new="for player_id in sorted(wanted)]",
    ),
    Mistake(
        name="hundred_is_too_many",
        tempts="Takes the limit for the first number that is too many.",
        fails="too_many, exam_hundred_at_one_moment, exam_too_many",
        advice="hundred",
        old="> 100",
        new=">= 100",
    ),
    Mistake(
        name="own_resource",
        tempts="Makes a resource of its own, and leaves the one that it was handed.",
        fails="counts, never_had_one, unknown, named_twice, one_moment, after_a_conflict, counts_anew, too_many, busy_table, conflict, exam_counts, exam_odd_lists, exam_one_moment, exam_hundred_at_one_moment, exam_too_many, exam_other_failures",
        old="""
            found = dynamodb.meta.client.transact_get_items(TransactItems=gets)["Responses"]
        """,
        new="""
            import boto3

            client = boto3.resource("dynamodb", region_name="us-east-1").meta.client
            found = client.transact_get_items(TransactItems=gets)["Responses"]
        """,
    ),
    Mistake(
        name="refuses_afterwards",
        tempts="Reads the first hundred, and sees only then that there are more.",
        fails="too_many, exam_too_many",
        advice="split",
        old="""
            if len(wanted) > 100:
                raise ValueError("DynamoDB reads at most 100 items at one moment.")
            if not wanted:
                return {}
            gets = [{"Get": {"TableName": "players", "Key": {"player_id": player_id}}} for player_id in wanted]
            found = dynamodb.meta.client.transact_get_items(TransactItems=gets)["Responses"]
        """,
        new="""
            if not wanted:
                return {}
            gets = [{"Get": {"TableName": "players", "Key": {"player_id": player_id}}} for player_id in wanted]
            found = dynamodb.meta.client.transact_get_items(TransactItems=gets[:100])["Responses"]
            if gets[100:]:
                raise ValueError("DynamoDB reads at most 100 items at one moment.")
        """,
    ),
    Mistake(
        name="remembers_who_is_unknown",
        tempts="Does not ask again for players who did not exist the last time.",
        fails="exam_odd_lists",
        advice="remembered",
        old="""
            gets = [{"Get": {"TableName": "players", "Key": {"player_id": player_id}}} for player_id in wanted]
            found = dynamodb.meta.client.transact_get_items(TransactItems=gets)["Responses"]
        """,
        new="""
            wanted = [player_id for player_id in wanted if player_id not in _unknown]
            gets = [{"Get": {"TableName": "players", "Key": {"player_id": player_id}}} for player_id in wanted]
            found = dynamodb.meta.client.transact_get_items(TransactItems=gets)["Responses"]
            _unknown.update(name for name, answer in zip(wanted, found, strict=True) if "Item" not in answer)
        """,
        also=[
            Change(
                old="def holdings(dynamodb, player_ids):",
                new="_unknown = set()\n\n\ndef holdings(dynamodb, player_ids):",
            )
        ],
    ),
    Mistake(
        name="places_of_the_list",
        tempts="Takes each player once, and then goes by the places of the list, where a name stands twice.",
        fails="exam_odd_lists",
        advice="twice",
        old="for player_id, answer in zip(wanted, found, strict=True)",
        new="for player_id, answer in zip(player_ids, found, strict=False)",
    ),
    Mistake(
        name="last_known_when_cancelled",
        tempts="Keeps the last numbers, for when a transaction is in the way.",
        fails="exam_other_failures",
        advice="remembered",
        old="""
            def holdings(dynamodb, player_ids):
        """,
        new="""
            KNOWN = {}


            def holdings(dynamodb, player_ids):
                names = tuple(player_ids)
                try:
                    KNOWN[names] = read(dynamodb, player_ids)
                except dynamodb.meta.client.exceptions.TransactionCanceledException:
                    if names not in KNOWN:
                        raise
                return KNOWN[names]


            def read(dynamodb, player_ids):
        """,
    ),
    Mistake(
        name="one_form_of_each_name",
        tempts="Brings names into one Unicode form, and two players become one.",
        fails="exam_counts",
        advice="alike",
        old="wanted = list(dict.fromkeys(player_ids))",
        new='wanted = list(dict.fromkeys(__import__("unicodedata").normalize("NFC", name) for name in player_ids))',
    ),
    Mistake(
        name="remembers_in_a_default",
        tempts="Takes a dictionary from the parameter's default, which all calls share.",
        fails="exam_counts, exam_odd_lists, counts, counts_anew, exam_hundred_at_one_moment, exam_one_moment, "
        "exam_too_many, named_twice, one_moment, too_many, unknown",
        advice="strangers, numbers",
        old="def holdings(dynamodb, player_ids):",
        new="def holdings(dynamodb, player_ids, counted={}):",
        also=[
            Change(
                old="""
                    return {
                        player_id: answer["Item"].get("vouchers", 0)
                        for player_id, answer in zip(wanted, found, strict=True)
                        if "Item" in answer
                    }
                """,
                new="""
                    for player_id, answer in zip(wanted, found, strict=True):
                        if "Item" in answer:
                            counted[player_id] = answer["Item"].get("vouchers", 0)
                    return counted
                """,
            ),
        ],
    ),
    Mistake(
        name="one_name_whatever_its_case",
        tempts="Takes names that differ in capitals only for one player who is named twice.",
        fails="exam_counts",
        advice="alike",
        old="wanted = list(dict.fromkeys(player_ids))",
        new="wanted = list({player_id.casefold(): player_id for player_id in player_ids}.values())",
    ),
    keeps_the_first("def holdings(dynamodb, player_ids):", "dynamodb.meta.client.transact_get_items(", "exam_counts"),
]
