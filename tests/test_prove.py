"""`autograder prove` finds every way in which an exercise's fixtures and checks can disagree."""

from __future__ import annotations

import json
import shutil

import pytest

import autograder.exercises
import course_lib.lessons
from autograder import catalog
from autograder.prove import prove, to_json
from tests.conftest import DEMO

STUB = """def claim(dynamodb, seat, owner):
    ### BEGIN SOLUTION
    return None
    ### END SOLUTION
"""
LOOKS_FIRST = """# fails: one_winner
# advice: looks_first
def claim(dynamodb, seat, owner):
    table = dynamodb.Table("seats")
    if "Item" in table.get_item(Key={"seat": seat}):
        return False
    table.put_item(Item={"seat": seat, "owner": owner})
    return True
"""
SAYS_YES = """# fails: free_seat, other_seat, one_winner
# advice: looks_first
def claim(dynamodb, seat, owner):
    dynamodb.Table("seats").scan()
    return True
"""


def cell(source, **nbgrader):
    return {
        "cell_type": "code",
        "source": source,
        "metadata": {"nbgrader": nbgrader} if nbgrader else {},
        "outputs": [],
    }


@pytest.fixture
def folder(tmp_path, monkeypatch, demo_lesson):
    """The demo exercise in a copy, with a notebook and two wrong solutions; the judge runs in this process."""
    exercises = tmp_path / "exercises"
    shutil.copytree(DEMO / "exercises", exercises)
    monkeypatch.setattr(autograder.exercises, "__path__", [str(exercises)])
    monkeypatch.setattr(course_lib.lessons, "NOTEBOOKS", tmp_path / "notebooks")
    (tmp_path / "notebooks" / "demo").mkdir(parents=True)
    notebook = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {},
        "cells": [
            cell(STUB, solution=True, grade=False, grade_id="claim"),
            cell('check("claim")', solution=False, grade=True, grade_id="claim-check", points=3),
        ],
    }
    (tmp_path / "notebooks" / "demo" / "demo.ipynb").write_text(json.dumps(notebook))
    claim = exercises / "demo" / "claim"
    (claim / "wrong").mkdir()
    (claim / "wrong" / "looks_first.py").write_text(LOOKS_FIRST)
    (claim / "wrong" / "says_yes.py").write_text(SAYS_YES)
    return claim


def misses():
    (proof,) = prove("demo", workers=1)
    return proof.misses


def test_a_sound_exercise_has_no_misses(folder):
    (folder / "right").mkdir()
    shutil.copy(folder / "reference.py", folder / "right" / "another.py")

    (proof,) = prove("demo", workers=1)

    assert to_json([proof]) == {
        "schema": 1,
        "misses": 0,
        "exercises": [{"id": "demo.claim", "checks": 3, "right": 1, "wrong": 2, "misses": []}],
    }


def test_a_wrong_solution_that_passes_what_it_claims_to_fail_is_a_miss(folder):
    (folder / "wrong" / "looks_first.py").write_text(LOOKS_FIRST.replace("one_winner", "one_winner, free_seat"))

    assert misses() == ["wrong/looks_first: claims to fail free_seat and passes it"]


def test_a_wrong_solution_that_fails_more_than_it_claims_is_a_miss(folder):
    (folder / "wrong" / "says_yes.py").write_text(SAYS_YES.replace("other_seat, ", ""))

    assert "wrong/says_yes: fails other_seat and does not claim it" in misses()


def test_a_wrong_solution_that_claims_nothing_or_nonsense_is_a_miss(folder):
    (folder / "wrong" / "looks_first.py").write_text(LOOKS_FIRST.replace("one_winner", "no_such_check"))

    found = misses()

    assert "wrong/looks_first: claims to fail no_such_check, which is no check" in found
    assert "wrong/looks_first: fails one_winner and does not claim it" in found


def test_other_advice_than_claimed_is_a_miss(folder):
    (folder / "wrong" / "looks_first.py").write_text(LOOKS_FIRST.replace("advice: looks_first", "advice: another"))

    assert misses() == [
        "wrong/looks_first: claims to show the advice 'another' and does not",
        "wrong/looks_first: shows the advice 'looks_first' and does not claim it",
    ]


def test_a_check_that_no_wrong_solution_fails_is_a_miss(folder):
    (folder / "wrong" / "says_yes.py").unlink()

    assert misses() == [
        "no wrong solution fails `free_seat`, so nothing shows that the check works. "
        'Add a mistake to mistakes.py that claims it: fails="free_seat".',
        "no wrong solution fails `other_seat`, so nothing shows that the check works. "
        'Add a mistake to mistakes.py that claims it: fails="other_seat".',
    ]


def test_a_right_solution_or_a_reference_that_fails_is_a_miss(folder):
    (folder / "right").mkdir()
    (folder / "right" / "looks_first.py").write_text(LOOKS_FIRST)

    (miss,) = misses()

    assert miss.startswith("right/looks_first: does not pass one_winner: Not yet: When two race for a seat")


def test_a_stub_that_already_does_something_is_a_miss(folder):
    path = catalog.source_notebook("demo")
    path.write_text(path.read_text().replace("    ### BEGIN", "    return 1\\n    ### BEGIN"))

    assert 'stub: free_seat says failed, not "not attempted"' in misses()


def test_a_verdict_that_hangs_on_the_inputs_is_found_with_more_seeds(folder):
    exam = folder / "exam.py"
    luck = 'advice=submission.random.choice(["looks_first", None])'
    exam.write_text(exam.read_text().replace('advice="looks_first"', luck))

    (proof,) = prove("demo", workers=1, seeds=6)

    assert "wrong/looks_first: claims to show the advice 'looks_first' and does not" in proof.misses
