"""problems: what Lambda would refuse about a function's environment, before it does."""

import json

from course_lib.aws.services.lambda_.environment import RESERVED
from course_lib.checks import Exercise, Reason, expect, require
from course_lib.lessons.lambda_settings import data as lab

MOST = 4096
LARGE = ("", "too large")


def only(word):
    """The answer has too many, or too few, of one kind of problem."""

    def differs(seen):
        got, expected = list(map(tuple, seen.got)), list(map(tuple, seen.expected))
        return {each[1] for each in set(got) ^ set(expected)} == {word}

    return differs


def missing(seen):
    """The problems that should be in the answer and are not; none if there are others that should not be."""
    got, expected = set(map(tuple, seen.got)), set(map(tuple, seen.expected))
    return expected - got if got <= expected else set()


def stops_early(seen):
    """One problem of several is said, or only those of the first kind."""
    return len(seen.got) == 1 < len(seen.expected) or len({word for _, word in missing(seen)}) > 1


def both(seen):
    """A reserved name is called malformed as well, or instead."""
    got, expected = set(map(tuple, seen.got)), set(map(tuple, seen.expected))
    return any(word == "malformed" and (name, "reserved") in expected for name, word in got)


def of_others(seen):
    """Something is said about a name that is not among the variables."""
    return any(each[0] and each[0] not in seen.facts["names"] for each in seen.got)


exercise = Exercise(
    call="problems(variables)",
    section='Part 1, "One branch more"',
    hints=(
        "Which two rules are about one name, and which one is about all variables together?",
        "A list of tuples: for each name at most one, and one for all together. Look at RESERVED first, then at the "
        "form with re.fullmatch. Count bytes, not characters, of the JSON text without spaces.",
        'text = json.dumps(variables, separators=(",", ":"), ensure_ascii=False); if len(text.encode()) > 4096: '
        'found.append(("", "too large")). The form: [a-zA-Z][a-zA-Z0-9_]+.',
    ),
    advice={
        "kinds": Reason(
            "The problems are right, but return a list of tuples: ('AWS_REGION', 'reserved').",
            when=lambda seen: seen.facts.get("kinds", False),
        ),
        "before": Reason(
            "This names a variable that is not in the dictionary: what a call has found goes on to the next one. A "
            "list outside of the function, or one that is a parameter's default, is made once.",
            when=of_others,
        ),
        "escapes": Reason(
            'In JSON a quotation mark is written \\", in two bytes; backslashes, line breaks and tabs too, and other '
            "signs that cannot be seen in six, in names as in values. json.dumps writes them.",
            when=lambda seen: seen.facts["about"] == "escapes" and only("too large")(seen),
        ),
        "bytes": Reason(
            "Count bytes in UTF-8: ä has two of them, € three. And json.dumps writes \\u00e4 unless it is told "
            "ensure_ascii=False.",
            when=lambda seen: seen.facts["about"] == "bytes" and only("too large")(seen),
        ),
        "size_too": Reason(
            "Beside these problems there is one more: all together are too large. Say it as well, and count also the "
            "variables that have other problems.",
            when=lambda seen: len(seen.expected) > 1 and missing(seen) == {LARGE},
        ),
        "first_only": Reason(
            "Some problems are missing. Say all of them in one pass: whoever mends the first one does not want to be "
            "refused again.",
            when=stops_early,
        ),
        "order": Reason(
            "All problems are there, but not in the order that sorted() gives the tuples.",
            when=lambda seen: sorted(map(tuple, seen.got)) == sorted(map(tuple, seen.expected)),
        ),
        "reserved": Reason(
            "Reserved are the names in RESERVED, letter by letter, and no others. A name in it is reserved, and not "
            "malformed as well.",
            when=lambda seen: both(seen) or only("reserved")(seen),
        ),
        "malformed": Reason(
            "A letter from A to Z or a to z comes first, then one or more of these letters, digits from 0 to 9 and "
            "underscores. Nothing else may follow, no line break either.",
            when=only("malformed"),
        ),
        "frame": Reason(
            "Names, values, quotation marks, colons, commas and the two braces count, and no spaces. 4,096 bytes are "
            "taken, one more is not.",
            when=only("too large"),
        ),
    },
)


def says(submission, variables, expected, about=""):
    """A call whose answer has to be right."""
    facts = {"about": about, "names": set(variables)}
    got = answer = submission.problems(variables)
    if isinstance(got, list | tuple):
        got = [list(each) if isinstance(each, tuple) else each for each in got]
    keys = tuple(exercise.advice)
    wanted = [list(each) for each in sorted(expected)]
    expect(got, wanted, "this is what AWS says of them", keys, facts=facts)
    right = isinstance(answer, list) and all(isinstance(each, tuple) for each in answer)
    require(right, f"It returned {answer!r}.", "a list of tuples is asked for", "kinds", facts={"kinds": True})


def filled(variables, name, size=MOST, unit="x", rest="x"):
    """Variables to which one is added, so that AWS measures exactly so many bytes."""

    def measured(value):
        text = json.dumps({**variables, name: value}, separators=(",", ":"), ensure_ascii=False)
        return len(text.encode())

    cost = measured(unit) - measured("")
    value = unit * ((size - measured("")) // cost)
    value += rest * (size - measured(value))
    assert measured(value) == size
    return {**variables, name: value}


def at_the_border(submission, variables, name, unit, about):
    """What has just room, and what has not: without these letters, then with them."""
    for letters, what in (("x", ""), (unit, about)):
        says(submission, filled(variables, name, unit=letters), [], about=what)
        says(submission, filled(variables, name, MOST + 1, unit=letters), [LARGE], about=what)


@exercise.check()
def good(submission, cloud):
    """What AWS takes has no problems."""
    says(submission, {}, [])
    says(submission, lab.tables(52), [])
    says(submission, {"PATH": "/opt", "a1": "", "LANG": "de", "X_": "1", "AWS_REGION_2": "eu"}, [])


@exercise.check()
def names(submission, cloud):
    """A name has a form."""
    wrong = ("A", "1A", "_A1", "TABLE-1", "TABLE 1", "")
    says(submission, {name: "x" for name in (*wrong, "TABLE_1")}, [(name, "malformed") for name in wrong])


@exercise.check()
def reserved(submission, cloud):
    """Names that Lambda sets itself are reserved."""
    wrong = ("AWS_REGION", "_HANDLER", "AWS_LAMBDA_FUNCTION_NAME")
    says(submission, {name: "x" for name in (*wrong, "REGION")}, [(name, "reserved") for name in wrong])


@exercise.check()
def border(submission, cloud):
    """All variables together have 4,096 bytes at most."""
    says(submission, filled({"TABLE": "loans"}, "NOTE"), [])
    says(submission, filled({"TABLE": "loans"}, "NOTE", MOST + 1), [LARGE])
    says(submission, lab.tables(53), [LARGE])


@exercise.check()
def quotes(submission, cloud):
    """What JSON writes in two bytes counts as two."""
    at_the_border(submission, {}, "RULES", '"', "escapes")


@exercise.check()
def letters(submission, cloud):
    """Bytes are counted, not characters."""
    at_the_border(submission, {}, "TITLE", "ä", "bytes")


@exercise.check()
def all_at_once(submission, cloud):
    """All problems are said in one pass, in order."""
    variables = filled({"AWS_REGION": "x", "T-1": "y", "B": "z"}, "NOTE", 5000)
    says(submission, variables, [LARGE, ("AWS_REGION", "reserved"), ("B", "malformed"), ("T-1", "malformed")])


__all__ = ["LARGE", "MOST", "RESERVED", "at_the_border", "exercise", "filled", "says"]
