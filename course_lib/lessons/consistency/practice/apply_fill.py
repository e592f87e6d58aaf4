"""apply_fill: a strong read does not hold an item still until the write."""

from datetime import timedelta
from decimal import Context, Decimal
from itertools import permutations

from course_lib.aws.layers.before_calls import BeforeCalls
from course_lib.aws.values import same, show
from course_lib.checks import (
    SLIPS,
    Exercise,
    Failure,
    Finding,
    LearnerError,
    Reason,
    expect,
    expect_client_error,
    interleavings,
    require,
)
from course_lib.checks.kit import (
    WRITES,
    before_a_write,
    call_in,
    comes_to_an_end,
    error_means,
    errors_come_out,
    has_read,
    may_change,
    others_act,
    refused_with,
)
from course_lib.lessons.consistency import data as lab
from course_lib.lessons.consistency.answers import REFUSED

ACCOUNT = "desk-7"

CANCELLED = "TransactionCanceledException"


def is_about_new(raised):
    """Whether this error comes from a position that is not there, and not from a slip in the code or the request."""
    absent = "refers to an attribute that does not exist" in raised.message
    item_key = raised.types[0] == "KeyError" and "Attributes" not in raised.message
    return absent or item_key or raised.types[0] == "TypeError" or raised.code == REFUSED


def first_one(seen):
    """The account did not have this position, and what came out, if anything did, tells so."""
    told = not seen.raised or any(is_about_new(raised) and raised.code != REFUSED for raised in seen.raised)
    return seen.facts.get("new", True) and told


def was_too_late(seen):
    """A write was refused because somebody else's came before it."""
    return refused_with(REFUSED, CANCELLED)(seen) and all(
        raised.code != "ValidationException" for raised in seen.raised
    )


def between_read_and_write(seen):
    """It looked at the position before it wrote, or there was one to be replaced."""
    return has_read(seen) or not seen.facts.get("new", True)


GUARDED = "a position may have an attribute of the function's own, such as a revision"

exercise = Exercise(
    call="apply_fill(dynamodb, account, symbol, quantity)",
    section='Part 4, "Reading is not holding"',
    hints=(
        "Between your read and your write another fill can come in, however consistent the read was. Which request "
        "looks and writes in one step?",
        "update_item can add a number to an attribute, and creates the item if there is none. ReturnValues makes the "
        "same request return what came of it.",
        'UpdateExpression="ADD quantity :fill", ExpressionAttributeValues={":fill": quantity}, '
        'ReturnValues="UPDATED_NEW"; the new quantity is answer["Attributes"]["quantity"].',
    ),
    advice={
        "lost": Reason(
            "Two fills came in and only one of them counts. A consistent read tells what was true when you read; "
            "then another fill was written, and your put or SET replaced it. Let DynamoDB add, or make the write "
            "depend on what you read.",
            when=between_read_and_write,
        ),
        "new": Reason(
            "The account may not have this position yet. Then the fill creates it: ADD takes 0 for what is not "
            "there, and so does if_not_exists(quantity, :zero) in a SET.",
            when=first_one,
        ),
        "gone": Reason(
            "The position that you had read was deleted before your write, and your write brought its quantity back. "
            "`quantity = :seen OR attribute_not_exists(quantity)` is true then too: ask for what you have seen, or let "
            "ADD do the sum.",
            when=has_read,
        ),
        "answer": "Return one number, the quantity right after this fill and before any later one. Take it from the "
        'same update (ReturnValues="UPDATED_NEW"), not from another read.',
        "quantity": "The stored quantity is the one before plus this fill's, as a number. It may come to 0 or below, "
        "and the position stays stored. An equal fill a moment later is another one.",
        "number": "A quantity can have 28 digits, of which a float keeps 17. Hand the fill over as it came, and return "
        "the sum as it is stored.",
        "whole_item": "Other programs write notes into the same item, at any time. A put replaces the whole item; "
        "change the one attribute with update_item.",
        "gave_up": Reason(
            "A fill must not be dropped because another one was faster. Read again and try again, or let ADD do "
            "the sum, which nobody can be too late for.",
            when=was_too_late,
        ),
        "outrun": "Other fills were faster several times in a row, and this one was dropped without an error. Go on "
        "until your write is taken, or let ADD do the sum, which nobody can be too late for.",
        "endless": "Try again from a fresh read, with ConsistentRead=True, and the number of tries stays small. Where "
        "there is no position yet, `quantity = :seen` is never true: the first fill needs attribute_not_exists.",
        "counted": "Your function stored the fill, and then another of its requests failed. Its caller is told of an "
        "error and sends the fill again, which then counts twice. Let one request do all that has to be done.",
        "catches_all": "There is no new quantity when the fill could not be stored. Pass the error on.",
    },
)


@exercise.check()
def buys_and_sells(submission, cloud):
    """Each fill is added to the position, and the quantity after it is returned."""
    lab.prepare(cloud)
    fills(submission, cloud, "NORD", [50, -30, Decimal("0.25")])


