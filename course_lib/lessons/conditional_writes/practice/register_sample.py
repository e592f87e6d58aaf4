"""register_sample: a put that refuses to replace."""

from course_lib.aws.layers.faults import THROUGHPUT_EXCEEDED
from course_lib.checks import (
    Exercise,
    LearnerError,
    Reason,
    expect,
    expect_client_error,
    interleavings,
    require,
    value_of,
)
from course_lib.checks.kit import (
    TRIES,
    UNREACHED,
    after_each_fault,
    before_each_request,
    call_in,
    error_means,
    expect_changed,
    expect_unchanged,
    has_condition,
    has_read,
    may_change,
    otherwise,
)
from course_lib.lessons.conditional_writes import data as lab
from course_lib.lessons.conditional_writes.refusals import never_in_between, refusal_is_an_answer

exercise = Exercise(
    call="register_sample(dynamodb, sample)",
    section='Part 1, "A write that can refuse"',
    hints=(
        "put_item replaces whatever has the same key, and says nothing about it. Look for the parameter of put_item "
        "that makes DynamoDB itself decide, in the moment of the write, whether to write at all.",
        "Add a ConditionExpression that is true only while no stored item has this key. When it is false, put_item "
        "raises a ClientError with the code ConditionalCheckFailedException. Catch the ClientError, return False for "
        "that one code, and raise it again for every other.",
        'In a try: put_item(Item=sample, ConditionExpression="attribute_not_exists(sample_id)"), then return True. '
        'In `except ClientError as error`: when error.response["Error"]["Code"] is '
        '"ConditionalCheckFailedException", return False; otherwise a bare `raise`.',
    ),
    advice={
        "let_out": "Catch the ClientError of the put, and return False when its code is "
        "ConditionalCheckFailedException.",
        "in_one_write": "Between two writes of yours something else is stored. Other callers see it, and if the "
        "program dies there, it stays. Let one write do all of it, under a condition that decides whether it is done.",
        "looks_first": Reason(
            "Between your read and your write another caller can write. Let DynamoDB look and write in one step: put "
            "the question into the ConditionExpression of the write.",
            when=has_read,
        ),
        "wrong_attribute": Reason(
            "Your condition asks about an attribute that a stored sample may lack, or about its value. Ask whether the "
            "key attribute, sample_id, exists: every stored item has it.",
            when=has_condition,
        ),
        "replaces": Reason(
            "A put without a condition replaces what is stored and says nothing. Give it a ConditionExpression that is "
            "true only while the key is free.",
            when=otherwise(has_condition),
        ),
        "catches_all": 'Not every failure means that the key is taken. Look at error.response["Error"]["Code"]: '
        "return False for ConditionalCheckFailedException only, and pass everything else on with a bare `raise`.",
        "later_answer": "What a read finds after the write may be somebody else's work already, and that boto3 sent a "
        "request again does not say who was first. The answer follows from your own write: taken or refused.",
        "answer": "Return True itself after the write, and False itself where the write was refused.",
        "remembers": "Other programs delete samples and register new ones between your calls, so what an earlier call "
        "saw says nothing about now. Keep nothing from call to call; ask DynamoDB each time.",
        "as_given": "Store the sample as it is: every attribute it has, and no other.",
    },
)


REPLACED = ("looks_first", "wrong_attribute", "replaces")  # what a taken key can be lost by


@exercise.check()
def new_key(submission, cloud):
    """A sample with a new key is stored as given, and the answer is True."""
    lab.prepare(cloud)
    sample = {"sample_id": "S-2101", "patient": "P-40", "kind": "blood", "stage": "received", "version": 1}
    answer = submission.register_sample(cloud.resource("dynamodb"), sample)
    because = "no other sample has the key S-2101"
    expect_changed(cloud, {"samples/S-2101": sample}, because, advice="as_given")
    expect(answer, True, "this call stored the sample", advice="answer")
    stores_whole(submission, cloud, sample)


