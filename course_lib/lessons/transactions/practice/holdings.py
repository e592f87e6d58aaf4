"""holdings: many items as they were at one moment."""

from contextlib import ExitStack

from course_lib.aws.http.messages import AwsError
from course_lib.aws.layers.read_by_read import ReadByRead
from course_lib.aws.values import same, show
from course_lib.checks import (
    Exercise,
    Failure,
    Finding,
    Outcome,
    Reason,
    expect,
    expect_client_error,
    expect_found,
    expect_raises,
    require,
    value_of,
)
from course_lib.checks.explore import CALL_LIMIT
from course_lib.checks.kit import (
    LASTING,
    LOST,
    anew,
    busy,
    call_in,
    error_means,
    errors_come_out,
    errors_come_out_later,
    has_read,
    others_act,
    raised_with,
    requests_in_words,
    sent,
    sent_any,
)
from course_lib.lessons.transactions import data as lab
from course_lib.lessons.transactions.cancelled import CANCELLED
from course_lib.pictures.timeline import as_text

WITHOUT = ("BatchGetItem", "Query", "Scan")  # read several items, not at one moment


def names_differ(seen):
    """Of those who were asked for, not all are in the answer."""
    return isinstance(seen.got, dict) and bool(seen.expected.keys() - seen.got.keys())


def has_strangers(seen):
    """Somebody is in the answer whom this call did not ask for."""
    return isinstance(seen.got, dict) and bool(seen.got.keys() - set(seen.facts["asked"]))


exercise = Exercise(
    call="holdings(dynamodb, player_ids)",
    section='Part 4, "One moment"',
    hints=(
        "Between two reads a transfer can commit. Which operation reads several items as they were at one moment?",
        "TransactGetItems takes up to 100 Gets, each of another item, and answers in their order; where there is no "
        "item, the answer is empty. So take each player_id once, and refuse more than 100 before you send anything.",
        "wanted = list(dict.fromkeys(player_ids)); ValueError if there are more than 100; {} if there are none. "
        'transact_get_items(TransactItems=[{"Get": {"TableName": "players", "Key": {"player_id": ...}}}, ...]) returns '
        '"Responses" in the same order: zip them, keep those with an "Item", and take its vouchers, or 0.',
    ),
    advice={
        "batch": Reason(
            "BatchGetItem, Query and Scan read several items in one request, but not at one moment: a transfer "
            "can commit while they run, also with ConsistentRead. Only TransactGetItems reads all at once.",
            when=sent_any(*WITHOUT),
        ),
        "several_moments": Reason(
            "The numbers belong to different moments: between your reads a transfer was carried out. "
            "Read all players with one TransactGetItems.",
            when=has_read,
        ),
        "split": "Two transactions read at two moments. DynamoDB takes 100 items in one, and no more: refuse longer "
        "lists with ValueError, before you send anything.",
        "strangers": Reason(
            "Somebody is in the answer who is not in this call's list. Begin each call with a new dictionary: a "
            "parameter's default is made only once, and keeps what earlier calls put into it.",
            when=has_strangers,
        ),
        "alike": Reason(
            "Two names are the same only if they are the same text. Ask for each as it came: no strip, no other case, "
            "no other accents.",
            when=names_differ,
        ),
        "twice": "A transaction may name an item only once. Take each player_id once, and read the responses in the "
        "order of your Gets, which is not the list's then.",
        "hundred": Reason(
            "A hundred different players fit into one transaction: only the 101st is one too many.",
            when=raised_with("ValueError"),
        ),
        "empty": "A transaction needs at least one action. For an empty list, return an empty dictionary and send "
        "nothing.",
        "missing": "For a player who does not exist the answer has no Item. Leave that player out.",
        "no_vouchers": "A player who never had a voucher has no such attribute. Count 0.",
        "numbers": "Return a dictionary from each player_id to that player's own number of vouchers.",
        "remembered": "Between two calls the players' vouchers change. Keep nothing from an earlier call: read anew.",
        "exact": "A number of vouchers is returned as DynamoDB has it. A float keeps about 16 digits only.",
        "endless": "Read again a few times at most after a conflict, then let the error out.",
        "not_an_answer": "When DynamoDB does not answer, nobody knows how many there are. Pass the error on.",
    },
)


@exercise.check()
def counts(submission, cloud):
    """Each player's vouchers are counted, also when the list has one name."""
    lab.prepare(cloud)
    answers(submission, cloud, ["ana", "ben", "cleo"], {"ana": 2, "ben": 1, "cleo": 0}, "numbers")
    answers(submission, cloud, ["ben"], {"ben": 1}, "numbers")


@exercise.check()
def never_had_one(submission, cloud):
    """A player without the attribute has 0 vouchers."""
    lab.prepare(cloud)
    answers(submission, cloud, ["dan", "ana"], {"dan": 0, "ana": 2}, "no_vouchers")


@exercise.check()
def unknown(submission, cloud):
    """Players who do not exist are left out."""
    lab.prepare(cloud)
    answers(submission, cloud, ["eve", "ana", "fay"], {"ana": 2}, "missing")


