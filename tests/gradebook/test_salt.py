"""The exam's inputs are drawn from a secret of the grade book and from who handed in, not from the notebook."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text

from autograder.gradebook.salt import salt_of, secret_of
from autograder.judge import judge_notebook

ASKED = "import sys\ndef claim(dynamodb, seat, owner):\n    raise ValueError(seat)\n"


def test_a_grade_book_makes_its_secret_once(tmp_path):
    """It stays, whoever asks; another grade book has another."""
    engines = [create_engine(f"sqlite:///{tmp_path}/{name}.db") for name in ("one", "one", "two")]
    try:
        first, again, other = map(secret_of, engines)
    finally:
        for engine in engines:
            engine.dispose()

    assert first == again != other
    assert len(first) == 64


def test_an_old_grade_book_gets_one(tmp_path):
    """Its own tables stay as they were."""
    engine = create_engine(f"sqlite:///{tmp_path}/old.db")
    try:
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE autograder_run (id INTEGER PRIMARY KEY)"))
        assert secret_of(engine) == secret_of(engine)
    finally:
        engine.dispose()


def test_each_student_and_lesson_has_a_salt_of_its_own():
    """And the same one each time."""
    salts = {salt_of("secret", lesson, student) for lesson in ("a", "b") for student in ("ana", "ben")}
    assert len(salts) == 4
    assert salt_of("secret", "a", "ana") in salts


@pytest.fixture
def seats(demo_lesson, fork_server):
    """The seats that the exam's checks ask a notebook for, whose cell ends with this comment."""

    def run(comment: str, salt: str) -> list[str | None]:
        cells = [{"cell_type": "code", "metadata": {}, "source": f"{ASKED}# {comment}"}]
        judged = judge_notebook({"cells": cells}, demo_lesson, fork_server=fork_server, salt=salt)
        return [check.finding.call for check in judged.exercises[0].checks]

    return run


@pytest.fixture(scope="module")
def fork_server():
    from autograder.judge.workers import ForkServer

    with ForkServer() as started:
        yield started


def test_a_comment_draws_nothing_new(seats):
    """With a salt, inputs hang on it alone; without one, on the notebook."""
    mine = seats("first", "salt of ana")

    assert mine == seats("second", "salt of ana") != seats("first", "salt of ben")
    assert seats("first", "") != seats("second", "")
