"""The exam of record_result."""

from decimal import Decimal

from course_lib.aws.layers.older_reads import OlderReads
from course_lib.aws.values import same
from course_lib.checks import Exam, LearnerError, expect_found, require
from course_lib.checks.kit import each_write_refusal, hard, made_before, write_refusal_comes_out
from course_lib.lessons.conditional_writes import data as lab
from course_lib.lessons.conditional_writes.practice.record_result import (
    carries,
    moves_shelf_meanwhile,
    outrun_while_busy,
    race_for_version,
    race_with_next_version,
    records,
    refuses,
    refuses_a_second_time,
)

exam = Exam()


def stored_sample(submission, cloud, **more):
    """Prepare the lab with one more sample, of some version from 5 up."""
    sample = {
        "sample_id": hard.key(submission.random.randrange(5000, 9000)),
        "patient": f"P-{submission.random.randrange(100, 1000)}",
        "notes": ["call the ward first"],
        "version": submission.random.randrange(5, 60),
        **more,
    }
    lab.prepare(cloud)
    lab.put(cloud, "samples", sample)
    return sample


@exam.check(points=2)
def exam_current_version(submission, cloud):
    """Results recorded one after the other, each once with the current version, replace each other, and no more."""
    sample = stored_sample(submission, cloud)
    for step, result in enumerate(submission.random.sample(["negative", "positive", "unclear", "repeat"], 3)):
        records(submission, cloud, sample["sample_id"], sample["version"] + step, result)
        refuses_a_second_time(submission, cloud, sample["sample_id"], sample["version"] + step, result)
    moves_shelf_meanwhile(submission, cloud, sample["sample_id"], sample["version"] + 3, "")
    records(submission, cloud, sample["sample_id"], Decimal(sample["version"] + 4), "as boto3 gives numbers")


@exam.check(points=1)
def exam_any_value(submission, cloud):
    """Version 0 is a version, and one of 38 digits; any text is a result, and other attributes may be anything."""
    lab.prepare(cloud)
    unversioned = {"sample_id": "S-unversioned", "result": "negative"}
    lab.put(cloud, "samples", unversioned)
    carries(refuses(submission, cloud, "S-unversioned", 0, "positive", "the sample has no version"), unversioned)
    for version in (0, hard.LONG):
        sample_id = f"S-é {submission.random.randrange(5000, 9000)}"
        sample = {**hard.attributes(), "sample_id": sample_id, "version": version}
        lab.put(cloud, "samples", sample)
        because = "the stored version is lower"
        carries(refuses(submission, cloud, sample_id, version + 1, "positive", because), sample)
        for step, result in enumerate(("", " e\u0301 'x' #r :r\n", "result", "result")):
            records(submission, cloud, sample_id, version + step, result)
        stored, because = lab.stored(cloud, "samples", sample_id), "the stored version is higher"
        carries(refuses(submission, cloud, sample_id, version, "positive", because), stored)


@exam.check(points=2)
def exam_stale_version(submission, cloud):
    """Every version older than the stored one is refused with StaleVersion, and nothing changes."""
    sample = stored_sample(submission, cloud, result="negative")
    for behind in (1, submission.random.randrange(2, 5)):
        version = sample["version"] - behind
        refuses(submission, cloud, sample["sample_id"], version, "positive", "the stored version is a later one")


@exam.check(points=1)
def exam_version_ahead(submission, cloud):
    """A version that the sample has not reached is refused with StaleVersion as well."""
    sample = stored_sample(submission, cloud)
    version = sample["version"] + submission.random.randrange(1, 4)
    refuses(submission, cloud, sample["sample_id"], version, "positive", "the stored version is another one")


@exam.check(points=1)
def exam_stored_item(submission, cloud):
    """The StaleVersion carries the whole stored item, as plain Python values."""
    sample = stored_sample(submission, cloud, result="unclear")
    version = sample["version"] - 1
    carried = refuses(submission, cloud, sample["sample_id"], version, "positive", "the stored version is a later one")
    carries(carried, sample)


