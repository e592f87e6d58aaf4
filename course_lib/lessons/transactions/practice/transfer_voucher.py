"""transfer_voucher: three items in two tables, exactly once."""

from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import pairwise

from course_lib.aws.layers.in_the_way import InTheWay
from course_lib.checks import (
    Ending,
    Exercise,
    LearnerError,
    Reason,
    crash_points,
    expect,
    expect_raises,
    interleavings,
    require,
    value_of,
)
from course_lib.checks.kit import (
    LASTING,
    answered_none_of,
    any_of,
    call_in,
    changed,
    created,
    error_means,
    errors_come_out,
    expect_changed,
    expect_unchanged,
    has_read,
    sent,
)
from course_lib.lessons.transactions import data as lab
from course_lib.lessons.transactions.cancelled import (
    CANCELLED,
    REFUSED_WHOLE,
    answers_truly_or_not_at_all,
    done_or_not_known,
    expect_conflict,
    has_other_reason,
    has_reason,
    met_transaction,
    no_condition_failed,
    writes_apart,
)

REFUSALS = ("not_yours", "redeemed", "no_such_player")
TEXTS = (*REFUSALS, "transferred")
TOO_MUCH = ("one_transaction", "looks_first", "conditions")  # how one voucher goes to two


def token_used_before(seen):
    """DynamoDB took a transaction for a repetition of an earlier one: both were sent with one token."""
    tokens = [entry.params.get("ClientRequestToken") for entry in seen.entries if "ClientRequestToken" in entry.params]
    return len(tokens) > len(set(tokens)) and not seen.changes


def mismatched(seen):
    """DynamoDB said that the token belongs to another transaction."""
    codes = [entry.error.code for entry in seen.entries if entry.error is not None]
    return "IdempotentParameterMismatchException" in codes


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
        'ClientRequestToken=request_id; voucher: "SET holder = :to" if "holder = :from AND redeemed <> :yes", with '
        'ReturnValuesOnConditionCheckFailure="ALL_OLD"; sender: "ADD vouchers :less" with -1; receiver: "ADD vouchers '
        ':more" if "attribute_exists(player_id)". If the first reason failed, its Item tells: '
        '{"S": sender} as its holder means "redeemed", anything else "not_yours".',
    ),
    advice={
        "answer": Reason(
            'Return exactly one of the texts in the list, such as "transferred".',
            when=answered_none_of(TEXTS),
        ),
        "one_transaction": Reason(
            "The writes came in more than one request. Whatever happens between them leaves the players "
            "and the voucher at odds. Put all three into one TransactWriteItems.",
            when=writes_apart,
        ),
        "looks_first": Reason(
            "A read before the transaction decides too early: another caller can write after it, and a "
            "repetition finds the voucher given already. Send the transaction first. Let its conditions and its token "
            "decide, and read the answer off its cancellation reasons.",
            when=has_read,
        ),
        "first_voucher": Reason(
            "A player may have no attribute vouchers: a receiver of a first one, or a sender who never had any and is "
            "to be refused. ADD takes 0 for it; with SET, write if_not_exists(vouchers, :zero) + :one.",
            when=lambda seen: seen.facts.get("first", True),
        ),
        "creates": Reason(
            "An Update creates an item that is not there. Give it a condition that is false for a missing one.",
            when=created,
        ),
        "conditions": "The transaction wrote where it should have refused. Its conditions must ask for the voucher's "
        "holder and for redeemed, and for the receiver's existence.",
        "refuses_too_much": "This transfer was possible, and your function refused it. A voucher is redeemed only if "
        "its attribute says True: there are vouchers without it, and with False or something else.",
        "same_token": Reason(
            "It was told that the transfer is made, and nothing has changed: DynamoDB took it for the repetition of "
            "an earlier one with the same token. The token is the request_id, whole and alone; two transfers can be "
            "alike in all else.",
            when=token_used_before,
        ),
        "mismatch": Reason(
            "IdempotentParameterMismatchException says that this request_id was used for another transfer, and that "
            "nothing of this one is done. That is no success: let the error out.",
            when=mismatched,
        ),
        "guess": "The voucher's holder does not tell which request has moved it: it can have moved on, or come back, "
        "since. The ClientRequestToken tells.",
        "not_a_condition": Reason(
            "A transaction is cancelled for other reasons too, and other errors exist. Only the Code "
            '"ConditionalCheckFailed" is an answer, and beside another reason it is not the whole answer: that '
            "condition was not looked at. Pass everything else on with a bare `raise`.",
            when=any_of(no_condition_failed, has_other_reason),
        ),
        "token": Reason(
            "DynamoDB took one transfer for another. Pass request_id, whole and as it is, as ClientRequestToken, with "
            "each try: then a repetition within ten minutes changes nothing, and succeeds.",
            when=lambda seen: len(seen.entries) > 1,
        ),
        "same_request": "With one token DynamoDB wants one and the same request. Yours differs from try to try: leave "
        "out what changes, such as a time, a random value or a count that you have read. ADD needs no count.",
        "reasons": "Read the cancellation reasons in the order of your actions. The voucher's Item, asked for with "
        'ReturnValuesOnConditionCheckFailure="ALL_OLD", comes in DynamoDB\'s notation: its holder is {"S": "ana"}.',
        "order": "Several answers can be true at once. Return the text that stands first in the list.",
        "let_out": "Catch the ClientError of the transaction: a failed condition is an answer, not an accident.",
        "changes": "Change the voucher's holder, take one from the sender's vouchers, add one to the receiver's, and "
        "keep every other attribute.",
        "one_action": "Two of your actions are for the same item. An Update can have a ConditionExpression itself: "
        "write the receiver's into the receiver's Update.",
        "token_length": "A ClientRequestToken has 1 to 36 characters, as the request_id has. Send the request_id as it "
        "is.",
        "alike": "Two names are the same only if they are the same text: Ana and ana are two players.",
        "lost_answer": "After a lost answer boto3 sends the same transaction again, with its token. When it gives up, "
        "nobody knows whether it was carried out. Let its error out: whoever called makes the call again.",
        "herself": "A transaction has at most one action for an item, and a transfer to oneself would have two. Raise "
        "ValueError before you send anything.",
    },
)


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
def mixed_reasons(submission, cloud):
    """When a false condition is not the only reason, the answer is sure, or the error comes out."""
    lab.prepare(cloud)
    disturbed(submission, cloud, [("V-102", "ana", "eve", "not_yours"), ("V-100", "ana", "ben", None)])


