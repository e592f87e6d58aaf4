"""retry_conflicts: patience with others, and with nothing else."""

from contextlib import ExitStack, contextmanager
from itertools import pairwise

from course_lib.aws.layers.always import Always
from course_lib.aws.layers.in_the_way import InTheWay
from course_lib.checks import Exercise, LearnerError, Reason, expect_client_error, expect_raises, require
from course_lib.checks.kit import (
    busy,
    drawn_once,
    error_means,
    expect_changed,
    may_change,
    quarters,
    same_in_each_call,
    sent,
    stays_below,
    uneven,
)
from course_lib.checks.kit.errors import NO_ANSWER, FailsFrom
from course_lib.lessons.transactions import data as lab
from course_lib.lessons.transactions.cancelled import CANCELLED, reasons_of


def sent_too_little(seen):
    """It gave up before it was asked to."""
    return "least" not in seen.facts or seen.facts["times"] < seen.facts["least"]


exercise = Exercise(
    call="retry_conflicts(dynamodb, request, tries)",
    section='Part 5, "In each other\'s way"',
    hints=(
        "A conflict passes by itself; a false condition does not. Which of the cancellation reasons tell you that "
        "trying again can help? And what should all tries have in common?",
        "A loop over the tries. In the except branch collect the Codes of the reasons: go on only if "
        'TransactionConflict is among them and nothing else but "None", and only if a try is left; otherwise raise. '
        "Choose the token once, before the loop. Pause at the end of the loop with time.sleep and random.uniform.",
        'request = {"ClientRequestToken": str(uuid.uuid4()), **request}; for number in range(1, tries + 1): try: '
        'return transact_write_items(**request); except ClientError: codes = {reason["Code"] for reason in '
        'error.response.get("CancellationReasons", [])}; raise if number == tries, or "TransactionConflict" is not in '
        'codes, or codes - {"TransactionConflict", "None"} is not empty. Then '
        "time.sleep(random.uniform(0, min(2, 0.1 * 2 ** (number - 1)))).",
    ),
    advice={
        "try_again": Reason(
            "The transaction met another one, and that passes. Send it again, until `tries` are used up.",
            when=sent_too_little,
        ),
        "limit": "Send it `tries` times at the most, and then let the last error out.",
        "last_error": "After the last try its own error comes out: it says who is in the way now. Do not keep the "
        "first one.",
        "condition": "A false condition does not come true by waiting, not even beside a conflict. Let that error out "
        "at once.",
        "only_conflicts": "Only TransactionConflict is worth another try here. Let every other error out at once; "
        "boto3 has tried again by itself where that helps.",
        "pause": "Without pauses all who met each other meet again at once. Wait with time.sleep before each further "
        "try.",
        "last_pause": "After the last try nobody waits for anything: let the error out without a pause.",
        "too_long": "A pause was longer than its bound: 0.1 seconds before the second try, then twice as much each "
        "time, and never more than 2.",
        "grow": "The pauses do not grow. Double the bound before each further try: the longer the others take, the "
        "more patience helps.",
        "jitter": "Several calls have waited equally long. All who met at one moment would wait alike and meet again. "
        "Draw each pause with random.uniform(0, bound), and give the generator no seed of your own.",
        "anew": "The pauses of one call hang together. Draw each one anew, before each further try.",
        "full": "The pauses do not spread from 0 up to their whole bound. Draw each with random.uniform(0, bound), and "
        "let the bound be capped, not the pause.",
        "token": "All tries are one and the same transaction: choose the token before the loop, and send it each time. "
        "If the request has a ClientRequestToken, it is that one.",
        "token_per_call": "Two calls sent the same token. DynamoDB takes the second for a repetition of the first, and "
        "does nothing. Make a new token in each call: not once for the module, nor as a parameter's default, "
        "and not written into the caller's dictionary, where the next call finds it.",
        "request": "Send the request as it was given, with every parameter it has.",
        "answer": "Return what transact_write_items returned.",
    },
)


def payment(coins, more=None):
    """A transaction that gives ana coins, and takes them from dan if he has enough."""
    condition = {"ConditionExpression": "coins >= :less", **({} if more is None else more)}
    give = lab.update("players", "ana", "ADD coins :more", {":more": coins})
    take = lab.update("players", "dan", "SET coins = coins - :less", {":less": coins})
    return {"TransactItems": [give, {"Update": {**take["Update"], **condition}}]}


