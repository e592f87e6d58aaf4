"""scan_to_s3: one worker of a parallel scan, within its share, that goes on after a crash."""

import base64
import gzip
import json

from course_lib.aws.http.messages import AwsError
from course_lib.aws.layers.early_pages import EarlyPages
from course_lib.aws.layers.scan_meter import ScanMeter
from course_lib.aws.layers.short_pages import ShortPages
from course_lib.checks import (
    Exercise,
    Fault,
    LearnerError,
    Reason,
    crash_points,
    expect,
    expect_client_error,
    expect_found,
    require,
)
from course_lib.checks.kit import (
    LASTING,
    S3_DENIED,
    UNREACHED,
    call_in,
    comes_to_an_end,
    error_means,
    errors_come_out,
    may_change,
    sent,
)
from course_lib.checks.kit.errors import FailsFrom
from course_lib.lessons.dynamodb_backups import data as lab


def lists_one_page(seen):
    """A list of keys went on, and was not followed."""
    listed = seen.sent("ListObjectsV2", "ListObjects")
    goes_on = {"ContinuationToken", "StartAfter", "Marker"}
    return bool(listed) and not any(goes_on & each.params.keys() for each in listed)


exercise = Exercise(
    call="scan_to_s3(dynamodb, s3, table_name, bucket, prefix, segment, segments, page_items, units_per_second)",
    section='Part 6, "When there is no export"',
    hints=(
        "Write the loop over the pages first, then the pauses, then what is needed to go on. For that: what would a "
        "new run have to know, where could it find it, and in what order must you write it?",
        "Keep a small object beside the data with the number of pages, the number of items and LastEvaluatedKey. Put "
        "the page first, under a name made of its number, then that object. A run that died in between puts the same "
        "page under the same name again.",
        "Before each Scan: time.sleep(max(0, began + consumed / units_per_second - time.time())). After it: "
        'consumed += page["ConsumedCapacity"]["CapacityUnits"]; put_object the page; put_object the progress. At the '
        "end put_object done.json. At the beginning get_object done.json and progress.json, and catch NoSuchKey.",
    ),
    advice={
        "lost": "Some items are not in S3. Read every page of the segment, until there is no LastEvaluatedKey. And put "
        "a page into S3 before you note that you have read it: what is noted and not written is lost after a crash.",
        "segment": "Items of other segments are there, which others copy: Scan needs Segment and TotalSegments.",
        "twice": "An item is in two lines. After a crash a page may be read and put again: it needs the same key "
        "again, such as one made of the page's number.",
        "typed": 'A line is {"Item": {...}} with typed values as the client gives them, and base64 for bytes, in '
        "JSON, each line ended by a newline, the whole in gzip.",
        "limit": "Give Scan the Limit, so that a page has no more items than allowed.",
        "pace": "This is more capacity than agreed. Ask for ReturnConsumedCapacity, add up what the pages have "
        "consumed, and pause before the next Scan: consumed / units_per_second seconds after the first.",
        "slow": "The pauses are far longer than needed: no more than consumed divided by units_per_second.",
        "total": Reason(
            "The number in done.json is that of the whole segment, those that an earlier run has copied included.",
            when=lambda seen: 0 < seen.got < seen.expected,
        ),
        "done": "done.json with the number of items is the last thing to be put, when all pages are there.",
        "answer": "Return the number of items of the segment, those that an earlier run has copied included.",
        "list": Reason(
            "Pages that were in S3 already were read again. An answer of list_objects_v2 has 1,000 keys at most, and "
            "can have fewer: follow the list to its end, with a paginator, or ask for one object by its key.",
            when=lists_one_page,
        ),
        "continue": "Pages that were in S3 already were read again. Note after each page how far you have come, in S3, "
        "and begin there with ExclusiveStartKey.",
        "key": "Go on with LastEvaluatedKey exactly as it was: each key attribute that the table has, with its type.",
        "reads_nothing": "It was done already, and read again. Look for done.json first.",
        "last_page": "The segment has more pages. One may have fewer items than Limit, or none at all: only a page "
        "without LastEvaluatedKey is the last.",
        "own_folder": "Some of that is another worker's. Keys that begin with segment-1 are also those of segment-10: "
        "look below segment-1/, with the slash.",
        "catches_all": "The copy is not complete, and nobody is told. Let errors out.",
    },
)


@exercise.check()
def whole_table(submission, cloud):
    """Three workers copy the whole table, each item once, and each returns its number."""
    lab.prepare(cloud)
    copies(submission, cloud, "copy", 3, 4, 50.0, lab.TABLE)


@exercise.check()
def all_types(submission, cloud):
    """Every type of value is in the lines as in an export's."""
    lab.prepare(cloud)
    lab.make_table(cloud, "mixed")
    lab.put(cloud, *MIXED, table="mixed")
    copies(submission, cloud, "copy", 1, 2, 50.0, "mixed")


