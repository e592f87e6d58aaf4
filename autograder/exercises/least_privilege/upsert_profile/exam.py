"""The exam of upsert_profile."""

from course_lib.checks import Exam, expect_client_error, interleavings, value_of
from course_lib.checks.kit import expect_changed, hard, uses_what_it_is_handed
from course_lib.lessons.least_privilege import data as lab
from course_lib.lessons.least_privilege.practice.upsert_profile import (
    LATER,
    NOW,
    called_as_its_placeholders,
    lets_errors_out,
    prepare,
    refuses,
    sends_one,
    upserts,
)

exam = Exam()
ODD = {"a:b": 1, "#level": 2, "x[0]": 3, "player_id.2": 4, "created": "c", " ": 5, ":now": 6, "é": 7}
ALMOST = {"Player_id": 1, "CREATED_AT": 2, " created_at": 3, "player_id ": 4, "created_at2": 5}  # names of their own
LONG = {"w" * 2500: 8}  # twice in an expression it is more than the 4,096 bytes that an expression may have
MANY = {f"badge {number}": number for number in range(40)}


@exam.check(points=2)
def exam_new_player(submission, cloud):
    """A player who is not there is created, with created_at and the changes."""
    prepare(cloud)
    name = f"player-{submission.random.randrange(100, 999)}"
    upserts(submission, cloud, name, {"coins": submission.random.randrange(1, 99), "clan": {"red", "blue"}}, NOW)


@exam.check(points=2)
def exam_known_player(submission, cloud):
    """A player who is there keeps what changes does not name, and created_at, whatever it is."""
    prepare(cloud)
    name = f"player-{submission.random.randrange(100, 999)}"
    lab.put(cloud, "players", {"player_id": name, "created_at": 0, "coins": 5, "pets": [{"kind": "owl"}]})
    upserts(submission, cloud, name, {"coins": submission.random.randrange(10, 99)}, LATER)
    lab.put(cloud, "players", {"player_id": "old", "coins": 5})  # from before there was a created_at
    for coins in (6, 7, 6):  # nothing is remembered
        upserts(submission, cloud, "old", {"coins": coins}, NOW)


@exam.check(points=2)
def exam_names(submission, cloud):
    """Any name can be changed: reserved words, and what looks like a placeholder or a path."""
    prepare(cloud)
    upserts(submission, cloud, "ana", {"size": 3, "timestamp": "t", "user": {"role": "x"}}, NOW)
    upserts(submission, cloud, "dora", ODD, NOW)
    upserts(submission, cloud, "ben", ALMOST, NOW)
    upserts(submission, cloud, "eve", MANY, NOW)
    upserts(submission, cloud, "eve", LONG, NOW)
    called_as_its_placeholders(submission, cloud, "gil")


@exam.check(points=1)
def exam_values(submission, cloud):
    """Any value can be stored, also those that are false, and takes the place of the one before."""
    prepare(cloud)
    name = hard.key(f"player-{submission.random.randrange(100, 999)}")
    upserts(submission, cloud, name, hard.attributes(), NOW)
    texts = {f"text {number}": text for number, text in enumerate(hard.TEXTS)}
    upserts(submission, cloud, name, {**texts, "list": [" padded "], **{f"n {n}": n for n in hard.NUMBERS}}, LATER)
    before = {"clan": {"red"}, "user": {"role": "x", "since": 1}, "pets": [1, 2, 3], "coins": 5, "motto": "x", "n": {1}}
    lab.put(cloud, "players", {"player_id": "dora", "created_at": LATER, **before})
    after = {"clan": {"blue"}, "user": {"role": "y"}, "pets": [4], "coins": "many", "motto": 3, "n": {2, 3}}
    upserts(submission, cloud, "dora", after, NOW)
    upserts(submission, cloud, "ben", {"coins": 0, "motto": "", "banned": False, "clan": None, "pets": []}, NOW)


@exam.check(points=2)
def exam_nothing(submission, cloud):
    """Without changes a new player is created, and a known one stays as they are; the item comes back."""
    prepare(cloud)
    upserts(submission, cloud, f"player-{submission.random.randrange(100, 999)}", {}, LATER)
    upserts(submission, cloud, "ana", {}, LATER)


@exam.check(points=1)
def exam_one_request(submission, cloud):
    """It is one UpdateItem."""
    prepare(cloud)
    sends_one(submission, cloud, "ana", {"coins": 7, "hero": "monk"}, NOW)
    sends_one(submission, cloud, "ben", {}, NOW)
    sends_one(submission, cloud, "somebody new", {"coins": 7}, NOW)
    sends_one(submission, cloud, "another one", {}, NOW)
    uses_what_it_is_handed(
        cloud, lambda who: submission.upsert_profile(cloud.resource("dynamodb", who=who), "ben", {}, LATER)
    )


@exam.check(points=1)
def exam_own_names(submission, cloud):
    """The key and created_at cannot be changed: ValueError, and nothing is sent."""
    prepare(cloud)
    refuses(submission, cloud, "dora", {"coins": 1, "player_id": "dora"}, NOW)
    refuses(submission, cloud, "ben", {"created_at": LATER}, NOW)
    for value in (None, "", 0):
        refuses(submission, cloud, "ben", {"created_at": value}, NOW)
        refuses(submission, cloud, "ben", {"player_id": value, "coins": 2}, NOW)


@exam.check(points=1)
def exam_together(submission, cloud):
    """Two callers change one player at the same moment, and nothing of either is lost."""

    def calls(cloud):
        return [
            submission.later.upsert_profile(cloud.resource("dynamodb", who=who), "eve", {name: 1}, NOW)
            for who, name in (("Ana", "coins"), ("Ben", "hero"))
        ]

    def both_count(cloud, outcomes):
        for outcome in outcomes:
            value_of(outcome)
        wanted = {"player_id": "eve", "created_at": NOW, "coins": 1, "hero": 1}
        facts = {"item": wanted}
        expect_changed(cloud, {"players/eve": wanted}, "both were saved", ("created", "more", "all_changes"), facts)

    interleavings(submission, cloud, lambda cloud: prepare(cloud, ("Ana", "Ben")), calls, both_count)


@exam.check(points=1)
def exam_missing_table(submission, cloud):
    """A failure comes out as it is: the table does not exist or is too busy, or DynamoDB refuses or breaks."""
    with expect_client_error("ResourceNotFoundException", "nothing was saved", advice="catches_all"):
        submission.upsert_profile(cloud.resource("dynamodb"), "ana", {"coins": 1}, NOW)
    lets_errors_out(submission, cloud)
