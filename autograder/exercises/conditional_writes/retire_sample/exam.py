"""The exam of retire_sample."""

from course_lib.checks import Exam
from course_lib.checks.kit import (
    each_write_refusal,
    hard,
    made_before,
    may_change,
    texts_sent,
    write_refusal_comes_out,
)
from course_lib.lessons.conditional_writes import data as lab
from course_lib.lessons.conditional_writes.practice.retire_sample import (
    keeps,
    misses,
    never_gone,
    race_to_retire,
    retired_by_others,
    retires,
    takes_one_request,
    tries_once,
)

exam = Exam()
NEARLY = ("Reported", "REPORTED", "reported ", " reported", "", "report", "reported twice", ["reported"], {"reported"})
NEARLY += (None, True, 1, b"reported", {"reported": "reported"}, "repeated", "imported", "repórted")


def new_sample(submission, **attributes):
    """A sample with a key nobody has seen, and only the given attributes."""
    return {"sample_id": hard.key(submission.random.randrange(5000, 9000)), **attributes}


@exam.check(points=1)
def exam_reported_sample(submission, cloud):
    """A reported sample is deleted, and no other item."""
    lab.prepare(cloud)
    sample = new_sample(submission, stage="reported", version=submission.random.randrange(1, 90))
    lab.put(cloud, "samples", sample)
    retires(submission, cloud, sample["sample_id"])


@exam.check(points=2)
def exam_other_stage(submission, cloud):
    """A sample in any other stage is kept and told apart from a missing one."""
    stages = submission.random.sample(["received", "testing", "disputed", "stored"], 3)
    samples = [
        {"sample_id": f"S-{number}", "stage": stage, "result": "negative"}
        for number, stage in enumerate([*stages, *NEARLY], submission.random.randrange(5000, 9000))
    ]

    def prepare(cloud):
        lab.prepare(cloud)
        for sample in samples:
            lab.put(cloud, "samples", sample)

    prepare(cloud)
    for sample in samples:
        keeps(submission, cloud, sample["sample_id"], "its stage is another one")
    for stage in texts_sent(cloud) - {"reported"}:
        sample = new_sample(submission, stage=stage)
        lab.put(cloud, "samples", sample)
        keeps(submission, cloud, sample["sample_id"], "its stage is another one")
    never_gone(submission, cloud, samples[-1]["sample_id"], prepare)


@exam.check(points=1)
def exam_no_stage(submission, cloud):
    """A sample that has no stage at all is kept too."""
    lab.prepare(cloud)
    sample = new_sample(submission)
    lab.put(cloud, "samples", sample)
    keeps(submission, cloud, sample["sample_id"], "it exists, and nobody has reported it", "missing_succeeds")


@exam.check(points=1)
def exam_missing_sample(submission, cloud):
    """A sample that does not exist, and one that has been retired already, are both told to be missing."""
    lab.prepare(cloud)
    misses(submission, cloud, new_sample(submission)["sample_id"])
    sample = new_sample(submission, stage="reported")
    lab.put(cloud, "samples", sample)
    may_change(cloud, f"samples/{sample['sample_id']}")
    submission.retire_sample(cloud.resource("dynamodb"), sample["sample_id"])
    misses(submission, cloud, sample["sample_id"])


@exam.check(points=1)
def exam_once_more(submission, cloud):
    """A key that was retired, and is registered again, can be retired again: nothing is remembered."""
    lab.prepare(cloud)
    sample = new_sample(submission, stage="reported")
    for _ in range(2):
        lab.put(cloud, "samples", sample)
        retires(submission, cloud, sample["sample_id"])
        takes_one_request(submission, cloud, sample["sample_id"])


@exam.check(points=1)
def exam_one_request(submission, cloud):
    """Each answer takes one request to DynamoDB and no read."""
    lab.prepare(cloud)
    reported = new_sample(submission, stage="reported")
    disputed = {**new_sample(submission, stage="disputed"), "sample_id": reported["sample_id"] + "-b"}
    lab.put(cloud, "samples", reported, disputed)
    for sample_id in (disputed["sample_id"], reported["sample_id"], reported["sample_id"] + "-c"):
        takes_one_request(submission, cloud, sample_id)


@exam.check(points=1)
def exam_race(submission, cloud):
    """Of two callers who retire one sample at once, only one is told that it is retired."""
    sample = new_sample(submission, stage="reported")

    def prepare(cloud):
        lab.prepare(cloud)
        lab.put(cloud, "samples", sample)

    race_to_retire(submission, cloud, sample["sample_id"], prepare)
    retired_by_others(submission, cloud, sample["sample_id"], prepare)


@exam.check(points=1)
def exam_busy(submission, cloud):
    """When DynamoDB turns the delete away, too busy or for another reason, the caller gets that error."""
    lab.prepare(cloud)
    sample = new_sample(submission, stage="reported")  # one that every way of writing this has to try to delete
    known = {**sample, "sample_id": sample["sample_id"] + "-b"}
    lab.put(cloud, "samples", sample, known)
    made_before(cloud, lambda: submission.retire_sample(cloud.resource("dynamodb"), known["sample_id"]))
    lab.put(cloud, "samples", known)
    because = "the delete was turned away, so none of the three answers is known to be true"
    for code in each_write_refusal(cloud):
        for each in (sample, known):
            with write_refusal_comes_out(cloud, code, because):
                submission.retire_sample(cloud.resource("dynamodb"), each["sample_id"])
        tries_once(submission, cloud, sample["sample_id"])