@exercise.check()
def nobody_in_the_way(submission, cloud):
    """Without a conflict the transaction is sent once, and its response is returned."""
    lab.prepare(cloud)
    succeeds(submission, cloud, payment(7), conflicts=0, tries=5)


@exercise.check()
def somebody_in_the_way(submission, cloud):
    """After three conflicts the fourth try is carried out."""
    lab.prepare(cloud)
    succeeds(submission, cloud, payment(7), conflicts=3, tries=5)


@exercise.check()
def limit(submission, cloud):
    """After the last try the conflict comes out."""
    lab.prepare(cloud)
    gives_up(submission, cloud, payment(7), tries=4)
    gives_up(submission, cloud, payment(7), tries=1)


@exercise.check()
def false_condition(submission, cloud):
    """A false condition comes out at once, also when another item is in conflict."""
    lab.prepare(cloud)
    refuses(submission, cloud, payment(900), 0, "dan has 500 coins")
    refuses(submission, cloud, payment(900), 5, "dan has 500 coins, whatever becomes of ana's")


@exercise.check()
def other_errors(submission, cloud):
    """Errors that are no cancellation come out at once: here the request is not valid."""
    lab.prepare(cloud)
    passes_on(submission, cloud, {"TransactItems": payment(7)["TransactItems"] * 2}, "ValidationException")


@exercise.check()
def pauses(submission, cloud):
    """Before each further try there is a pause within its bound, and none after the last."""
    lab.prepare(cloud)
    stays_within_bounds(submission, cloud, payment(7), tries=8)


@exercise.check()
def random_pauses(submission, cloud):
    """The pauses are drawn anew each time, and the later ones are longer on average."""
    lab.prepare(cloud)
    draws_pauses(submission, cloud, payment(7))


@exercise.check()
def one_token(submission, cloud):
    """All tries of a call send one token: the one in the request, if there is one."""
    lab.prepare(cloud)
    keeps_token(submission, cloud, payment(7), None)
    keeps_token(submission, cloud, {**payment(8), "ClientRequestToken": "payment-8"}, "payment-8")


@exercise.check()
def token_per_call(submission, cloud):
    """Two calls with the same request are two transactions."""
    lab.prepare(cloud)
    happens_twice(submission, cloud, payment(7), 7)


def send(submission, cloud, request, tries):
    return submission.retry_conflicts(cloud.resource("dynamodb"), request, tries)


@contextmanager
def conflict_is_no_end():
    """Fail with advice when the block's call gives up after a conflict, or its token was used by another call."""
    with ExitStack() as stack:
        stack.enter_context(error_means("try_again", CANCELLED))
        stack.enter_context(error_means("token_per_call", "IdempotentParameterMismatchException"))
        yield


@contextmanager
def in_the_way(cloud, conflicts, item=("players", "ana")):
    """For the length of the block so many tries meet somebody else's transaction; its `tries` are what was sent."""
    layer = InTheWay(conflicts, lambda: lab.under_way(cloud, [item]))
    with cloud.use(layer):
        yield layer


def require_times(sent, wanted, because=None):
    """Fail unless a transaction was sent so often."""
    facts = {"times": sent, "least": wanted}
    require(sent == wanted, f"It was sent {sent} times.", because, ("try_again", "limit"), facts)


def succeeds(submission, cloud, request, conflicts, tries, item=("players", "ana")):
    """A call that is carried out after so many conflicts over an item."""
    ana, dan = (lab.stored(cloud, "players", name) for name in ("ana", "dan"))
    with in_the_way(cloud, conflicts, item) as others:
        with conflict_is_no_end():
            answer = send(submission, cloud, {**request, "ReturnConsumedCapacity": "TOTAL"}, tries)
    require_times(len(others.tries), conflicts + 1, "the next try was carried out")
    coins = request["TransactItems"][0]["Update"]["ExpressionAttributeValues"][":more"]
    paid = {
        "players/ana": {**ana, "coins": ana["coins"] + coins},
        "players/dan": {**dan, "coins": dan["coins"] - coins},
    }
    expect_changed(cloud, paid, "the transaction gives ana these coins", advice="request")
    response = isinstance(answer, dict) and "ResponseMetadata" in answer
    require(response, f"It returned {answer!r:.100}.", "the caller may need it", advice="answer")
    require("ConsumedCapacity" in answer, "The request's other parameters were not sent.", advice="request")


