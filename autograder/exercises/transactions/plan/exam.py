"""The exam of plan."""

from autograder.exercises.transactions.plan.sizes import measured
from course_lib.checks import Exam
from course_lib.lessons.transactions import data as lab
from course_lib.lessons.transactions.practice.plan import (
    change,
    check_only,
    delete,
    divides,
    finds_impossible,
    put,
    sends,
)

exam = Exam()


@exam.check(points=1)
def exam_short_lists(submission, cloud):
    """What fits into one transaction is one transaction, and nothing is none."""
    count = submission.random.randrange(26, 100)  # 25 was DynamoDB's limit once
    divides(submission, measured([put(number) for number in range(count)]), "fewest")
    divides(submission, measured([delete(count)]), "fewest")
    divides(submission, measured([]), "empty")


@exam.check(points=2)
def exam_accepted(submission, cloud):
    """DynamoDB accepts every transaction of a long and mixed list."""
    lab.prepare(cloud)
    random = submission.random
    firsts = [put(number) for number in range(random.randrange(100, 140))]
    again = [change(random.randrange(len(firsts)), "again") for _ in range(30)]
    checks = [check_only(random.randrange(20)), check_only(random.randrange(20, 40))]
    sends(submission, cloud, measured([*firsts, *again, *checks, delete(0), put(0), delete(0)]))


@exam.check(points=1)
def exam_counts(submission, cloud):
    """Exactly 100 actions are one transaction, one more are two."""
    first = submission.random.randrange(1000)
    divides(submission, measured([put(first + number) for number in range(100)]), "fewest")
    divides(submission, measured([delete(first + number) for number in range(101)]), "fewest")
    divides(submission, measured([check_only(first + number) for number in range(200)]), "fewest")


@exam.check(points=2)
def exam_items(submission, cloud):
    """One action for an item, whatever their kinds; the same key in another table is another item."""
    number = submission.random.randrange(1000)
    kinds = [put(number), change(number, "a"), check_only(number), delete(number)]
    divides(submission, measured(submission.random.sample(kinds, 4)), "one_item")
    mixed = [put(number), put(number, table="items"), delete(number, table="vouchers"), change(number, "b"), put(7777)]
    divides(submission, measured(mixed), "same_key")


@exam.check(points=2)
def exam_bytes(submission, cloud):
    """No transaction carries more than it may, counted in bytes, and none carries less than it could."""
    random = submission.random
    most = random.randrange(2000, 4000)
    texts = [random.choice("xéß€") * random.randrange(20, 400) for _ in range(40)]
    puts = [put(number, text) for number, text in enumerate(texts)]
    divides(submission, measured(puts, most), "utf8")
    changes = [change(number, random.choice("xé") * random.randrange(20, 400)) for number in range(40)]
    divides(submission, measured(changes, most), "utf8")
    half = len("player_id") + len("p-0000") + len("text")
    divides(submission, measured([put(1, "x" * (500 - half)), put(2, "x" * (500 - half)), delete(3)], 1000), "bytes")


@exam.check(points=2)
def exam_impossible(submission, cloud):
    """An action that is too large for any transaction is named; one of just the largest size is not."""
    number = submission.random.randrange(1, 80)
    names = len("player_id") + len("p-0000") + len("text")
    small = [put(position) for position in range(90)]
    small[number] = put(number, "é" * (200 * 1024))
    finds_impossible(submission, small, number)
    small[number] = put(number, "x" * (3000 - names + 1))
    small[85] = put(85, "x" * 5000)
    finds_impossible(submission, small, number, 3000)
    small[number] = put(number, "x" * (3000 - names))
    small[85] = put(85, "x" * (3000 - names))
    divides(submission, measured(small, 3000), "possible")
    finds_impossible(submission, [delete(1), change(2, "x" * 3000)], 1, 3000)
    divides(submission, measured([change(1, "x" * (401 * 1024)), delete(2)]), "only_puts")
