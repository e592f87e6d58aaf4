"""The exam of holdings."""

from course_lib.checks import Exam
from course_lib.checks.kit import uses_what_it_is_handed
from course_lib.lessons.transactions import data as lab
from course_lib.lessons.transactions.practice.holdings import (
    answers,
    lets_errors_out,
    meanwhile_at,
    meets_transaction,
    passes_errors_on,
    reads_a_hundred,
    refuses_more,
    sees_one_moment,
    sees_one_moment_after_conflict,
)

exam = Exam()


def players(submission, count):
    """So many players whom nobody has seen, each with two to eight vouchers."""
    random = submission.random
    names = [f"p-{number}" for number in random.sample(range(100, 1000), count)]
    return [{"player_id": name, "vouchers": random.randrange(2, 9), "coins": 5} for name in names]


@exam.check(points=2)
def exam_counts(submission, cloud):
    """Each player's own vouchers are counted, and 0 for a player who never had one."""
    lab.prepare(cloud)
    some = players(submission, 5)
    lab.put(cloud, "players", *some)
    wanted = {player["player_id"]: player["vouchers"] for player in some}
    answers(submission, cloud, list(wanted), wanted, "numbers")
    uses_what_it_is_handed(cloud, lambda who: submission.holdings(cloud.resource("dynamodb", who=who), list(wanted)))
    answers(submission, cloud, [*wanted, "dan"], {**wanted, "dan": 0}, "no_vouchers")
    first, *_, last = wanted
    lab.put(cloud, "players", {"player_id": first, "vouchers": 0}, {"player_id": last, "coins": 1})
    answers(submission, cloud, [*wanted, "dan"], {**wanted, "dan": 0, first: 0, last: 0}, "remembered")
    odd = {
        name: submission.random.randrange(10**30, 10**38) for name in ("e\u0301", "\u00e9", " p", "p", "p ", "P", "#1")
    }
    lab.put(cloud, "players", *({"player_id": name, "vouchers": number} for name, number in odd.items()))
    answers(submission, cloud, list(odd), odd, ("alike", "exact"))


@exam.check(points=1)
def exam_odd_lists(submission, cloud):
    """Unknown players are left out, repeated ones count once, and an empty list has an empty answer."""
    lab.prepare(cloud)
    some = players(submission, 3)
    lab.put(cloud, "players", *some)
    wanted = {player["player_id"]: player["vouchers"] for player in some}
    answers(submission, cloud, ["nobody", *wanted, "none"], wanted, "missing")
    lab.put(cloud, "players", {"player_id": "nobody", "vouchers": 4}, {"player_id": "none", "vouchers": 1})
    answers(submission, cloud, ["nobody", *wanted, "none"], {"nobody": 4, **wanted, "none": 1}, "remembered")
    answers(submission, cloud, [*wanted, *wanted], wanted, "twice")
    first, second, third = wanted
    answers(submission, cloud, [first, first, second, third, second], wanted, "twice")
    answers(submission, cloud, [], {}, "empty")


@exam.check(points=3)
def exam_one_moment(submission, cloud):
    """No transfer is seen half done, whenever it commits."""
    some = players(submission, 3)
    voucher = {"voucher_id": "V-9", "holder": some[0]["player_id"], "redeemed": False}

    def prepare(cloud):
        lab.prepare(cloud)
        lab.put(cloud, "players", *some)
        lab.put(cloud, "vouchers", voucher)

    names = [player["player_id"] for player in some]
    sees_one_moment(submission, cloud, prepare, names, ("V-9", names[0], names[2]))
    sees_one_moment(submission, cloud, prepare, names, ("V-9", names[2], names[1]))
    sees_one_moment_after_conflict(submission, cloud, prepare, names, ("V-9", names[0], names[2]))
    sees_one_moment_after_conflict(submission, cloud, prepare, names, ("V-9", names[2], names[1]))


@exam.check(points=2)
def exam_hundred_at_one_moment(submission, cloud):
    """Also of a hundred players all are read at one moment."""
    some = players(submission, 100)
    names = [player["player_id"] for player in some]
    in_order = sorted(names)

    def prepare(cloud):
        lab.prepare(cloud)
        lab.put(cloud, "players", *some)
        lab.put(cloud, "vouchers", {"voucher_id": "V-9", "holder": names[0], "redeemed": False})

    for ends in ((names[0], names[-1]), (in_order[-1], in_order[0]), (names[24], names[25]), (names[49], names[50])):
        for moment in (1, 2, 3):
            meanwhile_at(submission, cloud, prepare, names, ("V-9", *ends), {moment: "there"})


@exam.check(points=1)
def exam_too_many(submission, cloud):
    """A hundred different players are read, more are refused before anything is sent."""
    reads_a_hundred(submission, cloud, f"p-{submission.random.randrange(100):03}")
    for count in (101, submission.random.randrange(102, 160)):
        refuses_more(submission, cloud, count)


@exam.check(points=1)
def exam_other_failures(submission, cloud):
    """A cancelled read and a busy table are passed on as errors."""
    lab.prepare(cloud)
    some = players(submission, 3)
    lab.put(cloud, "players", *some)
    names = [player["player_id"] for player in some]
    meets_transaction(submission, cloud, names)
    passes_errors_on(submission, cloud, names)

    def prepare(cloud):
        lab.prepare(cloud)
        lab.put(cloud, "players", *some)

    lets_errors_out(submission, cloud, prepare, names)
