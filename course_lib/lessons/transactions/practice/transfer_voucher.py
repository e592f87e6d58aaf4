"""transfer_voucher: three items in two tables, exactly once."""

from contextlib import contextmanager

from course_lib.checks.exercise import Exercise, Failure, expect, expect_raises, require
from course_lib.checks.explore import crash_points, interleavings
from course_lib.checks.submission import Ending, LearnerError, value_of
from course_lib.lessons.transactions import data as lab
from course_lib.lessons.transactions.shared import (
    CANCELLED,
    changed_items,
    expect_conflict,
    expect_found,
    has_read,
    met_transaction,
    operations,
    reasons_of,
    writes_apart,
)

exercise = Exercise(
    call="transfer_voucher(dynamodb, voucher_id, sender, receiver, request_id)",
    section='Part 3, "Exactly once"',
    hints=(
        "Three items change: the voucher and both players. Which of them can tell that the transfer must not happen? "
        "And who can tell DynamoDB that two requests are one and the same transfer?",
        "One transact_write_items with three Updates. The voucher's condition asks for its holder and for redeemed, "
        "the receiver's for its existence. Pass request_id as ClientRequestToken: then a repetition changes nothing "
        "and succeeds. Everything in the request must be the same each time, so write no times, random values or "
        "counts that you have read.",
        'ClientRequestToken=request_id; voucher: "SET holder = :to" if "holder = :from AND redeemed = :no", with '
        'ReturnValuesOnConditionCheckFailure="ALL_OLD"; sender: "ADD vouchers :less" with -1; receiver: "ADD vouchers '
        ':more" if "attribute_exists(player_id)". If the first reason failed, its Item tells: '
        '{"S": sender} as its holder means "redeemed", anything else "not_yours".',
    ),
    advice={
        "one_transaction": "The writes came in more than one request. Whatever happens between them leaves the players "
        "and the voucher at odds. Put all three into one TransactWriteItems.",
        "looks_first": "A read before the transaction decides too early: another caller can write after it, and a "
        "repetition finds the voucher given already. Send the transaction first. Let its conditions and its token "
        "decide, and read the answer off its cancellation reasons.",
        "conditions": "The transaction wrote where it should have refused. Its conditions must ask for the voucher's "
        "holder and for redeemed, and for the receiver's existence.",
        "creates": "An Update creates an item that is not there. Give it a condition that is false for a missing one.",
        "token": "DynamoDB took the repetition for another transfer. Pass request_id as ClientRequestToken: then a "
        "repetition within ten minutes changes nothing, and succeeds.",
        "same_request": "With one token DynamoDB wants one and the same request. Yours differs from try to try: leave "
        "out what changes, such as a time, a random value or a count that you have read. ADD needs no count.",
        "guess": "The voucher's holder does not tell which request has moved it: it can have moved on, or come back, "
        "since. The ClientRequestToken tells.",
        "first_voucher": "The receiver has no attribute vouchers yet. ADD takes 0 for it; with SET, write "
        "if_not_exists(vouchers, :zero) + :one.",
        "reasons": "Read the cancellation reasons in the order of your actions. The voucher's Item, asked for with "
        'ReturnValuesOnConditionCheckFailure="ALL_OLD", comes in DynamoDB\'s notation: its holder is {"S": "ana"}.',
        "order": "Several answers can be true at once. Return the text that stands first in the list.",
        "let_out": "Catch the ClientError of the transaction: a failed condition is an answer, not an accident.",
        "not_a_condition": "A transaction is cancelled for other reasons too, and other errors exist. Only the Code "
        '"ConditionalCheckFailed" is an answer; pass everything else on with a bare `raise`.',
        "changes": "Change the voucher's holder, take one from the sender's vouchers, add one to the receiver's, and "
        "keep every other attribute.",
        "one_action": "Two of your actions are for the same item. An Update can have a ConditionExpression itself: "
        "write the receiver's into the receiver's Update.",
        "token_length": "A ClientRequestToken has 1 to 36 characters, as the request_id has. Send the request_id as it "
        "is.",
        "herself": "A transaction has at most one action for an item, and a transfer to oneself would have two. Raise "
        "ValueError before you send anything.",
        "answer": 'Return exactly one of the texts in the list, such as "transferred".',
    },
)

