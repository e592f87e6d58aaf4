"""next_ticket: a counter that two callers cannot read at the same number."""

from decimal import Decimal
from itertools import combinations, permutations

from course_lib.aws.layers.faults import THROUGHPUT_EXCEEDED
from course_lib.aws.values import same
from course_lib.checks import (
    Exercise,
    LearnerError,
    Reason,
    expect,
    expect_client_error,
    expect_found,
    interleavings,
    require,
)
from course_lib.checks.kit import (
    LOST,
    TRIES,
    after_each_fault,
    any_of,
    before_a_write,
    call_in,
    each_write_refusal,
    error_means,
    expect_changed,
    has_lost,
    has_read,
    made_before,
    may_change,
    raised_with,
    sent_any,
    write_refusal_comes_out,
)
from course_lib.lessons.conditional_writes import data as lab
from course_lib.lessons.conditional_writes.refusals import (
    REFUSED,
    answers_no_empty_key,
    is_about_a_missing_item,
    is_exact,
)


def is_nearly_right(seen):
    """A number came back that is almost the right one."""
    if isinstance(seen.got, str):
        return False
    got, expected = (Decimal(str(number)) for number in (seen.got, seen.expected))
    return 0 < abs(got - expected) < expected / 10**12


def new_counter(seen):
    """Whatever came out of it comes from a counter that is not there yet."""
    if not seen.raised:
        return True
    return seen.facts.get("new", True) and any(map(is_about_a_missing_item, seen.raised))


def begins_a_counter(seen):
    """The counter that the callers shared had no number yet."""
    return seen.facts.get("new", False)


def counted_elsewhere(seen):
    """Items were changed, and the counter's own is not among them."""
    return bool(seen.changes) and f"counters/{seen.facts['counter']}" not in seen.changes


exercise = Exercise(
    call="next_ticket(dynamodb, counter)",
    section='Part 4, "Counting together"',
    hints=(
        "Adding one and learning the sum have to be one step, and DynamoDB can do both in one update_item. Look at "
        "what an UpdateExpression can add, and at what update_item can return.",
        "ADD adds to a number and starts at 0 when there is none, even when there is no item. ReturnValues makes "
        "update_item return the attribute as it is after the update; use that number and nothing else.",
        'answer = update_item(Key={"counter_id": counter}, UpdateExpression="ADD last_ticket :one", '
        'ExpressionAttributeValues={":one": 1}, ReturnValues="UPDATED_NEW"). The number is '
        'answer["Attributes"]["last_ticket"].',
    ),
    advice={
        "zero": "A counter that stands at 0 was begun already. Ask whether there is a number (`is None`), not whether "
        "it is true: 0 is not.",
        "gave_up": Reason(
            "Every caller needs a number. If your write is refused because somebody was faster, try again with the new "
            "number, or let ADD do the counting, which nobody can be too late for.",
            when=raised_with(REFUSED),
        ),
        "outrun": "Other callers were faster several times in a row, and this one was left without its number. Do not "
        "stop after a few tries: go on until your write is taken, or let ADD do the counting, which nobody can be "
        "too late for.",
        "first_call": Reason(
            "For a counter that does not exist yet, return the number 1 itself. ADD starts at 0 by itself; with SET, "
            "write if_not_exists(last_ticket, :zero) + :one.",
            when=new_counter,
        ),
        "reads_apart": Reason(
            "You looked in one request and changed the counter in another. In between, another caller acts, and both "
            'get the same number. Let one update_item add and return the sum: ReturnValues="UPDATED_NEW".',
            when=has_read,
        ),
        "rounded": Reason(
            "The number lost digits. A DynamoDB number has up to 38; a float has 15, and a Decimal keeps 28 when "
            "Python adds. Let DynamoDB add, or add ints.",
            when=is_nearly_right,
        ),
        "begun_twice": Reason(
            "Both found no number yet, and both began with 1. Only one may: let ADD or if_not_exists begin in the same "
            "update that counts, or put attribute_not_exists(last_ticket) into the write that begins.",
            when=begins_a_counter,
        ),
        "other_key": Reason(
            "Your function counted in another item than the counter's. Take the name as it is, letter by letter: it is "
            "a key.",
            when=counted_elsewhere,
        ),
        "answer": "Return the number of this ticket: the value of last_ticket after your update, not the one before, "
        "and not the whole response.",
        "exact": "Return the number as an int or a Decimal, as boto3 hands it over. A float has 15 digits, so it is "
        "right for small numbers only.",
        "last_ticket": "Keep the last number handed out in the attribute last_ticket, as a number, in the counter's "
        "own item. After the first ticket of a new counter it is 1.",
        "whole_item": Reason(
            "Some attributes are gone: a put replaces the whole item. Use update_item.",
            when=any_of(has_lost, sent_any("PutItem")),
        ),
        "only_number": "Other attributes than last_ticket were changed or added. They are not yours: change that one, "
        "and nothing else.",
        "not_yours": "Until your request's answer is there, you have no number: what stands in the counter then may "
        "be the next visitor's. Neither read it nor take it back; pass the error on.",
        "catches_all": "There is no number to return when the counter could not be moved on. Pass the error on.",
    },
)


