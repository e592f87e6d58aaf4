"""The exam of changes_since."""

from course_lib.checks import Exam
from course_lib.lessons.dynamodb_backups.practice.changes_since import (
    DELETE,
    gives,
    kinds_of,
    line,
    refuses_gap,
    result,
    window,
    without,
)

exam = Exam()


def history(random, minutes, ids, start=None):
    """Writes at random, as exports of an hour each. Returns the items at last, and the exports in any order."""
    table, exports = {item["sample_id"]["S"]: item for item in start or []}, []
    for begin in range(0, minutes, 60):
        before, stamps = dict(table), {}
        for minute in sorted(random.sample(range(begin + 1, begin + 60), 8)):
            sample = random.choice(ids)
            stamps[sample] = minute
            if sample in table and random.random() < 0.3:
                del table[sample]
            else:
                table[sample] = result(sample, f"at {minute}") | ({"flag": {"BOOL": True}} if minute % 2 else {})
        lines = [
            line(minute, before.get(sample), table.get(sample), plain=random.random() < 0.5)
            for sample, minute in stamps.items()
            if sample in before or sample in table
        ]
        random.shuffle(lines)
        exports.append(window(begin, begin + 60, lines))
    random.shuffle(exports)
    last, (first, second) = ending(minutes)
    return [*table.values(), *last], [second, *exports, first]


def ending(begin):
    """The last two windows: an insert, an update that removes an attribute, a delete."""
    born, changed, gone = (result(f"T-{number}") | {"flag": {"BOOL": True}} for number in (1, 2, 3))
    first = [line(begin + 10, new=changed, plain=True), line(begin + 11, new=gone)]
    after = without(changed, "flag") | {"result": {"S": "positive"}}
    second = [line(begin + 70, changed, after), line(begin + 80, gone, plain=True), line(begin + 90, new=born)]
    exports = [window(begin, begin + 60, first), window(begin + 60, begin + 120, second)]
    return [born, after], exports


@exam.check(points=3)
def exam_history(submission, cloud):
    """Hours of inserts, updates and deletes, in any order, give the items as they were at the end."""
    ids = [f"S-{submission.random.randrange(1000, 9999)}" for _ in range(9)]
    start = [result(sample, "first") for sample in sorted(set(ids))[:5]]
    wanted, exports = history(submission.random, 480, sorted(set(ids)), start)
    gives(submission, start, exports, wanted, "order")


@exam.check(points=1)
def exam_again(submission, cloud):
    """Exports that come twice, and all of them on top of the result, change nothing."""
    ids = [f"S-{number}" for number in range(7)]
    wanted, exports = history(submission.random, 240, ids)
    gives(submission, [], [*exports, exports[-1], exports[0]], wanted, "order")
    gives(submission, wanted, exports, wanted, "order")


@exam.check(points=1)
def exam_removed(submission, cloud):
    """An attribute that was removed is gone."""
    name = f"flag-{submission.random.randrange(100)}"
    item = result("S-1") | {name: {"BOOL": True}}
    gives(submission, [item], [window(0, 60, [line(7, item, without(item, name))])], [without(item, name)], "update")


@exam.check(points=1)
def exam_already_there(submission, cloud):
    """What was written before the full export, or at its moment, does not come back."""
    item = result("S-1", "today")
    early = -submission.random.randrange(2, 50)
    exports = [
        window(-60, 30, [line(early, new=result("S-1", "yesterday")), line(0, old=result("S-8"), new=result("S-7"))]),
        window(30, 60, [line(40, new=result("S-2"))]),
    ]
    gives(submission, [item], exports, [item, result("S-2")], "already")


@exam.check(points=1)
def exam_keys(submission, cloud):
    """A partition key and a sort key of other names."""
    names = (f"room-{submission.random.randrange(100)}", "bed")
    beds = [{names[0]: {"S": room}, "bed": {"N": bed}, "free": {"BOOL": True}} for room in "AB" for bed in "12"]
    lines = [line(10, old=beds[3], names=names), line(11, new=beds[1] | {"free": {"BOOL": False}}, names=names)]
    gives(submission, beds, [window(0, 60, lines)], [beds[0], lines[1]["NewImage"], beds[2]], "key")


