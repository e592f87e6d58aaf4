"""What people get wrong in record_vote."""

from autograder.mistakes import Change, Mistake

mistakes = [
    Mistake(
        name="one_counter",
        tempts="One candidate, one counter.",
        fails="new_bucket, old_bucket, all_buckets, evening_of_votes, exam_new_bucket, exam_old_bucket, "
        "exam_all_buckets, exam_evening, exam_same_chance, same_chance",
        advice="outside, count, requests",
        old='f"{candidate}#{random.randrange(shards)}"',
        new="candidate",
    ),
    Mistake(
        name="always_the_first",
        tempts="Tries it out with number 0, and leaves it.",
        fails="all_buckets, same_chance, evening_of_votes, exam_all_buckets, exam_same_chance, exam_evening",
        advice="spread, hot",
        old="{random.randrange(shards)}",
        new="0",
    ),
    Mistake(
        name="counts_from_one",
        tempts="Numbers the buckets as people count.",
        fails="new_bucket, old_bucket, all_buckets, same_chance, exam_new_bucket, exam_old_bucket, exam_all_buckets, exam_same_chance",
        advice="outside",
        old="random.randrange(shards)",
        new="random.randint(1, shards)",
    ),
    Mistake(
        name="one_too_many",
        tempts="Takes randint for randrange, whose end is left out.",
        fails="new_bucket, old_bucket, all_buckets, same_chance, exam_new_bucket, exam_old_bucket, exam_all_buckets, exam_same_chance",
        advice="outside",
        old="random.randrange(shards)",
        new="random.randint(0, shards)",
    ),
    Mistake(
        name="half_of_them",
        tempts="Draws from too few, so that each of them gets twice as much.",
        fails="all_buckets, same_chance, exam_all_buckets, exam_same_chance",
        advice="spread",
        old="random.randrange(shards)",
        new="random.randrange((shards + 1) // 2)",
    ),
    Mistake(
        name="by_the_candidate",
        tempts="Computes the number from the candidate: all votes for one go to one bucket.",
        fails="all_buckets, same_chance, evening_of_votes, exam_all_buckets, exam_same_chance, exam_evening",
        advice="spread, hot",
        old="random.randrange(shards)",
        new="len(candidate) % shards",
    ),
    Mistake(
        name="mostly_the_first",
        tempts="Several draws for one, so that low numbers come more often.",
        fails="all_buckets, same_chance, exam_all_buckets, exam_same_chance",
        advice="spread",
        old="random.randrange(shards)",
        new="min(random.randrange(shards) for _ in range(5))",
    ),
    Mistake(
        name="must_be_there",
        tempts="Forgets that a bucket has no votes at first.",
        fails="new_bucket, all_buckets, evening_of_votes, exam_new_bucket, exam_one_request, "
        "exam_all_buckets, exam_evening, exam_race, exam_old_bucket, exam_same_chance, same_chance, "
        "exam_missing_table?",
        advice="",
        old='"ADD votes :one"',
        new='"SET votes = votes + :one"',
    ),
    Mistake(
        name="puts",
        tempts="Puts an item with one vote, whatever was there.",
        fails="new_bucket, old_bucket, all_buckets, evening_of_votes, race, exam_new_bucket, "
        "exam_old_bucket, exam_all_buckets, exam_evening, exam_race",
        advice="count, overwrites, race",
        old="""
            dynamodb.Table("votes").update_item(
                Key={"bucket": f"{candidate}#{random.randrange(shards)}"},
                UpdateExpression="ADD votes :one",
                ExpressionAttributeValues={":one": 1},
            )
        """,
        new="""
            dynamodb.Table("votes").put_item(Item={"bucket": f"{candidate}#{random.randrange(shards)}", "votes": 1})
        """,
    ),
    Mistake(
        name="catches_every_error",
        tempts="A vote more or less.",
        fails="busy_table, exam_missing_table",
        advice="catches_all",
        old="""
            dynamodb.Table("votes").update_item(
                Key={"bucket": f"{candidate}#{random.randrange(shards)}"},
                UpdateExpression="ADD votes :one",
                ExpressionAttributeValues={":one": 1},
            )
        """,
        new="""
            try:
                dynamodb.Table("votes").update_item(
                    Key={"bucket": f"{candidate}#{random.randrange(shards)}"},
                    UpdateExpression="ADD votes :one",
                    ExpressionAttributeValues={":one": 1},
                )
            except Exception as error:
                print(error)
        """,
    ),
    Mistake(
        name="adds_two",
        tempts="Counts what the viewer pays for.",
        fails="new_bucket, old_bucket, all_buckets, evening_of_votes, race, exam_new_bucket, exam_old_bucket, "
        "exam_all_buckets, exam_evening, exam_race",
        advice="count, race",
        old='{":one": 1}',
        new='{":one": 2}',
    ),
    Mistake(
        name="rounded",
        tempts="Rounds: the first and the last bucket get half of their share.",
        fails="exam_same_chance",
        advice="spread",
        old="random.randrange(shards)",
        new="round(random.random() * (shards - 1))",
    ),
    Mistake(
        name="in_turn",
        tempts="Goes round the buckets, in each program from the beginning.",
        fails="same_chance, exam_same_chance, exam_all_buckets",
        advice="in_turn, seeded",
        old="random.randrange(shards)",
        new="next(TURN) % shards",
        also=[
            Change(
                old="def record_vote(dynamodb, candidate, shards):",
                new="""
            TURN = itertools.count()


            def record_vote(dynamodb, candidate, shards):
        """,
            ),
            Change(
                old="""
            import random
        """,
                new="""
            import itertools
        """,
            ),
        ],
    ),
    Mistake(
        name="byte_of_chance",
        tempts="Draws a byte: from 256 buckets on it reaches no further.",
        fails="exam_same_chance",
        advice="spread",
        old="random.randrange(shards)",
        new="os.urandom(1)[0] % shards",
        also=[
            Change(
                old="""
            import random
        """,
                new="""
            import os
        """,
            ),
        ],
    ),
    Mistake(
        name="again_after_an_error",
        tempts="Sends the vote again after any error.",
        fails="exam_missing_table",
        advice="requests",
        old="""
                dynamodb.Table("votes").update_item(
                    Key={"bucket": f"{candidate}#{random.randrange(shards)}"},
                    UpdateExpression="ADD votes :one",
                    ExpressionAttributeValues={":one": 1},
                )
        """,
        new="""
                for left in (1, 0):
                    try:
                        dynamodb.Table("votes").update_item(
                            Key={"bucket": f"{candidate}#{random.randrange(shards)}"},
                            UpdateExpression="ADD votes :one",
                            ExpressionAttributeValues={":one": 1},
                        )
                        return
                    except Exception:
                        if not left:
                            raise
        """,
    ),
    Mistake(
        name="returns_the_response",
        tempts="Returns the response.",
        fails="new_bucket, old_bucket, exam_new_bucket, exam_old_bucket",
        advice="answer",
        old='    dynamodb.Table("votes")',
        new='    return dynamodb.Table("votes")',
    ),
    Mistake(
        name="small_letters",
        tempts="Writes the name in small letters.",
        fails="exam_old_bucket",
        advice="outside",
        old="{candidate}#",
        new="{candidate.lower()}#",
    ),
    Mistake(
        name="a_generator_with_a_seed",
        tempts="Draws from a generator of its own, which has the same seed in every program.",
        fails="exam_all_buckets",
        advice="seeded",
        old="import random",
        new="""
            import random

            CHANCE = random.Random("votes")
        """,
        also=[Change(old="random.randrange(shards)", new="CHANCE.randrange(shards)")],
    ),
    Mistake(
        name="never_twice_in_a_row",
        tempts="Spreads better than chance, so it seems: the bucket of the vote before has its turn later.",
        fails="exam_same_chance",
        advice="in_turn",
        old="""
            dynamodb.Table("votes").update_item(
                Key={"bucket": f"{candidate}#{random.randrange(shards)}"},
        """,
        new="""
            number = random.randrange(shards)
            if number == getattr(record_vote, "before", None):
                number = (number + 1) % shards
            record_vote.before = number
            dynamodb.Table("votes").update_item(
                Key={"bucket": f"{candidate}#{number}"},
        """,
    ),
]