@exercise.check()
def two_requests(submission, cloud):
    """Two calls with other request_ids are two transfers, however alike these are."""
    lab.prepare(cloud)
    there_and_back(submission, cloud, "V-100", "ana", "ben", "gift-of-the-1st-of-may-2026-number-1")


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
    """A block in which the cancelled transaction itself, and some slips, must not come out of the function."""
    with ExitStack() as stack:
        because = "a transaction names an item only once, and a ConditionCheck names it too"
        stack.enter_context(error_means("one_action", words="multiple operations on one item", because=because))
        because = "this is too long for a token"
        long = "clientrequesttoken"
        stack.enter_context(error_means("token_length", "ValidationException", words=long, because=because))
        because = "an Update cannot add to an attribute that does not exist"
        stack.enter_context(error_means("first_voucher", has_reason("ValidationError"), because=because))
        because = "a failed condition is an answer that your function has to turn into its own"
        stack.enter_context(error_means("let_out", has_reason("ConditionalCheckFailed"), because=because))
        yield


def after(cloud, voucher_id, sender, receiver):
    """What a transfer changes, as it must be afterwards."""
    voucher = lab.stored(cloud, "vouchers", voucher_id)
    one, other = (lab.stored(cloud, "players", player) for player in (sender, receiver))
    return {
        f"vouchers/{voucher_id}": {**voucher, "holder": receiver},
        f"players/{sender}": {**one, "vouchers": int(one["vouchers"]) - 1},
        f"players/{receiver}": {**other, "vouchers": int(other.get("vouchers", 0)) + 1},
    }


def transfers_alike(submission, cloud, voucher_id, names, request_ids):
    """A voucher goes from player to player, whose names are nearly the same."""
    lab.put(cloud, "players", *({"player_id": name, "vouchers": 3} for name in names))
    lab.put(cloud, "vouchers", {"voucher_id": voucher_id, "holder": names[0], "redeemed": False})
    for (sender, receiver), request_id in zip(pairwise(names), request_ids, strict=False):
        with error_means("alike", "ValueError", because=f"{sender!a} and {receiver!a} are two players"):
            transfers(submission, cloud, voucher_id, sender, receiver, request_id)


def hears_nothing(submission, cloud, voucher_id, sender, receiver, request_id):
    """A transfer that is carried out, and whose answer never comes."""
    wanted = after(cloud, voucher_id, sender, receiver)
    dynamodb = cloud.resource("dynamodb")
    call = partial(submission.transfer_voucher, dynamodb, voucher_id, sender, receiver, request_id)
    done_or_not_known(cloud, call, "transferred")
    expect_changed(cloud, wanted, "it was carried out, once", advice=("one_transaction", "token", "changes"))


