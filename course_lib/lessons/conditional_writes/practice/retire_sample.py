"""retire_sample: a delete that says why it did not."""

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
    READS,
    TRIES,
    UNREACHED,
    WRITES,
    after_each_fault,
    answered_none_of,
    call_in,
    expect_changed,
    expect_unchanged,
    forbidden,
    has_condition,
    has_read,
    may_change,
    otherwise,
    say_operations,
    sent,
)
from course_lib.lessons.conditional_writes import data as lab
from course_lib.lessons.conditional_writes.refusals import is_unheard, never_in_between, refusal_is_an_answer

TEXTS = ("retired", "not allowed", "missing")


def told_retired(seen):
    """Somebody was told that the sample is retired, and DynamoDB was asked for the stage, or had nothing to refuse."""
    return "retired" in seen.answers and "not allowed" not in seen.answers


exercise = Exercise(
    call="retire_sample(dynamodb, sample_id)",
    section='Part 3, "Why was I refused?"',
    hints=(
        "One delete_item can tell all three: it deletes only under a condition, and when it refuses, DynamoDB can hand "
        "over the item that did not meet the condition. What does it hand over when there is no item?",
        "Choose a condition that is false for a missing sample too: a comparison with an attribute that is not there "
        'is false. Add ReturnValuesOnConditionCheckFailure="ALL_OLD". In the refusal, an Item means "not allowed", '
        'none means "missing".',
        'delete_item(Key={"sample_id": sample_id}, ConditionExpression="stage = :reported", '
        'ExpressionAttributeValues={":reported": "reported"}, ReturnValuesOnConditionCheckFailure="ALL_OLD"), then '
        'return "retired". For ConditionalCheckFailedException: return "not allowed" if error.response.get("Item") '
        'else "missing". Pass any other error on.',
    ),
    advice={
        "let_out": "Catch the ClientError of the delete, and turn ConditionalCheckFailedException into an answer.",
        "in_one_write": "You deleted the sample, and put it back when its stage was another. Meanwhile it is gone for "
        "everybody, and if the program dies there, for ever. Let the delete itself refuse, by its condition.",
        "answer": Reason(
            'Return exactly one of the texts "retired", "not allowed" and "missing".', when=answered_none_of(TEXTS)
        ),
        "looks_first": Reason(
            "Between your read and your delete another caller can act. Let DynamoDB compare the stage in the "
            "ConditionExpression of the delete.",
            when=has_read,
        ),
        "no_condition": Reason(
            "This delete did not ask for the stage. Give it a ConditionExpression that is true only for a stored "
            'sample whose stage is "reported".',
            when=otherwise(has_condition),
        ),
        "other_stage": "The sample had another stage. Compare with =, with the whole text and nothing else: "
        "stage = :reported.",
        "missing_succeeds": Reason(
            "Deleting a sample that does not exist is no error, and a condition with <> or attribute_not_exists is "
            "true for it. Use a condition that is false when there is no sample.",
            when=told_retired,
        ),
        "which_refusal": "A refusal alone does not say why. Ask for the item with "
        'ReturnValuesOnConditionCheckFailure="ALL_OLD"; error.response.get("Item") is there only if the sample is.',
        "one_request": "The refusal of the delete can carry the item: no other request is needed, and what a later "
        "request finds may be another story.",
        "sent_again": "One request, whatever the answer: boto3 has its own retries. Raise what DynamoDB says, and let "
        "the caller decide whether to call again.",
        "not_yours": "That boto3 had to send the request again does not say that the first one was carried out: it may "
        'have been turned away, and another caller was first. A refusal without an item means "missing".',
        "catches_all": "Only ConditionalCheckFailedException is a refusal. Pass every other error on with a bare "
        "`raise`.",
        "really_gone": "A retired sample is deleted: afterwards the table has no item with its key.",
    },
)


@exercise.check()
def reported_sample(submission, cloud):
    """A sample whose stage is "reported" is deleted, and the answer is "retired"."""
    lab.prepare(cloud)
    retires(submission, cloud, "S-1002")


@exercise.check()
def other_stage(submission, cloud):
    """A sample in another stage is kept, and the answer is "not allowed"."""
    lab.prepare(cloud)
    keeps(submission, cloud, "S-1003", "its stage is received: nobody has tested it yet")
    keeps(submission, cloud, "S-1004", "its stage is disputed: it has to be tested again")
    never_gone(submission, cloud, "S-1003", lab.prepare)


@exercise.check()
def missing_sample(submission, cloud):
    """For a sample that does not exist the answer is "missing"."""
    lab.prepare(cloud)
    misses(submission, cloud, "S-4004")


@exercise.check()
def one_request(submission, cloud):
    """Each answer takes one request to DynamoDB and no read."""
    lab.prepare(cloud)
    for sample_id in ("S-1002", "S-1003", "S-4004"):
        takes_one_request(submission, cloud, sample_id)


@exercise.check()
def race(submission, cloud):
    """When two callers retire the same sample at once, one is told "retired", the other "missing"."""
    race_to_retire(submission, cloud, "S-1002", lab.prepare)


