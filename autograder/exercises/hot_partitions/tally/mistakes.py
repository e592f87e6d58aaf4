"""What people get wrong in tally."""

from autograder.mistakes import Change, Mistake

mistakes = [
    Mistake(
        name="a_last_one_is_left_out",
        tempts="Stops one short, which shows where the last request asks for a single bucket.",
        fails="race, exam_many_buckets, exam_race",
        advice="sum, race",
        old="range(0, len(keys), 100)",
        new="range(0, len(keys) - 1, 100)",
    ),
    Mistake(
        name="eventual",
        tempts="Everything but ConsistentRead.",
        fails="last_votes, exam_last_votes, exam_left_out",
        advice="eventual",
        old=', "ConsistentRead": True}}',
        new="}}",
    ),
    Mistake(
        name="ignores_what_is_left",
        tempts="There was no error, so everything must be there.",
        fails="left_out, exam_left_out",
        advice="unprocessed",
        old='request = answer["UnprocessedKeys"]',
        new="request = None",
    ),
    Mistake(
        name="asks_for_all_again",
        tempts="Asks for the whole hundred again, and counts some twice.",
        fails="left_out, exam_left_out",
        advice="others",
        old="""
                    request = answer["UnprocessedKeys"]
        """,
        new="""
                    request = request if answer["UnprocessedKeys"] else None
        """,
    ),
    Mistake(
        name="all_at_once",
        tempts="One request, however many keys.",
        fails="many_buckets, exam_many_buckets, exam_left_out, exam_busy",
        advice="hundred",
        old="""
            for start in range(0, len(keys), 100):
                request = {"votes": {"Keys": keys[start : start + 100], "ConsistentRead": True}}
        """,
        new="""
            for _ in range(1):
                request = {"votes": {"Keys": keys, "ConsistentRead": True}}
        """,
    ),
    Mistake(
        name="twenty_five",
        tempts="Takes the limit of the batch that writes.",
        fails="many_buckets, exam_many_buckets, exam_a_hundred",
        advice="requests",
        old="range(0, len(keys), 100)",
        new="range(0, len(keys), 25)",
        also=[Change(old="keys[start : start + 100]", new="keys[start : start + 25]")],
    ),
    Mistake(
        name="counts_from_one",
        tempts="Numbers the buckets as people count.",
        fails="some_buckets, nobody_else, many_buckets, last_votes, left_out, race, exam_some_buckets, "
        "exam_nobody_else, exam_many_buckets, exam_a_hundred, exam_last_votes, exam_left_out, "
        "exam_race, counts_anew",
        advice="absent, others, sum, unprocessed, race",
        old="for number in range(shards)]",
        new="for number in range(1, shards + 1)]",
    ),
    Mistake(
        name="one_too_many",
        tempts="Reads one bucket beyond the last one.",
        fails="nobody_else, exam_nobody_else, exam_a_hundred, exam_many_buckets",
        advice="others, requests",
        old="for number in range(shards)]",
        new="for number in range(shards + 1)]",
    ),
    Mistake(
        name="one_too_few",
        tempts="Leaves the last bucket out.",
        fails="many_buckets, last_votes, left_out, race, exam_some_buckets, exam_nobody_else, "
        "exam_many_buckets, exam_a_hundred, exam_last_votes, exam_left_out, exam_race",
        advice="sum, unprocessed, race, absent",
        old="for number in range(shards)]",
        new="for number in range(shards - 1)]",
    ),
    Mistake(
        name="counts_the_buckets",
        tempts="Counts items in place of votes.",
        fails="some_buckets, nobody_else, many_buckets, last_votes, left_out, race, exam_some_buckets, "
        "exam_nobody_else, exam_many_buckets, exam_a_hundred, exam_last_votes, exam_left_out, "
        "exam_race, counts_anew",
        advice="absent, sum, unprocessed, race",
        old='sum(item["votes"] for item in answer["Responses"]["votes"])',
        new='len(answer["Responses"]["votes"])',
    ),
    Mistake(
        name="keeps_the_last_answer",
        tempts="Assigns in place of adding.",
        fails="many_buckets, left_out, exam_many_buckets, exam_left_out",
        advice="sum, unprocessed",
        old="total += sum",
        new="total = sum",
    ),
    Mistake(
        name="until_all_are_found",
        tempts="Asks again for every bucket that has not come, also for those that are not there.",
        fails="some_buckets, counts_anew, nobody_else, exam_some_buckets, exam_nobody_else, exam_many_buckets",
        advice="endless",
        old="""
                    request = answer["UnprocessedKeys"]
        """,
        new="""
                    found = [item["bucket"] for item in answer["Responses"]["votes"]]
                    asked = request["votes"]["Keys"]
                    missing = [key for key in asked if key["bucket"] not in found]
                    request = {"votes": {"Keys": missing, "ConsistentRead": True}} if missing else None
        """,
    ),
    Mistake(
        name="catches_every_error",
        tempts="A part of the sum is better than none.",
        fails="busy_table, exam_busy",
        advice="catches_all",
        old="""
                    answer = dynamodb.batch_get_item(RequestItems=request)
        """,
        new="""
                    try:
                        answer = dynamodb.batch_get_item(RequestItems=request)
                    except Exception:
                        break
        """,
    ),
    Mistake(
        name="float_total",
        tempts="Adds up floats.",
        fails="exam_some_buckets",
        advice="exact",
        old='sum(item["votes"] for',
        new='sum(float(item["votes"]) for',
    ),
    Mistake(
        name="drops_what_is_left",
        tempts="Gives up after some tries, and returns what it has.",
        fails="exam_left_out",
        advice="unprocessed",
        old="""
                        request = answer["UnprocessedKeys"]
        """,
        new="""
                        request = answer["UnprocessedKeys"] if pause < 1 else {}
        """,
    ),
    Mistake(
        name="left_over_eventually",
        tempts="Asks for what was left over without ConsistentRead.",
        fails="exam_left_out",
        advice="eventual",
        old="""
                        request = answer["UnprocessedKeys"]
        """,
        new="""
                        left = answer["UnprocessedKeys"].get("votes")
                        request = {"votes": {"Keys": left["Keys"]}} if left else {}
        """,
    ),
    Mistake(
        name="none_for_nobody",
        tempts="Returns None where there are no votes.",
        fails="some_buckets, exam_some_buckets",
        advice="absent",
        old="""
                return total
        """,
        new="""
                return total or None
        """,
    ),
    Mistake(
        name="keeps_the_sum",
        tempts="Keeps the sum for a second.",
        fails="counts_anew, exam_some_buckets, exam_nobody_else?, exam_last_votes?",
        advice="kept, absent?, eventual?",
        old="""
                return total
        """,
        new="""
                KEPT[candidate, shards] = time.time(), total
                return total
        """,
        also=[
            Change(
                old="def tally(dynamodb, candidate, shards):",
                new="""
            KEPT = {}


            def tally(dynamodb, candidate, shards):
        """,
            ),
            Change(
                old="""
                keys = [{"bucket": f"{candidate}#{number}"} for number in range(shards)]
        """,
                new="""
                when, kept = KEPT.get((candidate, shards), (0, 0))
                if time.time() - when < 1:
                    return kept
                keys = [{"bucket": f"{candidate}#{number}"} for number in range(shards)]
        """,
            ),
        ],
    ),
    Mistake(
        name="counts_what_arrived",
        tempts="When the connection breaks it returns what it has: a part of the sum.",
        fails="exam_busy",
        advice="catches_all",
        old="answer = dynamodb.batch_get_item(RequestItems=request)",
        new="""
            from botocore.exceptions import HTTPClientError

            try:
                answer = dynamodb.batch_get_item(RequestItems=request)
            except HTTPClientError:
                return total
        """,
    ),
    Mistake(
        name="gives_up_after_twelve",
        tempts="Asks twelve times at most, and returns what it has by then.",
        fails="exam_left_out",
        advice="unprocessed",
        old="while request:",
        new="""
            for _ in range(12):
                if not request:
                    break
        """,
    ),
    Mistake(
        name="ends_at_an_empty_hundred",
        tempts="Takes a hundred buckets that are not there for the end of them.",
        fails="exam_many_buckets",
        advice="absent",
        old="""
                    request = answer["UnprocessedKeys"]
        """,
        new="""
                    request = answer["UnprocessedKeys"]
                    if not request and not answer["Responses"]["votes"]:
                        return total
        """,
    ),
    Mistake(
        name="tidies_the_name",
        tempts="Takes blanks around a name away, and reads another one's buckets.",
        fails="exam_some_buckets",
        advice="sum, absent?",
        old="""
                keys = [{"bucket": f"{candidate}#{number}"} for number in range(shards)]
        """,
        new="""
                keys = [{"bucket": f"{candidate.strip()}#{number}"} for number in range(shards)]
        """,
    ),
    Mistake(
        name="begins_again_with_a_part",
        tempts="Begins again after an error, and goes on with the sum that it has.",
        fails="exam_busy",
        advice="twice",
        old="""
                for start in range(0, len(keys), 100):
                    request = {"votes": {"Keys": keys[start : start + 100], "ConsistentRead": True}}
                    while request:
                        answer = dynamodb.batch_get_item(RequestItems=request)
                        total += sum(item["votes"] for item in answer["Responses"]["votes"])
                        request = answer["UnprocessedKeys"]
                        if request:
                            time.sleep(pause)
                            pause = min(2 * pause, 2)
                return total
        """,
        new="""
                for tries in (1, 2, 3):
                    try:
                        for start in range(0, len(keys), 100):
                            request = {"votes": {"Keys": keys[start : start + 100], "ConsistentRead": True}}
                            while request:
                                answer = dynamodb.batch_get_item(RequestItems=request)
                                total += sum(item["votes"] for item in answer["Responses"]["votes"])
                                request = answer["UnprocessedKeys"]
                                if request:
                                    time.sleep(pause)
                                    pause = min(2 * pause, 2)
                        return total
                    except dynamodb.meta.client.exceptions.ClientError:
                        if tries == 3:
                            raise
        """,
    ),
]