OTHERS = ("whole_item", "only_number")


@exercise.check()
def first_call(submission, cloud):
    """The first call for a new counter creates it and returns 1."""
    lab.prepare(cloud)
    starts(submission, cloud, "vaccination")


@exercise.check()
def goes_on(submission, cloud):
    """Later calls return one number more each, and the counter's other attributes stay."""
    lab.prepare(cloud)
    continues(submission, cloud, "reception", 41)
    changes_sign_meanwhile(submission, cloud, "blood-draw", 7)


@exercise.check()
def no_number_yet(submission, cloud):
    """A counter that has a sign and no number yet begins with 1, and keeps its sign."""
    lab.prepare(cloud)
    begins(submission, cloud, {"counter_id": "vaccination", "sign": "Door 9"})


@exercise.check()
def own_numbers(submission, cloud):
    """Each counter counts for itself."""
    lab.prepare(cloud)
    counts_apart(submission, cloud, {"reception": 41, "blood-draw": 7})


@exercise.check()
def race(submission, cloud):
    """Two callers at once get different numbers, the next two."""
    race_for_numbers(submission, cloud, "reception", 41, lab.prepare)


@exercise.check()
def first_race(submission, cloud):
    """Two callers at once for a new counter get 1 and 2."""
    race_for_numbers(submission, cloud, "vaccination", 0, lab.prepare)


@exercise.check()
def missing_table(submission, cloud):
    """A failure comes out as it is: here the table does not exist."""
    because = "no number was taken from any counter"
    with expect_client_error("ResourceNotFoundException", because, advice="catches_all"):
        submission.next_ticket(cloud.resource("dynamodb"), "reception")


def display_shows(cloud, counter, number, because):
    """The counter's last_ticket is this number."""
    found, advice = (lab.stored(cloud, "counters", counter) or {}).get("last_ticket"), ("other_key", "last_ticket")
    expect_found("last_ticket afterwards", found, number, because, advice, "nothing", {"counter": counter})


def starts(submission, cloud, counter):
    """The first ticket of a new counter."""
    may_change(cloud, f"counters/{counter}")
    with error_means("first_call", is_about_a_missing_item):
        answer = submission.next_ticket(cloud.resource("dynamodb"), counter)
    because = "one ticket was handed out, and the display in the waiting room shows last_ticket"
    display_shows(cloud, counter, 1, because)
    expect(answer, 1, "this is the counter's first ticket", advice="first_call")
    is_exact(answer)


def continues(submission, cloud, counter, last):
    """Three more tickets of a counter that has given `last`."""
    before = lab.stored(cloud, "counters", counter)
    others = {name: value for name, value in before.items() if name != "last_ticket"}
    for number in range(last + 1, last + 4):
        with error_means("zero" if number == 1 else "gave_up", REFUSED):
            answer = submission.next_ticket(cloud.resource("dynamodb"), counter)
        item = lab.stored(cloud, "counters", counter) or {}
        kept = {name: item[name] for name in others if name in item}
        because = "only last_ticket has to change"
        expect_found("The counter's other attributes afterwards", kept, others, because, advice=OTHERS)
        display_shows(cloud, counter, number, "last_ticket is the last number handed out")
        wanted = {f"counters/{counter}": {**before, "last_ticket": number}}
        expect_changed(cloud, wanted, "only last_ticket has to change", advice=OTHERS)
        expect(answer, number, "the ticket before had one less", advice=("rounded", "answer"))
        is_exact(answer)


def begins(submission, cloud, item):
    """An item that is there, and has no number."""
    name = item["counter_id"]
    lab.put(cloud, "counters", item)
    with error_means("first_call", is_about_a_missing_item):
        answer = submission.next_ticket(cloud.resource("dynamodb"), name)
    display_shows(cloud, name, 1, "it is the counter's first ticket")
    because = "only last_ticket has to change"
    expect_changed(cloud, {f"counters/{name}": {**item, "last_ticket": 1}}, because, advice=OTHERS)
    expect(answer, 1, "this is the counter's first ticket", advice="first_call")
    is_exact(answer)


def changes_sign_meanwhile(submission, cloud, counter, last):
    """Right before the number is written, somebody paints another sign."""
    item = lab.stored(cloud, "counters", counter)
    painted = {**item, "sign": "Closed today", "since": 9}
    refused = "gave_up" if last else "zero" if "last_ticket" in item else "first_call"
    with (
        error_means(refused, REFUSED),
        before_a_write(cloud, lambda: lab.put(cloud, "counters", painted)),
    ):
        answer = submission.next_ticket(cloud.resource("dynamodb"), counter)
    display_shows(cloud, counter, last + 1, "one ticket was handed out")
    because = "another program has changed the sign a moment before"
    wanted = {f"counters/{counter}": {**painted, "last_ticket": last + 1}}
    expect_changed(cloud, wanted, because, advice=OTHERS)
    expect(answer, last + 1, "the ticket before had one less", advice=("rounded", "answer"))


