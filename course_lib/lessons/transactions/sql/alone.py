"""One call of transfer_voucher_sql, and nobody else at work."""

from course_lib.checks import Failure, expect, require
from course_lib.checks.kit import error_means, expect_changed, expect_unchanged, sent
from course_lib.lessons.transactions import vouchers_sql as lab
from course_lib.lessons.transactions.sql.seen import REFUSALS


def after(before, voucher_id, sender, receiver, request_id):
    """What a transfer changes, as it must be afterwards."""
    voucher, one, other = f"vouchers/{voucher_id}", f"players/{sender}", f"players/{receiver}"
    return {
        voucher: {**before[voucher], "holder": receiver},
        one: {**before[one], "vouchers": before[one]["vouchers"] - 1},
        other: {**before[other], "vouchers": before[other]["vouchers"] + 1},
        f"transfers/{request_id}": {
            "request_id": request_id,
            "voucher_id": voucher_id,
            "sender": sender,
            "receiver": receiver,
        },
    }


def expect_rows(cloud, wanted, because, advice, facts=None):
    """Fail unless exactly these rows have changed."""
    expect_changed(cloud, {f"mysql://{name}": row for name, row in wanted.items()}, because, advice, facts)


def expect_closed(cloud):
    """Fail if a transaction of the learner's is still open."""
    because = "an open transaction keeps its locks, and its connection, from everybody"
    closed = not cloud.database.open_transactions()
    require(closed, "A transaction was still open.", because, advice="left_open", facts={"open": True})


def transfers(submission, cloud, voucher_id, sender, receiver, request_id):
    """A call that must succeed."""
    wanted = after(lab.everything(cloud), voucher_id, sender, receiver, request_id)
    answer = submission.transfer_voucher_sql(cloud.engine(), voucher_id, sender, receiver, request_id)
    because = "it is the sender's, it is not redeemed, and the receiver exists"
    require(answer not in REFUSALS, f"It answered {answer!r}.", because, advice="conditions")
    expect_closed(cloud)
    because = "one voucher changes hands, the transfer is noted, and all else stays"
    expect_rows(cloud, wanted, because, advice=("commit", "changes"))
    expect(answer, "transferred", "all of it has changed", advice="answer")


def refuses(submission, cloud, voucher_id, sender, receiver, text, because, several=False):
    """A call that must change nothing and answer with this text; `several` when other texts are true as well."""
    request_id = f"refused-{len(sent(cloud))}"
    answer = submission.transfer_voucher_sql(cloud.engine(), voucher_id, sender, receiver, request_id)
    expect_closed(cloud)
    expect_unchanged(cloud, because, advice=("one_transaction", "roll_back", "conditions"))
    expect(answer, text, because, advice=("answer", *(("order",) if several else ("guess", "conditions"))))


def odd_names(submission, cloud, sender, receiver, voucher_id):
    """A transfer between players with such names, and one of a voucher whose name is a piece of SQL."""
    lab.prepare(cloud)
    lab.put(cloud, "players", *({"player_id": name, "vouchers": 1, "coins": 1} for name in (sender, receiver)))
    lab.put(cloud, "vouchers", {"voucher_id": voucher_id, "holder": sender, "euros": 5, "redeemed": False})
    because = "its names are data, whatever signs they hold"
    transfers(submission, cloud, "V-100", "ana", "ben", "r-1")
    try:
        with error_means("parameters", "ProgrammingError", "OperationalError", "StatementError", because=because):
            transfers(submission, cloud, voucher_id, sender, receiver, "it's r-2")
            refuses(submission, cloud, "x' OR '1'='1", sender, "ana", "not_yours", because)
    except Failure as failure:
        if "left_open" in failure.candidates:
            raise
        raise Failure(failure.finding, "parameters") from None


def repeats(submission, cloud, voucher_id, sender, receiver, request_id, moves_on=None):
    """A transfer, perhaps another one of the voucher, and the first call once more."""
    transfers(submission, cloud, voucher_id, sender, receiver, request_id)
    if moves_on:
        transfers(submission, cloud, voucher_id, *moves_on)
    cloud.clock.advance(seconds=60)
    because = "this very transfer was made before"
    with error_means("exactly_once", "IntegrityError", because=because):
        answer = submission.transfer_voucher_sql(cloud.engine(), voucher_id, sender, receiver, request_id)
    expect_closed(cloud)
    expect_unchanged(cloud, because, advice="exactly_once")
    problem = f"Made again, it answered {answer!r}."
    require(answer == "transferred", problem, because, advice=("answer", "exactly_once"))


def states(submission, cloud, prepare, voucher_id, sender, receiver, request_id):
    """Everything before a transfer, and what it changes. If nothing was tried yet, it is, and must succeed."""
    if not cloud.database.has("players"):
        prepare(cloud)
        transfers(submission, cloud, voucher_id, sender, receiver, request_id)
    with cloud.fresh() as fresh:
        prepare(fresh)
        before = lab.everything(fresh)
    return before, after(before, voucher_id, sender, receiver, request_id)
