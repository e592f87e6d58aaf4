"""put_with_backoff: exponential backoff with full jitter, for throttling and nothing else."""

from contextlib import suppress

from course_lib.checks import Exercise, LearnerError, Reason, expect, expect_client_error, expect_raises, require
from course_lib.checks.kit import (
    LOST,
    anew,
    call_in,
    comes_to_an_end,
    drawn_once,
    error_means,
    expect_changed,
    expect_unchanged,
    forbidden,
    may_change,
    quarters,
    requests_in_words,
    same_in_each_call,
    sent,
    stays_below,
    uneven,
)
from course_lib.checks.kit.errors import FailsFrom
from course_lib.lessons.hot_partitions import data as lab
from course_lib.lessons.hot_partitions.throttled import ACCOUNT, ON_DEMAND, PROVISIONED, THROTTLED, TurnedAway, pauses

LEAST = 1e-6  # seconds that the clock's whole microseconds can be off
MOST = 120  # requests; whoever sends more will not stop

exercise = Exercise(
    call="put_with_backoff(dynamodb, item, attempts, base, cap)",
    section='Part 3, "Try again, but not at once"',
    hints=(
        "Three AWS codes mean: try again later. What else can go wrong, and would waiting help?",
        "A loop over the attempts: put, return the number of attempts. In the except branch raise unless the code is "
        "one of the three and an attempt is left. Then sleep for random.uniform(0, bound), where the bound begins with "
        "base, doubles, and stops at cap.",
        "for attempt in range(1, attempts + 1): try: table.put_item(Item=item); return attempt; except ClientError as "
        'error: if error.response["Error"]["Code"] not in THROTTLED or attempt == attempts: raise; '
        "time.sleep(random.uniform(0, min(cap, base * 2 ** (attempt - 1)))).",
    ),
    advice={
        "endless": "There was no end of requests. Count the attempts, and let the last error out.",
        "item": Reason(
            "What is stored is not what was handed over. Put the item as it is, and nothing else.",
            when=lambda seen: bool(seen.changes),
        ),
        "codes": "Three codes mean throttling: ProvisionedThroughputExceededException (provisioned mode), "
        "ThrottlingException (on demand) and RequestLimitExceeded (the account). Try again after each of them.",
        "others": "Waiting does not mend this error. Let everything that is not throttling out at once.",
        "again": "The table was busy and soon had room again. Send the item again, until `attempts` are used up.",
        "limit": "Send the item `attempts` times at the most, the first time included.",
        "last_error": "After the last attempt its error has to come out, as boto3 raised it. Who calls you must know "
        "that nothing is stored.",
        "last_pause": "After the last attempt nobody waits for anything: let the error out without a pause.",
        "pause": "Between two attempts there has to be a pause; otherwise you add to what is too much already.",
        "too_long": "A pause was longer than its bound: `base` seconds before the second attempt, twice as much before "
        "each later one, and never more than `cap`.",
        "jitter": Reason(
            "All your pauses are alike. Whoever was turned away with you comes back with you. Draw each pause anew, "
            "from 0 up to its bound.",
            when=lambda seen: len(set(seen.facts["shares"])) <= seen.facts["alike"],
        ),
        "full": Reason(
            "Your pauses stay in one part of what they may be. Full jitter draws from 0 up to the whole bound: that "
            "spreads callers best.",
        ),
        "anew": "Your pauses hang together, within a call or from call to call. Draw each one anew, and seed nothing.",
        "grow": "The bounds do not double. The longer a table stays busy, the more patience it takes: base, 2 * base, "
        "4 * base, and so on.",
        "answer": "Return how many attempts it took, an int: 1 if the first one was let through.",
    },
)


@exercise.check()
def first_time(submission, cloud):
    """An item that is let through at once is sent once, and the answer is 1."""
    lab.prepare(cloud)
    succeeds(submission, cloud, lab.ballots([7])[0], ())


@exercise.check()
def second_time(submission, cloud):
    """After throttling the item is sent again, and the answer is the number of attempts."""
    lab.prepare(cloud)
    succeeds(submission, cloud, lab.ballots([7])[0], (PROVISIONED,))
    succeeds(submission, cloud, lab.ballots([8])[0], (PROVISIONED, PROVISIONED, PROVISIONED))


