"""record_vote: write sharding, so that no single counter is hot."""

import re
from itertools import pairwise

from course_lib.checks import Exercise, Reason, expect_client_error, interleavings, require, value_of
from course_lib.checks.kit import (
    LASTING,
    LOST,
    WRITES,
    busy,
    call_in,
    errors_come_out,
    may_change,
    refusing,
    requests_in_words,
    sent,
    uneven,
)
from course_lib.lessons.hot_partitions import data as lab
from course_lib.lessons.hot_partitions.evening import evening, share_refused

CALLS = 100  # votes of which the spread is measured
PROGRAMS = 3  # of which each draws a number by itself
DRAWN = 400  # votes of which the buckets are looked at one by one
PEAK = 2_500  # votes a second, more than twice what one key can take
BOUND = 0.02  # of them may be turned away

exercise = Exercise(
    call="record_vote(dynamodb, candidate, shards)",
    section='Part 5, "Many counters for one"',
    hints=(
        "One item takes 1,000 writes a second. How can many items hold one number together?",
        'Choose a shard by chance, from 0 up to shards - 1, and add 1 to the item with the key f"{candidate}#{shard}". '
        "There is an update that adds and needs no read.",
        'dynamodb.Table("votes").update_item(Key={"bucket": f"{candidate}#{random.randrange(shards)}"}, '
        'UpdateExpression="ADD votes :one", ExpressionAttributeValues={":one": 1}).',
    ),
    advice={
        "outside": Reason(
            "A vote was counted under a key that nobody reads. The buckets of a candidate are numbered from 0 up to "
            "shards - 1, and their keys are written candidate#number.",
            when=lambda seen: bool(seen.facts["outside"]),
        ),
        "overwrites": Reason(
            "A bucket's other attributes, or votes that were in it, are gone. Add to what is there; do not put an item "
            "in its place.",
            when=lambda seen: seen.facts["lost"],
        ),
        "more": Reason(
            "Something else was changed as well. One bucket and nothing beside it: a total that every vote writes to "
            "would be as hot as the counter that you have just taken apart.",
            when=lambda seen: len(seen.facts["names"]) > 1,
        ),
        "count": "One call is one vote: one bucket of this candidate has one more afterwards, also one that was not "
        "there before.",
        "answer": "Return nothing, which is None.",
        "in_turn": "The numbers of the buckets follow one from the other. Every program that begins where yours begins "
        "goes the same way, and they meet in each bucket. Draw each number by chance.",
        "seeded": "Every program that runs your function begins with the same numbers, and they meet in each bucket. "
        "Give no seed to what you draw from, and begin no counter at 0.",
        "race": "Two votes came at the same moment, and one of them is lost. Between your read and your write somebody "
        "else has voted: let DynamoDB add.",
        "spread": "Some buckets get hardly any votes. Choose one by chance for each vote, each with the same chance.",
        "hot": "One bucket gets so many votes that its partition turns them away. What you choose by has to differ "
        "from vote to vote: by chance it does.",
        "catches_all": "The vote was not counted, and the caller does not know. Pass the error on.",
        "requests": "One vote is one request: an update that adds needs no read before it.",
    },
)


@exercise.check()
def new_bucket(submission, cloud):
    """A vote is one more in one of the candidate's buckets, also in one that was not there."""
    lab.prepare(cloud)
    counts_each(submission, cloud, "cleo", 1)
    counts_one(submission, cloud, "cleo", 4)


@exercise.check()
def old_bucket(submission, cloud):
    """A bucket that has votes gets one more, and keeps what else it has."""
    lab.prepare(cloud)
    counts_each(submission, cloud, "ana", 1)


@exercise.check()
def one_request(submission, cloud):
    """One vote takes one request."""
    lab.prepare(cloud)
    sends_one(submission, cloud, "ana", 1)


@exercise.check()
def all_buckets(submission, cloud):
    """Votes are spread over all buckets, and no key outside is used."""
    lab.prepare(cloud)
    spreads(submission, cloud, "cleo", 5)


@exercise.check()
def same_chance(submission, cloud):
    """Each bucket has the same chance, anew for each vote."""
    lab.prepare(cloud)
    draws_evenly(submission, cloud, "cleo", 50)


@exercise.check()
def evening_of_votes(submission, cloud):
    """At 2,500 votes a second hardly any is turned away."""
    lab.prepare(cloud)
    serves(submission, cloud, "dora", 40)


@exercise.check()
def race(submission, cloud):
    """Two votes at the same moment both count."""
    races(submission, cloud, "ana")