@exercise.check()
def any_value(submission, cloud):
    """A sample is stored as it was given, with empty values and none, and names that are reserved words."""
    lab.prepare(cloud)
    sample = {"sample_id": "S-2104", "result": "", "volume": 0, "status": None, "urgent": False, "notes": []}
    registers_exactly(submission, cloud, sample)


@exercise.check()
def taken_key(submission, cloud):
    """When the key is taken, the answer is False and the stored sample stays as it was."""
    lab.prepare(cloud)
    before = lab.stored(cloud, "samples", "S-1002")
    sample = {"sample_id": "S-1002", "patient": "P-41", "kind": "swab", "stage": "received", "version": 1}
    with refusal_is_an_answer("let_out"):
        answer = submission.register_sample(cloud.resource("dynamodb"), sample)
    because = "S-1002 is the sample of another patient, with a result that someone waits for"
    expect_unchanged(cloud, because, advice=REPLACED)
    expect(answer, False, "the key S-1002 was taken", advice="answer")
    leaves_alone(submission, cloud, sample, before, lab.prepare)


@exercise.check()
def bare_item(submission, cloud):
    """A key counts as taken even when its item has no attribute but the key."""
    lab.prepare(cloud)
    lab.put(cloud, "samples", {"sample_id": "S-3000"})
    sample = {"sample_id": "S-3000", "patient": "P-42", "kind": "urine", "stage": "received", "version": 1}
    with refusal_is_an_answer("let_out"):
        answer = submission.register_sample(cloud.resource("dynamodb"), sample)
    because = "a label was printed for S-3000 and its details are still to come; its key is taken all the same"
    expect_unchanged(cloud, because, advice=REPLACED)
    expect(answer, False, "the key S-3000 was taken", advice="answer")


@exercise.check()
def race(submission, cloud):
    """When two callers register one new key at once, one gets True, the other False, and the first sample stays."""
    ana = {"sample_id": "S-2102", "patient": "P-43", "kind": "blood", "stage": "received", "version": 1}
    ben = {"sample_id": "S-2102", "patient": "P-44", "kind": "swab", "stage": "received", "version": 1}
    race_for_new_key(submission, cloud, ana, ben)


@exercise.check()
def missing_table(submission, cloud):
    """Any other failure comes out as it is: here the table does not exist."""
    sample = {"sample_id": "S-2103", "patient": "P-45"}
    because = "nothing was stored and no key was taken: the caller has to learn what went wrong"
    with expect_client_error("ResourceNotFoundException", because, advice="catches_all"):
        submission.register_sample(cloud.resource("dynamodb"), sample)


def registers_exactly(submission, cloud, sample):
    """Attribute by attribute."""
    with error_means("as_given", "ValidationException", "TypeError", because="DynamoDB accepts this sample"):
        answer = submission.register_sample(cloud.resource("dynamodb"), sample)
    because = "this is the sample that was given"
    expect_changed(cloud, {f"samples/{sample['sample_id']}": sample}, because, advice="as_given")
    expect(answer, True, "this call stored the sample", advice="answer")


def registers_again(submission, cloud, sample):
    """The key was taken when an earlier call looked; since then somebody has thrown that sample away."""
    lab.remove(cloud, "samples", sample["sample_id"])
    answer = submission.register_sample(cloud.resource("dynamodb"), sample)
    because = "the sample that had this key was deleted before this call"
    expect(answer, True, because, advice="remembers")
    expect_changed(cloud, {f"samples/{sample['sample_id']}": sample}, because, advice="as_given")


def stores_whole(submission, cloud, sample):
    """If the program dies during the call, the sample is stored as given or not at all."""

    def call(cloud):
        return submission.later.register_sample(cloud.resource("dynamodb"), sample)

    because = "a sample is registered with all it has, or not at all"
    never_in_between(submission, cloud, lab.prepare, call, sample["sample_id"], (None, sample), because)


