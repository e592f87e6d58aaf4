"""record_result: an optimistic lock."""

from course_lib.aws.layers.faults import THROUGHPUT_EXCEEDED
from course_lib.aws.values import same
from course_lib.checks import (
    RAISED,
    SLIPS,
    Ending,
    Exercise,
    Failure,
    Finding,
    LearnerError,
    Reason,
    expect,
    expect_client_error,
    expect_found,
    interleavings,
    require,
    value_of,
)
from course_lib.checks.kit import (
    TRIES,
    UNREACHED,
    WRITES,
    after_each_fault,
    any_of,
    before_a_write,
    call_in,
    changed,
    expect_changed,
    has_condition,
    has_lost,
    has_read,
    may_change,
    raised_with,
    refused_with,
    sent,
    sent_any,
)
from course_lib.lessons.conditional_writes import data as lab
from course_lib.lessons.conditional_writes.refusals import REFUSED, is_exact, is_unheard, looked_first


def wrote_after_refusal(seen):
    """DynamoDB had refused a caller's write already, and then took one."""
    refused = set()
    for entry in seen.entries[seen.facts.get("since", 0) :]:
        if entry.error is None and entry.operation in WRITES and entry.who in refused:
            return True
        if entry.error is not None and entry.error.code == REFUSED:
            refused.add(entry.who)
    return False


def apart(seen):
    """Result and version came in two writes, or the version did not move."""
    two_writes = len(seen.entries) > 2 and not has_read(seen) and has_condition(seen)
    return two_writes or not seen.facts.get("moved", False)


def about_a_missing_sample(seen):
    """It wrote something, or raised something else than DynamoDB's refusal."""
    return bool(seen.changes) or any(raised.code != REFUSED for raised in seen.raised)


def made_its_own_class(seen):
    """What it raised is of a class that the call has made for itself."""
    return any("<locals>" in raised.types[0] for raised in seen.raised)


def in_wire_format(seen):
    """The item came as DynamoDB's own notation has it."""
    return isinstance(seen.got, dict) and isinstance(seen.got.get("sample_id"), dict)


READS_LATER = "`stored` may be read after the refusal, when others have written once more"

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
        "remembers": "The same call was made before and had succeeded. Since then the version is another one. Keep "
        "nothing from call to call; ask DynamoDB each time.",
        "own_class": Reason(
            "Your function makes a class StaleVersion of its own in each call. A caller's `except StaleVersion` means "
            "another class, and does not catch it. Define the class once, outside of the function.",
            when=made_its_own_class,
        ),
        "missing": Reason(
            "There may be no such sample. Then nothing may be created, and the refusal carries no item: "
            'error.response.get("Item") is None.',
            when=about_a_missing_sample,
        ),
        "looks_first": Reason(
            "Comparing versions in Python is too early: before your write arrives, another caller's write can. Compare "
            "them in the ConditionExpression of the write.",
            when=looked_first,
        ),
        "tries_again": Reason(
            "Your function tried again with the version that is stored now. That overwrites what somebody else has "
            "recorded, as if there were no versions. Raise StaleVersion, and let its caller decide.",
            when=wrote_after_refusal,
        ),
        "next_version": Reason(
            "Move the stored version on by one, as a number, in the same write that stores the result.", when=apart
        ),
        "not_yours": Reason(
            "DynamoDB refused the second write, and its caller was told that it is stored. What is there may be equal, "
            "and is still somebody else's: raise StaleVersion.",
            when=refused_with(REFUSED),
        ),
        "no_condition": "This write did not depend on the stored version. Compare them in the ConditionExpression: "
        "version = :expected, equal and nothing else.",
        "no_version": Reason(
            "The stored sample may have no version. That is another one than the expected version too: raise "
            "StaleVersion.",
            when=raised_with("KeyError"),
        ),
        "raise_stale": "When DynamoDB refuses, raise StaleVersion, so that the caller cannot overlook it.",
        "wire_format": Reason(
            'In error.response the item is in DynamoDB\'s own notation, such as {"N": "3"}. Translate it: '
            'TypeDeserializer().deserialize({"M": item}).',
            when=in_wire_format,
        ),
        "old_read": Reason(
            "A read without ConsistentRead=True may return an older item. Take the item from the refusal.",
            when=has_read,
        ),
        "item": 'Give StaleVersion what is stored: ask for it with ReturnValuesOnConditionCheckFailure="ALL_OLD" and '
        'find it in error.response["Item"].',
        "old_copy": Reason(
            "Your function put back a copy of the sample that it had read: what another program changed in between is "
            "lost. Change result and version with update_item, and nothing else.",
            when=sent_any("PutItem"),
        ),
        "exact": "Return the number as an int or a Decimal, as boto3 hands it over. A float has 15 digits, so it is "
        "right for small numbers only.",
        "whole_item": Reason(
            "Some attributes are gone or changed: a put replaces the whole item. Change two attributes with "
            "update_item, and nothing else.",
            when=any_of(has_lost, sent_any("PutItem")),
        ),
        "only_two": "Other attributes than result and version were changed or added. Change those two, and nothing "
        "else.",
        "result": "Store the given result in the attribute result, whatever result was there before.",
        "later_answer": "What a read finds after the write may be somebody else's already. The answer follows from "
        "your own write: expected_version + 1, or what ReturnValues brings along with it.",
        "answer": "Return the sample's new version, the number expected_version + 1.",
        "catches_all": "Only ConditionalCheckFailedException means that the version is stale. Pass every other error "
        "on with a bare `raise`.",
    },
)


