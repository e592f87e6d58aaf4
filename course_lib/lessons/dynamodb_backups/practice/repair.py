"""repair: items put back one by one from a restored table, and nobody's newer write lost."""

import base64

from boto3.dynamodb.types import Binary

from course_lib.aws.layers.before_calls import BeforeCalls
from course_lib.aws.layers.crowded import Crowded
from course_lib.aws.layers.short_pages import ShortPages
from course_lib.checks import (
    Exercise,
    Fault,
    Reason,
    crash_points,
    expect,
    expect_client_error,
    require,
    value_of,
)
from course_lib.checks.kit import (
    LASTING,
    LOST,
    before_each_request,
    call_in,
    comes_to_an_end,
    error_means,
    errors_come_out,
    expect_changed,
    may_change,
    sent_any,
)
from course_lib.lessons.dynamodb_backups import data as lab

OVER = ("brings_back", "overwrites")
RESTORED, BAD, GOOD = "from-14-31-59", "3.1", "3.2"


def brings_back(seen):
    """An item that somebody deleted meanwhile is there again."""
    return bool(seen.facts.get("back"))


def keeps_new_ones(seen):
    """Items that the bad version has made are still there, and all that could be put back is."""
    wanted = seen.facts.get("wanted", {})
    made = {name for name, item in wanted.items() if item is None}
    return bool(made) and not made & seen.changes.keys() and wanted.keys() - made <= seen.changes.keys()


def keeps_attributes(seen):
    """An item has an attribute that the restored one has not."""
    wanted = seen.facts.get("wanted", {})
    return any(
        isinstance(change.after, dict)
        and isinstance(wanted.get(name), dict)
        and change.after.keys() - wanted[name].keys()
        for name, change in seen.changes.items()
    )


def asks_for_many(seen):
    """A request for several items at once was refused as it is."""
    several = ("BatchGetItem", "TransactGetItems", "TransactWriteItems", "BatchExecuteStatement")
    return any(entry.error is not None and "Validation" in entry.error.code for entry in seen.sent(*several))


exercise = Exercise(
    call="repair(dynamodb, table_name, restored_name, version)",
    section='Part 2, "Back to 14:31:59"',
    hints=(
        "Between reading an item and writing it somebody else can write it. Which condition is true only as long as "
        "the item is still the bad version's?",
        "Scan the table for items that the bad version wrote, page by page. Ask the restored table for each key. Write "
        "with a ConditionExpression on written_by; a condition that fails means that somebody was faster.",
        'for each item of the scan with FilterExpression="written_by = :version": get_item from the restored table; '
        "then put_item of what it has, or delete_item if it has nothing, both with "
        'ConditionExpression="written_by = :version"; except dynamodb.exceptions.ConditionalCheckFailedException: go '
        "on with the next one, uncounted. The names of the key are in describe_table's KeySchema.",
    ),
    advice={
        "brings_back": Reason(
            "An item that somebody deleted meanwhile is there again. The condition has to fail where there is no item.",
            when=brings_back,
        ),
        "overwrites": "Somebody wrote or deleted an item after you had read it, and that is lost. Let DynamoDB look "
        "when it writes: a ConditionExpression on written_by, for putting back and for deleting.",
        "batch": Reason(
            "A request takes a limited number of items: BatchGetItem and TransactWriteItems 100, BatchExecuteStatement "
            "25. There can be more to repair.",
            when=asks_for_many,
        ),
        "unprocessed": Reason(
            "BatchGetItem answers with what it could read. A key in UnprocessedKeys was not read: whether there is "
            "such an item, nobody knows yet. Ask for it again.",
            when=sent_any("BatchGetItem"),
        ),
        "made": Reason(
            "What the bad version has made is still there. Where the restored table has no item with the key, delete.",
            when=keeps_new_ones,
        ),
        "whole": Reason(
            "An item still has an attribute of the bad version's. Put the whole item back: put_item replaces, "
            "update_item only adds and changes.",
            when=keeps_attributes,
        ),
        "pages": "A scan comes in pages, and a page can be empty though there are more: only LastEvaluatedKey tells. A "
        "paginator follows it.",
        "key": "Which attributes are the key, and of which type, differs from table to table: describe_table tells the "
        "names in KeySchema.",
        "others": "Only items whose written_by is exactly this text are the bad version's. All others stay.",
        "as_it_was": "Each item has to become what the restored table has under the same key, to the letter.",
        "count": "Return how many items this call has put back and how many it has deleted. What somebody else was "
        "faster with is neither.",
        "catches_all": "A condition that fails is no failure. Everything else has to come out.",
        "again": "After a failure the caller starts anew. Then the rest has to be repaired.",
        "endless": "There was no end of requests.",
    },
)