@exercise.check()
def down_to_nothing(submission, cloud):
    """A position that comes to 0, or below, stays stored."""
    lab.prepare(cloud)
    fills(submission, cloud, "MILA", [-40, -10])


@exercise.check()
def new_position(submission, cloud):
    """The first fill of a position creates it."""
    lab.prepare(cloud)
    fills(submission, cloud, "HELI", [15, 5])


@exercise.check()
def two_fills(submission, cloud):
    """Of two fills at once both count, in whatever order their requests arrive."""
    race(submission, cloud, "NORD", [30, -20], steady)


@exercise.check()
def two_first_fills(submission, cloud):
    """Of two first fills of a position at once both count too."""
    race(submission, cloud, "HELI", [10, 7], steady)


@exercise.check()
def note_of_another(submission, cloud):
    """What another program writes into the item meanwhile stays."""
    lab.prepare(cloud)
    keeps_note(submission, cloud, "NORD", 12)


@exercise.check()
def missing_table(submission, cloud):
    """A failure comes out as it is: here the table does not exist."""
    because = "the fill was stored nowhere"
    with comes_to_an_end(cloud), expect_client_error("ResourceNotFoundException", because, advice="catches_all"):
        submission.apply_fill(cloud.resource("dynamodb"), ACCOUNT, "NORD", 5)


def steady(cloud):
    """The lesson's tables, with no lag: whoever loses a fill here has not even that excuse."""
    lab.prepare(cloud)
    lab.settle(cloud)


def fills(submission, cloud, symbol, quantities):
    """One fill after the other, each right after the one before."""
    lab.lag(cloud).turn_on(timedelta(seconds=1), leader=False)
    at_first = lab.stored(cloud, "positions", ACCOUNT, symbol) or {}
    others = {name: value for name, value in at_first.items() if name != "quantity"}
    may_change(cloud, f"positions/{ACCOUNT}/{symbol}")
    for quantity in quantities:
        position = lab.stored(cloud, "positions", ACCOUNT, symbol) or {}
        new = "quantity" not in position
        with comes_to_an_end(cloud):
            answer = first_fill(submission, cloud, symbol, quantity, new)
        found = lab.stored(cloud, "positions", ACCOUNT, symbol) or {}
        wanted = exact_sum(position.get("quantity", 0), quantity)
        because = "this is the sum of the quantity before and of this fill"
        advice = "number" if nearly(found.get("quantity"), wanted) else ("new", "quantity")
        expect_stored(found.get("quantity"), wanted, because, advice, {"new": new})
        kept = {name: found[name] for name in others if name in found}
        require(same(kept, others), "Other attributes of the position have changed.", advice="whole_item")
        expect(answer, wanted, "this is the quantity right after this fill", advice="answer")


def nearly(stored, wanted):
    """Whether what is stored differs in digits far behind only, or in a fraction."""
    numbers = isinstance(stored, (int, Decimal)) and not isinstance(stored, bool)
    return numbers and abs(stored - wanted) <= max(abs(wanted) / 1_000_000, Decimal("0.99"))


def exact_sum(one, other):
    """Their sum with all its digits."""
    return Context(prec=80).add(Decimal(one), Decimal(other))


def expect_stored(stored, wanted, because, advice, facts=None):
    """Fail unless this quantity is stored."""
    if not same(stored, wanted):
        problem = "No quantity is stored." if stored is None else f"The stored quantity is {show(stored)}."
        raise Failure(Finding(problem=problem, expected=show(wanted), because=because), advice, facts=facts)


def first_fill(submission, cloud, symbol, quantity, new):
    """A call that may be the first for its position."""
    with error_means("new", lambda raised: new and is_about_new(raised)), error_means("gave_up", REFUSED):
        return submission.apply_fill(cloud.resource("dynamodb"), ACCOUNT, symbol, quantity)


def race(submission, cloud, symbol, quantities, prepare, limit=300):
    """Fills of one position at once, in every order (of more than `limit`, in so many)."""
    names = ("Ana", "Ben", "Cleo")[: len(quantities)]

    def calls(cloud):
        return [
            submission.later.apply_fill(cloud.resource("dynamodb", who=who), ACCOUNT, symbol, quantity)
            for who, quantity in zip(names, quantities, strict=True)
        ]

    def all_count(cloud, outcomes):
        first = next(item for item in [*lab.POSITIONS, {}] if place(item) in ((ACCOUNT, symbol), (None, None)))
        start = first.get("quantity", 0)
        failed = [outcome.raised for outcome in outcomes if outcome.raised]
        facts = {"new": not first}
        problem = f"A fill was not stored: {failed[0] if failed else ''}"
        require(not failed, problem, "every fill has to count", ("new", "gave_up"), facts)
        stored = (lab.stored(cloud, "positions", ACCOUNT, symbol) or {}).get("quantity")
        total = start + sum(quantities)
        expect_stored(stored, total, "every caller was told that its fill is stored", ("lost", "new"), facts)
        may_change(cloud, f"positions/{ACCOUNT}/{symbol}")
        answers = [outcome.value for outcome in outcomes]
        right = any(same(answers, running) for running in running_totals(start, quantities))
        problem = f"The callers were told {' and '.join(show(answer) for answer in answers)}."
        because = "no order of these fills has these quantities right after them"
        require(right, problem, because, advice="answer")

    interleavings(submission, cloud, prepare, calls, all_count, limit, weaker=GUARDED)