@exercise.check()
def current_version(submission, cloud):
    """With the current version the result and the next version are stored, and it is returned; once, not again."""
    lab.prepare(cloud)
    records(submission, cloud, "S-1003", 2, "negative")
    refuses_a_second_time(submission, cloud, "S-1003", 2, "negative")
    moves_shelf_meanwhile(submission, cloud, "S-1001", 1, "positive")


@exercise.check()
def version_zero(submission, cloud):
    """A sample that nobody has changed yet may have version 0; a missing sample has not."""
    lab.prepare(cloud)
    lab.put(cloud, "samples", {"sample_id": "S-1005", "shelf": "C-1", "version": 0})
    records(submission, cloud, "S-1005", 0, "negative")
    refuses(submission, cloud, "S-4004", 0, "negative", "there is no S-4004", missing=True)


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
    carries(carried, lab.stored(cloud, "samples", "S-1004"))


@exercise.check()
def missing_sample(submission, cloud):
    """For a sample that does not exist StaleVersion is raised with stored None, and no item is created."""
    lab.prepare(cloud)
    because = "there is no S-4004: somebody threw it away"
    carried = refuses(submission, cloud, "S-4004", 1, "negative", because, missing=True)
    expect_found("`stored` is", carried.get("stored"), None, because, advice="missing")


@exercise.check()
def race(submission, cloud):
    """When two callers record a result for the same version at once, one succeeds and the other gets StaleVersion."""
    race_for_version(submission, cloud, "S-1003", 2, ("negative", "positive"), lab.prepare)
    race_for_version(submission, cloud, "S-1003", 2, ("negative", "negative"), lab.prepare)


@exercise.check()
def missing_table(submission, cloud):
    """Any other failure comes out as it is: here the table does not exist."""
    because = "the version is not stale; nobody could even look at it"
    with expect_client_error("ResourceNotFoundException", because, advice="catches_all"):
        submission.record_result(cloud.resource("dynamodb"), "S-1001", 1, "negative")


# how one write can hide another, and how one can come about that should not
BOTH_WROTE = ("looks_first", "tries_again", "next_version", "not_yours", "no_condition")
WROTE = ("looks_first", "tries_again", "no_condition")
READ_LATER = ("not_yours", "later_answer")
OTHERS = ("whole_item", "only_two")
CARRIED = ("wire_format", "item")


def records(submission, cloud, sample_id, version, result):
    """A call that must succeed."""
    old = lab.stored(cloud, "samples", sample_id)
    answer = submission.record_result(cloud.resource("dynamodb"), sample_id, version, result)
    new = lab.stored(cloud, "samples", sample_id) or {}
    others = {name: value for name, value in old.items() if name not in ("result", "version")}
    kept = {name: new[name] for name in others if name in new}
    because = "only the result and the version may change"
    expect_found("The sample's other attributes afterwards", kept, others, because, advice=OTHERS)
    because = "a new result makes a new version of the sample"
    expect_found("The stored version", new.get("version"), version + 1, because, advice="next_version")
    expect_found("The stored result", new.get("result"), result, "this result was recorded", advice="result")
    wanted = {f"samples/{sample_id}": {**old, "result": result, "version": version + 1}}
    expect_changed(cloud, wanted, "one sample got a result", advice=OTHERS)
    expect(answer, version + 1, "this is the sample's version now", advice="answer")
    is_exact(answer)


def moves_shelf_meanwhile(submission, cloud, sample_id, version, result):
    """Right before the result is written, somebody else moves the tube, which is no new version."""
    moved = {**lab.stored(cloud, "samples", sample_id), "shelf": "Z-9"}
    with before_a_write(cloud, lambda: lab.put(cloud, "samples", moved)):
        answer = submission.record_result(cloud.resource("dynamodb"), sample_id, version, result)
    because = "another program has moved the tube a moment before"
    wanted = {f"samples/{sample_id}": {**moved, "result": result, "version": version + 1}}
    expect_changed(cloud, wanted, because, advice="old_copy")
    expect(answer, version + 1, "this is the sample's version now", advice="answer")