@exercise.check()
def no_permission(submission, cloud):
    """Any other failure comes out as it is: here the caller is not allowed to delete."""
    lab.prepare(cloud)
    because = "nothing was retired, and nobody knows whether there is such a sample"
    with (
        forbidden(cloud, "dynamodb", WRITES, "lab-reader", "table/samples"),
        expect_client_error("AccessDeniedException", because, advice="catches_all"),
    ):
        submission.retire_sample(cloud.resource("dynamodb"), "S-1002")


def retires(submission, cloud, sample_id):
    """A call that must delete the sample and nothing else."""
    with refusal_is_an_answer("let_out"):
        answer = submission.retire_sample(cloud.resource("dynamodb"), sample_id)
    expect_changed(cloud, {f"samples/{sample_id}": None}, "a retired sample is deleted", advice="really_gone")
    expect(answer, "retired", "its stage was reported", advice="answer")


def keeps(submission, cloud, sample_id, because, wrong="other_stage"):
    """A call that must change nothing, because of the sample's stage."""
    with refusal_is_an_answer("let_out"):
        answer = submission.retire_sample(cloud.resource("dynamodb"), sample_id)
    expect_unchanged(cloud, because, advice=("looks_first", "no_condition", wrong))
    expect(answer, "not allowed", because, advice=("answer", "which_refusal"))


def never_gone(submission, cloud, sample_id, prepare):
    """If the program dies during the call, the sample in another stage is still there."""

    def call(cloud):
        return submission.later.retire_sample(cloud.resource("dynamodb"), sample_id)

    sample = lab.stored(cloud, "samples", sample_id)
    because = "its stage is another one, so the call may not delete it, not even for a moment"
    never_in_between(submission, cloud, prepare, call, sample_id, (sample,), because)


def misses(submission, cloud, sample_id):
    """A call for a sample that does not exist."""
    with refusal_is_an_answer("let_out"):
        answer = submission.retire_sample(cloud.resource("dynamodb"), sample_id)
    expect_unchanged(cloud, "there was nothing to retire")
    expect(answer, "missing", "there is no such sample", advice=("answer", "missing_succeeds", "which_refusal"))


def takes_one_request(submission, cloud, sample_id):
    """Whatever the answer, it came from one request."""
    before = len(sent(cloud))
    may_change(cloud, f"samples/{sample_id}")
    with refusal_is_an_answer("let_out"):
        submission.retire_sample(cloud.resource("dynamodb"), sample_id)
    operations = [entry.operation for entry in sent(cloud, since=before)]
    problem = say_operations(operations)
    because = "between two requests another caller can change or delete the sample"
    read = set(operations) & set(READS) - {"ExecuteStatement"}  # a statement can delete
    require(len(operations) == 1 and not read, problem, because, advice="one_request")


def tries_once(submission, cloud, sample_id):
    """Not even a request that was turned away is sent again, when boto3 does not do so by itself."""
    before = len(sent(cloud))
    try:
        submission.retire_sample(cloud.resource("dynamodb", one_try=True), sample_id)
    except LearnerError:
        pass  # which error, another check looks at
    operations = [entry.operation for entry in sent(cloud, since=before)]
    because = "DynamoDB turned the first one away; whether to try again is for the caller to decide"
    require(len(operations) == len(set(operations)), say_operations(operations), because, advice="sent_again")


def race_to_retire(submission, cloud, sample_id, prepare):
    """Two callers retire one sample, in every order."""

    def calls(cloud):
        return [
            submission.later.retire_sample(cloud.resource("dynamodb", who=who), sample_id) for who in ("Ana", "Ben")
        ]

    def one_retires(cloud, outcomes):
        with refusal_is_an_answer("let_out"):
            answers = [value_of(outcome) for outcome in outcomes]
        expect_changed(cloud, {f"samples/{sample_id}": None}, "its stage was reported", advice="really_gone")
        because = "the sample was there for the first caller only"
        advice = ("answer", "looks_first", "missing_succeeds", "which_refusal")
        expect(sorted(answers, key=repr), ["missing", "retired"], because, advice)

    interleavings(submission, cloud, prepare, calls, one_retires)


def retired_by_others(submission, cloud, sample_id, prepare):
    """The request is turned away or does not arrive; before the next one somebody else retires the sample."""

    def retires_it(cloud):
        lab.remove(cloud, "samples", sample_id)
        gone.append(sample_id)

    def call(cloud):
        gone.clear()
        may_change(cloud, f"samples/{sample_id}")
        later = submission.later.retire_sample(cloud.resource("dynamodb"), sample_id)
        try:
            answer = call_in(submission, cloud, later)
        except LearnerError as error:
            if is_unheard(error.raised):
                return
            raise
        because = "only the caller whose request was carried out has retired it"
        if gone:
            require(answer != "retired", "Two callers were told that it is retired.", because, advice="not_yours")

    gone = []
    for times in (1, TRIES):  # boto3 tries again, or has given up
        after_each_fault(submission, cloud, prepare, retires_it, call, (THROUGHPUT_EXCEEDED, UNREACHED), times)