def gives_up(submission, cloud, request, tries):
    """A call that meets somebody each time: at last over dan's item, before that over ana's."""

    def hold():
        return lab.under_way(cloud, [("players", "dan" if len(others.tries) >= tries else "ana")])

    others = InTheWay(1000, hold)
    with cloud.use(others):
        with expect_client_error(CANCELLED, "somebody was in the way each time", advice="limit") as caught:
            send(submission, cloud, request, tries)
    require_times(len(others.tries), tries, f"there were {tries} tries")
    last = reasons_of(caught.raised) == ["None", "TransactionConflict"]
    require(last, "It raised the error of an earlier try.", "the last try met somebody else", advice="last_error")


def refuses(submission, cloud, request, conflicts, because):
    """A call that must not be tried again, for a false condition."""
    with in_the_way(cloud, conflicts) as others:
        with expect_client_error(CANCELLED, because, advice="condition") as caught:
            send(submission, cloud, request, 5)
    require(len(others.tries) == 1, f"It was sent {len(others.tries)} times.", because, advice="condition")
    assert "ConditionalCheckFailed" in reasons_of(caught.raised)


def passes_on(submission, cloud, request, code):
    """A call that must not be tried again, for an error of this code."""
    with in_the_way(cloud, 0) as others:
        with expect_client_error(code, "this has nothing to do with others", advice="only_conflicts"):
            send(submission, cloud, request, 5)
    times = len(others.tries)
    require(times == 1, f"It was sent {times} times.", "this has nothing to do with others", advice="only_conflicts")


def sent_at(submission, cloud, request, tries):
    """When each try of a call was sent that always meets somebody."""
    start = len(sent(cloud))
    with in_the_way(cloud, 1000):
        try:
            send(submission, cloud, request, tries)
        except LearnerError as error:
            if error.raised.code != CANCELLED:
                raise
    return [entry.when for entry in sent(cloud, since=start)]


def pauses_between(cloud, moments):
    """The seconds between requests, without what the requests themselves take."""
    tick = cloud.clock.tick.total_seconds()
    return [max((later - earlier).total_seconds() - tick, 0) for earlier, later in pairwise(moments)]


def bound(number):
    """The longest pause before a further try, the first of them being number 1."""
    return min(2, 0.1 * 2 ** (number - 1))


def stays_within_bounds(submission, cloud, request, tries):
    """All pauses of a few calls."""
    calls = [sent_at(submission, cloud, request, tries) for _ in range(3)]
    for moments in calls:
        require_times(len(moments), tries)
        between = pauses_between(cloud, moments)
        problem = f"The pauses were {', '.join(f'{pause:.3f}' for pause in between)} seconds."
        fits = all(pause <= bound(number) + 0.001 for number, pause in enumerate(between, 1))
        require(fits, problem, "a bound says how long each may be", advice="too_long")
        require(sum(between) > 0.01, problem, "whoever is in the way needs time", advice="pause")
    for moments, following in pairwise(calls):  # a pause at the end shows when the next call sends
        (last,) = pauses_between(cloud, [moments[-1], following[0]])
        require(last < 0.001, f"It paused {last:.3f} seconds after the last try.", advice="last_pause")


