"""What the exam lets pass is told, with its reason where there is one."""

from __future__ import annotations

import pytest

from autograder.catalog import load
from autograder.judge.pool import Job, Judged
from autograder.mutants import survivors
from autograder.mutants.explained import Reason, explained
from autograder.mutants.survivors import survey
from course_lib.checks.results import CheckResult, ExerciseResult, SubmissionResult, Verdict

LESSON, NAME = "conditional_writes", "next_ticket"


@pytest.fixture
def judged(monkeypatch):
    """A judge that lets pass what does not mention UpdateExpression, and notes the jobs."""
    jobs: list[Job] = []

    def judge_many(wanted, workers, limits):
        for job in wanted:
            jobs.append(job)
            source = survivors.solution_cell(dict(job.notebook), NAME)["source"]
            verdict = Verdict.FAILED if "UpdateExpression" in source else Verdict.PASSED
            check = CheckResult("one", "It counts.", verdict)
            result = SubmissionResult(LESSON, (ExerciseResult(f"{LESSON}.{NAME}", (check,)),))
            yield Judged(job.key, result, None, 0.5)

    monkeypatch.setattr(survivors, "judge_many", judge_many)
    return jobs


def test_a_mutant_with_full_marks_is_told(judged):
    (found,) = survey(LESSON, NAME, workers=1)
    assert found.survived == [(solution, name) for solution, name in found.survived if "UpdateExpression" in name]
    assert len(found.survived) == 1 and found.tried == len(judged) > 10
    assert all(job.until_failure and job.exercise == NAME for job in judged)


def test_one_that_is_explained_is_counted_apart(judged, monkeypatch):
    (found,) = survey(LESSON, NAME, workers=1)
    ((solution, name),) = found.survived
    monkeypatch.setattr(survivors, "explained", lambda folder: [Reason(solution, name, "nobody looks")])
    (again,) = survey(LESSON, NAME, workers=1)
    assert (again.survived, again.explained, again.misses) == ([], 1, [])


def test_a_reason_for_what_is_caught_or_not_there_is_a_miss(judged, monkeypatch):
    caught = next(each for each in survivors._trials(load(LESSON, NAME), 1, False) if "not" not in each.name)
    reasons = [Reason("reference", what, "nobody looks") for what in (caught.name, "[a → b]")]
    monkeypatch.setattr(survivors, "explained", lambda folder: reasons)
    (found,) = survey(LESSON, NAME, workers=1)
    assert found.misses == [
        f"equivalent.md explains {caught.name!r} of reference, which the exam catches.",
        "equivalent.md explains '[a → b]' of reference, and there is no such mutant.",
    ]


def test_a_part_is_always_the_same_and_parts_of_one_are_all(judged):
    loaded = load(LESSON, NAME)
    whole, part = (survivors._trials(loaded, number, True) for number in (1, 3))
    assert {each.key for each in part} < {each.key for each in whole}
    assert part == survivors._trials(loaded, 3, True)


def test_one_reason_explains_all_whose_name_matches_and_some_may_be_caught(judged, monkeypatch):
    many = Reason("reference", "Expression", "nobody looks", many=True)
    monkeypatch.setattr(survivors, "explained", lambda folder: [many])
    (found,) = survey(LESSON, NAME, workers=1)
    assert (found.survived, found.explained, found.misses) == ([], 1, [])
    assert sum(many.explains("reference", each.name) for each in survivors._trials(load(LESSON, NAME), 1, False)) > 1
    monkeypatch.setattr(survivors, "explained", lambda folder: [many, Reason("reference", "nowhere", "no", many=True)])
    (again,) = survey(LESSON, NAME, workers=1)
    assert again.misses == ["equivalent.md explains 'nowhere' of reference, and there is no such mutant."]


def test_the_file_of_reasons_is_read_by_solution(tmp_path):
    (tmp_path / "equivalent.md").write_text(
        "# Words\n\n## reference\n\n* `a[ → b]`: it is the same.\n* each with `pause`: free.\n\n"
        "## right/other\n\n* `c`: never.\n"
    )
    assert explained(tmp_path) == [
        Reason("reference", "a[ → b]", "it is the same."),
        Reason("reference", "pause", "free.", many=True),
        Reason("right/other", "c", "never."),
    ]


@pytest.mark.parametrize("line", ["* no reason", "* each with `(`: no regular expression"])
def test_a_line_that_is_not_well_formed_is_told(tmp_path, line):
    (tmp_path / "equivalent.md").write_text(f"## reference\n{line}\n")
    with pytest.raises(ValueError, match="equivalent.md, line 2: write"):
        explained(tmp_path)