def refuses(submission, cloud, sample_id, version, result, because, missing=False):
    """A call that must raise StaleVersion and change nothing. Returns the exception's attributes."""
    raised, since = None, len(sent(cloud))
    try:
        submission.record_result(cloud.resource("dynamodb"), sample_id, version, result)
    except LearnerError as error:
        raised, name = error.raised, error.raised.types[0]
        slip = name in SLIPS and not (missing and name == "TypeError")
        if name == "NotImplementedError" or slip or was_not_accepted(raised):
            raise
    if changed(cloud):
        problem = "Something was written, although the sample does not have the expected version."
        facts = {"since": since}
        raise Failure(Finding(problem=problem, because=because), "missing" if missing else WROTE, facts=facts)
    if raised is not None and raised.is_a("StaleVersion"):
        return raised.attributes
    got = None if raised is None else f"{RAISED}{raised}"
    problem = "No exception came out of your function." if raised is None else None
    finding = Finding(problem=problem, got=got, expected="an exception StaleVersion", because=because)
    raise Failure(finding, ("own_class", "missing" if missing else "no_version", "raise_stale"))


def refuses_a_second_time(submission, cloud, sample_id, version, result):
    """A call that has succeeded must raise StaleVersion when it is made again."""
    since, because = len(sent(cloud)), "this very call has moved the version on before"
    try:
        refuses(submission, cloud, sample_id, version, result, because)
    except Failure as failure:
        since_then = sent(cloud, since=since)
        if any(entry.error for entry in since_then):
            raise
        raise Failure(failure.finding, WROTE if since_then else "remembers", facts={"since": since}) from None


def was_not_accepted(raised):
    """Whether the request itself was faulty, such as a reserved word: that says nothing about the sample."""
    absent = "refers to an attribute that does not exist" in raised.message
    return raised.types[0] == "NotSimulated" or (raised.code == "ValidationException" and not absent)


def carries(attributes, item):
    """The exception's `stored` is the stored item in plain Python values."""
    because = "with it the caller can decide at once what to do, without another read"
    expect_found("`stored` is", attributes.get("stored"), item, because, advice=CARRIED)


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
        facts = {"moved": kept.get("version") == version + 1}
        problem = "Both callers were told that their result is stored, but only one result is."
        because = "both had seen the same version; the second write must be refused"
        require(won != [True, True], problem, because, BOTH_WROTE, facts)
        for outcome in outcomes:
            if outcome.raised and was_not_accepted(outcome.raised):
                value_of(outcome)  # the learner's code crashed
            stale = outcome.raised is None or "StaleVersion" in outcome.raised.types
            problem = f"The second caller got {outcome.raised}."
            because = "the caller who comes second has to learn that the version is stale"
            require(stale, problem, because, ("own_class", "raise_stale"))
        require(any(won), "Neither caller's result was stored.", "one of them came first, with the current version")
        winner = won.index(True)
        because = "its caller was told that it is stored"
        expect_found("The stored result", kept.get("result"), results[winner], because, BOTH_WROTE, facts=facts)
        because = "one result was recorded, once"
        expect_found("The stored version", kept.get("version"), version + 1, because, advice="next_version")
        may_change(cloud, f"samples/{sample_id}")

    interleavings(submission, cloud, prepare, calls, one_wins, weaker=READS_LATER)


def outrun_while_busy(submission, cloud, sample, result, prepare):
    """A request is turned away or does not arrive; before the next one somebody else records the same result."""
    name, version = sample["sample_id"], sample["version"]
    theirs = {**sample, "result": result, "version": version + 1}

    def records_it(cloud):
        if same(lab.stored(cloud, "samples", name), sample):
            lab.put(cloud, "samples", theirs)
            faster.append(theirs)

    def records_late(cloud):
        faster.clear()
        may_change(cloud, f"samples/{name}")
        try:
            call = submission.later.record_result(cloud.resource("dynamodb"), name, version, result)
            call_in(submission, cloud, call)
        except LearnerError as error:
            if not error.raised.is_a("StaleVersion") and not is_unheard(error.raised):
                raise
            return
        problem = "Both callers were told that their result is stored, but only one result is."
        require(not faster, problem, "somebody else had recorded the same result before this write", READ_LATER)

    faster = []

    for times in (1, TRIES):  # boto3 tries again, or has given up
        after_each_fault(submission, cloud, prepare, records_it, records_late, (THROUGHPUT_EXCEEDED, UNREACHED), times)


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
            kept_it = same(kept.get("result"), results[1])
            require(kept_it, problem, because, ("next_version", "result"), facts={"moved": True})
        if ana:
            because = "this call made this version, whatever was recorded after it"
            expect(outcomes[0].value, version + 1, because, advice="later_answer")
        may_change(cloud, f"samples/{sample_id}")

    interleavings(submission, cloud, prepare, calls, later_result_stays, weaker=READS_LATER)
