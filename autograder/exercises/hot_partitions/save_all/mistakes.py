"""What people get wrong in save_all."""

from autograder.mistakes import Change, Mistake

LEFT = """
        left = answer["UnprocessedItems"].get("ballots", [])
        waiting = left + waiting
"""

mistakes = [
    Mistake(
        name="stops_after_sixty",
        tempts="Takes the contract's 60 requests for the end of all patience, however many ballots there are.",
        fails="exam_many_items",
        advice="lost",
        old="    while waiting:",
        new="""
            for _ in range(60):
                if not waiting:
                    break
        """,
    ),
    Mistake(
        name="larger_number_wins",
        tempts="Takes the larger of two numbers for the later one of two ballots.",
        fails="exam_twice",
        advice="last_wins",
        old="""
            latest = {item["ballot_id"]: item for item in items}
        """,
        new="""
            latest = {}
            for item in items:
                if item.get("seq", 0) >= latest.get(item["ballot_id"], {}).get("seq", 0):
                    latest[item["ballot_id"]] = item
        """,
    ),
    Mistake(
        name="ignores_what_is_left",
        tempts="There was no error, so everything must be there.",
        fails="small_table, crowded, exam_small_table, exam_crowded, exam_crowded_for_long",
        advice="lost",
        old="waiting = left + waiting",
        new="left = []",
    ),
    Mistake(
        name="whole_batch_again",
        tempts="Sends the whole batch again, written items included.",
        fails="crowded, exam_crowded",
        advice="whole_batch",
        old="waiting = left + waiting",
        new="waiting = (batch if left else []) + waiting",
    ),
    Mistake(
        name="never_waits",
        tempts="Sends the rest again at once.",
        fails="crowded, exam_crowded, exam_crowded_for_long",
        advice="wait",
        old="time.sleep(random.uniform(pause / 2, pause))",
        new="time.sleep(0)",
    ),
    Mistake(
        name="first_wins",
        tempts="Skips what it has seen before.",
        fails="twice, crowded, exam_twice, exam_crowded",
        advice="last_wins",
        old="""
            latest = {item["ballot_id"]: item for item in items}
        """,
        new="""
            latest = {}
            for item in items:
                latest.setdefault(item["ballot_id"], item)
        """,
    ),
    Mistake(
        name="keeps_duplicates",
        tempts="Takes the list as it is.",
        fails="twice, crowded, exam_twice",
        advice="twice",
        old="for item in latest.values()]",
        new="for item in items]",
    ),
    Mistake(
        name="too_many",
        tempts="Takes a hundred, as BatchGetItem does.",
        fails="many_items, twice, small_table, crowded, any_crash, exam_many_items, exam_twice, "
        "exam_small_table, exam_crowded, exam_any_crash, exam_busy, exam_crowded_for_long, "
        "exam_saved_again",
        advice="size",
        old="waiting[:25], waiting[25:]",
        new="waiting[:100], waiting[100:]",
    ),
    Mistake(
        name="ten_at_a_time",
        tempts="Remembers another limit.",
        fails="many_items, twice, exam_many_items, exam_twice, exam_saved_again",
        advice="requests",
        old="waiting[:25], waiting[25:]",
        new="waiting[:10], waiting[10:]",
    ),
    Mistake(
        name="empty_request",
        tempts="Sends a request even when there is nothing to store.",
        fails="many_items, exam_many_items",
        advice="size",
        old="""
            while waiting:
                batch, waiting = waiting[:25], waiting[25:]
        """,
        new="""
            while True:
                batch, waiting = waiting[:25], waiting[25:]
        """,
        also=[
            Change(
                old="""
                    else:
                        pause = 0.1
                """,
                new="""
                    if not waiting:
                        break
                """,
            )
        ],
    ),
    Mistake(
        name="counts_the_list",
        tempts="Counts what it was given.",
        fails="twice, crowded, exam_twice, exam_crowded",
        advice="answer",
        old="return len(latest)",
        new="return len(items)",
    ),
    Mistake(
        name="catches_every_error",
        tempts="Saves what can be saved.",
        fails="missing_table, any_crash, exam_busy, exam_any_crash",
        advice="catches_all, lost",
        old="""
                answer = dynamodb.batch_write_item(RequestItems={"ballots": batch})
        """,
        new="""
                try:
                    answer = dynamodb.batch_write_item(RequestItems={"ballots": batch})
                except Exception:
                    continue
        """,
    ),
    Mistake(
        name="tries_for_ever",
        tempts="Takes every error for one that passes.",
        fails="exam_saved_again, missing_table, exam_busy",
        advice="endless",
        old="""
                answer = dynamodb.batch_write_item(RequestItems={"ballots": batch})
        """,
        new="""
                try:
                    answer = dynamodb.batch_write_item(RequestItems={"ballots": batch})
                except Exception:
                    waiting = batch + waiting
                    time.sleep(pause)
                    continue
        """,
    ),
    Mistake(
        name="drops_the_last_batch",
        tempts="Sends only batches that are full.",
        fails="few_items, many_items, twice, small_table, crowded, missing_table, any_crash, exam_few_items, "
        "exam_many_items, exam_twice, exam_small_table, exam_crowded, exam_any_crash, "
        "exam_crowded_for_long, exam_saved_again, saved_again",
        advice="lost, catches_all",
        old="while waiting:",
        new="while len(waiting) >= 25:",
    ),
    Mistake(
        name="adds_a_time",
        tempts="Notes when each ballot was saved.",
        fails="few_items, many_items, twice, small_table, crowded, any_crash, exam_few_items, "
        "exam_many_items, exam_twice, exam_small_table, exam_crowded, exam_any_crash, "
        "exam_crowded_for_long, exam_saved_again, saved_again",
        advice="store, again",
        old='{"PutRequest": {"Item": item}}',
        new='{"PutRequest": {"Item": {**item, "saved_at": int(time.time())}}}',
    ),
    Mistake(
        name="trims_ids",
        tempts="Takes spaces around a ballot_id for a slip.",
        fails="exam_few_items",
        advice="lost",
        old='latest = {item["ballot_id"]: item for item in items}',
        new='latest = {item["ballot_id"].strip(): {**item, "ballot_id": item["ballot_id"].strip()} for item in items}',
    ),
    Mistake(
        name="without_empty_values",
        tempts="Leaves empty values out, as was necessary once.",
        fails="exam_few_items",
        advice="store",
        old='latest = {item["ballot_id"]: item for item in items}',
        new='latest = {item["ballot_id"]: {k: v for k, v in item.items() if v not in (None, "")} for item in items}',
    ),
    Mistake(
        name="gives_a_batch_up",
        tempts="Gives a batch up after eight rounds.",
        fails="crowded?, exam_crowded?, exam_crowded_for_long",
        advice="lost",
        old="""
                    left = answer["UnprocessedItems"].get("ballots", [])
        """,
        new="""
                    left = answer["UnprocessedItems"].get("ballots", [])
                    rounds = rounds + 1 if left else 0
                    left = left if rounds < 8 else []
        """,
        also=[
            Change(
                old="""
                pause = 0.1
                while waiting:
        """,
                new="""
                pause, rounds = 0.1, 0
                while waiting:
        """,
            ),
        ],
    ),
    Mistake(
        name="remembers_saved",
        tempts="Remembers what it has stored, and leaves it out the next time.",
        fails="saved_again, exam_saved_again",
        advice="remembered",
        old="""
                pause = 0.1
                while waiting:
        """,
        new="""
                waiting = [write for write in waiting if repr(write) not in SAVED]
                SAVED.update(map(repr, waiting))
                pause = 0.1
                while waiting:
        """,
        also=[
            Change(
                old="def save_all(dynamodb, items):",
                new="""
            SAVED = set()


            def save_all(dynamodb, items):
        """,
            ),
        ],
    ),
    Mistake(
        name="own_resource",
        tempts="Makes a resource of its own, and leaves the one that it was handed.",
        fails="few_items, many_items, twice, small_table, crowded, saved_again, missing_table, any_crash, exam_few_items, exam_many_items, exam_twice, exam_small_table, exam_crowded, exam_crowded_for_long, exam_saved_again, exam_busy, exam_any_crash",
        old="""
            answer = dynamodb.batch_write_item(RequestItems={"ballots": batch})
        """,
        new="""
            import boto3

            dynamodb = boto3.resource("dynamodb", region_name="us-east-1")
            answer = dynamodb.batch_write_item(RequestItems={"ballots": batch})
        """,
    ),
    Mistake(
        name="always_the_same_pause",
        tempts="Waits, and never longer than the first time.",
        fails="exam_crowded_for_long",
        advice="grow",
        old="""
                        pause = min(2 * pause, 2)
        """,
        new="""
                        pause = 0.8
        """,
        also=[
            Change(old="time.sleep(random.uniform(pause / 2, pause))", new="time.sleep(0.8)"),
        ],
    ),
    Mistake(
        name="sends_refused_ones_again",
        tempts="Sends a request up to five times, whatever the error was.",
        fails="exam_busy",
        advice="hidden",
        old="""
                    answer = dynamodb.batch_write_item(RequestItems={"ballots": batch})
        """,
        new="""
                    for tries in range(5):
                        try:
                            answer = dynamodb.batch_write_item(RequestItems={"ballots": batch})
                            break
                        except dynamodb.meta.client.exceptions.ClientError:
                            if tries == 4:
                                raise
                            time.sleep(2**tries)
        """,
    ),
    Mistake(
        name="corrects_what_was_there",
        tempts="Takes a correction for a change of the ballot before it, whose other attributes stay.",
        fails="exam_twice, crowded",
        advice="last_wins",
        old="""
            latest = {item["ballot_id"]: item for item in items}
        """,
        new="""
            latest = {}
            for item in items:
                latest[item["ballot_id"]] = {**latest.get(item["ballot_id"], {}), **item}
        """,
    ),
    Mistake(
        name="keeps_its_queue",
        tempts="What waits stands in a list of the module, where it still stands when a call has failed.",
        fails="exam_saved_again",
        advice="remembered",
        old="""
            waiting = [{"PutRequest": {"Item": item}} for item in latest.values()]
        """,
        new="""
            waiting = save_all.__dict__.setdefault("waiting", [])
            waiting += [{"PutRequest": {"Item": item}} for item in latest.values()]
        """,
        also=[
            Change(
                old="""
                    batch, waiting = waiting[:25], waiting[25:]
                """,
                new="""
                    batch = waiting[:25]
                """,
            ),
            Change(
                old="""
                    waiting = left + waiting
                """,
                new="""
                    waiting[:25] = left
                """,
            ),
        ],
    ),
]