def transfers(submission, cloud, voucher_id, sender, receiver, request_id):
    """A call that must succeed."""
    wanted = after(cloud, voucher_id, sender, receiver)
    first = "vouchers" not in lab.stored(cloud, "players", receiver)
    with refusal_is_an_answer():
        answer = submission.transfer_voucher(cloud.resource("dynamodb"), voucher_id, sender, receiver, request_id)
    because = "it is the sender's, it is not redeemed, and the receiver exists"
    require(
        answer not in REFUSALS,
        f"It answered {answer!r}.",
        because,
        ("first_voucher", "refuses_too_much"),
        {"first": first and answer != "redeemed"},
    )
    because = "one voucher changes hands, and all else stays"
    expect_changed(cloud, wanted, because, advice=("same_token", "changes"))
    expect(answer, "transferred", "all three have changed", advice="answer")


def refuses(submission, cloud, voucher_id, sender, receiver, text, because, several=False, guess=False, request_id=""):
    """A call that must change nothing and answer with this text.

    `several`: other texts are true as well. `guess`: the receiver holds the voucher already, by another transfer.
    """
    request_id = request_id or f"refused-{len(sent(cloud))}"
    with refusal_is_an_answer():
        answer = submission.transfer_voucher(cloud.resource("dynamodb"), voucher_id, sender, receiver, request_id)
    expect_unchanged(cloud, because, advice=("one_transaction", "creates", "conditions"))
    expect(
        answer, text, because, advice=("answer", "same_token", "guess" if guess else "order" if several else "reasons")
    )


def repeats(submission, cloud, voucher_id, sender, receiver, request_id, moves_on=None, seconds=60):
    """A transfer, perhaps another one of the voucher, and the first call once more."""
    transfers(submission, cloud, voucher_id, sender, receiver, request_id)
    if moves_on:
        transfers(submission, cloud, voucher_id, *moves_on)
    cloud.clock.advance(seconds=seconds)
    because = "this very transfer was carried out before"
    differs = error_means("same_request", "IdempotentParameterMismatchException", because=because)
    with differs, error_means("token", CANCELLED, because=because):
        answer = submission.transfer_voucher(cloud.resource("dynamodb"), voucher_id, sender, receiver, request_id)
    expect_unchanged(cloud, because, ("looks_first", "token"))
    advice = ("answer", "looks_first", "guess" if moves_on else "token")
    require(answer == "transferred", f"Made again, it answered {answer!r}.", because, advice)


def survives(submission, cloud, prepare, voucher_id, sender, receiver, request_id):
    """Every fault at every request, and the call made once more where it did not return."""
    with cloud.fresh() as fresh:
        prepare(fresh)
        wanted = after(fresh, voucher_id, sender, receiver)

    def calls(cloud):
        return [submission.later.transfer_voucher(cloud.resource("dynamodb"), voucher_id, sender, receiver, request_id)]

    def once(cloud, outcomes):
        (outcome,) = outcomes
        differs = outcome.raised is not None and outcome.raised.is_a("IdempotentParameterMismatchException")
        because = "this very transfer was carried out"
        require(not differs, f"Made again, it raised {outcome.raised}.", because, advice="same_request")
        found = bool(changed(cloud))
        done = outcome.ending is Ending.RETURNED and outcome.value == "transferred"
        if done or found:
            because = "one voucher changes hands, once, and all else stays"
            expect_changed(cloud, wanted, because, advice=("one_transaction", "looks_first", "token", "changes"))
        with refusal_is_an_answer():
            told = value_of(outcome)
        problem = f"It answered {told!r}, and the voucher {'was' if found else 'was not'} transferred."
        because = "made again, the call has to find out that the transfer is done, or do it"
        advice = ("answer", "one_transaction", "looks_first", "not_a_condition", "token", "changes")
        require(done, problem, because, advice)

    crash_points(submission, cloud, prepare, calls, once)


def races(submission, cloud, prepare, voucher_id, sender, receivers, limit=300):
    """One voucher given to several players at once, in every order."""
    with cloud.fresh() as fresh:
        prepare(fresh)
        wanted = {receiver: after(fresh, voucher_id, sender, receiver) for receiver in receivers}

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
        for answer in answers:
            problem = f"A caller was told {answer!r}."
            require(answer in (*TEXTS, None), problem, "callers know only the texts in the list", advice="answer")
        given = [receiver for receiver, answer in zip(receivers, answers, strict=True) if answer == "transferred"]
        problem = f"{len(given)} of {len(receivers)} callers were told that the voucher is transferred."
        require(len(given) == 1, problem, "there is one voucher", advice=TOO_MUCH)
        because = "one voucher changes hands, and all else stays"
        expect_changed(cloud, wanted[given[0]], because, advice=("one_transaction", "looks_first", "changes"))
        others = {answer for answer in answers if answer not in ("transferred", None)}
        problem = f"The other caller was told {', '.join(map(repr, sorted(others)))}."
        require(others <= {"not_yours"}, problem, "the voucher is the sender's no more", advice="reasons")

    interleavings(submission, cloud, prepare, calls, one_gets_it, limit, phases=True)