@exercise.check()
def named_twice(submission, cloud):
    """A player who is named twice counts once."""
    lab.prepare(cloud)
    answers(submission, cloud, ["ana", "ben", "ana"], {"ana": 2, "ben": 1}, "twice")


@exercise.check()
def nobody(submission, cloud):
    """For an empty list the answer is an empty dictionary."""
    lab.prepare(cloud)
    answers(submission, cloud, [], {}, "empty")


@exercise.check()
def one_moment(submission, cloud):
    """No transfer is seen half done, whenever it commits."""
    sees_one_moment(submission, cloud, lab.prepare, ["ana", "ben", "cleo"], ("V-100", "ana", "cleo"))
    sees_one_moment(submission, cloud, lab.prepare, ["ana", "ben", "cleo"], ("V-102", "ben", "ana"))


@exercise.check()
def after_a_conflict(submission, cloud):
    """Also after a conflict no transfer is seen half done."""
    sees_one_moment_after_conflict(submission, cloud, lab.prepare, ["ana", "ben", "cleo"], ("V-100", "ana", "cleo"))


@exercise.check()
def counts_anew(submission, cloud):
    """Each call counts anew."""
    lab.prepare(cloud)
    answers(submission, cloud, ["ana", "cleo"], {"ana": 2, "cleo": 0}, "numbers")
    lab.transfer(cloud, "V-100", "ana", "cleo")
    answers(submission, cloud, ["ana", "cleo"], {"ana": 1, "cleo": 1}, "remembered")


@exercise.check()
def too_many(submission, cloud):
    """More than 100 players cannot be read at one moment: ValueError, and nothing is sent."""
    reads_a_hundred(submission, cloud)
    refuses_more(submission, cloud, 101)


@exercise.check()
def busy_table(submission, cloud):
    """When DynamoDB is too busy to answer, its error comes out."""
    lab.prepare(cloud)
    passes_errors_on(submission, cloud, ["ana", "dan"])


@exercise.check()
def conflict(submission, cloud):
    """When a transaction is changing one of the players at that moment, there is no made-up answer."""
    lab.prepare(cloud)
    meets_transaction(submission, cloud, ["ana", "ben"])


def answers(submission, cloud, player_ids, wanted, advice):
    """A call and its answer."""
    with error_means(advice, "ValidationException", "KeyError", "TypeError", "ParamValidationError"):
        got = submission.holdings(cloud.resource("dynamodb"), player_ids)
    problem = f"It returned {got!r:.200}."
    require(isinstance(got, dict), problem, "callers ask for each player's number", advice="numbers")
    candidates = ("strangers", *((advice,) if isinstance(advice, str) else advice))
    expect(got, wanted, "this is what the players hold", candidates, {"asked": player_ids})


def sees_one_moment(submission, cloud, prepare, player_ids, transfer):
    """A transfer commits at each point of the call: before, between and within its requests; then it goes on and on."""
    for moment in range(1, 200):
        if not meanwhile_at(submission, cloud, prepare, player_ids, transfer, {moment: "there"}):
            break
    for gap in range(1, len(player_ids)):  # back before each round of reads, there again in its middle
        rounds = range(0, 200, len(player_ids))
        there = {first + 1 + gap: "there" for first in rounds}
        back = {first + 1: "back" for first in rounds if first}
        meanwhile_at(submission, cloud, prepare, player_ids, transfer, there | back)


def sees_one_moment_after_conflict(submission, cloud, prepare, player_ids, transfer):
    """A transfer has prepared the items before the call begins; it commits before each of the call's reads in turn."""
    for moment in range(2, 20):
        if not meanwhile_at(submission, cloud, prepare, player_ids, transfer, {moment: "there"}, prepared=True):
            break
    for moment in range(3, 7):  # committed before the second read; another one between the later ones
        moments = {2: "there", moment: "back"}
        if not meanwhile_at(submission, cloud, prepare, player_ids, transfer, moments, prepared=True):
            break


def meanwhile_at(submission, cloud, prepare, player_ids, transfer, moments, prepared=False):
    """One call, with transfers there and back at these moments; whether there were any.

    `prepared`: until the first of them it is between its phases, and whoever reads with a transaction meets it.
    """
    voucher_id, one, other = transfer
    ways = {"there": (voucher_id, one, other), "back": (voucher_id, other, one)}
    with anew(submission, cloud, prepare) as fresh:
        seen = [numbers(fresh, player_ids)]

        items = [("players", one), ("players", other), ("vouchers", voucher_id)]
        phase = ExitStack()

        def act(way):
            phase.close()
            with others_act(fresh):
                lab.transfer(fresh, *ways[way], who="another caller")
            seen.append(numbers(fresh, player_ids))

        meanwhile = ReadByRead(act, moments)
        if prepared:
            phase.enter_context(lab.under_way(fresh, items))
        with phase, fresh.use(meanwhile):
            got = outcome_in(submission, fresh, player_ids)
        require_one_moment(fresh, got, seen)
    return meanwhile.acted