@exercise.check()
def three_codes(submission, cloud):
    """Each of AWS's three codes for throttling is worth another attempt."""
    lab.prepare(cloud)
    for number, error in enumerate((PROVISIONED, ON_DEMAND, ACCOUNT)):
        succeeds(submission, cloud, lab.ballots([number])[0], (error,), advice="codes")


@exercise.check()
def gives_up(submission, cloud):
    """After the last attempt its error comes out, without another pause."""
    lab.prepare(cloud)
    gives_up_after(submission, cloud, 4, [PROVISIONED, PROVISIONED, PROVISIONED, ON_DEMAND, PROVISIONED])
    gives_up_after(submission, cloud, 1, [ON_DEMAND, PROVISIONED])


@exercise.check()
def other_errors(submission, cloud):
    """An error that is not throttling comes out at once."""
    lab.prepare(cloud)
    passes_on(submission, cloud, {"candidate": "ana"}, "ValidationException")
    with forbidden(cloud, "dynamodb", ["PutItem"], "Viewer"):
        passes_on(submission, cloud, lab.ballots([7])[0], "AccessDeniedException")


@exercise.check()
def bounds(submission, cloud):
    """Every pause stays within its bound, which doubles up to the cap."""
    lab.prepare(cloud)
    for cap in (2, 0.2, 20):
        shares(submission, cloud, attempts=9, base=0.05, cap=cap)


@exercise.check()
def spread(submission, cloud):
    """Pauses are drawn anew from 0 up to their bound, and the bounds grow."""
    lab.prepare(cloud)
    spreads(submission, cloud, base=0.05)


def succeeds(submission, cloud, item, errors, advice="again"):
    """A call that is turned away with these errors, and then let through."""
    before = len(sent(cloud))
    with (
        cloud.use(TurnedAway("PutItem", errors)),
        comes_to_an_end(cloud, 60),
        error_means(advice, *(error.code for error in THROTTLED)),
    ):
        attempts = submission.put_with_backoff(cloud.resource("dynamodb", one_try=True), item, 8, 0.05, 1)
    expect_changed(cloud, {f"ballots/{item['ballot_id']}": item}, "the table had room again", ("item", advice))
    requests = len(sent(cloud)) - before
    problem = f"Your function sent {requests_in_words(requests)}."
    require(requests == len(errors) + 1, problem, "one more was enough", "limit")
    expect(attempts, len(errors) + 1, "that many times it was sent", advice="answer")
    require(type(attempts) is int, f"It returned {attempts!r}.", "an int was agreed on", advice="answer")


def turned_away(submission, cloud, attempts, errors, base, cap):
    """A call to a table that stays busy longer than the caller wants to wait; what was sent."""
    before, wanted = len(sent(cloud)), errors[attempts - 1].code
    try:
        with (
            cloud.use(TurnedAway("PutItem", (*errors, *errors[-1:] * MOST))),
            comes_to_an_end(cloud, MOST),
            expect_client_error(wanted, "the last attempt was answered so", advice="last_error"),
        ):
            item = lab.ballots([7])[0]
            submission.put_with_backoff(cloud.resource("dynamodb", one_try=True), item, attempts, base, cap)
    finally:
        requests = len(sent(cloud)) - before
        if requests != attempts and 0 < requests <= MOST:
            problem = f"Your function sent {requests_in_words(requests)}."
            advice = "limit" if requests > attempts else "again"
            require(False, problem, f"{attempts} were agreed on", advice=advice)
    expect_unchanged(cloud, "no attempt was let through")
    return sent(cloud)[before:]


def gives_up_after(submission, cloud, attempts, errors):
    """Two such calls: what the first one waits after its last attempt shows when the second one begins."""
    first = turned_away(submission, cloud, attempts, errors, 0.1, 1)
    second = turned_away(submission, cloud, attempts, errors, 0.1, 1)
    [waited] = pauses([first[-1], second[0]])
    require(waited <= LEAST, f"After the last attempt {waited:.2f} seconds passed.", "it was the last", "last_pause")


