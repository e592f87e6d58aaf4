"""record_result: an optimistic lock."""

from course_lib.aws.values import same
from course_lib.checks.exercise import SLIPS, Exercise, Failure, expect, expect_client_error, require
from course_lib.checks.explore import interleavings
from course_lib.checks.results import RAISED, Finding
from course_lib.checks.submission import Ending, LearnerError, value_of
from course_lib.lessons.conditional_writes import data as lab
from course_lib.lessons.conditional_writes.shared import REFUSED, expect_found, has_condition, has_read, was_refused

exercise = Exercise(
    call="record_result(dynamodb, sample_id, expected_version, result)",
    section='Part 2, "Only if nobody was faster"',
    hints=(
        "The version that the caller has seen must still be the stored one in the very moment of the write. So the "
        "comparison belongs into the write itself, and the same write must move the version on.",
        "One update_item does it: SET the result and the next version, with a ConditionExpression that compares the "
        "stored version with expected_version. Ask for the refusing item with ReturnValuesOnConditionCheckFailure, and "
        "turn the refusal into StaleVersion. `result` is a reserved word: write #result and explain it in "
        "ExpressionAttributeNames.",
        'UpdateExpression="SET #result = :result, version = :next", ConditionExpression="version = :expected", '
        'ReturnValuesOnConditionCheckFailure="ALL_OLD". In the except branch, for ConditionalCheckFailedException: '
        'item = error.response.get("Item"), then raise StaleVersion(None) when it is empty, else '
        'StaleVersion(TypeDeserializer().deserialize({"M": item})).',
    ),
    advice={
        "no_condition": "This write did not depend on the stored version. Compare them in the ConditionExpression: "
        "version = :expected, equal and nothing else.",
        "looks_first": "Comparing versions in Python is too early: before your write arrives, another caller's write "
        "can. Compare them in the ConditionExpression of the write.",
        "tries_again": "Your function tried again with the version that is stored now. That overwrites what somebody "
        "else has recorded, as if there were no versions. Raise StaleVersion, and let its caller decide.",
        "raise_stale": "When DynamoDB refuses, raise StaleVersion, so that the caller cannot overlook it.",
        "item": 'Give StaleVersion what is stored: ask for it with ReturnValuesOnConditionCheckFailure="ALL_OLD" and '
        'find it in error.response["Item"].',
        "wire_format": 'In error.response the item is in DynamoDB\'s own notation, such as {"N": "3"}. Translate it: '
        'TypeDeserializer().deserialize({"M": item}).',
        "old_read": "A read without ConsistentRead=True may return an older item. Take the item from the refusal.",
        "missing": "There may be no such sample. Then nothing may be created, and the refusal carries no item: "
        'error.response.get("Item") is None.',
        "whole_item": "Some attributes are gone: a put replaces the whole item. Change two attributes with "
        "update_item, or put back everything that was there.",
        "next_version": "Move the stored version on by one, as a number, in the same write that stores the result.",
        "result": "Store the given result in the attribute result, whatever result was there before.",
        "answer": "Return the sample's new version, the number expected_version + 1.",
        "catches_all": "Only ConditionalCheckFailedException means that the version is stale. Pass every other error "
        "on with a bare `raise`.",
    },
)


@exercise.check()
def current_version(submission, cloud):
    """With the current version the result and the next version are stored, and the next version is returned."""
    lab.prepare(cloud)
    records(submission, cloud, "S-1003", 2, "negative")


@exercise.check()
def stale_version(submission, cloud):
    """With an old version StaleVersion is raised, and nothing changes."""
    lab.prepare(cloud)
    refuses(submission, cloud, "S-1002", 2, "positive", "the stored version is 3: somebody was faster")


@exercise.check()
def stored_item(submission, cloud):
    """The StaleVersion carries the stored item, as plain Python values."""
    lab.prepare(cloud)
    carried = refuses(submission, cloud, "S-1004", 3, "negative", "the stored version is 4: somebody was faster")
    carries(cloud, carried, lab.stored(cloud, "samples", "S-1004"))


@exercise.check()
def missing_sample(submission, cloud):
    """For a sample that does not exist StaleVersion is raised with stored None, and no item is created."""
    lab.prepare(cloud)
    because = "there is no S-4004: somebody threw it away"
    carried = refuses(submission, cloud, "S-4004", 1, "negative", because, missing=True)
    expect_found(cloud, "`stored` is", carried.get("stored"), None, because, advice="missing", none="None")


@exercise.check()
def race(submission, cloud):
    """When two callers record a result for the same version at once, one succeeds and the other gets StaleVersion."""
    race_for_version(submission, cloud, "S-1003", 2, ("negative", "positive"), lab.prepare)


@exercise.check()
def missing_table(submission, cloud):
    """Any other failure comes out as it is: here the table does not exist."""
    because = "the version is not stale; nobody could even look at it"
    with expect_client_error("ResourceNotFoundException", because, advice="catches_all"):
        submission.record_result(cloud.resource("dynamodb"), "S-1001", 1, "negative")


def records(submission, cloud, sample_id, version, result):
    """A call that must succeed."""
    before = lab.everything(cloud)
    answer = submission.record_result(cloud.resource("dynamodb"), sample_id, version, result)
    after = lab.everything(cloud)
    key = f"samples/{sample_id}"
    old, new = before.pop(key), after.pop(key, {})
    others = {name: value for name, value in old.items() if name not in ("result", "version")}
    kept = {name: new[name] for name in others if name in new}
    because = "only the result and the version may change"
    expect_found(cloud, "The sample's other attributes afterwards", kept, others, because, advice="whole_item")
    because = "a new result makes a new version of the sample"
    expect_found(cloud, "The stored version", new.get("version"), version + 1, because, advice="next_version")
    expect_found(cloud, "The stored result", new.get("result"), result, "this result was recorded", advice="result")
    require(after == before, "Other items have changed.", "only one sample's result was recorded")
    expect(answer, version + 1, "the caller needs the version that is stored now", advice="answer")


