"""What a class receives has no solution, exam or judge in it, and is enough to run every practice check."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from autograder.catalog import exercises, lessons
from autograder.release import release, ships
from course_lib.errors import CourseError, NotFound


@pytest.mark.parametrize(
    ("path", "goes"),
    [
        ("autograder/checks.py", True),
        ("autograder/exercises/l/e/practice.py", True),
        ("autograder/exercises/l/shared.py", True),
        ("autograder/exercises/l/e/exam.py", False),
        ("autograder/exercises/l/e/reference.py", False),
        ("autograder/exercises/l/e/right/other.py", False),
        ("autograder/exercises/l/e/wrong/other.py", False),
        ("autograder/judge/run.py", False),
        ("autograder/gradebook/grade.py", False),
        ("autograder/prove.py", False),
    ],
)
def test_one_rule_by_file_name(path, goes):
    assert ships(Path(path)) is goes


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    out = tmp_path_factory.mktemp("bundle") / "course"
    return out, release(lessons(), out)


def test_nothing_in_the_bundle_gives_an_answer_away(bundle):
    out, files = bundle

    names = {path.name for path in files}
    assert not names & {"exam.py", "reference.py", "prove.py"}
    for path in files:
        if path.suffix == ".ipynb":
            text = (out / path).read_text()
            assert "BEGIN SOLUTION" not in text and "BEGIN HIDDEN" not in text and "exam(" not in text


def test_every_practice_check_runs_from_the_bundle_alone(bundle):
    """The stub is not attempted; nothing that the bundle lacks is imported."""
    out, _ = bundle
    program = """
import sys
from autograder.catalog import exercises, lessons, load
from autograder.practice import run_practice
for lesson in lessons():
    for name in exercises(lesson):
        checks = run_practice(lesson, name, {}).checks
        print(lesson, name, sorted({check.verdict.value for check in checks}), load(lesson, name).exam)
print(sys.modules["autograder"].__file__)
"""
    done = subprocess.run([sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, {str(out)!r}){program}"],
                          capture_output=True, text=True, cwd=out)  # fmt: skip

    *lines, where = done.stdout.splitlines()
    assert done.stderr == ""
    assert where == str(out / "autograder" / "__init__.py")
    assert lines == [f"{lesson} {name} ['not attempted'] None" for lesson in lessons() for name in exercises(lesson)]


def test_a_folder_with_something_in_it_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")

    with pytest.raises(CourseError, match="is not empty"):
        release(lessons(), tmp_path)
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_an_unknown_lesson_is_named_with_the_nearest(tmp_path):
    with pytest.raises(NotFound, match="Did you mean 'conditional_writes'?"):
        release(["conditional_write"], tmp_path / "out")
