"""The exam of own_rows_policy."""

from course_lib.checks import Exam
from course_lib.lessons.least_privilege import data as lab
from course_lib.lessons.least_privilege.practice.own_rows_policy import (
    allows_own_items,
    refuses_attributes,
    refuses_other_calls,
    refuses_others,
    refuses_what_is_missing,
    refuses_whole_items,
)

exam = Exam()


def saves(submission, cloud):
    """A table of a new name, and a player."""
    lab.prepare(cloud)
    chance = submission.random
    table = f"{chance.choice(['Slots', 'Stored-games'])}.{chance.randrange(100, 999)}"
    lab.make(cloud, table, "player_id", "slot")
    return table, f"{chance.choice(['Kim', 'Lou', 'Max'])}-{chance.randrange(100, 999)}"


@exam.check(points=2)
def exam_own_items(submission, cloud):
    """A player reads and updates their own items, by the attributes for devices."""
    allows_own_items(submission, cloud, *saves(submission, cloud))


@exam.check(points=3)
def exam_others_items(submission, cloud):
    """Nobody else's items are within reach, alone or among one's own, whatever they are called."""
    table, player = saves(submission, cloud)
    refuses_others(submission, cloud, table, player, (f"{player}.2", "ana"))


@exam.check(points=2)
def exam_other_attributes(submission, cloud):
    """No other attribute can be read, written or asked about."""
    refuses_attributes(submission, cloud, *saves(submission, cloud), ("banned", "levels", "hero2"))


@exam.check(points=2)
def exam_whole_items(submission, cloud):
    """No call returns whole items."""
    refuses_whole_items(submission, cloud, *saves(submission, cloud))


@exam.check(points=2)
def exam_missing_keys(submission, cloud):
    """Where a request has no partition key or no attributes, nothing is allowed; nor is it without a player's tag."""
    refuses_what_is_missing(submission, cloud, *saves(submission, cloud))


@exam.check(points=2)
def exam_other_calls(submission, cloud):
    """No other call is allowed, on this table or on another."""
    refuses_other_calls(submission, cloud, *saves(submission, cloud), ("saves", "players", "items"))
