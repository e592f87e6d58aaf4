"""What a learner has passed is kept, and never lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from course_lib import progress


@pytest.fixture
def work(nobody_before: None, tmp_path: Path) -> Path:
    """A learner's folder; the test runs in a lesson's folder inside it. Returns the progress file's path."""
    (tmp_path / ".course").mkdir()
    (tmp_path / ".course" / "prepared.json").write_text("{}")
    return tmp_path / ".course" / "progress.json"


def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """As after a restart of the kernel."""
    monkeypatch.setattr(progress, "_HERE", set())


def test_recorded_for_another_day(work: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What passed is found again after a restart, from any folder inside the learner's."""
    progress.record("conditional_writes", "register_sample")
    lesson = tmp_path / "conditional_writes"
    lesson.mkdir()
    monkeypatch.chdir(lesson)
    progress.record("conditional_writes", "next_ticket")
    progress.record("conditional_writes", "next_ticket")
    forget(monkeypatch)
    assert progress.find() == work
    assert progress.passed("conditional_writes", "next_ticket")
    assert not progress.passed("conditional_writes", "retire_sample")
    assert json.loads(work.read_text()) == {
        "schema": 1,
        "passed": {"conditional_writes": ["register_sample", "next_ticket"]},
    }


def test_outside_a_learners_folder_only_in_memory(
    nobody_before: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Nothing is written where nothing was prepared."""
    progress.record("a", "b")
    assert progress.find() is None
    assert progress.passed("a", "b")
    assert list(tmp_path.iterdir()) == []
    forget(monkeypatch)
    assert not progress.passed("a", "b")


@pytest.mark.parametrize(
    "damaged", ["", "{", '{"schema": 2, "passed": {}}', "[]", '{"schema": 1, "passed": {"a": "b"}}', "\x00"]
)
def test_damaged_file_is_set_aside(work: Path, damaged: str) -> None:
    """A file that is not ours to understand is kept under a number; the new one starts afresh."""
    work.write_text(damaged)
    assert progress.read(work) == {"schema": 1, "passed": {}}
    assert work.read_text() == damaged
    progress.record("a", "b")
    work.write_text(damaged)
    progress.record("a", "c")
    assert [(work.parent / f"progress.damaged-{number}.json").read_text() for number in (1, 2)] == [damaged] * 2
    assert progress.read(work) == {"schema": 1, "passed": {"a": ["c"]}}


def test_missing_file_reads_as_nothing_passed(work: Path) -> None:
    """There is no file before the first exercise has passed."""
    assert progress.read(work) == {"schema": 1, "passed": {}}


def test_what_cannot_be_written_is_no_error(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk does not reach the learner, and leaves the old file whole and nothing beside it."""
    progress.record("a", "b")
    before = work.read_text()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(progress.os, "replace", full)
    progress.record("a", "c")
    assert work.read_text() == before
    assert progress.passed("a", "c")
    assert sorted(path.name for path in work.parent.iterdir()) == ["prepared.json", "progress.json", "progress.lock"]


def test_two_notebooks_at_once(work: Path) -> None:
    """What another notebook recorded meanwhile stays."""
    progress.record("a", "b")
    other = json.loads(work.read_text())
    other["passed"]["z"] = ["y"]
    work.write_text(json.dumps(other))
    progress.record("a", "c")
    assert progress.read(work)["passed"] == {"a": ["b", "c"], "z": ["y"]}