@exercise.check()
def pace(submission, cloud):
    """It consumes no more capacity per second than agreed, and is not much slower than that."""
    lab.prepare(cloud)
    large_items(cloud)
    keeps_pace(submission, cloud, 0.5)


@exercise.check()
def dies_anywhere(submission, cloud):
    """When the program dies at any request, or an answer is lost, the next run goes on and finishes."""
    survives(submission, cloud, 3)


@exercise.check()
def done_is_last(submission, cloud):
    """A program that dies leaves no done.json unless everything is there."""
    promises_nothing(submission, cloud, 3)


@exercise.check()
def done_already(submission, cloud):
    """Called again when it is done, it reads nothing and returns the same number."""
    lab.prepare(cloud)
    reads_nothing(submission, cloud, 5)
    lab.make_table(cloud, "empty")
    reads_nothing(submission, cloud, 5, "empty")


@exercise.check()
def missing_table(submission, cloud):
    """A failure comes out as it is: here there is no such table."""
    lab.prepare(cloud)
    nothing_to_copy(submission, cloud, "orders")


MIXED = [
    {"sample_id": "S-1", "seal": b"\x00\xff", "keys": {b"\x01", b"\xfe"}, "deep": {"list": [b"\x80", None, True]}},
    {"sample_id": "S-2", "numbers": {1, 2.5}, "flags": {"late", "dry"}, "name": "Zoë\u2028line", "value": 24.1},
    {"sample_id": "S-3", "empty": [], "big": 12345678901234567890},
]


def copy(submission, cloud, table, prefix, segment, segments, page_items, rate):
    """One worker."""
    may_change(cloud, f"s3://{lab.BUCKET}/{prefix}/segment-{segment}/*")
    clients = cloud.client("dynamodb"), cloud.client("s3")
    return submission.scan_to_s3(*clients, table, lab.BUCKET, prefix, segment, segments, page_items, rate)


def lines_of(cloud, prefix, segment):
    """What a worker has put, as (place, typed item); None where a line is not what the contract says."""
    found = []
    for key, body in lab.objects(cloud, f"{prefix}/segment-{segment}/").items():
        if not key.endswith(".json.gz"):
            continue
        try:
            text = gzip.decompress(body).decode()
            found += [json.loads(line)["Item"] for line in text.split("\n") if line]
        except Exception:
            require(False, "A data object cannot be read as gzip of lines with an Item.", advice="typed")
    return found


def copies_side_by_side(submission, cloud, segments, chosen):
    """Some of many workers, whose numbers begin alike, one after the other."""
    for segment in chosen:
        with error_means("own_folder", "NoSuchKey", "ValidationException"):
            answer = copy(submission, cloud, lab.TABLE, "copy", segment, segments, 2, 50.0)
        number = len(of_segment(cloud, lab.TABLE, segment, segments))
        expect(answer, number, "the segment has so many", advice="own_folder")
        has_segment(cloud, lab.TABLE, "copy", segment, segments)


def reads_short_pages(submission, cloud):
    """Pages that end before they are full."""
    with cloud.use(ShortPages()):
        answer = copy(submission, cloud, lab.TABLE, "copy", 0, 1, 5, 50.0)
    expect(answer, len(lab.items(cloud)), "the segment has so many", advice="last_page")
    has_segment(cloud, lab.TABLE, "copy", 0, 1)


def lets_refusals_out(submission, cloud):
    """AWS refuses one of the requests: nothing is promised, and the caller knows."""

    def prepare(cloud):
        small_table(cloud, 3)

    def call(cloud):
        clients = cloud.client("dynamodb"), cloud.client("s3")
        later = submission.later.scan_to_s3(*clients, lab.TABLE, lab.BUCKET, "copy", 0, 1, 2, 20.0)
        return call_in(submission, cloud, later)

    files = [f"s3://{lab.BUCKET}/copy/segment-0/*"]
    errors_come_out(submission, cloud, prepare, call, "catches_all", errors=(S3_DENIED, UNREACHED), allow=files)


def nothing_to_copy(submission, cloud, table):
    """There is no such table."""
    ends = comes_to_an_end(cloud, advice="catches_all")
    with ends, expect_client_error("ResourceNotFoundException", "nothing was copied", advice="catches_all"):
        copy(submission, cloud, table, "copy", 0, 1, 5, 10.0)
    require(done(cloud, "copy", 0) is None, "There is a done.json.", "nothing was copied", advice="done")