def outcome_in(submission, cloud, player_ids):
    """What the call returns in this cloud, in an instance of its own; None when DynamoDB cancelled its read."""
    call = submission.later.holdings(cloud.resource("dynamodb"), player_ids)
    (caller,) = submission.run_in_turns([call], cloud)
    try:
        state = caller.step()
        most = CALL_LIMIT + 20 * len(player_ids)
        for _ in range(most):
            if isinstance(state, Outcome):
                break
            caller.answer(cloud.send(state, caller.who))
            state = caller.step()
    finally:
        caller.stop()
    if not isinstance(state, Outcome):
        problem = f"It sent {most} requests, and there was no end of it."
        raise Failure(
            Finding(problem=problem, because="a few times are enough, then the caller has to know"), "endless"
        )
    submission.calls.append((call, state))
    if state.raised and state.raised.code == CANCELLED:
        return None
    with error_means("hundred", "ValueError", because=f"{len(set(player_ids))} players are not too many"):
        return value_of(state)


def require_one_moment(cloud, got, seen):
    """The answer is what was there at some moment."""
    if got is None or any(same(got, state) for state in seen):
        return
    problem = f"It returned {got!r:.200}."
    require(isinstance(got, dict), problem, "callers ask for each player's number", advice="numbers")
    refused = any(entry.error is not None for entry in sent(cloud))
    because = "all of them are there" + (", and DynamoDB has refused to read them" if refused else "")
    require(got.keys() == seen[0].keys(), problem, because, advice="not_an_answer" if refused else "numbers")
    problem = "Your function saw half a transfer: one player's vouchers from before it, another's from after it."
    if sent(cloud, *WITHOUT):
        problem += " It was carried out in the middle of one request, which is listed below when it was answered."
    finding = Finding(
        problem=problem,
        got=show(got),
        because="the sum of all vouchers does not change by a transfer",
        timeline=as_text(cloud.journal.learner_entries()),
    )
    raise Failure(finding, ("batch", "several_moments"))


def numbers(cloud, player_ids):
    """The right answer at this moment."""
    stored = {player_id: lab.stored(cloud, "players", player_id) for player_id in player_ids}
    return {player_id: player.get("vouchers", 0) for player_id, player in stored.items() if player}


def reads_a_hundred(submission, cloud, first="p-000"):
    """A hundred players, one of them named twice."""
    lab.prepare(cloud)
    many = [f"p-{number:03}" for number in range(100)]
    lab.put(cloud, "players", *({"player_id": name, "vouchers": int(name[2:]) % 7} for name in many))
    wanted = {name: int(name[2:]) % 7 for name in many}
    for again, advice in (([], "hundred"), ([first], "twice")):
        problem = f"For 100 players{', one of them named twice' if again else ''}, it raised an error."
        with error_means(advice, "ValueError", "ValidationException", problem=problem):
            got = submission.holdings(cloud.resource("dynamodb"), [*many, *again])
        expect_found("For 100 players it returned", got, wanted, "DynamoDB reads 100 at once", "numbers")


def refuses_more(submission, cloud, count):
    """More different players than DynamoDB reads at one moment."""
    because = f"{count} players are more than DynamoDB reads at one moment"
    before = len(sent(cloud))
    with expect_raises("ValueError", because, advice="split"):
        submission.holdings(cloud.resource("dynamodb"), [f"q-{number}" for number in range(count)])
    requests = len(sent(cloud, since=before))
    require(not requests, f"Before, your function sent {requests_in_words(requests)}.", because, advice="split")


def meets_transaction(submission, cloud, player_ids):
    """A call while a transaction on the last player is between its phases."""
    with lab.under_way(cloud, [("players", player_ids[-1])]):
        got = outcome_in(submission, cloud, player_ids)
    problem = f"It returned {got!r:.200}."
    because = "a transaction was changing a player at that moment, and nothing of it is committed"
    require(got is None or same(got, numbers(cloud, player_ids)), problem, because, advice="not_an_answer")


def passes_errors_on(submission, cloud, player_ids):
    """A call while every table is busy."""
    because = "nothing was read, so there are no numbers"
    with busy(cloud), expect_client_error("ProvisionedThroughputExceededException", because, advice="not_an_answer"):
        submission.holdings(cloud.resource("dynamodb"), player_ids)


def lets_errors_out(submission, cloud, prepare, player_ids):
    """Each request of a call meets each error, also when an earlier call was answered."""

    def call(fresh):
        return call_in(submission, fresh, submission.later.holdings(fresh.resource("dynamodb"), player_ids))

    throttled = [{"Code": "ThrottlingError", "Message": "Throughput exceeds the current capacity."}, {"Code": "None"}]
    cancelled = AwsError(CANCELLED, "Transaction cancelled", members={"CancellationReasons": throttled})
    errors = (*LASTING, LOST, cancelled)
    errors_come_out(submission, cloud, prepare, call, "not_an_answer", errors)
    conflict = [{"Code": "TransactionConflict", "Message": "Transaction is ongoing for the item"}, {"Code": "None"}]
    met = AwsError(CANCELLED, "Transaction cancelled", members={"CancellationReasons": conflict})
    dynamodb = cloud.resource("dynamodb")
    errors_come_out_later(cloud, lambda: submission.holdings(dynamodb, player_ids), "remembered", (*errors, met))
