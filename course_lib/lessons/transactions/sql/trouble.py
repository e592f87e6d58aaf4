"""Calls of transfer_voucher_sql that meet crashes, deadlocks, and errors of other kinds."""

from course_lib.aws.services.mysql.messages import DatabaseError
from course_lib.checks import Fault, LearnerError, crash_points, require, value_of
from course_lib.checks.kit import expect_unchanged, sent
from course_lib.lessons.transactions import vouchers_sql as lab
from course_lib.lessons.transactions.sql.alone import after, expect_closed, expect_rows, states

NO_SPACE = DatabaseError(1114, "The table 'players' is full")
FEWEST, MOST = 3, 10  # tries


def survives(submission, cloud, prepare, voucher_id, sender, receiver, request_id):
    """Every fault at every statement, and the call made once more where it did not return."""
    _, wanted = states(submission, cloud, prepare, voucher_id, sender, receiver, request_id)
    faults = [fault for fault in Fault if fault not in (Fault.DEADLOCK, Fault.LOCK_TIMEOUT)]

    def calls(cloud):
        return [submission.later.transfer_voucher_sql(cloud.engine(), voucher_id, sender, receiver, request_id)]

    def once(cloud, outcomes):
        (outcome,) = outcomes
        because, facts = "one voucher changes hands, once, and all else stays", {"rows": len(wanted)}
        advice = ("other_errors", "one_transaction", "remembers", "exactly_once")
        expect_rows(cloud, wanted, because, advice, facts)
        duplicate = outcome.raised is not None and outcome.raised.is_a("IntegrityError")
        require(not duplicate, f"Made again, it raised {outcome.raised}.", because, advice="exactly_once")
        told = value_of(outcome)
        problem = f"It answered {told!r}, and the voucher was transferred."
        because = "made again, the call has to find out that the transfer is made"
        require(told == "transferred", problem, because, ("answer", "one_transaction", "exactly_once"))

    crash_points(submission, cloud, prepare, calls, once, faults)


def remembers_nothing(submission, cloud, voucher_id, sender, receiver, request_id):
    """The connection breaks before the COMMIT arrives, and the same process makes the call again."""
    wanted = after(lab.everything(cloud), voucher_id, sender, receiver, request_id)
    with cloud.database.losing("COMMIT"):
        try:
            submission.transfer_voucher_sql(cloud.engine(), voucher_id, sender, receiver, request_id)
        except LearnerError as error:
            if not error.raised.is_a("OperationalError"):
                raise
    answer = submission.transfer_voucher_sql(cloud.engine(), voucher_id, sender, receiver, request_id)
    expect_closed(cloud)
    because = "what was not committed is undone when the connection breaks, so that the transfer was still to be made"
    expect_rows(cloud, wanted, because, advice=("other_errors", "one_transaction", "remembers"))
    require(answer == "transferred", f"Made again, it answered {answer!r}.", because, advice="answer")


def tries_again(submission, cloud, prepare, voucher_id, sender, receiver, request_id):
    """Every statement meets a deadlock once, or waits too long once."""
    _, wanted = states(submission, cloud, prepare, voucher_id, sender, receiver, request_id)

    def calls(cloud):
        return [submission.later.transfer_voucher_sql(cloud.engine(), voucher_id, sender, receiver, request_id)]

    def succeeds(cloud, outcomes):
        (outcome,) = outcomes
        because = "the next try meets nothing of the kind"
        came_out = outcome.raised is not None and outcome.raised.is_a("OperationalError")
        require(not came_out, f"Your code raised {outcome.raised}.", because, advice="run_again")
        told = value_of(outcome)
        advice = ("one_transaction", "whole_block", "run_again")
        expect_rows(cloud, wanted, because, advice)
        expect_closed(cloud)
        require(told == "transferred", f"It answered {told!r}.", because, advice=("answer", *advice))

    crash_points(submission, cloud, prepare, calls, succeeds, (Fault.DEADLOCK, Fault.LOCK_TIMEOUT), again=False)


def ends(submission, cloud, error, voucher_id, sender, receiver, request_id):
    """Each try ends with this error of the database's."""
    because = f"each try ended with MySQL's error {error.code}"
    raised, start = None, len(sent(cloud))
    with cloud.database.refusing(error):
        try:
            answer = submission.transfer_voucher_sql(cloud.engine(), voucher_id, sender, receiver, request_id)
        except LearnerError as problem:
            raised = problem.raised
            if raised.is_a("NotImplementedError"):
                raise
    tries = sum(entry.error is not None for entry in sent(cloud, since=start))
    expect_closed(cloud)
    problem = "It tried once." if tries == 1 else f"It tried {tries} times."
    require(tries >= FEWEST, problem, because, ("run_again", "gives_up"), {"tries": tries})
    require(tries <= MOST, problem, because, advice="gives_up")
    problem = f"It answered {answer!r}." if raised is None else f"It raised {raised}."
    came_out = raised is not None and raised.is_a("OperationalError") and str(error.code) in raised.message
    require(came_out, problem, because, advice="gives_up")
    expect_unchanged(cloud, because, advice="whole_block")


def lets_out(submission, cloud, voucher_id, sender, receiver, request_id):
    """The database has no space left, from the first or a later statement on; trying again does not change that."""
    for answered in range(3):
        _full(submission, cloud, answered, voucher_id, sender, receiver, request_id)


def _full(submission, cloud, answered, voucher_id, sender, receiver, request_id):
    """One call; so many statements that take locks are answered before."""
    because, facts = "the database said that it is full", {"full": True}
    try:
        with cloud.database.refusing(NO_SPACE, after=answered):
            answer = submission.transfer_voucher_sql(cloud.engine(), voucher_id, sender, receiver, request_id)
    except LearnerError as error:
        if error.raised.is_a("NotImplementedError"):
            raise
        came_out = error.raised.is_a("OperationalError") and "1114" in error.raised.message
        require(came_out, f"It raised {error.raised}.", because, "other_errors", facts)
    else:
        require(False, f"It answered {answer!r}.", because, "other_errors", facts)
    expect_closed(cloud)
    expect_unchanged(cloud, because, advice="roll_back")