@exercise.check()
def damaged_items(submission, cloud):
    """What the bad version has changed is as before, and what it has made is gone."""
    prepare(cloud)
    repairs(submission, cloud)


@exercise.check()
def others_stay(submission, cloud):
    """Items that other versions wrote stay, whatever the restored table has."""
    prepare(cloud)
    others(cloud, lab.TABLE)
    repairs(submission, cloud, advice=("others", "as_it_was"))


@exercise.check()
def short_pages(submission, cloud):
    """Pages of the scan may hold little, or nothing, and a batch may be answered in part."""
    prepare(cloud)
    repairs_in_parts(submission, cloud)


@exercise.check()
def another_key(submission, cloud):
    """The key has other attributes in another table."""
    prepare_pairs(cloud)
    repairs(submission, cloud, "visits", advice=("key", "as_it_was"))


@exercise.check()
def corrected_meanwhile(submission, cloud):
    """Whatever request is under way, what somebody corrects by hand stays."""
    meanwhile(submission, cloud, {"result": "inconclusive", "written_by": GOOD})
    meanwhile(submission, cloud, {"result": "positive", "written_by": GOOD}, sample_id="S-2001")


@exercise.check()
def deleted_meanwhile(submission, cloud):
    """What somebody deletes meanwhile stays deleted."""
    meanwhile(submission, cloud, None)


@exercise.check()
def no_table(submission, cloud):
    """A failure comes out as it is: here the restored table does not exist."""
    prepare(cloud)
    with (
        comes_to_an_end(cloud, advice="endless"),
        expect_client_error("ResourceNotFoundException", "it is not there", "catches_all"),
    ):
        submission.repair(cloud.client("dynamodb"), lab.TABLE, "from-nowhere", BAD)


@exercise.check()
def any_crash(submission, cloud):
    """Whatever request fails, a second call does the rest."""
    survives(submission, cloud)


def prepare(cloud, extra=()):
    """The lab's table after the bad version, and what it was before: of nine results three are wrong, two are new.

    Args:
        extra: more items, plain, that the bad version has changed; the restored table has them as they are here.
    """
    before = [{**lab.exact(item), "written_by": "3.0"} if n % 2 else item for n, item in enumerate(lab.RESULTS[:9])]
    _fill(cloud, [*before, *extra], [before[2], before[5], before[6], *extra], ["S-2001", "S-2002"])
    lab.put(cloud, {"sample_id": "S-2003", "test": "covid", "result": "positive", "written_by": GOOD})


def prepare_few(cloud):
    """The same with less: of three results one is wrong, S-1003, and S-2001 is new."""
    _fill(cloud, lab.RESULTS[:3], [lab.RESULTS[2]], ["S-2001"])


def _fill(cloud, before, hit, made):
    for table in (RESTORED, lab.TABLE):
        lab.make_table(cloud, table)
        lab.put(cloud, *before, table=table)
    lab.put(cloud, *(bad({"sample_id": name}) for name in [*(item["sample_id"] for item in hit), *made]))


def bad(key, version=BAD):
    """What the bad version writes under a key."""
    return {**key, "result": "unknown", "note": "", "retries": 3, "written_by": version}