REFUSALS = ("not_yours", "redeemed", "no_such_player")
TEXTS = (*REFUSALS, "transferred")


@exercise.check()
def own_voucher(submission, cloud):
    """A player's own voucher goes to the other player, and both players' counts follow."""
    lab.prepare(cloud)
    transfers(submission, cloud, "V-100", "ana", "ben", "7f3c9a52-0c5e-4d0b-9a53-2b1d3c6a9e10")
    transfers(submission, cloud, "V-102", "ben", "ana", "r-2")


@exercise.check()
def first_voucher(submission, cloud):
    """A player who never had a voucher has one afterwards."""
    lab.prepare(cloud)
    transfers(submission, cloud, "V-103", "ana", "dan", "r-1")


@exercise.check()
def not_yours(submission, cloud):
    """Vouchers of others, and such as do not exist, are refused with "not_yours"."""
    lab.prepare(cloud)
    refuses(submission, cloud, "V-102", "ana", "cleo", "not_yours", "ben holds V-102")
    refuses(submission, cloud, "V-999", "ana", "cleo", "not_yours", "there is no V-999")


@exercise.check()
def redeemed(submission, cloud):
    """A voucher that is redeemed stays where it is: "redeemed"."""
    lab.prepare(cloud)
    refuses(submission, cloud, "V-101", "ana", "ben", "redeemed", "ana has redeemed V-101")


@exercise.check()
def nobody(submission, cloud):
    """A receiver who does not exist gets nothing, and is not created: "no_such_player"."""
    lab.prepare(cloud)
    refuses(submission, cloud, "V-100", "ana", "eve", "no_such_player", "there is no eve")


@exercise.check()
def several_reasons(submission, cloud):
    """If several answers are true, it is the first in the list."""
    lab.prepare(cloud)
    because = "V-101 is ana's and redeemed, and there is no eve: redeemed comes first in the list"
    refuses(submission, cloud, "V-101", "ana", "eve", "redeemed", because, several=True)
    because = "V-101 is redeemed, but it is not ben's: not_yours comes first in the list"
    refuses(submission, cloud, "V-101", "ben", "cleo", "not_yours", because, several=True)


@exercise.check()
def made_again(submission, cloud):
    """The same call a minute later answers "transferred" again, and changes nothing."""
    lab.prepare(cloud)
    repeats(submission, cloud, "V-100", "ana", "ben", "r-1", seconds=60)


@exercise.check()
def moved_on(submission, cloud):
    """The same call again changes nothing, also when the voucher has moved on or come back since."""
    lab.prepare(cloud)
    repeats(submission, cloud, "V-100", "ana", "ben", "r-1", ("ben", "cleo", "r-2"))
    repeats(submission, cloud, "V-103", "ana", "ben", "r-3", ("ben", "ana", "r-4"))


@exercise.check()
def crash(submission, cloud):
    """Wherever the program ends or loses touch, and is started again, the voucher is transferred once."""
    survives(submission, cloud, lab.prepare, "V-100", "ana", "ben", "r-1")


@exercise.check()
def race(submission, cloud):
    """When ana gives one voucher to two players at once, one of them gets it."""
    races(submission, cloud, lab.prepare, "V-100", "ana", ("ben", "cleo"))


@exercise.check()
def to_oneself(submission, cloud):
    """A transfer to oneself is a ValueError, and nothing is sent."""
    lab.prepare(cloud)
    refuses_oneself(submission, cloud, "V-100", "ana")


@exercise.check()
def conflict(submission, cloud):
    """When another transaction is changing a player at that moment, DynamoDB's error comes out."""
    lab.prepare(cloud)
    meets_transaction(submission, cloud, "V-100", "ana", "ben", "r-1")


@contextmanager
def refusal_is_an_answer():
    """Fail with advice when the cancelled transaction itself comes out of the learner's function."""
    try:
        yield
    except LearnerError as error:
        because = "a failed condition is an answer that your function has to turn into its own"
        let_out = "ConditionalCheckFailed" in reasons_of(error.raised)
        require(not let_out, f"Your function let out {error.raised}.", because, advice="let_out")
        empty = "ValidationError" in reasons_of(error.raised)
        because = "an Update cannot add to an attribute that does not exist"
        require(not empty, f"Your code raised {error.raised}.", because, advice="first_voucher")
        long = "clientrequesttoken" in error.raised.message.lower() and error.raised.code == "ValidationException"
        require(not long, f"Your code raised {error.raised}.", "this is too long for a token", advice="token_length")
        twice = "multiple operations on one item" in error.raised.message
        because = "a transaction names an item only once, and a ConditionCheck names it too"
        require(not twice, f"Your code raised {error.raised}.", because, advice="one_action")
        raise