def leaves_alone(submission, cloud, sample, owner, prepare):
    """If the program dies during the call, the sample that has the key is as it was."""

    def call(cloud):
        return submission.later.register_sample(cloud.resource("dynamodb"), sample)

    because = "the key was taken before the call began"
    never_in_between(submission, cloud, prepare, call, sample["sample_id"], (owner,), because)


def race_for_new_key(submission, cloud, ana, ben):
    """Two callers register two samples under one new key, in every order."""

    def calls(cloud):
        return [
            submission.later.register_sample(cloud.resource("dynamodb", who="Ana"), ana),
            submission.later.register_sample(cloud.resource("dynamodb", who="Ben"), ben),
        ]

    def one_is_stored(cloud, outcomes):
        with refusal_is_an_answer("let_out"):
            answers = [value_of(outcome) for outcome in outcomes]
        told_yes = [answer is True for answer in answers]
        problem = "Both callers were told True, but only one sample can have the key."
        require(told_yes != [True, True], problem, "one of the two samples is lost", advice=REPLACED)
        expect(sorted(answers, key=repr), [False, True], "one was first, the other was not", advice="answer")
        winner = ana if told_yes[0] else ben
        because = "the caller who got True stored this sample"
        expect_changed(cloud, {f"samples/{winner['sample_id']}": winner}, because, advice=(*REPLACED[::2], "as_given"))

    interleavings(submission, cloud, lab.prepare, calls, one_is_stored)


def answers_from_the_write(submission, cloud, sample, others):
    """Another program changes the sample as soon as it is stored, or takes its key before a request is sent again.

    Args:
        others: the sample that takes the key.
    """
    name, later = sample["sample_id"], {**sample, "stage": "testing", "version": 2}

    def changes_it(cloud):
        if lab.stored(cloud, "samples", name):
            lab.put(cloud, "samples", later)

    def registers(cloud):
        return call_in(submission, cloud, submission.later.register_sample(cloud.resource("dynamodb"), sample))

    def call(cloud, layer):
        answer = registers(cloud)
        expect(answer, True, "this call stored the sample, whatever became of it since", advice="later_answer")
        may_change(cloud, f"samples/{name}")

    before_each_request(submission, cloud, lab.prepare, changes_it, call)

    def takes_the_key(cloud):
        if not lab.stored(cloud, "samples", name):
            lab.put(cloud, "samples", others)

    def call_again(cloud):
        answer, kept = registers(cloud), lab.stored(cloud, "samples", name)
        because = "another caller took the key first" if kept == others else "this call stored the sample"
        expect(answer, kept != others, because, advice="later_answer")
        may_change(cloud, f"samples/{name}")

    after_each_fault(submission, cloud, lab.prepare, takes_the_key, call_again, (THROUGHPUT_EXCEEDED,))


def equal_is_not_mine(submission, cloud, sample):
    """The request is turned away or does not arrive; before the next one another caller stores an equal sample."""

    def stores_it(cloud):
        if not lab.stored(cloud, "samples", sample["sample_id"]):
            lab.put(cloud, "samples", sample)
            theirs.append(sample)

    def call(cloud):
        theirs.clear()
        may_change(cloud, f"samples/{sample['sample_id']}")
        try:
            later = submission.later.register_sample(cloud.resource("dynamodb"), sample)
            answer = call_in(submission, cloud, later)
        except LearnerError:
            return  # which error, another check looks at
        problem = "Both callers were told True, but only one of them has stored the sample."
        because = "another caller had stored an equal sample before"
        require(not (theirs and answer is True), problem, because, advice="later_answer")

    theirs = []
    for times in (1, TRIES):  # boto3 tries again, or has given up
        after_each_fault(submission, cloud, lab.prepare, stores_it, call, (THROUGHPUT_EXCEEDED, UNREACHED), times)
