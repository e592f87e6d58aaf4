"""What a class receives has no solution, exam or judge in it, and is enough to run every practice check."""

from __future__ import annotations

import subprocess
import sys

import pytest

from autograder.catalog import exercises, lessons
from autograder.release import release
from course_lib.errors import CourseError, NotFound
from tests.giveaways import giveaways


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    out = tmp_path_factory.mktemp("bundle") / "course"
    return out, release(lessons(), out)


def test_nothing_in_the_bundle_gives_an_answer_away(bundle):
    out, files = bundle

    assert {path.parts[0] for path in files if len(path.parts) > 1} == {"course_lib", "docs", "notebooks"}
    for path in files:
        if path.suffix == ".ipynb":
            assert giveaways((out / path).read_text()) == [], path


def test_every_practice_check_runs_from_the_bundle_alone(bundle):
    """The stub is not attempted; nothing that the bundle lacks is imported."""
    out, _ = bundle
    program = """
import sys
import course_lib
from course_lib.checks.here.run import run_here
from course_lib.lessons import exercises, lessons, load_exercise, services
for lesson in lessons():
    for name in exercises(lesson):
        exercise = load_exercise(lesson, name).exercise
        checks = run_here(name, exercise, exercise.checks, {}, services(lesson)).checks
        print(lesson, name, sorted({check.verdict.value for check in checks}))
print(course_lib.__file__, "autograder" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, {str(out)!r}){program}"],
                          capture_output=True, text=True, cwd=out)  # fmt: skip

    *lines, where = done.stdout.splitlines()
    assert done.stderr == ""
    assert where == f"{out / 'course_lib' / '__init__.py'} False"
    assert lines == [f"{lesson} {name} ['not attempted']" for lesson in lessons() for name in exercises(lesson)]


def test_a_folder_with_something_in_it_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")

    with pytest.raises(CourseError, match="is not empty"):
        release(lessons(), tmp_path)
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_an_unknown_lesson_is_named_with_the_nearest(tmp_path):
    with pytest.raises(NotFound, match="Did you mean 'conditional_writes'?"):
        release(["conditional_write"], tmp_path / "out")