def refuses(submission, cloud, sample_id, version, result, because, missing=False):
    """A call that must raise StaleVersion and change nothing. Returns the exception's attributes."""
    before = lab.everything(cloud)
    problem, got, advice = "No exception came out of your function.", None, "raise_stale"
    attributes = None
    try:
        submission.record_result(cloud.resource("dynamodb"), sample_id, version, result)
    except LearnerError as error:
        name = error.raised.types[0]
        if name == "NotImplementedError" or (name in SLIPS and not (missing and name == "TypeError")):
            raise
        if was_not_accepted(error.raised):
            raise
        if "StaleVersion" in error.raised.types:
            attributes = error.raised.attributes
        else:
            problem, got = None, f"{RAISED}{error.raised}"
            advice = "missing" if missing and error.raised.code != REFUSED else "raise_stale"
    if lab.everything(cloud) != before:
        why = "tries_again" if was_refused(cloud) else "no_condition"
        why = "looks_first" if has_read(cloud) and not has_condition(cloud) else why
        problem = "Something was written, although the sample does not have the expected version."
        raise Failure(Finding(problem=problem, because=because), "missing" if missing else why)
    if attributes is None:
        raise Failure(Finding(problem=problem, got=got, expected="an exception StaleVersion", because=because), advice)
    return attributes


def was_not_accepted(raised):
    """Whether the request itself was faulty, such as a reserved word: that says nothing about the sample."""
    absent = "refers to an attribute that does not exist" in raised.message
    return raised.types[0] == "NotSimulated" or (raised.code == "ValidationException" and not absent)


def carries(cloud, attributes, item):
    """The exception's `stored` is the stored item in plain Python values."""
    carried = attributes.get("stored")
    wire = isinstance(carried, dict) and isinstance(carried.get("sample_id"), dict)
    because = "with it the caller can decide at once what to do, without another read"
    expect_found(cloud, "`stored` is", carried, item, because, advice="wire_format" if wire else "item", none="None")


def race_for_version(submission, cloud, sample_id, version, results, prepare):
    """Two callers record different results for the same version, in every order."""

    def calls(cloud):
        return [
            submission.later.record_result(cloud.resource("dynamodb", who=who), sample_id, version, result)
            for who, result in zip(("Ana", "Ben"), results, strict=True)
        ]

    def one_wins(cloud, outcomes):
        won = [outcome.ending is Ending.RETURNED for outcome in outcomes]
        quiet = [outcome.value for outcome in outcomes if outcome.value is None or outcome.value is False]
        if won == [True, True] and len(quiet) == 1:
            problem = f"The second caller got {quiet[0]}, and no exception came out of your function."
            require(False, problem, "the caller who comes second must not overlook it", "raise_stale")
        kept = lab.stored(cloud, "samples", sample_id) or {}
        why = why_both(cloud, kept.get("version") == version + 1)
        problem = "Both callers were told that their result is stored, but only one result is."
        require(won != [True, True], problem, "both had seen the same version; the second write must be refused", why)
        for outcome in outcomes:
            if outcome.raised and was_not_accepted(outcome.raised):
                value_of(outcome)  # the learner's code crashed
            stale = outcome.raised is None or "StaleVersion" in outcome.raised.types
            problem = f"The second caller got {outcome.raised}."
            require(stale, problem, "the caller who comes second has to learn that the version is stale", "raise_stale")
        require(any(won), "Neither caller's result was stored.", "one of them came first, with the current version")
        winner = won.index(True)
        because = "its caller was told that it is stored"
        expect_found(cloud, "The stored result", kept.get("result"), results[winner], because, advice=why)
        because = "one result was recorded, once"
        expect_found(cloud, "The stored version", kept.get("version"), version + 1, because, advice="next_version")

    interleavings(submission, cloud, prepare, calls, one_wins)


def race_with_next_version(submission, cloud, sample_id, version, results, prepare):
    """Ana records for the stored version, Ben for the one that Ana's write leads to, in every order."""

    def calls(cloud):
        return [
            submission.later.record_result(cloud.resource("dynamodb", who=who), sample_id, version + step, result)
            for step, (who, result) in enumerate(zip(("Ana", "Ben"), results, strict=True))
        ]

    def later_result_stays(cloud, outcomes):
        ana, ben = (outcome.ending is Ending.RETURNED for outcome in outcomes)
        kept = lab.stored(cloud, "samples", sample_id) or {}
        if ana and ben:
            problem = "The later version's result was accepted, and then replaced by the earlier one's."
            because = "version and result have to change in one and the same write"
            why = "next_version" if len(cloud.journal.learner_entries()) > 2 else "result"
            require(same(kept.get("result"), results[1]), problem, because, why)

    interleavings(submission, cloud, prepare, calls, later_result_stays)


def why_both(cloud, version_moved):
    """The advice for code that let both callers through."""
    if not has_condition(cloud):
        return "looks_first" if has_read(cloud) else "no_condition"
    if was_refused(cloud):
        return "tries_again"
    two_writes_each = len(cloud.journal.learner_entries()) > 2 and not has_read(cloud)
    return "next_version" if two_writes_each or not version_moved else "no_condition"