@exercise.check()
def busy_table(submission, cloud):
    """When the table is too busy and stays so, the caller gets that error."""
    lab.prepare(cloud)
    because = "the vote was not counted"
    with busy(cloud), expect_client_error("ProvisionedThroughputExceededException", because, advice="catches_all"):
        submission.record_vote(cloud.resource("dynamodb"), "bo", 3)


def buckets(candidate, shards):
    """The keys that a candidate's votes may lie under."""
    return {f"{candidate}#{number}" for number in range(shards)}


def counts_each(submission, cloud, candidate, shards, calls=14):
    """Several votes, each of which is one more: a wrong number that is drawn now and then shows."""
    for _ in range(calls):
        counts_one(submission, cloud, candidate, shards)


def counts_one(submission, cloud, candidate, shards):
    """A call after which one bucket has one more."""
    before = lab.everything(cloud, "votes")
    got = submission.record_vote(cloud.resource("dynamodb"), candidate, shards)
    require(got is None, f"It returned {got!r:.60}.", "None was agreed on", advice="answer")
    after = lab.everything(cloud, "votes")
    different = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    may_change(cloud, *(f"votes/{key}" for key in different))
    allowed = buckets(candidate, shards)
    facts = {
        "outside": [key for key in different if key not in allowed] if len(different) == 1 else [],
        "lost": any(loses(before.get(key, {}), after.get(key, {})) for key in different),
        "names": different,
    }
    right = len(different) == 1 and different[0] in allowed and is_one_more(before, after, different[0])
    shown = ", ".join(f"{key}: {after.get(key)}" for key in different) or "nothing"
    advice = ("outside", "overwrites", "more", "count")
    require(right, f"Changed: {shown}.", "one vote was given", advice=advice, facts=facts)


def is_one_more(before, after, key):
    """Whether a bucket has one vote more than before, and is otherwise as it was."""
    old = before.get(key, {"bucket": key})
    return after.get(key) == {**old, "votes": old.get("votes", 0) + 1}


def loses(old, new):
    """Whether a bucket has less than before."""
    return bool(old.keys() - new.keys()) or new.get("votes", 0) < old.get("votes", 0)


def sends_one(submission, cloud, candidate, shards):
    """A call that needs no more than one request."""
    submission.record_vote(cloud.resource("dynamodb"), candidate, shards)
    may_change(cloud, "votes/*")
    requests = len(sent(cloud))
    require(requests == 1, f"Your function sent {requests_in_words(requests)}.", "one is enough", advice="requests")


def votes_of(submission, cloud, candidate, shards, calls=CALLS):
    """The keys under which so many votes were counted, as often as they were."""
    dynamodb = cloud.resource("dynamodb")  # one for all: to make one takes longer than a vote
    for _ in range(calls):
        submission.record_vote(dynamodb, candidate, shards)
    may_change(cloud, "votes/*")
    found = {
        key: int(item["votes"])
        for key, item in lab.everything(cloud, "votes").items()
        if key.startswith(f"{candidate}#")
    }
    total = sum(found.values())
    require(total == calls, f"After {calls} votes {total} are counted.", advice="count")
    return [key for key, votes in found.items() for _ in range(votes)]


def drawn(submission, cloud, candidate, shards, calls):
    """The numbers of the buckets of so many votes, in their order."""
    dynamodb, before = cloud.resource("dynamodb"), len(sent(cloud))
    for _ in range(calls):
        submission.record_vote(dynamodb, candidate, shards)
    may_change(cloud, "votes/*")
    text = [repr(entry.params) for entry in sent(cloud)[before:]]
    found = [re.search(re.escape(f"{candidate}#") + r"(\d+)", each) for each in text]
    return [int(each[1]) for each in found if each]


def draws_evenly(submission, cloud, candidate, shards, votes=DRAWN):
    """Many votes for many buckets, which have the same chance, whatever the one before was."""
    numbers = drawn(submission, cloud, candidate, shards, votes)
    require(len(numbers) == votes, f"{votes} votes took {len(numbers)} requests.", "one is enough", advice="requests")
    outside = [number for number in numbers if number >= shards]
    facts = {"outside": outside, "lost": False, "names": []}
    require(not outside, f"A vote was counted in bucket {outside[:1]}.", advice="outside", facts=facts)
    shares = [(number + 0.5) / shards for number in numbers]
    steps = [((later - earlier) % shards + 0.5) / shards for earlier, later in pairwise(numbers)]
    below = sum(share < 0.5 for share in shares) / len(shares)
    problem = f"Of {len(numbers)} votes in {shards} buckets {below:.0%} went to the lower half, up to {max(numbers)}."
    require(not uneven(shares), problem, "each bucket has the same chance", advice="spread")
    problem = f"The first votes went to the buckets {', '.join(map(str, numbers[:6]))}."
    require(not uneven(steps), problem, "each vote has a chance of its own", advice="in_turn")