def keeps_trying(submission, cloud, counter, last, rivals=10):
    """Before each of the caller's first writes another visitor takes a ticket. DynamoDB's own refusal may come out."""
    taken = []
    may_change(cloud, f"counters/{counter}")

    def takes_one():
        item = lab.stored(cloud, "counters", counter)
        taken.append(item["last_ticket"] + 1)
        lab.put(cloud, "counters", {**item, "last_ticket": taken[-1]})

    try:
        with before_a_write(cloud, takes_one, times=rivals):
            answer = submission.next_ticket(cloud.resource("dynamodb"), counter)
    except LearnerError as error:
        if error.raised.code == REFUSED:
            return
        raise
    because = "other visitors have taken the tickets before it"
    expect(answer, last + len(taken) + 1, because, advice="outrun")


def gives_no_number(submission, cloud, counter):
    """DynamoDB turns the write away, for whatever reason; another counter has been moved on before, by this program."""
    because, known = "the counter was not moved on, so no number belongs to this caller", f"{counter}-b"
    made_before(cloud, lambda: submission.next_ticket(cloud.resource("dynamodb"), known))
    for code in each_write_refusal(cloud):
        for name in (counter, known):
            with write_refusal_comes_out(cloud, code, because):
                submission.next_ticket(cloud.resource("dynamodb"), name)
    answers_no_empty_key(lambda key: submission.next_ticket(cloud.resource("dynamodb"), key))


def hands_out_once(submission, cloud, counter, last, prepare):
    """A request is turned away, or its answer lost; before the next request another visitor takes a ticket."""

    def takes_one(cloud):
        item = lab.stored(cloud, "counters", counter)
        lab.put(cloud, "counters", {**item, "last_ticket": item["last_ticket"] + 1})
        theirs.append(item["last_ticket"] + 1)

    def call(cloud):
        theirs.clear()
        may_change(cloud, f"counters/{counter}")
        try:
            ours = [call_in(submission, cloud, submission.later.next_ticket(cloud.resource("dynamodb"), counter))]
        except LearnerError:
            ours = []  # which error, another check looks at
        problem, because = "Two callers got the same number.", "two people hold one ticket"
        require(
            not any(same(one, other) for one in ours for other in theirs),
            problem,
            because,
            advice=("reads_apart", "not_yours"),
        )
        stands = lab.stored(cloud, "counters", counter)["last_ticket"]
        problem = f"last_ticket afterwards: {stands}. Number {max(theirs, default=last)} has been handed out."
        require(
            stands >= max(theirs, default=last),
            problem,
            "the next visitor gets it once more",
            advice=("reads_apart", "not_yours"),
        )

    theirs = []
    for times in (1, TRIES):
        after_each_fault(submission, cloud, prepare, takes_one, call, (THROUGHPUT_EXCEEDED, LOST), times)


def counts_apart(submission, cloud, last):
    """Tickets of several counters in turn."""
    may_change(cloud, *(f"counters/{counter}" for counter in last))
    for step in (1, 2):
        for counter, number in last.items():
            answer = submission.next_ticket(cloud.resource("dynamodb"), counter)
            expect(answer, number + step, "other counters' tickets do not count", advice="answer")


def race_for_numbers(submission, cloud, counter, last, prepare, callers=("Ana", "Ben"), limit=300):
    """The callers take a ticket each, in every order (of more than `limit`, in so many)."""

    def calls(cloud):
        return [submission.later.next_ticket(cloud.resource("dynamodb", who=who), counter) for who in callers]

    def own_numbers_each(cloud, outcomes):
        failed = [outcome.raised for outcome in outcomes if outcome.raised]
        problem = f"A caller got no number: {failed[0] if failed else ''}"
        because, facts = "every caller has to get a number", {"new": last == 0}
        require(not failed, problem, because, ("gave_up", "first_call"), facts)
        numbers = [outcome.value for outcome in outcomes]
        problem = "Two callers got the same number."
        alike = any(same(one, other) for one, other in combinations(numbers, 2))
        require(not alike, problem, "two people hold one ticket", ("reads_apart", "begun_twice", "answer"), facts)
        right = [last + step for step in range(1, len(callers) + 1)]
        got = next((list(order) for order in permutations(numbers) if same(order, right)), numbers)
        expect(got, right, "these are the next numbers", advice="answer")
        display_shows(cloud, counter, right[-1], "so many tickets were handed out")
        may_change(cloud, f"counters/{counter}")

    interleavings(submission, cloud, prepare, calls, own_numbers_each, limit)