@exam.check(points=2)
def exam_missing_sample(submission, cloud):
    """A sample that does not exist gives StaleVersion with stored None, and no item is created."""
    lab.prepare(cloud)
    sample_id = f"S-{submission.random.randrange(5000, 9000)}"
    version = submission.random.randrange(1, 9)
    for seen in (version, 0):
        carried = refuses(submission, cloud, sample_id, seen, "negative", "there is no such sample", missing=True)
        expect_found("`stored` is", carried.get("stored"), None, "there is no such sample", advice="missing")


@exam.check(points=2)
def exam_race(submission, cloud):
    """Of two callers with the same version one succeeds, one gets StaleVersion, in whatever order requests arrive."""
    with cloud.fresh() as drawing:
        sample = stored_sample(submission, drawing)

    def prepare(cloud):
        lab.prepare(cloud)
        lab.put(cloud, "samples", sample)

    results = tuple(submission.random.sample(["negative", "positive", "unclear", "repeat"], 2))
    race_for_version(submission, cloud, sample["sample_id"], sample["version"], results, prepare)
    race_for_version(submission, cloud, sample["sample_id"], sample["version"], results[:1] * 2, prepare)
    race_with_next_version(submission, cloud, sample["sample_id"], sample["version"], results, prepare)
    outrun_while_busy(submission, cloud, sample, results[0], prepare)


@exam.check(points=1)
def exam_busy(submission, cloud):
    """When DynamoDB turns the write away, too busy or for another reason, the caller gets that error."""
    sample = stored_sample(submission, cloud)
    because = "the write was never tried, so nobody knows whether the version is current"
    known = {**sample, "sample_id": sample["sample_id"] + "-b"}

    def call(of):
        return submission.record_result(cloud.resource("dynamodb"), of["sample_id"], of["version"], "negative")

    lab.put(cloud, "samples", known)
    made_before(cloud, lambda: call(known))
    lab.put(cloud, "samples", known)
    for code in each_write_refusal(cloud):
        for each in (sample, known):
            with write_refusal_comes_out(cloud, code, because):
                call(each)


@exam.check(points=1)
def exam_old_read(submission, cloud):
    """The answer and the carried item are right also when a read that is not strong returns an older item."""
    sample = stored_sample(submission, cloud)
    old = {**sample, "version": sample["version"] - 1, "notes": []}
    because = "a read without ConsistentRead=True may return an older item"
    with cloud.use(OlderReads("sample_id", old)):
        carried = refuses(submission, cloud, sample["sample_id"], old["version"], "positive", because)
        problem = "The StaleVersion carries an older item than the one that is stored."
        require(not same(carried.get("stored"), old), problem, because, advice="old_read")
        try:
            records(submission, cloud, sample["sample_id"], sample["version"], "negative")
        except LearnerError as error:
            require("StaleVersion" not in error.raised.types, "A current version was refused.", because, "old_read")
            raise
    new = {**sample, "sample_id": sample["sample_id"] + "-new"}
    lab.put(cloud, "samples", new)
    because = "a read without ConsistentRead=True may not find a sample that was stored a moment ago"
    with cloud.use(OlderReads("sample_id", new, gone=True)):
        try:
            records(submission, cloud, new["sample_id"], new["version"], "negative")
        except LearnerError as error:
            require("StaleVersion" not in error.raised.types, "A current version was refused.", because, "old_read")
            raise
        because = "a read without ConsistentRead=True may not find it, and it is there"
        carried = refuses(submission, cloud, new["sample_id"], new["version"], "positive", because)
        problem = "The StaleVersion says that there is no such sample."
        require(carried.get("stored") is not None, problem, because, advice=("old_read", "item"))
    lab.remove(cloud, "samples", new["sample_id"])
    because = "a read without ConsistentRead=True may find a sample that was thrown away a moment ago"
    with cloud.use(OlderReads("sample_id", new)):
        carried = refuses(submission, cloud, new["sample_id"], new["version"], "positive", because, missing=True)
        advice = "missing" if carried.get("stored") == {} else "old_read"
        expect_found("`stored` is", carried.get("stored"), None, because, advice)