def done(cloud, prefix, segment):
    """The content of done.json; None where there is none."""
    body = lab.objects(cloud, f"{prefix}/segment-{segment}/done.json").get(f"{prefix}/segment-{segment}/done.json")
    if body is None:
        return None
    try:
        return json.loads(body)["items"]
    except Exception:
        require(False, 'done.json does not have the form {"items": 12}.', advice="done")


def comparable(item):
    """A typed item as text that does not hang on the order of sets and attributes."""

    def settle(value):
        if isinstance(value, dict):
            return {
                name: sorted(map(settle, each)) if name in ("SS", "NS", "BS") else settle(each)
                for name, each in value.items()
            }
        if isinstance(value, (list, tuple)):
            return [settle(each) for each in value]
        return base64.b64encode(value).decode() if isinstance(value, bytes) else value

    return json.dumps(settle(item), sort_keys=True)


def of_segment(cloud, table, segment, segments):
    """The items that a segment has, typed."""
    client = cloud.client("dynamodb", who="course")
    pages = client.get_paginator("scan").paginate(TableName=table, Segment=segment, TotalSegments=segments)
    return [item for page in pages for item in page["Items"]]


def has_segment(cloud, table, prefix, segment, segments):
    """Every item of the segment is there once, and done.json says how many."""
    wanted = [comparable(item) for item in of_segment(cloud, table, segment, segments)]
    found = [comparable(item) for item in lines_of(cloud, prefix, segment)]
    everywhere = {comparable(item) for item in of_segment(cloud, table, 0, 1)}
    foreign = [item for item in found if item not in everywhere]
    require(not foreign, "A line is not an item of the table as an export would have it.", advice="typed")
    lost = len(set(wanted) - set(found))
    require(lost == 0, f"{lost} of {len(wanted)} items are not in S3.", advice="lost")
    others = len(set(found) - set(wanted))
    require(others == 0, f"{others} items of other segments are there.", advice="segment")
    require(len(found) == len(wanted), f"{len(found) - len(wanted)} items are there twice.", advice="twice")
    because = "it tells the number of items"
    expect_found("Items, as done.json says", done(cloud, prefix, segment), len(wanted), because, ("total", "done"))


def copies(submission, cloud, prefix, segments, page_items, rate, table):
    """Workers one after the other, for the whole table."""
    for segment in range(segments):
        answer = copy(submission, cloud, table, prefix, segment, segments, page_items, rate)
        has_segment(cloud, table, prefix, segment, segments)
        expect(answer, len(of_segment(cloud, table, segment, segments)), "the segment has so many", advice="answer")
    limits = [entry.params.get("Limit", 10**6) for entry in sent(cloud, "Scan")]
    problem = "A Scan may read more items than the caller allows."
    require(max(limits, default=0) <= page_items, problem, advice="limit")


def large_items(cloud, random=None):
    """Items of several kilobytes, so that pages consume different amounts."""
    sizes = [random.randrange(9_000, 16_000) if random else 9_000 + 500 * number for number in range(12)]
    items = [{"sample_id": f"S-{4000 + number}", "trace": "x" * size} for number, size in enumerate(sizes)]
    lab.put(cloud, *items)


SLOW_DOWN = AwsError("SlowDown", "Please reduce your request rate.", 503)  # S3 API reference, "Error responses"
READS = ("GetObject", "HeadObject", "ListObjectsV2", "ListObjects")


def keeps_pace(submission, cloud, rate):
    """The share is kept at every Scan, and the work does not take much longer than that.

    S3 asks for patience at first, and boto3 pauses: seconds go by before the first Scan, and do not count.
    """
    meter = ScanMeter(cloud.clock)
    with cloud.use(meter), cloud.use(FailsFrom(1, SLOW_DOWN, operations=READS, times=2)):
        copy(submission, cloud, lab.TABLE, "copy", 0, 1, 3, rate)
    back = cloud.clock.now()
    has_segment(cloud, lab.TABLE, "copy", 0, 1)
    require(len(meter.scans) > 1, "It did not read page by page.", "pages are what the pauses are between", "limit")
    began, consumed = meter.scans[0].when, 0.0
    for scan in meter.scans:
        seconds = (scan.when - began).total_seconds()
        problem = f"After {seconds:.1f} seconds it had consumed {consumed:.1f} units, and went on reading."
        because = f"{rate:g} units per second were agreed"
        require(consumed <= rate * seconds * 1.01 + 0.01, problem, because, advice="pace")
        consumed += scan.units
    took, due = (back - began).total_seconds(), consumed / rate
    require(took <= 2 * due + 5, f"It took {took:.0f} seconds, and {due:.0f} would do.", advice="slow")


