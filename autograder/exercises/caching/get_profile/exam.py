"""The exam of get_profile."""

from course_lib.checks import Exam
from course_lib.lessons.caching import data as lab
from course_lib.lessons.caching.practice.get_profile import (
    LONG,
    SHORT,
    answers_from_cache,
    ends_anywhere,
    expires_apart,
    keeps,
    leaves_marker,
    lets_out,
    loses_database,
    marker_expires,
    never_puts_back,
    reads_past,
    returns_row,
    survives,
    survives_put,
)

exam = Exam()

# User ids that code gets wrong which was tried with r-101 only.
HARD = ('o\'neil "x"', "100%s :id", "Łucja é", "{a}:b", " ", "null", "x" * 64, "a;--")


def new_user(submission, cloud=None, city="Quito"):
    """The user_id of a runner whom nobody has seen, in the table where there is a cloud."""
    user_id = f"{submission.random.choice(('Łu é ', '{a}-', 'r-'))}{submission.random.randrange(1000, 9999)}"
    if cloud is not None:
        km = submission.random.randrange(1, 5000)
        lab.put(cloud, {"user_id": user_id, "name": f"Zoë {km}", "city": city, "year_km": km})
    return user_id


def somebody(submission):
    """The user_id of a runner who is in the table."""
    return f"r-{submission.random.randrange(101, 113)}"


@exam.check(points=1)
def exam_row(submission, cloud):
    """Any profile that is not in the cache comes from the database, and None if there is none."""
    lab.prepare(cloud)
    for user_id in HARD:
        lab.put(cloud, {"user_id": user_id, "name": f"Ann {user_id[:9]}", "city": None, "year_km": 0})
        returns_row(submission, cloud, user_id)
    for number, user_id in enumerate(lab.NAMESAKES):
        lab.put(cloud, {"user_id": user_id, "name": f"Ann {number}", "city": None, "year_km": number})
    for user_id in lab.NAMESAKES:
        returns_row(submission, cloud, user_id)
    returns_row(submission, cloud, new_user(submission))


@exam.check(points=2)
def exam_fills(submission, cloud):
    """What was read is kept as JSON, for 240 to 360 seconds, and the next call asks no database."""
    lab.prepare(cloud)
    keeps(submission, cloud, new_user(submission, cloud, city=None), LONG, "expiry")


@exam.check(points=1)
def exam_hits(submission, cloud):
    """What is in the cache is returned, and no statement is sent."""
    lab.prepare(cloud)
    answers_from_cache(submission, cloud, new_user(submission, cloud), 'Zoë "Z"')


@exam.check(points=2)
def exam_missing(submission, cloud):
    """That there is no such row is kept for 5 to 30 seconds."""
    lab.prepare(cloud)
    keeps(submission, cloud, new_user(submission), SHORT, "missing")


@exam.check(points=2)
def exam_spread(submission, cloud):
    """Profiles that are stored together do not expire together."""
    lab.prepare(cloud)
    expires_apart(submission, cloud)


@exam.check(points=3)
def exam_breaks(submission, cloud):
    """A cache that is away, silent, full or starting costs the reader nothing but one SELECT."""
    lab.prepare(cloud)
    survives(submission, cloud, new_user(submission, cloud))
    survives(submission, cloud, new_user(submission))


@exam.check(points=1)
def exam_put_fails(submission, cloud):
    """The profile is returned also if it cannot be stored."""
    survives_put(submission, cloud, lab.prepare, somebody(submission))


@exam.check(points=1)
def exam_ends_halfway(submission, cloud):
    """Wherever the program ends, nothing stays in the cache for ever."""
    ends_anywhere(submission, cloud, lab.prepare, somebody(submission))
    ends_anywhere(submission, cloud, lab.prepare, new_user(submission))


@exam.check(points=3)
def exam_slow_reader(submission, cloud):
    """Who was slow never puts back what has been changed since, whatever the cache held at first."""
    never_puts_back(submission, cloud, lab.prepare, somebody(submission))
    never_puts_back(submission, cloud, lab.prepare, somebody(submission), held='{"user_id": ')
    never_puts_back(submission, cloud, lab.prepare, new_user(submission))


@exam.check(points=1)
def exam_changed(submission, cloud):
    """A profile that was just changed is read from the database and not stored."""
    lab.prepare(cloud)
    leaves_marker(submission, cloud, new_user(submission, cloud))
    marker_expires(submission, cloud, lab.prepare, somebody(submission))


@exam.check(points=1)
def exam_database(submission, cloud):
    """When the database fails, the error comes out, and nothing is stored."""
    lets_out(submission, cloud, new_user(submission))
    loses_database(submission, cloud, lab.prepare, somebody(submission))


@exam.check(points=1)
def exam_odd(submission, cloud):
    """What is no profile in the cache is not returned."""
    number = submission.random.randrange(101, 113)
    for odd in ("", "[]", "NULL", f'"{number}"', '{"user_id": '):
        reads_past(submission, cloud, f"r-{number}", odd)
