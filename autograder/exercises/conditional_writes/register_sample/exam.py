"""The exam of register_sample."""

from decimal import Decimal

from course_lib.checks import Exam, expect, expect_client_error, interleavings, value_of
from course_lib.checks.kit import (
    each_write_refusal,
    expect_changed,
    expect_unchanged,
    hard,
    made_before,
    write_refusal_comes_out,
)
from course_lib.lessons.conditional_writes import data as lab
from course_lib.lessons.conditional_writes.practice.register_sample import (
    REPLACED,
    answers_from_the_write,
    equal_is_not_mine,
    leaves_alone,
    race_for_new_key,
    registers_again,
    registers_exactly,
    stores_whole,
)
from course_lib.lessons.conditional_writes.refusals import refusal_is_an_answer

exam = Exam()


def new_sample(submission, **more):
    """A sample nobody has seen before."""
    number = submission.random.randrange(5000, 9000)
    kind = submission.random.choice(["blood", "swab", "saliva"])
    patient = f"P-{submission.random.randrange(100, 1000)}"
    return {"sample_id": hard.key(number), "patient": patient, "kind": kind, "stage": "received", "version": 1, **more}


@exam.check(points=2)
def exam_new_key(submission, cloud):
    """A new sample is stored with every attribute it has, other samples stay as they were, and the answer is True."""
    lab.prepare(cloud)
    sample = new_sample(
        submission, volume=Decimal("2.50"), tests=["iron", "zinc"], urgent=True, tags={"fasting", "child"}
    )
    answer = submission.register_sample(cloud.resource("dynamodb"), sample)
    expect_changed(cloud, {f"samples/{sample['sample_id']}": sample}, "the key was free", advice="as_given")
    expect(answer, True, "this call stored the sample", advice="answer")
    registers_again(submission, cloud, sample)
    stores_whole(submission, cloud, sample)


@exam.check(points=1)
def exam_any_value(submission, cloud):
    """Whatever DynamoDB accepts is stored as it was given: empty, long or odd values and names, or the key alone."""
    lab.prepare(cloud)
    for sample in ({**new_sample(submission), **hard.attributes()}, {"sample_id": f"é #{submission.random.random()}"}):
        registers_exactly(submission, cloud, sample)


@exam.check(points=2)
def exam_taken_key(submission, cloud):
    """A taken key is refused with False, also the second time, and nothing stored changes."""
    owner = {**new_sample(submission, result="negative"), "version": 0}

    def prepare(cloud):
        lab.prepare(cloud)
        lab.put(cloud, "samples", owner)

    prepare(cloud)
    # another sample of a later version, and the very sample that is stored: this call did not store it
    for other in ({**new_sample(submission, version=5), "sample_id": owner["sample_id"]}, dict(owner)):
        with refusal_is_an_answer("let_out"):
            answer = submission.register_sample(cloud.resource("dynamodb"), other)
        expect_unchanged(cloud, "the key was taken", advice=REPLACED)
        expect(answer, False, "the key was taken", advice="answer")
        leaves_alone(submission, cloud, other, owner, prepare)


@exam.check(points=1)
def exam_bare_item(submission, cloud):
    """A key counts as taken whatever attributes its item has or lacks."""
    lab.prepare(cloud)
    sample = new_sample(submission)
    owner = {"sample_id": sample["sample_id"], "reserved_by": "the night shift"}
    lab.put(cloud, "samples", owner)
    with refusal_is_an_answer("let_out"):
        answer = submission.register_sample(cloud.resource("dynamodb"), sample)
    expect_unchanged(cloud, "an item with this key was stored", advice=REPLACED)
    expect(answer, False, "an item with this key was stored", advice="answer")


@exam.check(points=2)
def exam_race(submission, cloud):
    """Of two callers with the same new key one gets True, the other False, in whatever order their requests arrive."""
    ana = new_sample(submission)
    ben = {**new_sample(submission), "sample_id": ana["sample_id"]}
    race_for_new_key(submission, cloud, ana, ben)
    answers_from_the_write(submission, cloud, ana, {**ben, "patient": "P-7"})
    equal_is_not_mine(submission, cloud, ana)


@exam.check(points=1)
def exam_race_taken(submission, cloud):
    """Two callers at once with a key that is taken both get False, and the stored sample stays as it was."""
    owner = new_sample(submission, result="positive")
    ana, ben = ({**new_sample(submission), "sample_id": owner["sample_id"]} for _ in range(2))

    def prepare(cloud):
        lab.prepare(cloud)
        lab.put(cloud, "samples", owner)

    def calls(cloud):
        return [
            submission.later.register_sample(cloud.resource("dynamodb", who="Ana"), ana),
            submission.later.register_sample(cloud.resource("dynamodb", who="Ben"), ben),
        ]

    def nothing_changed(cloud, outcomes):
        with refusal_is_an_answer("let_out"):
            answers = [value_of(outcome) for outcome in outcomes]
        expect_unchanged(cloud, "its key was taken before either call began", advice=REPLACED)
        expect(answers, [False, False], "neither call stored a sample", advice="answer")

    interleavings(submission, cloud, prepare, calls, nothing_changed)


@exam.check(points=1)
def exam_busy(submission, cloud):
    """When DynamoDB turns the write away, too busy or for another reason, the caller gets that error, not an answer."""
    lab.prepare(cloud)
    because, known = "the write was never tried, so nobody knows whether the key is free", new_sample(submission)
    made_before(cloud, lambda: submission.register_sample(cloud.resource("dynamodb"), known))
    lab.remove(cloud, "samples", known["sample_id"])
    for code in each_write_refusal(cloud):
        for sample in (new_sample(submission), known):
            with write_refusal_comes_out(cloud, code, because):
                submission.register_sample(cloud.resource("dynamodb"), sample)


@exam.check(points=1)
def exam_invalid(submission, cloud):
    """When DynamoDB calls the item invalid, the caller gets that error, not an answer."""
    lab.prepare(cloud)
    because = "an item that DynamoDB does not accept is a mistake to report, not a taken key"
    with expect_client_error("ValidationException", because, advice="catches_all"):
        submission.register_sample(cloud.resource("dynamodb"), {**new_sample(submission), "sample_id": ""})
