"""The exam of cheapest_memory."""

from course_lib.aws.services.lambda_.work import Work, run
from course_lib.checks import Exam
from course_lib.lessons.lambda_settings.practice.cheapest_memory import chooses

exam = Exam()


@exam.check(points=2)
def exam_in_proportion(submission, cloud):
    """Of sizes that are in time, the one whose invocations cost least, in whatever order they come."""
    chance = submission.random
    base = chance.randrange(300, 900)
    lines = [(128, base * 9.0), (512, base * 2.1), (1769, base * 0.5), (3008, base * 0.4), (10240, base * 0.35)]
    chance.shuffle(lines)
    chooses(submission, lines, base * 10, 1769)
    chooses(submission, [(512, base * 0.5), (512, base * 1.5), (1024, base * 0.6)], base * 10, 512)
    chooses(submission, [(512, base * 0.2), (512, base * 1.8), (1024, base * 0.45)], base * 10, 1024)
    chooses(submission, [(128, base * 1.0), (256, base * 0.55), (192, base * 0.8)], base * 10, 128)
    chooses(submission, [(128, 2.0), (384, 1.0)], base, 128)  # in GB-seconds they differ in the fourth digit


@exam.check(points=2)
def exam_deadline(submission, cloud):
    """The cheapest one is no use if it is late; exactly in time is in time."""
    chance = submission.random
    limit = chance.randrange(400, 900) + 0.25
    lines = [(256, limit + 0.01), (640, limit), (1024, limit * 0.99), (2048, limit * 0.5)]
    chance.shuffle(lines)
    chooses(submission, lines, limit, 640, late=[256])


@exam.check(points=2)
def exam_each_in_time(submission, cloud):
    """Each invocation has to be in time; their mean is paid."""
    chance = submission.random
    limit = chance.randrange(500, 900)
    late = [(256, limit * 0.5)] * chance.randrange(3, 8) + [(256, limit + 1.0)]
    lines = [*late, (700, limit * 0.4), (512, limit * 0.9), (512, limit * 0.1), (512, limit * 0.5)]
    chance.shuffle(lines)
    chooses(submission, lines, limit, 512, late=[256])
    again = [(512, 300.0), (512, 100.0), (512, 320.0), (512, 100.0), (1024, 108.0)]  # with one of two it is another
    chooses(submission, again, limit, 512, tries=2)
    chooses(submission, again, limit, 512, tries=4)  # two of its lines are the same, letter by letter
    chooses(submission, [*[(size, took * 2) for size, took in again[:4]], (1024, 200.0)], limit * 2, 1024, tries=2)


@exam.check(points=2)
def exam_new_instances(submission, cloud):
    """INIT is waited for and paid for."""
    limit = submission.random.randrange(610, 900)
    lines = [(256, limit - 200.0, 200.5), (256, 200.0), (1024, limit - 300.0, 300.0)]
    chooses(submission, lines, limit, 1024, late=[256])
    chooses(submission, [(512, 300.0, 300.0), (1024, 290.0)], limit, 1024)
    chooses(submission, [(512, 300.0, 300.0), (512, 300.0), (512, 300.0), (1024, 290.0)], limit, 512)
    often = [(512, 300.0), (512, 300.0, 300.0), (512, 300.0, 300.0), (1024, 240.0)]  # new ones in between, too
    chooses(submission, often, limit, 1024)
    chooses(submission, often[::-1], limit, 1024)


@exam.check(points=1)
def exam_failed(submission, cloud):
    """A size of which an invocation has failed does not meet the deadline."""
    for status in ("timeout", "error\tError Type: Runtime.ExitError", "failure"):  # Lambda's Telemetry API: Status
        lines = [(128, 300.0), (128, 300.0, 0.0, status), (512, 290.0), (1024, 280.0)]
        chooses(submission, lines, submission.random.randrange(500, 900), 512, late=[128])


@exam.check(points=1)
def exam_nothing(submission, cloud):
    """If none is in time, or there is none, the answer is None."""
    limit = submission.random.randrange(600, 900)
    chooses(submission, [(size, limit + 0.5) for size in (128, 256, 10240)], limit, None, late=[128, 256, 10240])
    chooses(submission, [], limit, None)


@exam.check(points=1)
def exam_alike(submission, cloud):
    """Of two that cost the same, the larger is done sooner."""
    half = submission.random.randrange(100, 400)
    lines = [(4096, half * 1.0), (1024, half * 4.0), (2048, half * 2.0)]
    chooses(submission, lines, half * 5, 4096)
    chooses(submission, lines[::-1], half * 5, 4096)
    chooses(submission, [(512, half * 2.0), (1024, half * 1.0)], half * 5, 1024)
    nearly = [(2048, half * 1.0)] * 3 + [(2048, half + 1.0)]  # a quarter of a millisecond more, on average
    chooses(submission, [*nearly, (1024, half * 2.0)], half * 5, 1024)
    near = [(1000, 1175.0), (1000, 1176.0), (1769, 664.0), (1769, 665.0)]  # 1,175,500 and a half more
    chooses(submission, near, 1500, 1000)
    # Of four invocations each; their means are whole numbers, so that no way of computing them tells them apart.
    lines = [(200, each) for each in (260.0, 264.0, 263.0, 269.0)]
    lines += [(300, each) for each in (175.0, 176.0, 170.0, 183.0)]
    chooses(submission, lines, 500, 300)


@exam.check(points=2)
def exam_measured(submission, cloud):
    """Numbers as a function really has them, with chance in them."""
    seed = str(submission.random.random())
    work = Work(serial_ms=submission.random.randrange(80, 120), parallel_ms=900, processes=6, init_ms=120)
    lines = []
    for memory in (128, 512, 1769, 3538, 10240):
        for number in range(6):
            took = run(work, memory, number == 0, f"{seed} {memory} {number}")
            lines.append((memory, took.duration_ms, took.init_ms, "", 10240 - memory))
    submission.random.shuffle(lines)
    costs = {
        size: size * sum(-(-(each[1] + each[2]) // 1) for each in lines if each[0] == size) for size in (1769, 3538)
    }
    chooses(submission, lines, 1500, min(costs, key=costs.__getitem__), late=[128, 512])
