"""Whose a file is, by its path, in the forms that learning systems give."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from autograder.gradebook.collection.names import Claim, claims, is_anonymous

LESSONS = ("small", "large")
FORMS = {
    "doejane_12345_678_hw.ipynb": Claim("canvas", "doejane", "hw.ipynb", "12345", 678),
    "doejane_LATE_12345_678_hw-1.ipynb": Claim("canvas", "doejane", "hw-1.ipynb", "12345", 678, late=True),
    "doejane_12345_678_my_12_34_hw.ipynb": Claim("canvas", "doejane", "my_12_34_hw.ipynb", "12345", 678),
    "müller2jörg_1_2_x y.ipynb": Claim("canvas", "müller2jörg", "x y.ipynb", "1", 2),
    "Jane Doe_7_assignsubmission_file_/hw.ipynb": Claim("moodle", "Jane Doe", "hw.ipynb", "7"),
    "Jane Doe_7_assignsubmission_file/sub/hw.ipynb": Claim("moodle", "Jane Doe", "hw.ipynb", "7"),
    "Jane Doe_7_assignsubmission_file_h_w.ipynb": Claim("moodle", "Jane Doe", "h_w.ipynb", "7"),
    "Group A-Jane Doe_7_assignsubmission_file_hw.ipynb": Claim("moodle", "Group A-Jane Doe", "hw.ipynb", "7"),
    "ana/small/small.ipynb": Claim("nbgrader", "ana", "small.ipynb", lesson="small"),
    "class/ana/large/x.ipynb": Claim("nbgrader", "ana", "x.ipynb", lesson="large"),
    "ana+small+2024-05-01 10:00:00 UTC+abc/small.ipynb": Claim(
        "exchange", "ana", "small.ipynb", when=datetime(2024, 5, 1, 10, tzinfo=UTC), lesson="small"
    ),
    "ana+small+yesterday/small.ipynb": Claim("exchange", "ana", "small.ipynb", lesson="small"),
}


@pytest.mark.parametrize(("path", "claim"), FORMS.items(), ids=list(FORMS))
def test_a_form_tells_whose_it_is(path: str, claim: Claim) -> None:
    """The likeliest claim is this one."""
    assert claims(path.split("/"), LESSONS)[0] == claim


def test_blackboard_tells_the_time() -> None:
    """In the time zone of this machine, since the name has none."""
    [claim] = claims(["hw1_ana_attempt_2024-05-01-10-30-00_x.ipynb"], LESSONS)

    assert (claim.kind, claim.who, claim.file) == ("blackboard", "ana", "x.ipynb")
    assert claim.when == datetime(2024, 5, 1, 10, 30).astimezone(UTC)


PLAIN = {
    "ana.ipynb": [("file", "ana")],
    "ana (2).IPYNB": [("file", "ana")],
    "ana/hw.ipynb": [("folder", "ana"), ("file", "hw")],
    "class/ana/hw.ipynb": [("folder", "class"), ("folder", "ana"), ("file", "hw")],
    "notes.txt": [],
    "ana/12_34_x.ipynb": [("folder", "ana"), ("file", "12_34_x")],
    "small/ana.ipynb": [("folder", "small"), ("file", "ana")],
}


@pytest.mark.parametrize(("path", "expected"), PLAIN.items(), ids=list(PLAIN))
def test_a_plain_path_makes_several_claims(path: str, expected: list[tuple[str, str]]) -> None:
    """The folders from the outermost in, then the file's own name; a roster picks."""
    assert [(claim.kind, claim.who) for claim in claims(path.split("/"), LESSONS)] == expected


def test_canvas_may_leave_names_out() -> None:
    """An anonymous assignment's files are known as such, and are nobody's."""
    assert is_anonymous("anon_Ab3dE_678_hw.ipynb")
    assert not is_anonymous("anonova_12_678_hw.ipynb")
