"""The exam of record_vote."""

from course_lib.checks import Exam, expect_client_error
from course_lib.lessons.hot_partitions import data as lab
from course_lib.lessons.hot_partitions.practice.record_vote import (
    counts_each,
    counts_one,
    draws_evenly,
    ends_have_their_share,
    lets_errors_out,
    programs_differ,
    races,
    sends_one,
    serves,
    spreads,
)

exam = Exam()


@exam.check(points=1)
def exam_new_bucket(submission, cloud):
    """A vote is one more in one of the candidate's buckets, also in one that was not there."""
    lab.prepare(cloud)
    name = f"singer-{submission.random.randrange(100, 999)}"
    counts_each(submission, cloud, name, 1)
    counts_one(submission, cloud, name, 5)


@exam.check(points=1)
def exam_old_bucket(submission, cloud):
    """A bucket that has votes gets one more, and keeps what else it has."""
    lab.prepare(cloud)
    lab.put(cloud, "votes", {"bucket": "gus#0", "votes": 0, "jury": {"points": 12}})
    counts_each(submission, cloud, "gus", 1)
    counts_one(submission, cloud, "anabel", 1)
    for odd in ("\u00e9", "e\u0301", " Ana ", "ANA", "o'hara#1", "#", "votes", ""):
        counts_each(submission, cloud, odd, 1, calls=2)


@exam.check(points=1)
def exam_one_request(submission, cloud):
    """One vote takes one request."""
    lab.prepare(cloud)
    sends_one(submission, cloud, "cleo", 6)


@exam.check(points=2)
def exam_all_buckets(submission, cloud):
    """Votes are spread over all buckets, and no key outside is used."""
    lab.prepare(cloud)
    spreads(submission, cloud, submission.random.choice(["finn", "gus", "hana"]), submission.random.choice([3, 4, 5]))
    programs_differ(submission, cloud, "bo")


@exam.check(points=2)
def exam_same_chance(submission, cloud):
    """Each bucket has the same chance, anew for each vote, however many there are."""
    lab.prepare(cloud)
    draws_evenly(submission, cloud, "gus", submission.random.randrange(290, 400))
    draws_evenly(submission, cloud, "hana", submission.random.randrange(30, 60))
    ends_have_their_share(submission, cloud, "finn", 4)


@exam.check(points=2)
def exam_evening(submission, cloud):
    """At the evening's peak hardly any vote is turned away."""
    lab.prepare(cloud)
    serves(submission, cloud, submission.random.choice(["finn", "gus", "hana"]), 60)


@exam.check(points=2)
def exam_race(submission, cloud):
    """Two votes at the same moment both count, in a new bucket too."""
    races(submission, cloud, submission.random.choice(["bo", "finn"]))


@exam.check(points=1)
def exam_missing_table(submission, cloud):
    """A failure comes out as it is: here the table does not exist."""
    with expect_client_error("ResourceNotFoundException", "nothing was counted", advice="catches_all"):
        submission.record_vote(cloud.resource("dynamodb"), "ana", 4)
    lab.prepare(cloud)
    lets_errors_out(submission, cloud, "ana", 4)
