"""While a notebook is graded, and what importing costs."""

from __future__ import annotations

import copy
import subprocess
import sys

import pytest

from course_lib import check, exam, hint, open_lab, quiz, solution
from course_lib.aws.sdk import wall


@pytest.fixture
def graded(nobody_before: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_GRADED", "1")


def test_graded_lab_does_nothing(graded: None) -> None:
    """Every use of a lab that a notebook may make passes without effect; the wall is not touched."""
    lab = open_lab("no such lesson")
    race = lab.race({"Ana": 1 / 3}, order="Nobody")  # type: ignore[dict-item]
    assert race.outcomes["Ana"].value == race.outcomes["Ana"].value
    assert list(lab.journal()) == [] and len(lab.table("x")) == 0
    assert repr(lab) == repr(lab.timeline("x")) == f"{lab.clock.now():%H:%M}" == ""
    lab.clock.advance(days=30)
    lab.reset()
    lab.something.else_[3]("x").y = 3
    with lab.cloud.use(None):  # type: ignore[arg-type]
        pass
    copy.deepcopy(lab)
    assert wall.WALL._before is None


def test_graded_checks_do_nothing(graded: None) -> None:
    """No check, hint, solution, exam or quiz runs, whatever it is given."""
    for ask in (check, hint, solution, exam, quiz):
        assert repr(ask("no such exercise")) == ""
    assert repr(hint("x", layer=9)) == repr(quiz("x", explain=True)) == ""


LIGHT = """
import sys
import course_lib
from course_lib import check, exam, hint, open_lab, quiz, solution
heavy = {"moto", "boto3", "botocore", "matplotlib", "ipywidgets", "IPython", "autograder", "numpy", "msgpack"}
print(sorted(heavy & {name.partition(".")[0] for name in sys.modules}))
import course_lib.check, course_lib.quiz, course_lib.lab
from course_lib import check, quiz
print(callable(check), callable(quiz), callable(course_lib.check))
"""


def test_importing_is_light() -> None:
    """`import course_lib` brings in nothing heavy, and `check` stays the function also when its module is imported."""
    run = subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines() == ["[]", "True True True"]


def test_graded_needs_nothing_heavy() -> None:
    """In a worker a notebook's first cells load neither moto nor the checks."""
    code = LIGHT.replace("print(sorted", "lab = open_lab('x'); lab.race({}, ''); check('a'); quiz('a'); print(sorted")
    environment = {"COURSE_GRADED": "1", "PATH": ""}
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert run.stdout.splitlines()[0] == "[]"