def prepare_pairs(cloud):
    """Tables whose key is two attributes, which the items of the other tables do not have."""
    for name in ("visits", RESTORED):
        lab.make_table(cloud, name, "patient", "day")
    before = [{"patient": who, "day": day, "room": day[-1]} for who in ("p-1", "p-2") for day in ("d-1", "d-2")]
    lab.put(cloud, *before, table="visits")
    lab.put(cloud, *before, table=RESTORED)
    keys = ({"patient": "p-1", "day": "d-2"}, {"patient": "p-2", "day": "d-1"}, {"patient": "p-2", "day": "d-3"})
    lab.put(cloud, *map(bad, keys), table="visits")


def others(cloud, table, version=BAD):
    """Items that only look like the bad version's, and that the restored table has otherwise, or not at all."""
    marks = (f"{version}0", version[:-1], f" {version}", f"{version}\n", "", version.replace(".", "-"), 3, None)
    ids = [f"S-30{number:02}" for number in range(len(marks))]
    lab.put(cloud, *({"sample_id": name, "result": "old"} for name in ids[::2]), table=RESTORED)
    found = zip(ids, marks, strict=True)
    lab.put(cloud, *({"sample_id": name, "result": "right", "written_by": mark} for name, mark in found), table=table)
    sets = [{"sample_id": "S-3101", "written_by": {version}}, {"sample_id": "S-3102", "written_by": [version]}]
    lab.put(cloud, *sets, {"sample_id": "S-3103", "result": version}, table=table)


def names_of(cloud, table):
    """By name, as `expect_changed` has them: the items of a table, and its key's attributes."""
    described = cloud.client("dynamodb", who="course").describe_table(TableName=table)["Table"]["KeySchema"]
    keys = [part["AttributeName"] for part in described]
    return {"/".join(_named(item[key]) for key in keys): item for item in lab.items(cloud, table)}


def _named(value):
    return base64.b64encode(bytes(value)).decode() if isinstance(value, Binary) else str(value)


def repaired(cloud, table, version=BAD, restored=RESTORED):
    """What has to be there afterwards, of what is to be changed."""
    good = names_of(cloud, restored)
    hit = [name for name, item in names_of(cloud, table).items() if item.get("written_by") == version]
    return {f"{table}/{name}": good.get(name) for name in hit}


def repairs(submission, cloud, table=lab.TABLE, version=BAD, advice=(), restored=RESTORED):
    """A call that has to repair everything, while nobody else is there."""
    wanted = repaired(cloud, table, version, restored)
    with (
        comes_to_an_end(cloud, most=600, advice="endless"),
        error_means(("batch", "key"), "KeyError", "TypeError", "ValidationException"),
    ):
        answer = submission.repair(cloud.client("dynamodb"), table, restored, version)
    expect_changed(
        cloud, wanted, "so it was before the bad version, and nothing else was its work",
        advice=("made", "whole", *(advice or ("as_it_was",))), facts={"wanted": wanted},
    )  # fmt: skip
    deleted = sum(item is None for item in wanted.values())
    counts(answer, {"put_back": len(wanted) - deleted, "deleted": deleted})


def repairs_in_parts(submission, cloud):
    """The same where a page holds a single item or none, and a batch is answered key by key."""
    with cloud.use(ShortPages()), cloud.use(Crowded(cloud.clock, seconds=3600, room=1)):
        repairs(submission, cloud, advice=("unprocessed", "pages"))


def counts(answer, wanted):
    """What was returned."""
    expect(answer, wanted, "so many were put back and deleted", advice="count")
    whole = all(type(each) is int for each in answer.values())
    require(whole, f"It returned {answer!r}.", "ints were agreed on", advice="count")


