"""The exam of tally."""

from course_lib.checks import Exam
from course_lib.lessons.hot_partitions import data as lab
from course_lib.lessons.hot_partitions.practice.tally import (
    begins_anew,
    fails,
    lets_errors_out,
    races,
    sums,
    sums_after_votes,
    sums_anew,
    sums_late,
    sums_many,
    sums_when_crowded,
    sums_while_crowded_for_long,
)

exam = Exam()


@exam.check(points=1)
def exam_some_buckets(submission, cloud):
    """The votes of all buckets are added up; those that are not there have none."""
    lab.prepare(cloud)
    shards = submission.random.randrange(8, 15)
    there = submission.random.sample(range(shards), 4)
    lab.put(cloud, "votes", *({"bucket": f"gus#{n}", "votes": submission.random.randrange(1, 900)} for n in there))
    sums(submission, cloud, "gus", shards)
    lab.put(cloud, "votes", *({"bucket": f"hana#{n}", "votes": votes} for n, votes in enumerate([4, 0, 3])))
    sums(submission, cloud, "hana", 3)
    sums(submission, cloud, "nobody", 3)
    large = submission.random.randrange(10**20, 10**21)  # more digits than a float keeps
    odd = ("\u00e9 #1", "e\u0301 #1", "", "#", " gus", "gus ", "Gus")
    held = ((name, n, large + 10 * place + n) for place, name in enumerate(odd) for n in range(2))
    lab.put(cloud, "votes", *({"bucket": f"{name}#{n}", "votes": votes} for name, n, votes in held))
    for name in odd:
        sums(submission, cloud, name, 2)
    sums_anew(submission, cloud, "gus", shards)


@exam.check(points=1)
def exam_nobody_else(submission, cloud):
    """Nobody else's votes are counted, and no bucket beyond."""
    lab.prepare(cloud)
    number = submission.random.randrange(3, 9)
    names = (f"ana#{number}", f"ana#{number + 1}", "ana#", "ana#00", "diana#0", "anabel#1", "ana#-1")
    lab.put(cloud, "votes", *({"bucket": name, "votes": 1000} for name in names))
    lab.put(cloud, "votes", {"bucket": f"ana#{number - 1}", "votes": 5})
    sums(submission, cloud, "ana", number)


@exam.check(points=2)
def exam_many_buckets(submission, cloud):
    """Any number of buckets is read, with as many in each request as it may have."""
    lab.prepare(cloud)
    sums_many(submission, cloud, "finn", 200)
    late = submission.random.randrange(210, 240)
    sums_late(submission, cloud, "gus", 240, (late,))
    sums_late(submission, cloud, "hana", 240, (3, late))
    for shards in (1, 101, 201):  # the last request asks for one
        sums_late(submission, cloud, f"ivo-{shards}", shards, (shards - 1,))


@exam.check(points=1)
def exam_a_hundred(submission, cloud):
    """A hundred buckets take one request."""
    lab.prepare(cloud)
    sums_many(submission, cloud, "finn", 100)


@exam.check(points=2)
def exam_last_votes(submission, cloud):
    """Votes that were confirmed a moment ago are counted."""
    lab.prepare(cloud)
    sums_after_votes(submission, cloud, submission.random.choice(["bo", "ana", "gus"]), 4)


@exam.check(points=2)
def exam_left_out(submission, cloud):
    """Keys that DynamoDB leaves unprocessed are asked for again."""
    lab.prepare(cloud)
    sums_when_crowded(submission, cloud, "gus", submission.random.randrange(10, 16))
    sums_while_crowded_for_long(submission, cloud, "finn", submission.random.randrange(210, 240))


@exam.check(points=2)
def exam_race(submission, cloud):
    """While two viewers vote, the sum is one that was true at some time."""
    races(submission, cloud, "anabel")


@exam.check(points=1)
def exam_busy(submission, cloud):
    """When the table is too busy and stays so, the caller gets that error, not a part of the sum."""
    lab.prepare(cloud)
    fails(submission, cloud, "gus", 130)
    lets_errors_out(submission, cloud, "gus", 230)
    begins_anew(submission, cloud, "gus", 230)
