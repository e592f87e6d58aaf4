"""Requests that wait, and statements that are not committed: what a race's timeline shows of them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from course_lib.lab import Lab
from course_lib.pictures.picture import _Picture, place_of
from course_lib.pictures.timeline import Timeline, step_sentence


@pytest.fixture
def lab(nobody_before: None) -> Any:
    """A database with two rows, of which the lab's pictures know."""
    opened = Lab("transactions")
    opened.cloud.database.execute("CREATE TABLE counts (id VARCHAR(9) NOT NULL, n INT NOT NULL, PRIMARY KEY (id))")
    opened.cloud.database.execute("INSERT INTO counts VALUES ('a', 1), ('b', 2)")
    yield opened
    opened.close()


def adds(*names: str, lock: bool = True) -> Any:
    def program(engine: Any) -> None:
        with engine.begin() as connection:
            for name in names:
                if lock:
                    connection.execute(text("SELECT n FROM counts WHERE id = :id FOR UPDATE"), {"id": name})
            connection.execute(text("UPDATE counts SET n = n + 10 WHERE id = :id"), {"id": names[-1]})

    return program


def kinds(timeline: Timeline) -> list[tuple[int, str, str, int | None]]:
    return [(step.number, step.who, step.words.kind, step.begun) for step in timeline.steps]


def test_who_waits_for_a_lock_is_shown_when_it_asks_and_when_it_is_answered(lab: Lab) -> None:
    """Its answer knows at which step it was asked for; the row is shown after the commit that changed it."""
    shown = lab.race({"ana": adds("a"), "ben": adds("a")}, order="ana ben ana ana ben", service="mysql")
    assert kinds(shown) == [
        (1, "ana", "locks", None),
        (2, "ben", "waits", None),
        (3, "ana", "pending", None),
        (4, "ana", "commit", None),
        (5, "ben", "locks", 2),
        (6, "ben", "pending", None),
        (7, "ben", "commit", None),
    ]
    sentences = [step_sentence(step) for step in shown.steps]
    assert sentences[1].endswith("FOR UPDATE; waits for a lock.")
    assert sentences[3] == "4: ana sends COMMIT; committed. Now a: n 11."
    assert sentences[4].startswith("5: ben gets the answer to 2, SELECT n FROM counts")
    assert sentences[6] == "7: ben sends COMMIT; committed. Now a: n 21."


def test_the_cause_of_a_deadlock_is_seen(lab: Lab) -> None:
    """Ana waits for Ben when he asks for what she has."""
    shown = lab.race({"ana": adds("a", "b"), "ben": adds("b", "a")}, order="ana ben ana ben", service="mysql")
    assert kinds(shown)[:6] == [
        (1, "ana", "locks", None),
        (2, "ben", "locks", None),
        (3, "ana", "waits", None),
        (4, "ben", "refused", None),
        (5, "ben", "undone", None),
        (6, "ana", "locks", 3),
    ]


def test_a_write_that_is_not_committed_changes_nothing_for_others(lab: Lab) -> None:
    """Undone, it never did; a statement that commits itself does at once."""

    def gives_up(engine: Any) -> None:
        with engine.connect() as connection:
            connection.execute(text("UPDATE counts SET n = 99 WHERE id = 'a'"))
            connection.rollback()
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("DELETE FROM counts WHERE id = 'b'"))

    shown = lab.race({"ana": gives_up}, order="", service="mysql")
    seen = [(step.words.kind, [(change.name, change.after) for change in step.changes]) for step in shown.steps]
    assert seen == [("pending", []), ("undone", []), ("write", [("b", None)])]


def test_a_transaction_that_is_prepared_has_two_ends(lab: Lab) -> None:
    """Where another call comes between; where none does it is one step."""

    def lends(dynamodb: Any) -> None:
        key = {"TableName": "players", "Key": {"player_id": "dan"}}
        put = {**key, "UpdateExpression": "SET coins = :n", "ExpressionAttributeValues": {":n": 1}}
        dynamodb.meta.client.transact_write_items(TransactItems=[{"Update": put}])

    def looks(dynamodb: Any) -> None:
        dynamodb.Table("players").get_item(Key={"player_id": "dan"})

    callers = {"Dan": lends, "Eve": looks}
    assert kinds(lab.race(callers, order="Dan Eve Dan", phases=True)) == [
        (1, "Dan", "prepared", None),
        (2, "Eve", "read", None),
        (3, "Dan", "write", 1),
    ]
    assert [kind for _, _, kind, _ in kinds(lab.race(callers, order="Dan Dan Eve", phases=True))] == ["write", "read"]


def test_each_kind_is_drawn_and_explained(lab: Lab) -> None:
    """The legend has a row for what the picture shows, and breaks where it would be too wide."""
    shown = lab.race({"ana": adds("a", "b"), "ben": adds("b", "a")}, order="ana ben ana ben", service="mysql")
    picture = _Picture(shown.steps, shown.names, None, {})
    picture.png()
    words = [artist.get_text() for artist in picture.painted if hasattr(artist, "get_text")]
    for legend in (
        "read, locks: others have to wait",
        "not committed: nobody else sees it",
        "commit: what is stored changes",
        "rollback: nothing has changed",
        "waits: the answer comes later",
        "refused: nothing changes",
    ):
        assert legend in words
    assert picture.ends == sorted(picture.ends)
    assert len(picture.ends) == len(shown.steps)


def test_the_middle_lane_is_called_what_it_is(lab: Lab) -> None:
    """One table by its name, the database where no row is known, and AWS where services differ."""
    look = lab.race({"ana": lambda engine: engine.connect().execute(text("SELECT 1"))}, order="", service="mysql")
    assert place_of(look.steps) == "the database"
    write = lab.race({"ana": adds("a")}, order="", service="mysql")
    assert place_of(write.steps) == "table counts"
    assert place_of([]) == "AWS"