def meanwhile(submission, cloud, written, sample_id="S-1003"):
    """Before each request somebody writes an item that the bad version had written, or deletes it.

    Args:
        written: what they write; None to delete.
        sample_id: of the item; one that the bad version has changed, or made.
    """
    theirs = written and lab.exact({**written, "sample_id": sample_id})
    before = bad({"sample_id": sample_id})
    late = []  # whether it had been repaired before they came
    lost = []  # whether theirs was not there, for a while

    def act(fresh):
        if lab.item(fresh, sample_id) != before:
            late.append(True)
        lab.put(fresh, theirs) if theirs else lab.delete(fresh, {"sample_id": sample_id})

    def call(fresh, layer):
        late.clear()
        lost.clear()

        def look(request):
            if layer.acted and not lost and lab.item(fresh, sample_id) != theirs:
                lost.append(request.operation)

        start, wanted = names_of(fresh, lab.TABLE), repaired(fresh, lab.TABLE)
        may_change(fresh, f"{lab.TABLE}/*")  # compared below, with what the others have done
        later = submission.later.repair(fresh.client("dynamodb"), lab.TABLE, RESTORED, BAD)
        with fresh.use(BeforeCalls(None, look)), comes_to_an_end(fresh, advice="endless"):
            answer = call_in(submission, fresh, later)
        good = wanted[f"{lab.TABLE}/{sample_id}"]
        if layer.acted:
            wanted[f"{lab.TABLE}/{sample_id}"] = theirs
        ends_as(fresh, start, wanted, sample_id if layer.acted else None)
        problem = f"When you sent {''.join(lost)}, {sample_id} was not what somebody had made of it before."
        because = "others look at it meanwhile, and your program can die before it mends that"
        require(not lost, problem, because, advice=OVER, facts={"back": theirs is None})
        done = [item for name, item in wanted.items() if name != f"{lab.TABLE}/{sample_id}"]
        done += [good] if not layer.acted or late else []
        deleted = sum(item is None for item in done)
        counts(answer, {"put_back": len(done) - deleted, "deleted": deleted})

    before_each_request(submission, cloud, prepare_few, act, call)


def ends_as(cloud, start, wanted, sample_id):
    """The table at last: what somebody did meanwhile, to the item of this id, is there, and the rest is repaired."""
    found = names_of(cloud, lab.TABLE)
    for name in sorted({*start, *found}, key=lambda name: name != sample_id):
        right = wanted.get(f"{lab.TABLE}/{name}", start.get(name))
        if found.get(name) == right:
            continue
        now = f"In the end {name} {'is there' if name in found else 'is not there'}, as your function has left it."
        if name == sample_id:
            did = "had deleted it" if right is None else "had written something else"
            require(False, now, f"somebody {did} meanwhile", advice=OVER, facts={"back": right is None})
        require(False, now, "the others were to be repaired all the same", advice="as_it_was")


def survives(submission, cloud, extra=()):
    """A call in which each request fails in every way, and then a second one."""
    wanted = {}

    def prepared(fresh):
        prepare_few(fresh)
        lab.put(fresh, *extra, table=RESTORED)
        lab.put(fresh, *(bad({"sample_id": item["sample_id"]}) for item in extra))
        wanted.update(repaired(fresh, lab.TABLE))

    def calls(fresh):
        return [submission.later.repair(fresh.client("dynamodb"), lab.TABLE, RESTORED, BAD)]

    def holds(fresh, outcomes):
        for outcome in outcomes:
            value_of(outcome)
        because = "everything was repaired in the end"
        expect_changed(fresh, wanted, because, ("whole", "again"), facts={"wanted": wanted})

    crash_points(submission, cloud, prepared, calls, holds, faults=tuple(Fault), limit=40)


def lets_errors_out(submission, cloud):
    """Each request of a call meets each error."""

    def call(fresh):
        return call_in(submission, fresh, submission.later.repair(fresh.client("dynamodb"), lab.TABLE, RESTORED, BAD))

    errors = (*LASTING, LOST)
    items = [f"{lab.TABLE}/*"]  # what fails is one operation alone: another's error must not stand in for its own
    errors_come_out(submission, cloud, prepare_few, call, "catches_all", errors, items, most=6)
