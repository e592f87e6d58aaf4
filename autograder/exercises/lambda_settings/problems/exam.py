"""The exam of problems."""

import random
import string

from course_lib.checks import Exam
from course_lib.lessons.lambda_settings import data as lab
from course_lib.lessons.lambda_settings.practice.problems import LARGE, MOST, RESERVED, at_the_border, filled, says

exam = Exam()
LETTERS = string.ascii_letters


def some_name(chance: random.Random) -> str:
    """A name that Lambda takes, of no other's letters."""
    return chance.choice(LETTERS) + "".join(chance.choices(LETTERS + string.digits + "_", k=chance.randrange(4, 12)))


@exam.check(points=1)
def exam_good(submission, cloud):
    """What AWS takes has no problems."""
    says(submission, {}, [])
    says(submission, {some_name(submission.random): "x\ty" for _ in range(60)}, [])
    says(submission, {name.lower(): "x" for name in sorted(RESERVED) if name[0] != "_"}, [])
    says(submission, {"Zz": "", "zZ": "ß", "A9": "{}", "LD_LIBRARY_PATH": "/opt", "AWS_": "", "AA_": "\n"}, [])


@exam.check(points=2)
def exam_names(submission, cloud):
    """A name has a form, from the first letter to the last."""
    chance = submission.random
    wrong = {"x", "_", "9", "_a", "7up", "A\n", "AB\n", "ÄB", "AÄ", "A٣", " AB", "AB ", "A.B", "A-", "A=B", "ſſ"}
    wrong |= {chance.choice(string.digits + "_") + some_name(chance), some_name(chance) + chance.choice("-. /é²")}
    says(submission, {name: "x" for name in [*wrong, some_name(chance)]}, [(name, "malformed") for name in wrong])


@exam.check(points=2)
def exam_reserved(submission, cloud):
    """All names that Lambda sets itself, and no others."""
    says(submission, {name: " x\n" for name in RESERVED}, [(name, "reserved") for name in RESERVED])
    near = {f"{name}_{submission.random.randrange(10)}": "x" for name in RESERVED if name[0] != "_"}
    says(submission, near, [])
    says(submission, {"AWS_SOMETHING": "x", "_HANDLER_2": "y"}, [("_HANDLER_2", "malformed")])


@exam.check(points=2)
def exam_border(submission, cloud):
    """All variables together have 4,096 bytes at most."""
    for count in (0, 1, submission.random.randrange(2, 30), 50):
        variables = lab.tables(count)
        says(submission, filled(variables, "NOTE"), [])
        says(submission, filled(variables, "NOTE", MOST + 1), [LARGE])
    many = {f"N{number}": "" for number in range(submission.random.randrange(560, 700))}
    says(submission, many, [LARGE])
    says(submission, {"A" * (MOST - 7): ""}, [])
    says(submission, {"A" * (MOST - 6): ""}, [LARGE])


@exam.check(points=1)
def exam_quotes(submission, cloud):
    """What JSON writes in two bytes counts as two."""
    for unit in ('"', "\\", "\n", '{"a": "b"}', "\t", "\r", "\x01"):
        at_the_border(submission, {"AA": "b"}, "RULES", unit, "escapes")
    says(submission, filled({"A-B": "b"}, "RULES", MOST + 1), [LARGE, ("A-B", "malformed")])
    name = "A" + submission.random.choice(('"', "\\", "\n")) * submission.random.randrange(9, 99)
    wanted = [(name, "malformed")]
    says(submission, filled({name: "b"}, "RULES"), wanted, "escapes")
    says(submission, filled({name: "b"}, "RULES", MOST + 1), [LARGE, *wanted], "escapes")


@exam.check(points=1)
def exam_letters(submission, cloud):
    """Bytes are counted, not characters."""
    for unit in submission.random.sample(["ä", "€", "😀", "ж", "日"], 3):
        at_the_border(submission, {"AA": "b"}, "TITLE", unit, "bytes")


@exam.check(points=2)
def exam_all_at_once(submission, cloud):
    """All problems are said in one pass, in order; what has a problem counts too."""
    chance = submission.random
    taken, bad = (
        chance.sample(sorted(name for name in RESERVED if name[0] == "A"), 3),
        [chance.choice("!?.") + some_name(chance), "", "Q"],
    )
    variables = {name: "x" for name in [*taken, *bad, some_name(chance)]}
    wanted = [*((name, "reserved") for name in taken), *((name, "malformed") for name in bad)]
    says(submission, filled(variables, "NOTE"), wanted)
    says(submission, filled(variables, "NOTE", MOST + 1), [LARGE, *wanted])
    says(submission, filled({}, taken[0], MOST + 1), [LARGE, (taken[0], "reserved")])
