"""changes_since: incremental exports on top of a full one."""

import copy
from datetime import datetime, timedelta

from course_lib.aws.values import show
from course_lib.checks import Exercise, Reason, expect_raises, require
from course_lib.checks.kit import error_means
from course_lib.lessons.dynamodb_backups import data as lab

INSERT, UPDATE, DELETE = "insert", "update", "delete"


def of_kind(kind):
    """The item at fault is one that a line of this kind is about; any item, where that is all the check is about."""
    return lambda seen: seen.facts.get("kind", kind) == kind


exercise = Exercise(
    call="changes_since(items, since, exports)",
    section='Part 5, "Only what has changed"',
    hints=(
        "A line does not say what to do to an item. It says what the item is at the end of its window. Which of two "
        "lines about one item has the last word?",
        "Put all lines of all exports in the order of WriteTimestampMicros, without those that are not later than "
        "`since`, and apply one after the other to a dictionary of items by their keys. Look at the windows first.",
        'For each line: place = repr(sorted(line["Keys"].items())); if "NewImage" in line: table[place] = '
        'line["NewImage"], else: table.pop(place, None). The windows, sorted by their beginning: each has to begin '
        "at or before the end of what is covered so far, which is `since` at first.",
    ),
    advice={
        "insert": Reason(
            "A line with a NewImage whose item is not there yet is an insert: the item is NewImage.",
            when=of_kind(INSERT),
        ),
        "update": Reason(
            "NewImage is the whole item: it takes the item's place. Do not add its attributes to the old ones, "
            "or what was removed comes back.",
            when=of_kind(UPDATE),
        ),
        "delete": Reason(
            "A line without NewImage means that the item was deleted. It may have been gone before.",
            when=of_kind(DELETE),
        ),
        "order": "The last write wins, whichever export it stands in, and whatever the order of the list: sort by "
        "WriteTimestampMicros, as a number.",
        "already": "What was written at `since` or before is in the items already. An older line would bring an older "
        "state back: leave out what is not later than `since`.",
        "spelling": 'WriteTimestampMicros is text in AWS\'s guide and {"N": text} in files. Read both.',
        "key": "The key attributes are those in a line's Keys, one or two of any name. Two items are the same if all "
        "of them are.",
        "exactly": "Moments have milliseconds, and timestamps microseconds. Compare them exactly, as datetimes or as "
        "whole numbers of microseconds.",
        "gap": "A window that is missing is lost changes, and nobody would notice. Sort the windows, and raise "
        "MissingWindow if one begins after the end of those before it, or the first after `since`.",
        "no_gap": "These windows cover everything. They may overlap, come twice and in any order, and the end of one "
        "is the beginning of the next.",
    },
)

START = datetime.fromisoformat("2026-03-02T12:00:00.000Z")


@exercise.check()
def all_three(submission, cloud):
    """Inserts, updates and deletes of one window are applied."""
    items = lab.typed(lab.RESULTS[:6])
    lines = [
        line(10, old=items[1], new=items[1] | {"result": {"S": "positive"}}),
        line(12, old=items[2]),
        line(3, new=result("S-3001", "negative")),
        line(20, old=items[4], new=without(items[4], "value")),
        line(21, key=result("S-3002")),
    ]
    applied = [items[0], lines[0]["NewImage"], items[3], lines[3]["NewImage"], items[5], lines[2]["NewImage"]]
    gives(submission, items, [window(0, 60, lines)], applied, (INSERT, UPDATE, DELETE), kinds_of(lines))


@exercise.check()
def order(submission, cloud):
    """Of several writes to one item the last one counts, in whatever order the exports come."""
    item = result("S-1", "first")
    second, third = item | {"result": {"S": "second"}}, item | {"result": {"S": "third"}}
    exports = [
        window(120, 180, [line(150, old=second, new=third)]),
        window(0, 60, [line(30, old=item, new=second), line(40, new=result("S-2"))]),
        window(60, 120, [line(70, old=result("S-2"))]),
    ]
    gives(submission, [item], exports, [third], "order")


@exercise.check()
def again(submission, cloud):
    """The same export twice, or all of them again on top of the result, changes nothing."""
    item = result("S-1", "first")
    exports = [
        window(0, 60, [line(30, old=item, new=item | {"result": {"S": "second"}}), line(31, new=result("S-2"))]),
        window(60, 120, [line(90, old=result("S-2"))]),
    ]
    after = [item | {"result": {"S": "second"}}]
    gives(submission, [item], [exports[1], exports[0], copy.deepcopy(exports[1])], after, "order")
    gives(submission, after, exports, after, "order")


