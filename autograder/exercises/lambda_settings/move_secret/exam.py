"""The exam of move_secret."""

from course_lib.checks import Exam
from course_lib.checks.kit import hard
from course_lib.lessons.lambda_settings.practice.move_secret import (
    BROKEN,
    DENIED,
    Case,
    beside_others,
    deleted_before,
    elsewhere,
    lets_out,
    misses,
    moves,
    password_changed,
    refuses,
    somebody_makes_it,
    somebody_moves_it,
    survives,
    takes,
    twice,
    undisturbed,
)

exam = Exam()


def drawn(submission, beside=None):
    """A function with a password, all drawn."""
    number = submission.random.randrange(100, 999)
    variable = submission.random.choice(["API_KEY", "MAIL_PASSWORD", "TOKEN_OF_SHOP"])
    beside = {"TABLE": f"loans-{number}", "STAGE": "production"} if beside is None else beside
    return Case(f"mail-{number}", variable, f"shop/mail-{number}/key", f"example-{number}-password", beside)


@exam.check(points=2)
def exam_moved(submission, cloud):
    """The secret has the value, the function finds it there, and the password is gone from the environment."""
    moves(submission, cloud, drawn(submission))


@exam.check(points=2)
def exam_as_it_is(submission, cloud):
    """The value is taken character by character, and other variables stay."""
    texts = [f"{text}-" for text in hard.TEXTS]
    case = drawn(submission, {f"V_{number}": text for number, text in enumerate(hard.TEXTS)})
    value = f" \t{submission.random.choice(texts)}{case.value}{{}}\\ é\u0301\n"
    moves(submission, cloud, Case(case.function, case.variable, case.name, value, case.beside))


@exam.check(points=2)
def exam_moved_before(submission, cloud):
    """A second call changes nothing and returns the same, also after the password was changed."""
    case = drawn(submission)
    twice(submission, cloud, case, f"example-rotated-{submission.random.randrange(1000)}")
    elsewhere(submission, cloud, Case("named", case.variable, f"{case.name}-named", case.value, case.beside))


@exam.check(points=1)
def exam_made_before(submission, cloud):
    """A secret that has the value already is taken as it is, whether the environment names it or not."""
    case = drawn(submission)
    takes(submission, cloud, case)
    takes(submission, cloud, Case("named", case.variable, f"{case.name}-2-named", case.value, {}), named=True)


@exam.check(points=2)
def exam_another_secret(submission, cloud):
    """A secret with another value stays as it is, and so does the function."""
    case = drawn(submission)
    others = [case.value + " ", case.value.upper(), case.value.encode(), f"example-{submission.random.random()}"]
    for number, other in enumerate(others):
        one = Case(f"{case.function}-{number}", case.variable, f"{case.name}-{number}", case.value, case.beside)
        refuses(submission, cloud, one, other, before=[case.value] * (number % 2))


@exam.check(points=1)
def exam_nothing_to_move(submission, cloud):
    """Without either variable it is a KeyError."""
    misses(submission, cloud, drawn(submission))


@exam.check(points=2)
def exam_in_progress(submission, cloud):
    """An update of somebody else's that is in progress is waited for, and its own as well."""
    moves(submission, cloud, drawn(submission), submission.random.randrange(60, 120), in_progress=True)


@exam.check(points=3)
def exam_somebody_else(submission, cloud):
    """What somebody changes in the configuration meanwhile stays, at whatever moment."""
    case = drawn(submission)
    beside_others(submission, cloud, case)
    password_changed(submission, cloud, case, "example-of-today")


@exam.check(points=2)
def exam_made_meanwhile(submission, cloud):
    """If somebody makes a secret of that name meanwhile, it is not overwritten."""
    somebody_makes_it(submission, cloud, drawn(submission), f"example-{submission.random.random()}")


@exam.check(points=2)
def exam_two_at_once(submission, cloud):
    """If somebody else moves the same secret meanwhile, both succeed."""
    somebody_moves_it(submission, cloud, drawn(submission))


@exam.check(points=2)
def exam_faults(submission, cloud):
    """A lost answer or a throttled request is as if nothing were."""
    undisturbed(submission, cloud, drawn(submission))


@exam.check(points=2)
def exam_errors(submission, cloud):
    """Every other error comes out, and the function works on."""
    case = drawn(submission)
    lets_out(submission, cloud, case, BROKEN)
    lets_out(submission, cloud, case, DENIED, there=True)
    deleted_before(submission, cloud, case)


@exam.check(points=3)
def exam_crash(submission, cloud):
    """Wherever it dies, the function finds its password; the next call ends it."""
    survives(submission, cloud, drawn(submission))
