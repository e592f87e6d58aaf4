"""What the lesson on hot partitions shows, and the load that its checks make up."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest

from course_lib.aws.account import Cloud
from course_lib.aws.services.dynamodb.throughput.ledger import Used
from course_lib.lessons.hot_partitions import data as lab
from course_lib.lessons.hot_partitions.crowded_writes import CrowdedWrites
from course_lib.lessons.hot_partitions.demonstration import OLD, TODAY, original_question, sliders, votes
from course_lib.lessons.hot_partitions.evening import drawn, evening, share_refused, spread_evenly, zipf
from course_lib.lessons.hot_partitions.heat_map import heat_map
from course_lib.lessons.hot_partitions.workloads import WORKLOADS, written
from course_lib.pictures.widgets import WIDGET


def used(partition, second, writes=5.0, refused=0):
    return Used(partition, second, 0, writes, 0, refused)


def test_a_heat_map_in_words_names_each_partition_and_what_it_refused():
    """For those who cannot see it."""
    picture = heat_map([used(0, 7, 10), used(1, 7, 100, 30), used(0, 8, 20), used(1, 8, 60)], 100, "Two", "a share")

    assert repr(picture) == (
        "Two. 2 partitions over 2 seconds; each may use 100 units a second (a share).\n"
        "Partition 1: 15 a second on average, 20 at most, nothing refused.\n"
        "Partition 2: 80 a second on average, 100 at most, 30 requests refused."
    )


def test_a_heat_map_is_a_picture_with_these_words():
    from PIL import Image

    picture = heat_map([used(0, 0)], 100, "One")

    assert Image.open(io.BytesIO(picture.png())).size[0] > 1000
    assert "Partition 1: 5 a second" in picture.html


def test_a_long_time_is_drawn_in_spans():
    """Sixty columns at most; the words give the units of a second all the same."""
    picture = heat_map([used(0, second, 30) for second in range(600)], 100, "Long")

    assert "1 partitions over 600 seconds" in repr(picture)
    assert "30 a second on average, 30 at most" in repr(picture)


def test_nothing_used_is_drawn_too():
    assert repr(heat_map([], 100, "Idle")).startswith("Idle. 0 partitions over 0 seconds")


def test_the_original_question_under_both_models():
    """Of 250 writes a second on one partition 100 are served with fixed shares, and all today."""
    then, now = repr(original_question(OLD, seconds=10)), repr(original_question(TODAY, seconds=10))

    assert "Partition 2: 110 a second on average, 200 at most, 1,400 requests refused." in then
    assert "Partition 2: 250 a second on average, 250 at most, nothing refused." in now
    assert then.count("nothing refused") == 3


def test_more_buckets_serve_more_votes():
    """The same load with one bucket a singer, and with twenty."""
    assert "16% refused" in repr(votes(skew=1.5, shards=1))
    assert "0% refused" in repr(votes(skew=1.5, shards=20))


def test_sliders_are_shown_only_where_widgets_work():
    """Everyone else has the picture as it begins."""
    shown = sliders()._repr_mimebundle_()

    assert WIDGET not in shown
    assert "3,000 votes a second" in str(shown["text/plain"])


def test_an_evening_uses_keys_as_often_as_the_sample_does():
    """In an even mix, whatever the order of the sample."""
    assert spread_evenly(["a", "a", "a", "b"]) == ["a", "a", "b", "a"]
    assert spread_evenly(["b", "a", "a", "a"]) == ["a", "a", "b", "a"]
    assert share_refused(evening(["a"], 2_000)) == pytest.approx(0.25, abs=0.01)
    assert share_refused(evening([f"k{number}" for number in range(100)], 2_000)) == 0


def test_weights_fall_with_skew_and_add_up_to_one():
    assert zipf(4, 0) == [0.25] * 4
    assert sum(zipf(40, 1.5)) == pytest.approx(1)
    counts = [drawn(zipf(3, 1), 1_100).count(place) for place in range(3)]
    assert counts == pytest.approx([600, 300, 200], abs=3)


@pytest.mark.parametrize("workload", WORKLOADS.values(), ids=lambda each: each.name)
def test_a_workload_has_what_its_questions_need(workload):
    """Every write tells what a reader would ask by."""
    import random

    writes = written(workload, 50, random.Random(1))
    assert all(set(workload.asked) <= write.keys() for write in writes)
    assert writes == written(workload, 50, random.Random(1))


@pytest.fixture
def cloud():
    with Cloud(pooled=True) as cloud:
        lab.prepare(cloud)
        yield cloud


def batch(cloud, *names):
    writes = [{"PutRequest": {"Item": {"ballot_id": name}}} for name in names]
    return cloud.resource("dynamodb").batch_write_item(RequestItems={"ballots": writes})["UnprocessedItems"]


def test_a_crowded_table_writes_a_little_of_each_batch(cloud):
    """The rest comes back as it was sent, until the time is over."""
    with cloud.use(CrowdedWrites(cloud.clock, seconds=5, room=1)):
        left = batch(cloud, "a", "b", "c")
        assert [each["PutRequest"]["Item"]["ballot_id"] for each in left["ballots"]] == ["a", "b"]
        assert lab.stored(cloud, "ballots", "c") and not lab.stored(cloud, "ballots", "a")
        cloud.clock.advance(seconds=5)
        assert batch(cloud, "a", "b") == {}


def test_a_small_table_has_limits_and_the_course_has_none(cloud):
    """What the course puts in costs nothing."""
    with cloud.fresh() as small:
        lab.prepare_small(small, 2)
        lab.put(small, "ballots", *lab.ballots(range(40)))
        left = batch(small, *"abcdef")

    assert left and len(left["ballots"]) < 6


def test_what_is_left_by_the_semi_final_is_the_same_each_time(cloud):
    """Checks and notebook rely on it."""
    assert lab.everything(cloud, "votes").keys() == {"ana#0", "ana#2", "anabel#0", "bo#1"}
    assert timedelta(0) < cloud.clock.tick