def passes_on(submission, cloud, item, code):
    """A call that fails for another reason."""
    before = len(sent(cloud))
    with (
        comes_to_an_end(cloud, 60, advice="others"),
        expect_client_error(code, "this is not throttling", advice="others"),
    ):
        submission.put_with_backoff(cloud.resource("dynamodb", one_try=True), item, 5, 0.05, 1)
    requests = len(sent(cloud)) - before
    problem = f"Your function sent {requests_in_words(requests)}."
    require(requests == 1, problem, "one was enough to know", advice="others")
    expect_unchanged(cloud, "the request was refused")


def lets_a_lost_answer_out(submission, cloud, item):
    """A call that is carried out, and whose connection breaks before the answer is there."""
    before, because = len(sent(cloud)), "this is not throttling, and the ballot may be stored by now"
    may_change(cloud, "ballots/*")
    with (
        cloud.use(FailsFrom(1, LOST)),
        comes_to_an_end(cloud, 60, advice="others"),
        expect_raises("HTTPClientError", because, advice="others"),
    ):
        submission.put_with_backoff(cloud.resource("dynamodb", one_try=True), item, 5, 0.05, 1)
    requests = len(sent(cloud)) - before
    require(requests == 1, f"Your function sent {requests_in_words(requests)}.", because, advice="others")


def shares(submission, cloud, attempts, base, cap, error=PROVISIONED):
    """The pauses of a call that is turned away each time, each as a share of its bound."""
    waited = pauses(turned_away(submission, cloud, attempts, [error] * attempts, base, cap))
    found = []
    for number, pause in enumerate(waited):
        bound = min(cap, base * 2**number)
        problem = f"Before attempt {number + 2} your function waited {pause:.3f} seconds."
        require(pause <= bound + LEAST, problem, f"it may be {bound:g} at most", advice="too_long")
        found.append(pause / bound)
    require(any(share > 0.001 for share in found), "There was no pause between attempts.", advice="pause")
    return found


def programs_differ(submission, cloud):
    """Two programs are turned away at the same moment: they must not come back at the same moment."""
    calls = []
    for number in range(2):
        with anew(submission, cloud, lab.prepare) as fresh, fresh.use(TurnedAway("PutItem", (PROVISIONED,) * 9)):
            table = fresh.resource("dynamodb", one_try=True)
            call = submission.later.put_with_backoff(table, lab.ballots([number])[0], 9, 1, 100)
            with suppress(LearnerError):
                call_in(submission, fresh, call, number)
            calls.append([pause / 2**place for place, pause in enumerate(pauses(sent(fresh)))])
    alike = same_in_each_call(calls)
    require(not alike, "Two programs that began at the same moment waited equally long.", advice="anew")


def spreads(submission, cloud, base):
    """Several calls, whose pauses are looked at together."""
    calls = [shares(submission, cloud, 25, base, 20 * base) for _ in range(20)]  # 480 pauses, most up to the cap
    flat = [share for call in calls for share in call]
    facts = {"shares": [round(share, 3) for share in flat], "alike": 50}
    require(
        not drawn_once(calls),
        "All pauses of a call are the same part of their bounds.",
        None,
        ("jitter", "anew"),
        facts,
    )
    require(not same_in_each_call(calls), "The pauses of two calls are the same.", advice="anew")
    capped = [share for call in calls for share in call[5:]]
    wide = not uneven(flat) and not uneven(capped) and not stays_below(capped, 0.88)
    shown = f"{quarters(flat)} None of the late ones took more than {max(capped):.0%} of it."
    alike = len(set(facts["shares"])) <= facts["alike"]
    require(wide and not alike, shown, "callers have to come back apart", advice=("jitter", "full"), facts=facts)
    for place, some in enumerate(zip(*calls, strict=True), 2):
        shown = f"Before attempt {place}: {quarters(some)}"
        require(not uneven(some), shown, "it may be as short as any other", advice="full")
    late = [share for _ in range(20) for share in shares(submission, cloud, 13, base, 1e6)[-6:]]
    require(max(late) > 0.25, "The later pauses were hardly longer than the first ones.", advice="grow")
    problem = "The bounds of the later pauses were not twice as long each."
    require(not uneven(late), problem, f"the cap was {1e6:,.0f} seconds", advice="grow")
