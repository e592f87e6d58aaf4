"""What the lesson on caching starts from."""

from __future__ import annotations

from course_lib import open_lab
from course_lib.lessons.caching.data import PROFILES


def test_the_lab_has_the_runners(nobody_before):
    """Each runner is in the database as the lesson lists them, and the learner's journal is empty."""
    lab = open_lab("caching")
    rows = lab.cloud.database.query("SELECT * FROM profiles")
    assert sorted(rows, key=lambda row: str(row["user_id"])) == PROFILES
    assert list(lab.cloud.journal.entries()) == []
    lab.close()