def there_and_back(submission, cloud, voucher_id, one, other, request_id):
    """Transfers whose request_ids differ in one character, each of them in turn; then the first call again."""
    alike = [f"{request_id[:-1]}z", f"z{request_id[1:]}", request_id[:-1], request_id.swapcase()]
    for number, each in enumerate([request_id, *alike]):
        sender, receiver = (one, other) if number % 2 == 0 else (other, one)
        because = "another request_id names another transfer"
        mine = error_means("token", "IdempotentParameterMismatchException", because=because)
        with mine, error_means("token_length", "ValidationException", "ParamValidationError"):
            transfers(submission, cloud, voucher_id, sender, receiver, each)


def disturbed(submission, cloud, cases):
    """Transfers that are cancelled for another reason too. Of each case: voucher, sender, receiver, and the answer."""
    dynamodb = cloud.resource("dynamodb")
    for number, (voucher_id, sender, receiver, right) in enumerate(cases):
        call = partial(submission.transfer_voucher, dynamodb, voucher_id, sender, receiver, f"disturbed-{number}")
        items = [("vouchers", voucher_id), ("players", sender), ("players", receiver)]
        answers_truly_or_not_at_all(cloud, call, right, items)


def lets_errors_out(submission, cloud, voucher_id, sender, receiver, request_id):
    """Each request of a call meets each error."""

    def call(fresh):
        dynamodb = fresh.resource("dynamodb")
        later = submission.later.transfer_voucher(dynamodb, voucher_id, sender, receiver, request_id)
        return call_in(submission, fresh, later)

    allow = (f"vouchers/{voucher_id}", f"players/{sender}", f"players/{receiver}")
    errors = (*LASTING, *REFUSED_WHOLE)
    errors_come_out(submission, cloud, lab.prepare, call, "not_a_condition", errors, allow)


def conflicts_twice(submission, cloud, prepare, voucher_id, sender, receiver, request_id):
    """The first try meets somebody else's transaction. Whatever was sent, the transfer is made once in the end."""
    prepare(cloud)
    wanted = after(cloud, voucher_id, sender, receiver)
    dynamodb = cloud.resource("dynamodb")
    layer = InTheWay(1, lambda: lab.under_way(cloud, [("players", receiver)]))
    with cloud.use(layer):
        for _ in range(2):  # a call may let the conflict out, and is made again then
            try:
                submission.transfer_voucher(dynamodb, voucher_id, sender, receiver, request_id)
            except LearnerError as error:
                if error.raised.code != CANCELLED:
                    raise
    answer = submission.transfer_voucher(dynamodb, voucher_id, sender, receiver, request_id)
    because = "all of these were one and the same transfer"
    name, had = f"players/{receiver}", int(wanted[f"players/{receiver}"]["vouchers"]) - 1
    twice = lab.stored(cloud, "players", receiver).get("vouchers", 0) - had > 1
    told = ("one_transaction", "looks_first") if name in changed(cloud) else ()
    expect_changed(cloud, wanted, because, advice=(*told, "token" if twice else "changes"))
    expect(answer, "transferred", because, advice=("answer", "looks_first", "token"))


def refuses_oneself(submission, cloud, voucher_id, player_id):
    """A transfer to oneself."""
    because = "a transaction cannot touch one item twice, and there is nothing to transfer"
    with expect_raises("ValueError", because, advice="herself"), error_means("herself", "ClientError", because=because):
        submission.transfer_voucher(cloud.resource("dynamodb"), voucher_id, player_id, player_id, "r-1")
    operations = ", ".join(entry.operation for entry in sent(cloud))
    require(not operations, f"Before, your function sent {operations}.", because, advice="herself")


def meets_transaction(submission, cloud, voucher_id, sender, receiver, request_id):
    """A call while somebody else's transaction on the receiver is between its phases."""
    because = "another transaction was changing the receiver at that moment, and nobody knows how that ends"
    with lab.under_way(cloud, [("players", receiver)]), expect_conflict(because):
        submission.transfer_voucher(cloud.resource("dynamodb"), voucher_id, sender, receiver, request_id)