def survives(submission, cloud, count):
    """The program dies at any request, or an answer is lost, and runs again."""
    pages = count // 2 + 1

    def prepare(cloud):
        small_table(cloud, count)

    def calls(cloud):
        clients = cloud.client("dynamodb"), cloud.client("s3")
        return [submission.later.scan_to_s3(*clients, lab.TABLE, lab.BUCKET, "copy", 0, 1, 2, 20.0)]

    def holds(cloud, outcomes):
        may_change(cloud, f"s3://{lab.BUCKET}/copy/segment-0/*")
        raised = outcomes[0].raised
        require(raised is None, f"It raised {raised}", "the table can be copied", advice="continue")
        has_segment(cloud, lab.TABLE, "copy", 0, 1)
        expect(outcomes[0].value, count, "the segment has so many, whoever has copied them", advice="answer")
        read = len(sent(cloud, "Scan"))
        problem = f"{read} pages were read in both runs, and {pages} and one more would do."
        require(read <= pages + 1, problem, "capacity was paid for twice", advice="continue")

    faults = (Fault.ANSWER_LOST, Fault.DIED_AFTER)
    crash_points(submission, cloud, prepare, calls, holds, faults=faults, limit=45)


def goes_on_after(submission, cloud, pages):
    """A run that was refused after so many pages of one item, and the next one. Lists of S3 come in short pages."""
    visits(cloud, pages + 3)
    lists = {"ListObjectsV2": "MaxKeys", "ListObjects": "MaxKeys"}
    refused = FailsFrom(pages + 1, LASTING[1], operations=("Scan",))
    with cloud.use(EarlyPages(4, lists)):
        try:
            with cloud.use(refused), comes_to_an_end(cloud, advice="catches_all"):
                copy(submission, cloud, "visits", "copy", 0, 1, 1, 20.0)
        except LearnerError:
            if not refused.met:
                raise
        else:
            problem = "AWS refused a Scan, and your function returned."
            require(not refused.met, problem, "not all was copied", advice="catches_all")
        before = len(sent(cloud, "Scan"))
        with error_means("key", "ValidationException", "ParamValidationError"):
            answer = copy(submission, cloud, "visits", "copy", 0, 1, 1, 20.0)
    has_segment(cloud, "visits", "copy", 0, 1)
    expect(answer, pages + 3, "the segment has so many, whoever has copied them", advice="answer")
    read, most = len(sent(cloud, "Scan")) - before, 5  # what is left, perhaps an empty page, and the last one again
    problem = f"{pages} pages were in S3. The next run read {read} more, and {most} would do."
    require(read <= most, problem, "capacity was paid for twice", advice=("list", "continue"))


def visits(cloud, count):
    """A table of two key attributes, a text and a number of many digits, and the bucket."""
    lab.make_table(cloud, "visits", "patient", "number", kinds="SN")
    lab.make_bucket(cloud)
    names = ("Zoë", '"P/7"', "P=8&9")
    items = [{"patient": names[number % 3], "number": 10**37 + number} for number in range(count)]
    lab.put(cloud, *items, table="visits")


def small_table(cloud, count):
    """The table with a few items, and the bucket."""
    lab.make_table(cloud, lab.TABLE)
    lab.make_bucket(cloud)
    lab.put(cloud, *lab.RESULTS[:count])


def promises_nothing(submission, cloud, count):
    """The program dies at any request, and nobody runs it again."""

    def prepare(cloud):
        small_table(cloud, count)

    def calls(cloud):
        clients = cloud.client("dynamodb"), cloud.client("s3")
        return [submission.later.scan_to_s3(*clients, lab.TABLE, lab.BUCKET, "copy", 0, 1, 2, 20.0)]

    def holds(cloud, outcomes):
        may_change(cloud, f"s3://{lab.BUCKET}/copy/segment-0/*")
        if done(cloud, "copy", 0) is None:
            require(
                outcomes[0].raised is not None or outcomes[0].value is None, "There is no done.json.", advice="done"
            )
            return
        found = len(lines_of(cloud, "copy", 0))
        problem = f"There is a done.json, and {found} of {count} items."
        require(found >= count, problem, "whoever finds it relies on it", advice="done")

    faults = (Fault.DIED_AFTER,)
    crash_points(submission, cloud, prepare, calls, holds, faults=faults, again=False, limit=40)


def reads_nothing(submission, cloud, page_items, table=lab.TABLE):
    """The same call again, for a table that may be empty."""
    prefix = f"copy-of-{table}"
    first = copy(submission, cloud, table, prefix, 0, 2, page_items, 50.0)
    before = len(sent(cloud, "Scan"))
    second = copy(submission, cloud, table, prefix, 0, 2, page_items, 50.0)
    more = len(sent(cloud, "Scan")) - before
    require(more == 0, f"It sent {more} Scans, and all was done.", "capacity costs money", advice="reads_nothing")
    expect(second, first, "the segment has so many", advice="answer")
    has_segment(cloud, table, prefix, 0, 2)