@exercise.check()
def both_spellings(submission, cloud):
    """Timestamps are read as text and as typed numbers, mixed."""
    item = result("S-1", "first")
    lines = [
        line(30, new=item | {"result": {"S": "second"}}, plain=True),
        line(95, new=item | {"result": {"S": "fourth"}}, plain=True),
        line(70, new=item | {"result": {"S": "third"}}),
    ]
    exports = [window(60, 120, lines[1:]), window(0, 60, lines[:1])]
    gives(submission, [item], exports, [lines[1]["NewImage"]], "spelling")


@exercise.check()
def already_there(submission, cloud):
    """What was written before the full export does not come back."""
    item = result("S-1", "today")
    exports = [
        window(-60, 0, [line(-20, new=result("S-1", "yesterday")), line(-10, new=result("S-9"))]),
        window(0, 60, [line(5, new=result("S-2"))]),
    ]
    gives(submission, [item], exports, [item, result("S-2")], "already")


@exercise.check()
def missing_window(submission, cloud):
    """A time that no export covers is refused."""
    lines = [line(70, new=result("S-2"))]
    refuses_gap(submission, [window(75, 120, []), window(0, 60, []), window(60, 74, lines)])


@exercise.check()
def two_keys(submission, cloud):
    """A table with a partition key and a sort key of other names."""
    visits = [{"patient": {"S": "P-1"}, "day": {"N": str(day)}, "note": {"S": "-"}} for day in (1, 2, 3)]
    lines = [
        line(10, old=visits[1], names=("patient", "day")),
        line(11, new=visits[2] | {"note": {"S": "better"}}, names=("patient", "day")),
    ]
    gives(submission, visits, [window(0, 60, lines)], [visits[0], lines[1]["NewImage"]], "key")


def result(sample_id, text="negative"):
    """A small item."""
    return {"sample_id": {"S": sample_id}, "result": {"S": text}}


def without(item, *names):
    """An item without some attributes."""
    return {name: value for name, value in item.items() if name not in names}


def line(minute, old=None, new=None, key=None, names=("sample_id",), plain=False):
    """A line of an incremental export, written so many minutes after START."""
    stamp = str(round((START + timedelta(minutes=minute)).timestamp() * 1_000_000))
    keys = {name: (new or old or key)[name] for name in names}
    made = {"Metadata": {"WriteTimestampMicros": stamp if plain else {"N": stamp}}, "Keys": keys}
    made |= {"NewImage": new} if new else {}
    return made | ({"OldImage": old} if old else {})


def window(start, end, lines):
    """An incremental export from one minute after START to another."""
    return {"exportFromTime": text(start), "exportToTime": text(end), "lines": lines}


def text(minute):
    """A moment as manifests write it."""
    moment = START + timedelta(milliseconds=round(minute * 60_000))
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def kinds_of(lines):
    """What each line is to its item, by the item's key."""
    kinds = {}
    for each in lines:
        kinds[repr(each["Keys"])] = DELETE if "NewImage" not in each else UPDATE if "OldImage" in each else INSERT
    return kinds


def gives(submission, items, exports, wanted, advice, kinds=None, since=0):
    """A call that must succeed. `kinds` tells what the lines are about, if they are about several things."""
    slips = error_means(DELETE if kinds else advice, "TypeError", "ValueError", "AttributeError")
    gone = error_means(DELETE if kinds or advice == "order" else advice, "KeyError")
    with error_means("no_gap", "MissingWindow"), gone, slips:
        got = submission.changes_since(items, text(since), exports)
    require(isinstance(got, list), f"It returned {show(got, 60)}.", "a list of items was asked for")
    late, lost = [each for each in got if each not in wanted], [each for each in wanted if each not in got]
    if late or lost:
        at_fault = (lost + late)[0]
        problem = (
            f"Items missing, or not as they should be: {len(lost)}. Items that should not be there: {len(late)}. "
            f"{'Wanted' if lost else 'Not wanted'}: {show(at_fault, 120)}"
        )
        key = repr({"sample_id": at_fault["sample_id"]}) if is_item(at_fault) else None
        facts = {"kind": kinds.get(key, UPDATE if key else None)} if kinds else {}
        require(False, problem, advice=UPDATE if lost and is_merged(at_fault, got) else advice, facts=facts)
    require(len(got) == len(wanted), "An item is there twice.", "a key has one item", advice="key")


def is_merged(item, got):
    """Whether an item came back with all that it is to have, and with attributes that it has no more."""
    return any(isinstance(each, dict) and item.items() < each.items() for each in got)


def is_item(value):
    """Whether this looks like one of the lesson's items."""
    return isinstance(value, dict) and "sample_id" in value


def refuses_gap(submission, exports):
    """Windows with a gap."""
    with expect_raises("MissingWindow", "what was written meanwhile would be lost", advice="gap"):
        submission.changes_since([result("S-1")], text(0), exports)
