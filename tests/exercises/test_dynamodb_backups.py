"""What the lesson dynamodb_backups says of its own tables is so; the rest is in `test_lessons`."""

from __future__ import annotations

from course_lib.aws.account import Cloud
from course_lib.lessons.dynamodb_backups import data as scenario

LESSON = "dynamodb_backups"

# The scenario


def test_the_lab_as_it_is_opened():
    """24 results, recovery, Time to Live and tags, as the notebook says; the bucket is empty."""
    with Cloud(services=scenario.SERVICES, pooled=True) as cloud:
        scenario.prepare(cloud)
        assert [item["sample_id"] for item in scenario.items(cloud)] == [f"S-{1000 + n}" for n in range(1, 25)]
        assert scenario.recovery(cloud)["RecoveryPeriodInDays"] == 35
        assert scenario.expiry(cloud, "results") == "delete_after"
        assert scenario.tags(cloud, "results") == scenario.TAGS
        assert scenario.objects(cloud) == {}
        assert cloud.journal.learner_entries() == []


def test_a_call_after_wait_until_is_answered_at_that_moment():
    """What a check writes at a moment is written then, to the microsecond."""
    with Cloud(services=scenario.SERVICES, pooled=True) as cloud:
        scenario.make_table(cloud, "results")
        scenario.wait_until(cloud, scenario.today(14, 32))
        scenario.put(cloud, scenario.RESULTS[0])
        assert cloud.journal.entries()[-1].when == scenario.today(14, 32)
