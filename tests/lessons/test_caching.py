"""What the lesson on caching starts from."""

from __future__ import annotations

import pytest

from course_lib import open_lab
from course_lib.aws.account import Cloud
from course_lib.aws.services.redis.real import servers
from course_lib.aws.services.redis.real.cluster import MISSING
from course_lib.errors import CourseError
from course_lib.lessons.caching.data import PROFILES
from course_lib.lessons.caching.node_dies import Loss, draw_slots, kill_a_node


def test_the_lab_has_the_runners(nobody_before):
    """Each runner is in the database as the lesson lists them, and the learner's journal is empty."""
    lab = open_lab("caching")
    rows = lab.cloud.database.query("SELECT * FROM profiles")
    assert sorted(rows, key=lambda row: str(row["user_id"])) == PROFILES
    assert list(lab.cloud.journal.entries()) == []
    lab.close()


def test_a_node_that_dies_takes_its_shard_with_it():
    """Without a replica a third is gone, with one nothing; except for writes that no replica had yet."""
    assert repr(kill_a_node(replicas=0)) == (
        "3 nodes, 0 replicas in each shard: 195 of 600 results gone, 65 minutes of the database"
    )
    assert repr(kill_a_node(replicas=1)) == (
        "6 nodes, 1 replica in each shard: 0 of 600 results gone, nothing to compute"
    )
    assert kill_a_node(replicas=1, unsent=5) == Loss(1, 600, 595, 5)


def test_the_picture_of_slots_is_told_in_words():
    """It says for each set of keys how many lie on each shard."""
    picture = draw_slots({"alike": ["{u}1", "{u}2"], "apart": ["a", "b", "c"]})
    assert repr(picture) == (
        "Keys on the slots from 0 to 16383. alike: 0, 0, 2 keys on the 3 shards; apart: 1, 1, 1 keys on the 3 shards."
    )


@pytest.mark.skipif(servers.programs() is None, reason="redis-server is not installed")
def test_a_lab_on_real_servers(nobody_before):
    """It says so, its pictures and its clock work, and its servers end with it."""
    lab = open_lab("caching", real=True)
    program = lab.cloud.cluster._program
    try:
        cache = lab.cloud.cache()
        cache.set("lock", "ana", nx=True, ex=30)
        lab.clock.advance(seconds=31)
        assert cache.set("lock", "ben", nx=True, ex=30) is True
        assert "Real ones, on this machine." in repr(lab)
        assert "SET" in repr(lab.timeline())
    finally:
        lab.close()
    assert program.wait(timeout=servers.PATIENCE) == 0


def test_without_the_programs_it_is_said_what_to_install(monkeypatch, nobody_before):
    """And nothing of the account that could not be prepared stays."""
    monkeypatch.setattr(servers, "programs", lambda: None)
    closed = []
    monkeypatch.setattr(Cloud, "close", lambda cloud: closed.append(cloud))

    with pytest.raises(CourseError) as refused:
        open_lab("caching", real=True)

    assert str(refused.value) == MISSING
    assert len(closed) == 1


def test_other_lessons_have_no_real_servers(nobody_before):
    with pytest.raises(CourseError, match=r"^The lesson consistency has no real servers to run on\."):
        open_lab("consistency", real=True)
