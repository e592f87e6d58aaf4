"""The exam of tune."""

from course_lib.aws.services.lambda_.errors import THROTTLED
from course_lib.aws.services.lambda_.work import Work
from course_lib.checks import Exam
from course_lib.checks.kit import LOST
from course_lib.lessons.lambda_settings import data as lab
from course_lib.lessons.lambda_settings.practice.tune import (
    WITH_A_SLOW_ONE,
    begin,
    beside,
    beside_a_move,
    deploys,
    deploys_meanwhile,
    deploys_slow_code,
    fails_by_chance,
    lets_out,
    resizes,
    survives,
    tunes,
    undisturbed,
    unreleased,
    updates,
    while_busy,
)
from course_lib.lessons.lambda_settings.reports import Reports

exam = Exam()


def some_sizes(submission, *sizes):
    """These, in any order."""
    return submission.random.sample(sizes, len(sizes))


@exam.check(points=3)
def exam_applies(submission, cloud):
    """The cheapest size that meets the deadline is chosen, and the alias stands for it."""
    serial = submission.random.randrange(200, 400)
    begin(cloud, Work(serial_ms=serial, parallel_ms=serial * 9, processes=4))
    tunes(submission, cloud, some_sizes(submission, 256, 1769, 7076), serial * 5, 7076)


@exam.check(points=2)
def exam_cheapest(submission, cloud):
    """Of several that meet the deadline the cheapest, not the quickest nor the smallest."""
    waiting = submission.random.randrange(300, 500)
    begin(cloud, Work(waiting_ms=waiting), memory=1024)
    tunes(submission, cloud, some_sizes(submission, 128, 512, 2048), waiting * 2, 128)
    begin_again(cloud, Work(serial_ms=waiting, init_ms=2000))
    tunes(submission, cloud, some_sizes(submission, 1327, 1769, 3538), waiting * 1.2, 1769)
    warm = {600: 1200.2, 1000: 700.4, 2001: 499.0}  # all of them are in time
    with cloud.use(Reports(warm, {size: took + 100 for size, took in warm.items()}, 1)):
        tunes(submission, cloud, some_sizes(submission, *warm), 1500, 1000)


@exam.check(points=2)
def exam_measured(submission, cloud):
    """What is measured is an invocation without INIT: its Duration meets the deadline, its Billed Duration is paid."""
    begin(cloud, Work(serial_ms=300))
    # In time exactly, by Duration alone; cheaper by Duration alone; cheapest, and late by a hundredth.
    warm = {1000: 999.5, 2001: 499.2, 600: 999.51}
    cold = {1000: 1400.0, 2001: 480.0, 600: 900.0}
    with cloud.use(Reports(warm, cold, submission.random.choice([1, 2]))):
        tunes(submission, cloud, some_sizes(submission, *warm), 999.5, 1000)


@exam.check(points=2)
def exam_none_in_time(submission, cloud):
    """If no size meets the deadline, nothing is applied."""
    serial = submission.random.randrange(500, 900)
    begin(cloud, Work(serial_ms=serial, waiting_ms=300))
    tunes(submission, cloud, some_sizes(submission, 512, 1769, 10240), serial, None)


@exam.check(points=2)
def exam_fails_when_small(submission, cloud):
    """A size at which the function fails is not chosen."""
    begin(cloud, Work(waiting_ms=submission.random.randrange(300, 500), needs_mb=submission.random.randrange(200, 400)))
    tunes(submission, cloud, some_sizes(submission, 128, 600, 1500), 1000, 600, failing=[128])
    fails_by_chance(submission, cloud, [700, 1500])


@exam.check(points=2)
def exam_slow_updates(submission, cloud):
    """However long an update takes, each size is measured with its own memory."""
    begin(cloud, lab.SUGGESTIONS)
    lab.durations(cloud, submission.random.randrange(120, 280))
    tunes(submission, cloud, [3538, 512], 12_000, 512, most=1900)


@exam.check(points=2)
def exam_somebody_updates(submission, cloud):
    """An update by somebody else that is in progress is waited for."""
    while_busy(submission, cloud, [1769, submission.random.choice([5307, 7076])])
    beside(submission, cloud, updates, "conflict", disturbs=False)


@exam.check(points=1)
def exam_others_code_there(submission, cloud):
    """Code that nobody has released yet is not released."""
    unreleased(submission, cloud, some_sizes(submission, 1769, 3538), submission.random.choice([6000, 9000]))


@exam.check(points=2)
def exam_others_code_meanwhile(submission, cloud):
    """Nor is code that somebody deploys in the meantime."""
    deploys_meanwhile(submission, cloud, [1769, 3538])
    beside(submission, cloud, deploys, "others_code")
    beside(submission, cloud, deploys_slow_code, "others_code", steps=["Invoke"])


@exam.check(points=2)
def exam_others_memory(submission, cloud):
    """If somebody changes the memory in the meantime, callers never get that."""
    beside(submission, cloud, resizes, "others_memory", sizes=WITH_A_SLOW_ONE)


@exam.check(points=2)
def exam_alias_moved(submission, cloud):
    """If somebody moves the alias in the meantime, at whatever moment, it stays there."""
    beside_a_move(submission, cloud)


@exam.check(points=2)
def exam_answer_lost(submission, cloud):
    """A lost answer or a throttled request is no disturbance: the work is done."""
    undisturbed(submission, cloud, (LOST, THROTTLED))


@exam.check(points=1)
def exam_errors(submission, cloud):
    """Every other error comes out, and the alias stays."""
    lets_out(submission, cloud)


@exam.check(points=3)
def exam_crash(submission, cloud):
    """Wherever it dies, callers have the old function or the tuned one; the next run ends it."""
    survives(submission, cloud, some_sizes(submission, 884, 1769), 1769)


def begin_again(cloud, work):
    """Somebody deploys and releases other code."""
    lab.deploy(cloud, lab.NIGHTLY, work)
    cloud.clock.advance(minutes=5)
    lab.release(cloud, lab.NIGHTLY)