def programs_differ(submission, cloud, candidate):
    """The first vote in each of several programs, for very many buckets."""
    before, shards = len(sent(cloud)), 10**9
    for number in range(PROGRAMS):
        call = submission.later.record_vote(cloud.resource("dynamodb"), candidate, shards)
        call_in(submission, cloud, call, number)
    may_change(cloud, "votes/*")
    text = " ".join(repr(entry.params) for entry in sent(cloud)[before:])
    found = re.findall(re.escape(f"{candidate}#") + r"(\d+)", text)
    problem = f"In {PROGRAMS} programs the first vote went to bucket {found[:1]} each time."
    require(len(set(found)) > 1, problem, "each vote has a chance of its own, in whatever program", advice="seeded")


def ends_have_their_share(submission, cloud, candidate, shards):
    """Of few buckets also the first and the last have the same chance as the others, and the one of the vote before."""
    numbers = drawn(submission, cloud, candidate, shards, 600)
    ends = sum(number in (0, shards - 1) for number in numbers) / max(1, len(numbers))
    problem = f"Of {len(numbers)} votes in {shards} buckets the first and the last one have {ends:.0%} together."
    require(abs(ends - 2 / shards) < 0.1, problem, "each bucket has the same chance", advice="spread")
    again = sum(earlier == later for earlier, later in pairwise(numbers)) / max(1, len(numbers) - 1)
    problem = f"Of {len(numbers)} votes in {shards} buckets {again:.0%} went to the bucket of the vote before."
    require(abs(again - 1 / shards) < 0.1, problem, "each vote has a chance of its own", advice="in_turn")


def lets_errors_out(submission, cloud, candidate, shards):
    """Each request of a call meets each error, and is not sent again for those that boto3 does not send again."""

    def call(fresh):
        return call_in(submission, fresh, submission.later.record_vote(fresh.resource("dynamodb"), candidate, shards))

    errors_come_out(submission, cloud, lab.prepare, call, "catches_all", (*LASTING, LOST), allow=["votes/*"])
    dynamodb = cloud.resource("dynamodb")
    for code in ("AccessDeniedException", "ItemCollectionSizeLimitExceededException"):
        before, because = len(sent(cloud)), "one vote is one request"
        refused = refusing(cloud, WRITES, code, "Not this time.")
        with refused, expect_client_error(code, because, advice="catches_all"):
            submission.record_vote(dynamodb, candidate, shards)
        requests = len(sent(cloud)) - before
        require(requests == 1, f"Your function sent {requests_in_words(requests)}.", because, advice="requests")


def spreads(submission, cloud, candidate, shards):
    """Many votes, which are to be in every bucket, and in no other."""
    keys = votes_of(submission, cloud, candidate, shards)
    outside = sorted(set(keys) - buckets(candidate, shards))
    facts = {"outside": outside, "lost": False, "names": []}
    require(not outside, f"Votes were counted under {', '.join(outside)}.", advice="outside", facts=facts)
    fewest = min(keys.count(key) for key in buckets(candidate, shards))
    problem = f"Of {len(keys)} votes in {shards} buckets one bucket has {fewest}."
    require(fewest >= len(keys) / shards / 8, problem, "each is to have its share", advice="spread")


def serves(submission, cloud, candidate, shards):
    """The same spread at the evening's peak, on a table of four partitions."""
    keys = votes_of(submission, cloud, candidate, shards)
    refused = share_refused(evening(keys, PEAK))
    problem = f"At {PEAK:,} votes a second {refused:.0%} of them would be turned away."
    require(refused <= BOUND, problem, "viewers vote once, and do not come back", advice="hot")


def races(submission, cloud, candidate):
    """Two voters and one bucket, in every order of their requests."""

    def calls(cloud):
        return [
            submission.later.record_vote(cloud.resource("dynamodb", who=who), candidate, 1) for who in ("Ana", "Ben")
        ]

    def both_count(cloud, outcomes):
        for outcome in outcomes:
            value_of(outcome)
        may_change(cloud, "votes/*")
        before = votes_for(candidate, lab.COUNTERS)
        votes = votes_for(candidate, lab.everything(cloud, "votes").values())
        require(votes == before + 2, f"Two votes made {before} into {votes}.", "both were given", advice="race")

    interleavings(submission, cloud, lab.prepare, calls, both_count, weaker="chance says which counter")


def votes_for(candidate, items):
    """All votes for a candidate, under whatever key of theirs."""
    return sum(item["votes"] for item in items if item["bucket"].partition("#")[0] == candidate)
