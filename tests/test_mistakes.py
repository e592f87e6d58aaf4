"""A mistake's changes find their place in the reference, or say in a sentence why they do not."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from autograder.mistakes import Change, Mistake, keeps_the_first
from course_lib.errors import CourseError

REFERENCE = '''\
def claim(table, seat):
    """Claim a seat."""
    for attempt in range(2):
        if free(table, seat):
            table.put(seat)

            return True
    return False
'''
CLAIMS = '# fails: race\n"""People do it."""\n\n'


def source(old: str, new: str, *also: Change, advice: str = "") -> str:
    mistake = Mistake("a_mistake", tempts="People do it.", fails="race", old=old, new=new, advice=advice, also=also)
    return mistake.source({"reference": REFERENCE})


def refusal(old: str, new: str, *also: Change) -> str:
    with pytest.raises(CourseError) as refused:
        source(old, new, *also)
    return str(refused.value)


def test_what_the_first_call_was_handed_is_kept() -> None:
    """The function's first use of it, and so all later ones, are of the first call's."""
    mistake = keeps_the_first("def claim(table, seat):", "table.put(", "race")
    namespace: dict[str, object] = {"free": lambda table, seat: True}
    exec(mistake.source({"reference": REFERENCE}), namespace)
    seats: tuple[list[str], list[str]] = [], []
    for number, name in enumerate("ab"):
        namespace["claim"](SimpleNamespace(put=seats[number].append), name)  # type: ignore[operator]
    assert seats == (["a", "b"], [])


def test_a_part_of_a_line() -> None:
    """A text without a line break is looked for as it is; the claims come first."""
    assert source("range(2)", "range(3)") == CLAIMS + REFERENCE.replace("range(2)", "range(3)")


def test_the_advice_is_claimed_too() -> None:
    """The file under wrong/ that it stands for would begin in the same way."""
    assert source("range(2)", "range(3)", advice="no_end").startswith('# fails: race\n# advice: no_end\n"""People')


def test_whole_lines_at_any_indentation() -> None:
    """Only how far lines are from each other counts, and the new ones move with the old ones."""
    got = source(
        """
    if free(table, seat):
        table.put(seat)

        return True
        """,
        """
    if free(table, seat):
        return True
        """,
    )
    assert got == CLAIMS + REFERENCE.replace("            table.put(seat)\n\n", "")


def test_old_and_new_lines_keep_their_distance() -> None:
    """New lines that stand deeper than the old ones are deeper in the solution too."""
    got = source(
        """
            return False
        """,
        """
                return False
        """,
    )
    assert got == CLAIMS + REFERENCE.replace("    return False", "        return False")


def test_lines_are_left_out() -> None:
    """An empty new text takes the lines away, with their line breaks."""
    assert source("\n  table.put(seat)\n", "") == CLAIMS + REFERENCE.replace("            table.put(seat)\n", "")


def test_a_line_becomes_several() -> None:
    """A part of a line with a new text of several lines is a whole line."""
    got = source("return False", "\nlog(seat)\nreturn False\n")
    assert got == CLAIMS + REFERENCE.replace("    return False", "    log(seat)\n    return False")


def test_several_changes_are_all_of_the_reference() -> None:
    """What one change writes is not where another one looks."""
    got = source("range(2)", "range(free)", Change("free(table, seat)", "seat"))
    assert got == CLAIMS + REFERENCE.replace("range(2)", "range(free)").replace("free(table, seat)", "seat")


def test_a_text_that_is_not_there() -> None:
    """The reference has changed since: the sentence shows what was looked for."""
    assert refusal("range(5)", "range(6)") == "the reference no longer says this: range(5)"
    assert refusal("\n    if x:\n        return\n", "") == (
        "the reference no longer says this:\n    if x:\n        return"
    )


def test_lines_are_whole_lines() -> None:
    """The beginning of a line is not the line."""
    assert refusal("\nreturn\n", "").startswith("the reference no longer says this: return")


def test_a_text_that_is_there_twice() -> None:
    """Which one is meant is not guessed."""
    assert refusal("return ", "yield ") == "the reference says this 2 times, so take more of its lines: return "


def test_two_changes_of_one_place() -> None:
    """Changes that share text are refused, in whatever order they are written."""
    said = "two of its changes are about the same text of the reference."
    assert refusal("table.put(seat)", "pass", Change("put(seat)", "get(seat)")) == said


def test_an_empty_old_text() -> None:
    """It stands everywhere."""
    assert refusal("", "x") == "`old` is empty: give the text of the reference that the mistake has differently."


def test_what_is_left_must_be_python() -> None:
    """A mistake with a slip of its own would fail every check, and for another reason."""
    said = refusal("range(2):", "range(2)")
    assert said == "its changes leave no Python (expected ':'): for attempt in range(2)"


def test_a_change_of_another_right_solution() -> None:
    """Where the mistake is nearer to that one; what it says about itself is left out."""
    mistake = Mistake("one", "People do it.", "race", old="True", new="False", of="right/short")
    short = '"""Short."""\n\nclaim = lambda: True\n'
    assert mistake.source({"reference": REFERENCE, "right/short": short}) == CLAIMS + "claim = lambda: False\n"
    with pytest.raises(CourseError, match="^right/short no longer says this: True$"):
        mistake.source({"right/short": "claim = list\n"})
    with pytest.raises(CourseError, match="^There is no solution 'right/short'. Did you mean 'right/shorter'?"):
        mistake.source({"right/shorter": short})
