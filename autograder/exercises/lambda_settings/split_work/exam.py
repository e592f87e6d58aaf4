"""The exam of split_work."""

from course_lib.checks import Exam
from course_lib.lessons.lambda_settings.practice.split_work import MB, dies, job_of, keeps, raises, splits, waits

exam = Exam()
ERRORS = (ValueError, ArithmeticError, LookupError, OverflowError, UnicodeError)


@exam.check(points=2)
def exam_in_order(submission, cloud):
    """All parts are computed, and the results come in the order of the parts."""
    times = [100 * number for number in range(2, 12)]
    submission.random.shuffle(times)
    splits(submission, job_of([1200, *times], submission.random.choice([2, 3]) * MB))


@exam.check(points=2)
def exam_count(submission, cloud):
    """As many processes as the memory pays for, rounded up."""
    cpus = submission.random.choice([2, 3, 4])
    splits(submission, job_of([500] * 12, cpus * MB))
    splits(submission, job_of([500] * 12, cpus * MB + 1))
    splits(submission, job_of([500] * 30, 10_240))


@exam.check(points=1)
def exam_one_cpu(submission, cloud):
    """With one CPU or less no other process is started."""
    for memory in (128, submission.random.randrange(256, 1500), MB):
        splits(submission, job_of([300, 200, 100], memory))


@exam.check(points=1)
def exam_few(submission, cloud):
    """No more processes than parts, and with one part or none no process."""
    splits(submission, job_of([500, 200, 400], submission.random.randrange(4 * MB, 10_240)))
    splits(submission, job_of([300], 3 * MB))
    splits(submission, job_of([], submission.random.randrange(2 * MB, 10_240)))


@exam.check(points=3)
def exam_uneven(submission, cloud):
    """Whoever is done gets the next part, however long the parts take."""
    cpus = submission.random.choice([2, 3])
    long, short = submission.random.randrange(1500, 2500), submission.random.randrange(100, 150)
    splits(submission, job_of([long] * 4 + [short] * 4 * (cpus - 1), cpus * MB))
    splits(submission, job_of([long, *[short] * (cpus - 1)] * 4, cpus * MB))
    splits(submission, job_of([*[short] * 10, long, long], 5 * MB))
    splits(submission, job_of([short, short, long * 2, *[long] * 4], 2 * MB))
    splits(submission, job_of([long, *[short] * 5] * 2, 10_240))
    waits(submission, [short, 35_000, long], 2 * MB)


@exam.check(points=2)
def exam_results(submission, cloud):
    """Results can be anything, also large, and parts can be equal."""
    sign = submission.random.choice(["x", "y", "z"])
    gives = [b"\1" * 400_000, None, (), False, sign * 150_000, ("error", sign), None, False]
    names = [[4], [2], [7], [], [3], [8], [2], []]
    keeps(submission, [300, 500, 200, 200, 600, 100, 100, 300], 2 * MB, names, gives)
    keeps(submission, [300, 500, 200], 3 * MB, None, [bytes(300_000)] * 3)
    odd = [None, "", 0, False, (), -1, "stop", "None"]
    submission.random.shuffle(odd)
    keeps(submission, [200, 300, 100, 200, 100, 300, 200, 100], 2 * MB, odd, [KeyError(sign), *odd[:6], OSError(sign)])


@exam.check(points=2)
def exam_raised(submission, cloud):
    """What work raises comes out, and the rest is not done."""
    text = f"no loans in {submission.random.randrange(100, 999)}"
    raises(submission, [9000, 400, 600, 500, 600, 700], 2 * MB, 2, submission.random.choice(ERRORS)(text))
    raises(submission, [400, 2000, 2000], 3 * MB, 0, EOFError(text))
    raises(submission, [2000, 1500, 600], 2 * MB, 1, OSError(text))
    raises(submission, [300, 400, 500], 512, 1, submission.random.choice(ERRORS)(text))
    raises(submission, [300, 900], 2 * MB, 0, KeyError(text))
    raises(submission, [300, 900], 2 * MB, 0, UnicodeDecodeError("utf-8", b"\xff", 0, 1, text))
    raises(submission, [300, 900], 2 * MB, 0, FileNotFoundError(2, text, "loans.csv"))


@exam.check(points=2)
def exam_died(submission, cloud):
    """A process that ends without an answer is an error."""
    dies(submission, [9000, 400, 600, 500, 600, 700], 2 * MB, submission.random.choice([1, 2, 3]))
    dies(submission, [400, 2000, 2000], 3 * MB, 0)
    dies(submission, [400, 2000, 2000], 3 * MB, 0, "exits")
    dies(submission, [400, 300, 200], 2 * MB, 2, "exits")  # the last part: nothing is left to be done
