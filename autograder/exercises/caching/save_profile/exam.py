"""The exam of save_profile."""

from course_lib.checks import Exam
from course_lib.lessons.caching import data as lab
from course_lib.lessons.caching.in_cache import CHANGED
from course_lib.lessons.caching.practice.save_profile import (
    agree,
    breaks_on_the_way,
    ends_anywhere,
    fails_once,
    leaves_others,
    leaves_word,
    lets_out,
    outlasts_readers,
    profile_of,
    saves_without_cache,
    stores,
    survives,
)

exam = Exam()


def somebody(submission):
    """The user_id of a runner who is in the table."""
    return f"r-{submission.random.randrange(101, 113)}"


@exam.check(points=2)
def exam_saves(submission, cloud):
    """Any profile is saved, whatever its texts hold, and whether or not it was there."""
    lab.prepare(cloud)
    stores(submission, cloud, profile_of(somebody(submission), submission.random.randrange(1, 9999), city=None))
    for text in ('D\'Arc "x"', "100%s :name", "{a} Łódź é", ""):
        user_id = f"{text}{submission.random.randrange(1000)}"
        stores(submission, cloud, {"user_id": user_id, "name": text, "city": text, "year_km": 0})
    runner = somebody(submission)
    for km in (77, 78, 77):  # nothing is remembered
        stores(submission, cloud, profile_of(runner, km))
    alike = [profile_of(user_id, number) for number, user_id in enumerate(lab.NAMESAKES)]
    for profile in alike:
        leaves_others(submission, cloud, profile, alike)


@exam.check(points=2)
def exam_tells(submission, cloud):
    """Afterwards the cache says so, for the time that was agreed, whatever it held."""
    lab.prepare(cloud)
    for number, held in enumerate(("the old row", "nothing", "null", CHANGED)):
        leaves_word(submission, cloud, f"r-{submission.random.randrange(101, 104) + 3 * number}", held)


@exam.check(points=3)
def exam_slow_reader(submission, cloud):
    """A reader who had read the old row before does not bring it back."""
    outlasts_readers(submission, cloud, lab.prepare, somebody(submission))


@exam.check(points=2)
def exam_two(submission, cloud):
    """When two save at once, readers get what the database has."""
    agree(submission, cloud, lab.prepare, somebody(submission))
    agree(submission, cloud, lab.prepare, f"new-{submission.random.randrange(1000)}")


@exam.check(points=2)
def exam_cache_breaks(submission, cloud):
    """When the cache cannot be told, the row is saved all the same, and the answer says so."""
    saves_without_cache(submission, cloud, f"r-{submission.random.randrange(200, 300)}")
    breaks_on_the_way(submission, cloud, lab.prepare, somebody(submission))


@exam.check(points=1)
def exam_database(submission, cloud):
    """When the database fails, its error comes out, and the cache is as it was."""
    lets_out(submission, cloud, somebody(submission))
    fails_once(submission, cloud, lab.prepare, somebody(submission))


@exam.check(points=1)
def exam_ends_halfway(submission, cloud):
    """Wherever the program ends, the word expires by itself."""
    ends_anywhere(submission, cloud, lab.prepare, somebody(submission))


@exam.check(points=2)
def exam_again(submission, cloud):
    """Wherever the program ends, when the call is made again the row is saved and the cache told."""
    survives(submission, cloud, lab.prepare, somebody(submission))