def counts_or_fails(submission, cloud, prepare, symbol, quantity):
    """DynamoDB refuses one of the requests, for whatever reason: the error comes out, and nothing is stored."""

    def call(cloud):
        before = lab.stored(cloud, "positions", ACCOUNT, symbol) or {}
        later = submission.later.apply_fill(cloud.resource("dynamodb"), ACCOUNT, symbol, quantity)
        try:
            return call_in(submission, cloud, later)
        except LearnerError:
            after = lab.stored(cloud, "positions", ACCOUNT, symbol) or {}
            because = "whoever is told of an error sends the fill again"
            expect_stored(after.get("quantity"), before.get("quantity"), because, advice="counted")
            raise

    errors_come_out(submission, cloud, prepare, call, "catches_all", allow=[f"positions/{ACCOUNT}/{symbol}"])


def keeps_trying(submission, cloud, symbol, quantity, rivals=10):
    """Before each of the caller's first writes another fill comes in. The function may give up."""
    others = []
    start = lab.stored(cloud, "positions", ACCOUNT, symbol)["quantity"]

    def another_fill():  # by the same function: it may keep a revision of its own
        later = submission.later.apply_fill(cloud.resource("dynamodb"), ACCOUNT, symbol, 1)
        call_in(submission, cloud, later, number=len(others) + 1)
        others.append(1)

    told = True
    try:
        with before_a_write(cloud, another_fill, times=rivals), comes_to_an_end(cloud):
            answer = submission.apply_fill(cloud.resource("dynamodb"), ACCOUNT, symbol, quantity)
    except LearnerError as error:
        if error.raised.types[0] in SLIPS:
            raise
        told = False
    because = f"{len(others)} other fills came in meanwhile, of 1 each"
    wanted = start + len(others) + (quantity if told else 0)
    found = lab.stored(cloud, "positions", ACCOUNT, symbol).get("quantity")
    expect_stored(found, wanted, because, advice="outrun")
    may_change(cloud, f"positions/{ACCOUNT}/{symbol}")
    if told:
        expect(answer, wanted, because, advice="answer")


def deleted_meanwhile(submission, cloud, symbol, quantity):
    """A fill while another program closes the position, right before the first write arrives."""
    key = {"account": ACCOUNT, "symbol": symbol}
    may_change(cloud, f"positions/{ACCOUNT}/{symbol}")
    with before_a_write(cloud, lambda: lab.withdraw(cloud, "positions", key)), comes_to_an_end(cloud):
        answer = submission.apply_fill(cloud.resource("dynamodb"), ACCOUNT, symbol, quantity)
    because = "the position was deleted before your write, so the fill is the first of a new one"
    expect_stored((lab.stored(cloud, "positions", ACCOUNT, symbol) or {}).get("quantity"), quantity, because, "gone")
    expect(answer, quantity, because, advice="answer")


def place(item):
    return item.get("account"), item.get("symbol")


def running_totals(start, quantities):
    """For every order of the fills: the quantity right after each of them, in the order of the callers."""
    for order in permutations(range(len(quantities))):
        total, after = start, {}
        for index in order:
            total += quantities[index]
            after[index] = total
        yield [after[index] for index in range(len(quantities))]


def keeps_note(submission, cloud, symbol, quantity, note="sell in May"):
    """A fill while another program writes a note into the item, right before the first write arrives."""
    key = {"account": ACCOUNT, "symbol": symbol}
    before = lab.stored(cloud, "positions", ACCOUNT, symbol) or {}

    def write_note(call):
        with others_act(cloud):
            lab.change(cloud, "positions", key, "note", note)

    with cloud.use(BeforeCalls(WRITES, write_note, times=1)), comes_to_an_end(cloud):
        answer = submission.apply_fill(cloud.resource("dynamodb"), ACCOUNT, symbol, quantity)
    found = lab.stored(cloud, "positions", ACCOUNT, symbol) or {}
    wanted, because = before.get("quantity", 0) + quantity, "this is the sum of the quantity before and of this fill"
    expect_stored(found.get("quantity"), wanted, because, advice="quantity")
    problem = f"The note that another program wrote is lost; there is {show(found.get('note'))}."
    require(found.get("note") == note, problem, "it was told that its note is stored", advice="whole_item")
    may_change(cloud, f"positions/{ACCOUNT}/{symbol}")
    expect(answer, wanted, "this is the quantity right after this fill", advice="answer")