def after(before, voucher_id, sender, receiver):
    """Everything as it must be after a transfer."""
    voucher, one, other = f"vouchers/{voucher_id}", f"players/{sender}", f"players/{receiver}"
    return {
        **before,
        voucher: {**before[voucher], "holder": receiver},
        one: {**before[one], "vouchers": before[one]["vouchers"] - 1},
        other: {**before[other], "vouchers": before[other].get("vouchers", 0) + 1},
    }


def transfers(submission, cloud, voucher_id, sender, receiver, request_id):
    """A call that must succeed."""
    before = lab.everything(cloud)
    with refusal_is_an_answer():
        answer = submission.transfer_voucher(cloud.resource("dynamodb"), voucher_id, sender, receiver, request_id)
    because = "it is the sender's, it is not redeemed, and the receiver exists"
    why = "first_voucher" if "vouchers" not in before[f"players/{receiver}"] else "conditions"
    require(answer not in REFUSALS, f"It answered {answer!r}.", because, advice=why)
    found = changed_items(before, lab.everything(cloud))
    wanted = changed_items(before, after(before, voucher_id, sender, receiver))
    because = "one voucher changes hands, and all else stays"
    expect_found(cloud, "Changed, before and after", found, wanted, because, advice="changes")
    expect(answer, "transferred", "all three have changed", advice="answer")


def refuses(submission, cloud, voucher_id, sender, receiver, text, because, several=False):
    """A call that must change nothing and answer with this text; `several` when other texts are true as well."""
    before = lab.everything(cloud)
    request_id = f"refused-{len(operations(cloud))}"
    with refusal_is_an_answer():
        answer = submission.transfer_voucher(cloud.resource("dynamodb"), voucher_id, sender, receiver, request_id)
    changes = changed_items(before, lab.everything(cloud))
    created = any(old is None for old, _ in changes.values())
    why = "one_transaction" if writes_apart(cloud) else "creates" if created else "conditions"
    expect_found(cloud, "Changed, before and after", changes or None, None, because, advice=why)
    why = "order" if several else "reasons"
    expect(answer, text, because, advice=why if answer in TEXTS else "answer")


def repeats(submission, cloud, voucher_id, sender, receiver, request_id, moves_on=None, seconds=60):
    """A transfer, perhaps another one of the voucher, and the first call once more."""
    transfers(submission, cloud, voucher_id, sender, receiver, request_id)
    if moves_on:
        transfers(submission, cloud, voucher_id, *moves_on)
    before = lab.everything(cloud)
    cloud.clock.advance(seconds=seconds)
    because = "this very transfer was carried out before"
    try:
        answer = submission.transfer_voucher(cloud.resource("dynamodb"), voucher_id, sender, receiver, request_id)
    except LearnerError as error:
        differs = error.raised.code == "IdempotentParameterMismatchException"
        cancelled = error.raised.code == CANCELLED
        why = "same_request" if differs else "token"
        require(not differs and not cancelled, f"Made again, it raised {error.raised}.", because, advice=why)
        raise
    changes = changed_items(before, lab.everything(cloud))
    why = "looks_first" if has_read(cloud) else "guess" if moves_on else "token"
    expect_found(cloud, "Changed by the repetition", changes or None, None, because, advice=why)
    problem = f"Made again, it answered {answer!r}."
    require(answer == "transferred", problem, because, advice=why if answer in TEXTS else "answer")


