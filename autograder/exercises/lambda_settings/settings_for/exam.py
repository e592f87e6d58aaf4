"""The exam of settings_for."""

from course_lib.checks import Exam
from course_lib.checks.kit import uses_what_it_is_handed
from course_lib.lessons.lambda_settings import data as lab
from course_lib.lessons.lambda_settings.practice.settings_for import (
    ERRORS,
    NOW,
    comes_out,
    empty_pages,
    half,
    half_of_nothing,
    keeps,
    pages,
    reads,
    renews,
    uses_kept,
    with_secret,
)

exam = Exam()


def some_path(submission):
    """A path of several levels."""
    return "".join(f"/p{submission.random.randrange(100, 999)}" for _ in range(submission.random.randrange(1, 4)))


@exam.check(points=1)
def exam_first_time(submission, cloud):
    """At an instance's first call everything below the path is read, and nothing beside it."""
    path, value = some_path(submission), f"t-{submission.random.randrange(1000)}"
    lab.put(
        cloud, {f"{path}/orders": value, f"{path}/EU.De_1-x": "ü €", f"{path}2/x": "y", f"{path}-old": "z", "/a/b": "c"}
    )
    lab.put(cloud, {f"{path}/list": "a,b"}, Type="StringList")  # its value is one text, too
    reads(submission, cloud, path, {"orders": value, "EU.De_1-x": "ü €", "list": "a,b"})
    lab.put(cloud, {f"{path}/orders": "another"})
    reads(submission, cloud, path, {"orders": "another", "EU.De_1-x": "ü €", "list": "a,b"}, about="handed")
    uses_what_it_is_handed(cloud, lambda who: submission.settings_for(cloud.client("ssm", who=who), path, None, NOW))


@exam.check(points=1)
def exam_nothing_there(submission, cloud):
    """If nothing is below the path, there are no settings."""
    reads(submission, cloud, some_path(submission), {})
    renews(submission, cloud, some_path(submission), {}, age=1000, seconds=10)


@exam.check(points=2)
def exam_many(submission, cloud):
    """All pages are read."""
    pages(submission, cloud, some_path(submission), submission.random.randrange(31, 60))
    empty_pages(submission, cloud, f"{some_path(submission)}/scarce", submission.random.randrange(11, 30))


@exam.check(points=1)
def exam_further_below(submission, cloud):
    """What lies further below has the rest of its path as its name."""
    path = some_path(submission)
    deep = "/".join(submission.random.sample(["eu", "de", "test", "blue", "orders"], 4))
    lab.put(cloud, {f"{path}/orders": "1", f"{path}/{deep}": "2", f"{path}{path}": "3", f"{path}/a{path}/x": "4"})
    wanted = {"orders": "1", deep: "2", path[1:]: "3", f"a{path}/x": "4"}
    reads(submission, cloud, path, wanted, about="below")


@exam.check(points=1)
def exam_secret(submission, cloud):
    """A secret comes as it was put in."""
    with_secret(submission, cloud, some_path(submission), f"example-{submission.random.randrange(10**6)}")


@exam.check(points=2)
def exam_kept_for_a_while(submission, cloud):
    """Nothing is asked as long as what is kept is young enough."""
    path, seconds = some_path(submission), submission.random.randrange(400, 4000)
    lab.put(cloud, {f"{path}/orders": "o-2"})
    uses_kept(submission, cloud, path, age=seconds - 0.5, seconds=seconds)
    uses_kept(submission, cloud, path, age=0, seconds=seconds)
    uses_kept(submission, cloud, path, age=1, seconds=seconds, settings={})
    uses_kept(submission, cloud, path, age=299.5, seconds=None)


@exam.check(points=2)
def exam_read_anew(submission, cloud):
    """Then it is read anew, and what was deleted is gone."""
    path, seconds = some_path(submission), submission.random.randrange(20, 250)
    lab.put(cloud, {f"{path}/orders": "o-2", f"{path}/new": "n-1"})
    renews(submission, cloud, path, {"orders": "o-2", "new": "n-1"}, age=seconds, seconds=seconds)
    renews(submission, cloud, path, {"orders": "o-2", "new": "n-1"}, age=0, seconds=0)
    renews(submission, cloud, path, {"orders": "o-2", "new": "n-1"}, age=300, seconds=None)


@exam.check(points=2)
def exam_cannot_be_read(submission, cloud):
    """If it cannot be read, what is kept is used on; the next call asks again."""
    keeps(submission, cloud, some_path(submission), (*ERRORS, None))


@exam.check(points=2)
def exam_second_page_fails(submission, cloud):
    """Also if only a later page cannot be read."""
    for nth in (2, 3, 4):
        half(submission, cloud, f"{some_path(submission)}/{nth}", 35, nth)


@exam.check(points=1)
def exam_nothing_kept(submission, cloud):
    """With nothing kept, the error comes out, at whichever page."""
    comes_out(submission, cloud, some_path(submission), ERRORS)
    for nth in (2, 4):
        half_of_nothing(submission, cloud, f"{some_path(submission)}/{nth}", 35, nth)
