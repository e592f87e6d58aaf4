"""The time line of a table, and the tree of a bucket."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from course_lib.lessons.dynamodb_backups.folders import Folders
from course_lib.lessons.dynamodb_backups.history import History, Mark

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def shown(**changes):
    marks = [
        Mark("writes", NOON, "24"),
        Mark("backups", NOON + timedelta(minutes=5), "noon"),
        Mark("writes", NOON + timedelta(hours=2), "1"),
        Mark("exports", NOON + timedelta(hours=3), "full"),
    ]
    parts = {"window": (NOON, NOON + timedelta(hours=3)), "now": NOON + timedelta(hours=4)} | changes
    return History("results", marks, **parts)


def test_text():
    """Each thing that happened has a line, in the order of time, and what came after the trouble says so."""
    assert repr(shown(trouble=NOON + timedelta(hours=1))).splitlines() == [
        "The table results",
        "12:00:00  24 items written",
        "12:05:00  backup noon",
        "13:00:00  the trouble begins",
        "14:00:00  1 item written, after the trouble began",
        "15:00:00  export, full, after the trouble began",
        "Can be restored: any second from 12:00:00 to 15:00:00.",
        "It is 16:00:00 now.",
    ]


def test_nothing_can_be_restored():
    """Without point-in-time recovery the text says so."""
    assert "No moment can be restored: point-in-time recovery is off." in repr(shown(window=None)).splitlines()


def test_picture(monkeypatch):
    """A PNG with the same content as its alt text; none where only plain text is wanted."""
    assert shown().png().startswith(b"\x89PNG")
    assert 'alt="A time line of the table results. 12:00:00  24 items written; ' in shown().html
    monkeypatch.setenv("COURSE_PLAIN", "1")
    assert set(shown()._repr_mimebundle_()) == {"text/plain"}


def test_folders():
    """Folders before what is in them; the files of an export are explained; nothing but text reaches the page."""
    tree = Folders("b", ["a/x/data/<1>.json.gz", "a/x/_started", "a/y.txt"])
    assert repr(tree).splitlines() == [
        "b",
        "└─ a/",
        "   ├─ x/",
        "   │  ├─ _started   empty: AWS tries whether it may write here",
        "   │  └─ data/",
        "   │     └─ <1>.json.gz",
        "   └─ y.txt",
    ]
    assert "&lt;1&gt;.json.gz" in tree._repr_mimebundle_()["text/html"]