def survives(submission, cloud, prepare, voucher_id, sender, receiver, request_id):
    """Every fault at every request, and the call made once more where it did not return."""
    with cloud.fresh() as fresh:
        prepare(fresh)
        before = lab.everything(fresh)
    wanted = changed_items(before, after(before, voucher_id, sender, receiver))

    def calls(cloud):
        return [submission.later.transfer_voucher(cloud.resource("dynamodb"), voucher_id, sender, receiver, request_id)]

    def once(cloud, outcomes):
        (outcome,) = outcomes
        raised = outcome.raised
        if raised is not None and raised.code == "IdempotentParameterMismatchException":
            require(False, f"Made again, it raised {raised}.", "this very transfer was carried out", "same_request")
        why = "looks_first" if has_read(cloud) else "token" if len(operations(cloud)) > 1 else "changes"
        why = "one_transaction" if writes_apart(cloud) else why
        found = changed_items(before, lab.everything(cloud))
        done = outcome.ending is Ending.RETURNED and outcome.value == "transferred"
        if done or found:
            because = "one voucher changes hands, once, and all else stays"
            expect_found(cloud, "Changed, before and after", found, wanted, because, advice=why)
        with refusal_is_an_answer():
            told = value_of(outcome)
        if why == "token" and not was_cancelled(cloud):
            why = "not_a_condition"
        problem = f"It answered {told!r}, and the voucher {'was' if found else 'was not'} transferred."
        because = "made again, the call has to find out that the transfer is done, or do it"
        require(done, problem, because, advice=why if told in TEXTS else "answer")

    crash_points(submission, cloud, prepare, calls, once)


def was_cancelled(cloud):
    """Whether DynamoDB cancelled a transaction of the learner's."""
    return any(entry.error is not None and entry.error.code == CANCELLED for entry in cloud.journal.learner_entries())


def races(submission, cloud, prepare, voucher_id, sender, receivers, limit=300):
    """One voucher given to several players at once, in every order."""
    with cloud.fresh() as fresh:
        prepare(fresh)
        before = lab.everything(fresh)

    def calls(cloud):
        return [
            submission.later.transfer_voucher(
                cloud.resource("dynamodb", who=f"to-{receiver}"), voucher_id, sender, receiver, f"r-{receiver}"
            )
            for receiver in receivers
        ]

    def one_gets_it(cloud, outcomes):
        with refusal_is_an_answer():
            answers = [None if met_transaction(outcome) else value_of(outcome) for outcome in outcomes]
        why = "one_transaction" if writes_apart(cloud) else "looks_first" if has_read(cloud) else "conditions"
        given = [receiver for receiver, answer in zip(receivers, answers, strict=True) if answer == "transferred"]
        for answer in answers:
            problem = f"A caller was told {answer!r}."
            require(answer in (*TEXTS, None), problem, "callers know only the texts in the list", advice="answer")
        problem = f"{len(given)} of {len(receivers)} callers were told that the voucher is transferred."
        require(len(given) == 1, problem, "there is one voucher", advice=why)
        found = changed_items(before, lab.everything(cloud))
        wanted = changed_items(before, after(before, voucher_id, sender, given[0]))
        because = "one voucher changes hands, and all else stays"
        why = "changes" if why == "conditions" else why
        expect_found(cloud, "Changed, before and after", found, wanted, because, advice=why)
        others = {answer for answer in answers if answer not in ("transferred", None)}
        problem = f"The other caller was told {', '.join(map(repr, sorted(others)))}."
        require(others <= {"not_yours"}, problem, "the voucher is the sender's no more", advice="reasons")

    interleavings(submission, cloud, prepare, calls, one_gets_it, limit, phases=True)


def refuses_oneself(submission, cloud, voucher_id, player_id):
    """A transfer to oneself."""
    because = "a transaction cannot touch one item twice, and there is nothing to transfer"
    try:
        with expect_raises("ValueError", because, advice="herself"):
            submission.transfer_voucher(cloud.resource("dynamodb"), voucher_id, player_id, player_id, "r-1")
    except Failure as failure:  # DynamoDB's refusal of a malformed request is the very mistake here
        raise Failure(failure.finding, "herself") from None
    sent = operations(cloud)
    require(not sent, f"Before, your function sent {', '.join(sent)}.", because, advice="herself")


def meets_transaction(submission, cloud, voucher_id, sender, receiver, request_id):
    """A call while somebody else's transaction on the receiver is between its phases."""
    because = "another transaction was changing the receiver at that moment, and nobody knows how that ends"
    with lab.under_way(cloud, [("players", receiver)]), expect_conflict(cloud, because):
        submission.transfer_voucher(cloud.resource("dynamodb"), voucher_id, sender, receiver, request_id)