def draws_pauses(submission, cloud, request):
    """The pauses of several calls, compared."""
    calls = [pauses_between(cloud, sent_at(submission, cloud, request, 20)) for _ in range(24)]
    require_times(len(calls[0]) + 1, 20)
    early, late = ([call[position] for call in calls for position in where] for where in ((0, 1), (5, 6, 7)))
    shown = (
        f"Before the last try the pauses of the calls were {', '.join(f'{call[-1]:.3f}' for call in calls)} seconds."
    )
    require(max(late) > 0.001, "There were no pauses.", advice="pause")
    alike = any(max(same) - min(same) < 0.001 for same in zip(*calls, strict=True))
    require(not alike, shown, "others who wait must not wait alike", advice="jitter")
    require(max(late) > 2 * bound(2), shown, f"their bound is {bound(8)} seconds", advice="grow")
    require(max(late) > max(early), shown, "the bound grows", advice="grow")
    shares = [[pause / bound(number) for number, pause in enumerate(call, 1)] for call in calls]
    require(not drawn_once(shares), "All pauses of a call are the same part of their bounds.", advice="anew")
    require(not same_in_each_call(shares), "The pauses of two calls are the same.", advice="jitter")
    flat = [share for call in shares for share in call]
    problem = f"{quarters(flat)} The first bound is 0.1 seconds."
    require(not uneven(flat), problem, "from 0 up to the bound each length is equally likely", advice="full")
    more = [pauses_between(cloud, sent_at(submission, cloud, request, 2)) for _ in range(50)]
    first = [call[0] for call in shares] + [pause / bound(1) for (pause,) in more]
    require(not uneven(first), f"{quarters(first)} They are each call's first one.", advice="full")
    growing = [share for call in shares for share in call[:4]]
    require(not uneven(growing), f"{quarters(growing)} They are each call's first ones.", advice="full")
    capped = [share for call in shares for share in call[5:]]
    longest = f"The longest of {len(capped)} late pauses was {2 * max(capped):.2f} seconds."
    require(not stays_below(capped, 0.88), longest, "their bound is 2 seconds", advice="full")


def keeps_token(submission, cloud, request, given):
    """The tokens of a call with conflicts."""
    may_change(cloud, "players/ana", "players/dan")
    with in_the_way(cloud, 3) as others, conflict_is_no_end():
        send(submission, cloud, request, 5)
    tokens = [params.get("ClientRequestToken") for params in others.tries]
    same = len(set(tokens)) == 1 and given in (None, tokens[0])
    require(same, f"The tokens were {', '.join(map(str, tokens))}.", "these are tries of one transaction", "token")


def happens_twice(submission, cloud, request, coins):
    """The same request in two calls, each with a conflict."""
    may_change(cloud, "players/ana", "players/dan")
    had = lab.stored(cloud, "players", "ana")["coins"]
    for _ in range(2):
        with in_the_way(cloud, 1), conflict_is_no_end():
            send(submission, cloud, request, 3)
    got = lab.stored(cloud, "players", "ana")["coins"] - had
    problem = f"Two calls gave ana {got} coins."
    require(got == 2 * coins, problem, f"each call gives {coins}", advice="token_per_call")


def ends_at_once(submission, cloud, request, error):
    """A call whose every try is answered with this error, which is no mere conflict."""
    because, times = "this is no mere conflict", []
    for tries in (1, 4):  # boto3 tries some errors again by itself
        others = Always("TransactWriteItems", error)
        with cloud.use(others), expect_client_error(error.code, because, advice="only_conflicts"):
            send(submission, cloud, request, tries)
        times.append(others.tries)
    require(times[1] == times[0], f"It was sent {times[1]} times.", because, advice="only_conflicts")


def hears_nothing(submission, cloud, request):
    """A call without any answer: boto3 sends it a few times, with its token, and then it is not sent again."""
    may_change(cloud, "players/ana", "players/dan")
    because = "nobody knows whether it was carried out, and boto3 has tried again by itself"
    for error in NO_ANSWER:
        times = []
        for tries in (1, 4):
            lost = FailsFrom(1, error)
            with cloud.use(lost), expect_raises("HTTPClientError", because, advice="only_conflicts"):
                send(submission, cloud, request, tries)
            times.append(lost.seen)
        require(times[1] == times[0], f"It was sent {times[1]} times.", because, advice="only_conflicts")


def is_busy(submission, cloud, request):
    """A call while every table is too busy."""
    because = "boto3 has tried that again by itself"
    before = len(sent(cloud))
    code = "ProvisionedThroughputExceededException"
    with busy(cloud), expect_client_error(code, because, advice="only_conflicts"):
        submission.retry_conflicts(cloud.resource("dynamodb"), request, 1)
    once = len(sent(cloud)) - before
    with busy(cloud), expect_client_error(code, because, advice="only_conflicts"):
        submission.retry_conflicts(cloud.resource("dynamodb"), request, 4)
    times = len(sent(cloud)) - before - once
    require(times == once, f"It was sent {times} times in place of {once}.", because, advice="only_conflicts")
