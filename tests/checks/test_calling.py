"""What is told of an exception that a learner's function raised."""

from __future__ import annotations

import pytest

from course_lib.checks.calling import describe_exception

CELL = """
class Stale(Exception):
    pass


def make():
    class Stale(Exception):
        pass

    return Stale


Made = make()


def of_its_own():
    class Stale(Exception):
        pass

    raise Stale("gone")


def of_the_cell():
    raise Stale("gone")


def made_for_the_cell():
    raise Made("gone")
"""


@pytest.mark.parametrize(
    ("function", "name", "caught"),
    [("of_the_cell", "Stale", True), ("made_for_the_cell", "Stale", True), ("of_its_own", None, False)],
)
def test_a_class_that_a_call_makes_for_itself_is_not_the_one_that_a_caller_names(function, name, caught):
    """A class that the notebook has under some name counts as that of its name, wherever it was made."""
    namespace = {"__name__": "cell"}
    exec(CELL, namespace)
    with pytest.raises(Exception) as raised:
        namespace[function]()

    told = describe_exception(raised.value, namespace)

    assert told.types == (name or "of_its_own.<locals>.Stale", "Exception")
    assert told.is_a("Stale") is caught
