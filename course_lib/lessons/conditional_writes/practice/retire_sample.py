"""retire_sample: a delete that says why it did not."""

from course_lib.aws.services import is_read
from course_lib.checks.exercise import Exercise, expect, expect_client_error, require
from course_lib.checks.explore import interleavings
from course_lib.checks.submission import value_of
from course_lib.lessons.conditional_writes import data as lab
from course_lib.lessons.conditional_writes.shared import (
    expect_found,
    forbidden,
    has_condition,
    has_read,
    never_in_between,
    refusal_is_an_answer,
)

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
        "no_condition": "This delete did not ask for the stage. Give it a ConditionExpression that is true only for "
        'a stored sample whose stage is "reported".',
        "looks_first": "Between your read and your delete another caller can act. Let DynamoDB compare the stage in "
        "the ConditionExpression of the delete.",
        "missing_succeeds": "Deleting a sample that does not exist is no error, and a condition with <> or "
        "attribute_not_exists is true for it. Use a condition that is false when there is no sample.",
        "which_refusal": "A refusal alone does not say why. Ask for the item with "
        'ReturnValuesOnConditionCheckFailure="ALL_OLD"; error.response.get("Item") is there only if the sample is.',
        "one_request": "The refusal of the delete can carry the item: no other request is needed, and what a later "
        "request finds may be another story.",
        "let_out": "Catch the ClientError of the delete, and turn ConditionalCheckFailedException into an answer.",
        "catches_all": "Only ConditionalCheckFailedException is a refusal. Pass every other error on with a bare "
        "`raise`.",
        "answer": 'Return exactly one of the texts "retired", "not allowed" and "missing".',
        "in_one_write": "You deleted the sample, and put it back when its stage was another. Meanwhile it is gone for "
        "everybody, and if the program dies there, for ever. Let the delete itself refuse, by its condition.",
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
    with forbidden(cloud), expect_client_error("AccessDeniedException", because, advice="catches_all"):
        submission.retire_sample(cloud.resource("dynamodb"), "S-1002")


def retires(submission, cloud, sample_id):
    """A call that must delete the sample and nothing else."""
    others = lab.everything(cloud)
    del others[f"samples/{sample_id}"]
    with refusal_is_an_answer("let_out"):
        answer = submission.retire_sample(cloud.resource("dynamodb"), sample_id)
    left = lab.stored(cloud, "samples", sample_id)
    expect_found(
        cloud, "Stored afterwards", left, None, "a retired sample is deleted", advice="really_gone", none="no item"
    )
    require(lab.everything(cloud) == others, "Other items have changed.", "one sample was to be retired")
    expect(answer, "retired", "its stage was reported", advice="answer")


def keeps(submission, cloud, sample_id, because):
    """A call that must change nothing, because of the sample's stage."""
    before = lab.everything(cloud)
    with refusal_is_an_answer("let_out"):
        answer = submission.retire_sample(cloud.resource("dynamodb"), sample_id)
    why = "looks_first" if has_read(cloud) else "missing_succeeds" if has_condition(cloud) else "no_condition"
    left = lab.stored(cloud, "samples", sample_id)
    expect_found(cloud, "Stored afterwards", left, before[f"samples/{sample_id}"], because, advice=why, none="no item")
    require(lab.everything(cloud) == before, "Other items have changed.", "nothing was to be retired")
    known = answer in ("retired", "missing")
    expect(answer, "not allowed", because, advice="which_refusal" if known else "answer")


def never_gone(submission, cloud, sample_id, prepare):
    """If the program dies during the call, the sample in another stage is still there."""

    def call(cloud):
        return submission.later.retire_sample(cloud.resource("dynamodb"), sample_id)

    sample = lab.stored(cloud, "samples", sample_id)
    because = "its stage is another one, so the call may not delete it, not even for a moment"
    never_in_between(submission, cloud, prepare, call, sample_id, (sample,), because)


def misses(submission, cloud, sample_id):
    """A call for a sample that does not exist."""
    before = lab.everything(cloud)
    with refusal_is_an_answer("let_out"):
        answer = submission.retire_sample(cloud.resource("dynamodb"), sample_id)
    require(lab.everything(cloud) == before, "What was stored has changed.", "there was nothing to retire")
    advice = "missing_succeeds" if answer == "retired" else "which_refusal" if answer == "not allowed" else "answer"
    expect(answer, "missing", "there is no such sample", advice=advice)


def takes_one_request(submission, cloud, sample_id):
    """Whatever the answer, it came from one request."""
    before = len(cloud.journal.learner_entries())
    with refusal_is_an_answer("let_out"):
        submission.retire_sample(cloud.resource("dynamodb"), sample_id)
    sent = cloud.journal.learner_entries()[before:]
    named = ", ".join(entry.operation for entry in sent)
    problem = f"Your function sent {len(sent)} requests: {named or 'none'}."
    because = "between two requests another caller can change or delete the sample"
    require(len(sent) == 1 and not is_read(sent[0]), problem, because, advice="one_request")


def race_to_retire(submission, cloud, sample_id, prepare):
    """Two callers retire one sample, in every order."""

    def calls(cloud):
        return [
            submission.later.retire_sample(cloud.resource("dynamodb", who=who), sample_id) for who in ("Ana", "Ben")
        ]

    def one_retires(cloud, outcomes):
        with refusal_is_an_answer("let_out"):
            answers = [value_of(outcome) for outcome in outcomes]
        left = lab.stored(cloud, "samples", sample_id)
        expect_found(
            cloud, "Stored afterwards", left, None, "its stage was reported", advice="really_gone", none="no item"
        )
        why = "looks_first" if has_read(cloud) else "missing_succeeds"
        advice = why if answers.count("retired") == 2 else "which_refusal" if "not allowed" in answers else "answer"
        because = "the sample was there for the first caller only"
        expect(sorted(answers, key=repr), ["missing", "retired"], because, advice=advice)

    interleavings(submission, cloud, prepare, calls, one_retires)
