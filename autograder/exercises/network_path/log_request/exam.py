"""The exam of log_request."""

from datetime import UTC, datetime, timedelta, timezone

from course_lib.checks import Exam
from course_lib.lessons.network_path import request_log as lab
from course_lib.lessons.network_path.practice.log_request import (
    NAME,
    deleted_since,
    is_there,
    lets_out,
    of_length,
    stores,
    survives,
    the_same_text,
    twice_at_once,
)

exam = Exam()


def an_id(submission):
    """A request's id, as load balancers write them."""
    return f"Root=1-{submission.random.getrandbits(32):08x}-{submission.random.getrandbits(96):024x}"


def a_moment(submission):
    """Some time of the year, in UTC."""
    return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(microseconds=submission.random.randrange(10**13) + 1)


@exam.check(points=2)
def exam_plain(submission, cloud):
    """A request is stored, with its client and its evidence, beside what is there."""
    first = an_id(submission)
    lab.prepare(cloud, "older", first.upper())
    stores(submission, cloud, first, [("Forwarded", "for=192.0.2.1"), (NAME, "127.0.0.1, 192.0.2.44")], "192.0.2.44")
    mapped = "::ffff:192.0.2.144"
    stores(submission, cloud, an_id(submission), [(NAME, f"[{mapped}]:443")], mapped, a_moment(submission))
    for each in (" \t1 ", "e\u0301\u212b", "\U0001f9ea" * 64):
        stores(submission, cloud, each, [(NAME, "192.0.2.7")])
    stores(submission, cloud, "x" * 64, [(NAME, "junk, [2001:db8::1")], None, a_moment(submission))


@exam.check(points=2)
def exam_several_or_none(submission, cloud):
    """Headers that come several times, in any letters; empty ones; none."""
    lab.prepare(cloud)
    names = ("X-Forwarded-For", "x-forwarded-for", "X-FORWARDED-FOR", "x-Forwarded-fOR")
    headers = [(name, f"192.0.2.{submission.random.randrange(250)}") for name in names]
    headers.insert(submission.random.randrange(4), ("X-Forwarded-For-2", "192.0.2.251"))
    headers.insert(submission.random.randrange(4), ("X_Forwarded_For", "192.0.2.252"))
    stores(submission, cloud, an_id(submission), headers, topic="several")
    stores(submission, cloud, an_id(submission), [(NAME, ""), (NAME, ","), (NAME, "")], None, topic="several")
    stores(submission, cloud, an_id(submission), [], None, topic="none")
    stores(submission, cloud, an_id(submission), [(NAME, "")], None, topic="none")


@exam.check(points=3)
def exam_written_by_a_client(submission, cloud):
    """Every byte, and pieces of SQL in every value: stored as they came, never a part of a statement."""
    lab.prepare(cloud, "older")
    addresses = "192.0.2.8", "2001:db8::88"
    the_same_text(submission, cloud, *((an_id(submission), each, a_moment(submission)) for each in addresses))
    every = "".join(chr(byte) for byte in submission.random.sample(range(256), 256))
    stores(submission, cloud, an_id(submission), [(NAME, every)], topic="bytes")
    for number, piece in enumerate(
        ("' OR '1'='1", '"; DROP TABLE requests; --', "%(x)s %s %", ":client", "\\' \\", "{0}")
    ):
        stores(submission, cloud, f"{number}{piece}", [(NAME, f"{piece}, 192.0.2.7"), (NAME, piece)], topic="bytes")
    stores(submission, cloud, an_id(submission), [(NAME, " \t192.0.2.7 "), (NAME, "\u00c3\u00a9")], topic="bytes")


@exam.check(points=3)
def exam_too_long(submission, cloud):
    """At the bound and above it, in one header and in several, in bytes and not in characters."""
    lab.prepare(cloud)
    size = submission.random.randrange(1100, 9000)
    for length in (1023, 1024, 1025, size, 200_000):
        stores(submission, cloud, an_id(submission), [(NAME, of_length(length))], topic="cut")
    for length in (1024, size):
        stores(submission, cloud, an_id(submission), [(NAME, "\u00e9" * length)], topic="cut")
    stores(submission, cloud, an_id(submission), [(NAME, of_length(511)), (NAME, of_length(511))], topic="cut")
    stores(submission, cloud, an_id(submission), [(NAME, of_length(511)), (NAME, of_length(512))], topic="cut")


@exam.check(points=2)
def exam_other_clocks(submission, cloud):
    """The moment is stored in UTC, to the microsecond, wherever the server's clock stands."""
    lab.prepare(cloud)
    for minutes in (-570, 0, 345, submission.random.randrange(1, 800)):
        there = timezone(timedelta(minutes=minutes))
        moment = a_moment(submission).astimezone(there)
        stores(submission, cloud, an_id(submission), [(NAME, "192.0.2.7")], received=moment, topic="time")


@exam.check(points=2)
def exam_made_again(submission, cloud):
    """The same request again, with other evidence: False, and the first row stays; True if it was deleted since."""
    lab.prepare(cloud)
    first, second = an_id(submission), an_id(submission)
    for each in (first, second):
        stores(submission, cloud, each, [(NAME, "192.0.2.7")])
    for each in (second, first, first):
        is_there(submission, cloud, each, [(NAME, of_length(submission.random.randrange(5, 2000)))])
    deleted_since(submission, cloud, first, [(NAME, "192.0.2.7")])


@exam.check(points=1)
def exam_at_once(submission, cloud):
    """The same call twice at the same moment: one row, one True, one False."""
    twice_at_once(submission, cloud, an_id(submission), [(NAME, "192.0.2.7")])


@exam.check(points=2)
def exam_crash(submission, cloud):
    """Wherever a call ends or loses its connection, and is made again, there is one row."""
    survives(submission, cloud, an_id(submission), [(NAME, of_length(1100))])


@exam.check(points=1)
def exam_another_error(submission, cloud):
    """When the table is full, or refuses the row for another reason, that error comes out; the next call stores it."""
    lets_out(submission, cloud, "1062: Duplicate entry", [(NAME, "1062, Duplicate entry 'r-1' for key 'PRIMARY'")])
