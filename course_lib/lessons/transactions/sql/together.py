"""Several calls of transfer_voucher_sql at once, in every order of their statements."""

from course_lib.checks import interleavings, require, value_of
from course_lib.checks.kit import sent
from course_lib.lessons.transactions.sql.alone import after, expect_rows, states
from course_lib.lessons.transactions.sql.seen import TEXTS

TOO_EARLY = ("one_transaction", "looks_first")


def races(submission, cloud, prepare, voucher_id, sender, receivers, limit=300):
    """One voucher given to several players at once, in every order."""
    before, _ = states(submission, cloud, prepare, voucher_id, sender, receivers[0], "r-1")

    def calls(cloud):
        return [
            submission.later.transfer_voucher_sql(
                cloud.engine(who=f"to-{receiver}"), voucher_id, sender, receiver, f"r-{receiver}"
            )
            for receiver in receivers
        ]

    def one_gets_it(cloud, outcomes):
        answers = answers_of(outcomes)
        for answer in answers:
            require(answer in TEXTS, f"A caller was told {answer!r}.", "callers know these texts", advice="answer")
        given = [receiver for receiver, answer in zip(receivers, answers, strict=True) if answer == "transferred"]
        problem = f"{len(given)} of {len(receivers)} callers were told that the voucher is transferred."
        require(len(given) == 1, problem, "there is one voucher", advice=TOO_EARLY)
        wanted = after(before, voucher_id, sender, given[0], f"r-{given[0]}")
        expect_rows(cloud, wanted, "one voucher changes hands, and all else stays", advice=TOO_EARLY)
        others = {answer for answer in answers if answer != "transferred"}
        problem = f"The other caller was told {', '.join(map(repr, sorted(others)))}."
        require(others == {"not_yours"}, problem, "the voucher is the sender's no more", advice=TOO_EARLY)

    interleavings(submission, cloud, prepare, calls, one_gets_it, limit)


def twice_at_once(submission, cloud, prepare, voucher_id, sender, receiver, request_id):
    """One call, made by two callers at once, in every order."""
    _, wanted = states(submission, cloud, prepare, voucher_id, sender, receiver, request_id)

    def calls(cloud):
        return [
            submission.later.transfer_voucher_sql(cloud.engine(who=who), voucher_id, sender, receiver, request_id)
            for who in ("first", "again")
        ]

    def once(cloud, outcomes):
        because, facts = "both calls are one and the same transfer", {"same_call": True}
        for outcome in outcomes:
            duplicate = outcome.raised is not None and outcome.raised.is_a("IntegrityError")
            problem = f"A call raised {outcome.raised}."
            require(not duplicate, problem, because, ("looks_first", "exactly_once"), facts)
        advice = ("one_transaction", "snapshot", "exactly_once")
        for answer in answers_of(outcomes):
            problem = f"A caller was told {answer!r}."
            require(answer == "transferred", problem, because, ("answer", *advice), facts)
        expect_rows(cloud, wanted, because, advice)

    interleavings(submission, cloud, prepare, calls, once)


def give_both_ways(submission, cloud, prepare, one, other):
    """Two players give each other a voucher at once, in every order. One and other: a voucher and its holder."""
    (first, ana), (second, ben) = one, other
    give_at_once(submission, cloud, prepare, ((first, ana, ben), (second, ben, ana)), "lock_order")


def give_apart(submission, cloud, prepare, one, other):
    """Two gifts at once that have no voucher and no player in common. One and other: voucher, sender, receiver."""
    give_at_once(submission, cloud, prepare, (one, other), "gap", limit=60)


def give_at_once(submission, cloud, prepare, gifts, order, limit=100):
    """Gifts at once that are all right, in every order; `order` is the advice when they meet in a deadlock.

    Args:
        gifts: of each the voucher, the sender and the receiver.
    """
    named = [(*gift, f"r-{number}") for number, gift in enumerate(gifts, 1)]
    wanted, now = {}, states(submission, cloud, prepare, *named[0])[0]
    for gift in named:
        wanted |= after({**now, **wanted}, *gift)

    def calls(cloud):
        return [
            submission.later.transfer_voucher_sql(cloud.engine(who=f"gift {number}"), *gift)
            for number, gift in enumerate(named, 1)
        ]

    def all_succeed(cloud, outcomes):
        refused = any(entry.error is not None and entry.error.code == "1213" for entry in sent(cloud))
        problem = "MySQL found a deadlock, and undid one of the two transactions."
        because = "two calls of this function never meet each other in a deadlock"
        require(not refused, problem, because, advice=("upgrade", "gap", order))
        answers = answers_of(outcomes)
        because = "each gives a voucher that is their own"
        told = f"The callers were told {answers}."
        require(answers == ["transferred"] * len(named), told, because, advice=TOO_EARLY)
        expect_rows(cloud, wanted, "both vouchers change hands, and all else stays", advice=TOO_EARLY)

    interleavings(submission, cloud, prepare, calls, all_succeed, limit)


def answers_of(outcomes):
    """What callers were told. Between right calls nobody meets so much trouble with locks that an error comes out."""
    because = "calls of this function do not keep each other from their work"
    for outcome in outcomes:
        locked_out = outcome.raised is not None and outcome.raised.is_a("OperationalError")
        problem = f"A call raised {outcome.raised}."
        require(not locked_out, problem, because, advice=("upgrade", "left_open", "lock_order"))
    return [value_of(outcome) for outcome in outcomes]