@exam.check(points=1)
def exam_keys_alike(submission, cloud):
    """Keys are compared attribute by attribute, in whatever order a line has them."""
    beds, lines, wanted = [], [], []
    for sign in (
        "",
        "-",
        "#",
        "|",
        "/",
        ",",
        "', '",
    ):  # joined, these three give the same text, in one order or the other
        pairs = ("A", f"B{sign}C"), (f"A{sign}B", "C"), (f"C{sign}A", "B")
        stays, goes, moves = ({"free": {"BOOL": True}, "bed": {"S": bed}, "room": {"S": room}} for room, bed in pairs)
        after = moves | {"free": {"BOOL": False}}
        lines += [
            line(10, old=goes, new=goes | {"note": {"S": "soon"}}, names=("room", "bed")),
            line(11, old=goes, names=("bed", "room")),
            line(12, old=moves, new=after, names=("bed", "room")),
        ]
        beds, wanted = [*beds, stays, goes, moves], [*wanted, stays, after]
    submission.random.shuffle(beds)
    gives(submission, beds, [window(0, 60, lines)], wanted, "key")


@exam.check(points=1)
def exam_new_images_only(submission, cloud):
    """Exports without old images: a line with the keys alone is a deletion."""
    items = [result(f"S-{number}") for number in range(4)]
    changed, born = items[1] | {"result": {"S": "positive"}}, result("S-9")
    lines = [line(9, key=items[0]), line(10, new=changed), line(11, key=items[2]), line(12, new=born)]
    submission.random.shuffle(lines)
    gives(submission, items, [window(0, 60, lines)], [changed, items[3], born], (DELETE,), kinds_of(lines))


@exam.check(points=1)
def exam_window_in_window(submission, cloud):
    """A short window inside a long one has older writes than the long one's last."""
    items = [result(f"S-{number}", "first") for number in range(4)]
    second = [item | {"result": {"S": "second"}} for item in items]
    third = items[0] | {"result": {"S": "third"}}
    late = submission.random.randrange(121, 179)
    long = window(0, 180, [line(late, items[0], third), line(late, items[1]), line(82, items[2], second[2])])
    long["lines"].append(line(late, items[3], items[3]))  # it changed, and changed back
    short = window(60, 120, [line(80 + number, items[number], second[number]) for number in range(4)])
    for exports in ([long, short], [short, long]):
        gives(submission, items, exports, [third, second[2], items[3]], "order")


@exam.check(points=1)
def exam_exactly(submission, cloud):
    """Moments count to the millisecond, and writes to the microsecond."""
    item = result("S-1", "today")
    earlier = window(-60, 60, [line(-1 / 60, new=result("S-1", "a second before"))])
    gives(submission, [item], [earlier], [item], "already")
    for since in (1 / 60_000, submission.random.randrange(2, 999) / 60_000, 999 / 60_000):
        for later, applied in ((0, False), (1, True)):
            written = line(since, new=result("S-1", "at since, or just after it"))
            stamp = written["Metadata"]["WriteTimestampMicros"]
            stamp["N"] = str(int(stamp["N"]) + later)
            wanted = [written["NewImage"] if applied else item]
            gives(submission, [item], [window(0, 60, [written])], wanted, "exactly", since=since)
    last = line(60, new=result("S-1", "at the end"))
    stamp = last["Metadata"]["WriteTimestampMicros"]
    stamp["N"] = str(int(stamp["N"]) - 1)
    gives(submission, [item], [window(0, 60, [last])], [last["NewImage"]], "exactly")
    for pause in (1 / 120, 1 / 60_000):  # half a second, a millisecond
        refuses_gap(submission, [window(0, 60, []), window(60 + pause, 120, [])])
        refuses_gap(submission, [window(pause, 60, [])])


@exam.check(points=2)
def exam_windows(submission, cloud):
    """A missing window is refused, wherever it is; windows that overlap or touch are not."""
    cut = submission.random.randrange(61, 119)
    refuses_gap(submission, [window(cut, 180, []), window(0, 60, [])])
    refuses_gap(submission, [window(1, 60, [])])
    refuses_gap(submission, [window(0, 24, []), window(0, cut, []), window(180, 240, [])])
    item = result("S-1")
    overlapping = [window(cut - 20, 180, []), window(0, cut, []), window(10, 20, []), window(-30, 5, [])]
    overlapping += [window(0, 5, []), window(170, 180, [])]  # they begin, or end, as longer ones do
    for exports in (overlapping, overlapping[::-1]):
        gives(submission, [item], exports, [item], "no_gap")
    gives(submission, [item], [], [item], "no_gap")
