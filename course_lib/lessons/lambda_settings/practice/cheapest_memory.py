"""cheapest_memory: what REPORT lines say about the size of memory to choose."""

from fractions import Fraction

from course_lib.aws.services.lambda_.work import Run
from course_lib.checks import Exercise, Reason, expect, require
from course_lib.lessons.lambda_settings.reports import line

exercise = Exercise(
    call="cheapest_memory(log, deadline_ms)",
    section='Part 2, "How much memory"',
    may_be_none=True,
    hints=(
        "Which numbers of a REPORT line say how long somebody waited, and which one says what is paid for?",
        "Sort the REPORT lines by Memory Size. A size is out if one of its lines is too late or has a Status. Of the "
        "others compare memory times the mean of Billed Duration.",
        'fields = dict(part.split(": ", 1) for part in line.strip().split("\\t")); '
        'float(fields["Duration"].split()[0]) + float(fields.get("Init Duration", "0 ms").split()[0]) is how long it '
        "took.",
    ),
    advice={
        "none": Reason(
            "If no size meets the deadline, the answer is None: a wrong size would be worse than none.",
            when=lambda seen: seen.expected is None,
        ),
        "missing": Reason(
            "There is a size that meets the deadline. One that takes exactly as long as the deadline meets it.",
            when=lambda seen: seen.got is None,
        ),
        "numbers": Reason(
            "Read the right numbers: Memory Size is the function's, Max Memory Used is not; Duration, Billed Duration "
            "and Init Duration are three numbers. Only lines that begin with REPORT are Lambda's.",
            when=lambda seen: seen.got not in seen.facts["sizes"],
        ),
        "late": Reason(
            "This size does not meet the deadline. Whoever waits for a new instance waits for INIT too; each "
            "invocation has to be in time, not their mean; one with a Status has failed.",
            when=lambda seen: seen.got in seen.facts["late"],
        ),
        "exactly": Reason(
            "A size whose invocation takes exactly as long as the deadline is in time, by its Duration and its Init "
            "Duration: Billed Duration is rounded up.",
            when=lambda seen: seen.got == seen.facts.get("strict"),
        ),
        "kind": Reason(
            "The size is right, but by another kind of value: it is an int.",
            when=lambda seen: seen.facts.get("kind", False),
        ),
        "alike": Reason(
            "There is a larger size that costs exactly the same, and is done sooner.",
            when=lambda seen: seen.facts["costs"].get(seen.got) == seen.facts["costs"][seen.expected],
        ),
        "cost": "Paid for is memory times Billed Duration, on average over all of a size's invocations, those of new "
        "instances and those that were tried again too. The smallest size is often not the cheapest, nor is the "
        "quickest.",
    },
)


def chooses(submission, lines, deadline, expected, late=(), tries=1):
    """A call whose answer has to be right.

    Args:
        lines: memory, duration and perhaps more of each invocation, as `line` takes it.
        late: the sizes that do not meet the deadline.
        tries: so many invocations have the same RequestId, as Lambda writes it for an event that it tries again.
    """
    reports = [line(*each, number=number // tries) for number, each in enumerate(lines)]
    log = [text for report in reports for text in ("START RequestId: 3f0c7c1e Version: $LATEST", report)]
    log.append(f"the function itself has printed {line(1, 1.0)}")  # and does not begin with REPORT
    facts = {"sizes": [each[0] for each in lines], "late": late, "costs": costs(lines)}
    facts["strict"] = before_the_deadline(lines, deadline)
    got = submission.cheapest_memory(log, deadline)
    keys = ("none", "missing", "numbers", "late", "exactly", "alike", "cost")
    expect(got, expected, "this is the cheapest of those that are in time", keys, facts=facts)
    right = expected is None or isinstance(got, int)
    require(right, f"It returned {got!r}.", "a size of memory is a whole number", "kind", facts={"kind": True})


def costs(lines):
    """By memory, what an invocation costs on average."""
    billed = {}
    for memory, duration, *more in lines:
        billed.setdefault(memory, []).append(Run(duration, more[0] if more else 0.0).billed_ms)
    return {memory: Fraction(memory * sum(each), len(each)) for memory, each in billed.items()}


def before_the_deadline(lines, deadline):
    """The cheapest size for whoever takes what is exactly in time for late."""
    late = {memory for memory, duration, *more in lines if duration + sum(more[:1]) >= deadline or any(more[1:2])}
    cost = {memory: each for memory, each in costs(lines).items() if memory not in late}
    return min(cost, key=lambda memory: (cost[memory], -memory), default=None)


@exercise.check()
def in_proportion(submission, cloud):
    """Of sizes that are in time, the one whose invocations cost least."""
    lines = [(128, 4200.5), (512, 1010.2), (1024, 480.7), (2048, 390.1)]
    chooses(submission, lines, 5000, 1024)
    chooses(submission, [(512, 100.0), (512, 300.0), (1024, 120.0)], 5000, 512)


@exercise.check()
def deadline(submission, cloud):
    """The cheapest one is no use if it is late; exactly in time is in time."""
    lines = [(128, 4200.5), (512, 1010.25), (1024, 600.0), (2048, 390.1)]
    chooses(submission, lines, 1000, 1024, late=[128, 512])
    chooses(submission, lines, 1010.25, 512, late=[128])


@exercise.check()
def each_in_time(submission, cloud):
    """Each invocation has to be in time, not their mean."""
    lines = [(256, 800.0), (256, 1100.0), (256, 820.0), (512, 700.0), (512, 710.0)]
    chooses(submission, lines, 1000, 512, late=[256])


@exercise.check()
def new_instances(submission, cloud):
    """INIT is waited for and paid for."""
    lines = [(256, 800.0, 350.0), (256, 800.0), (1024, 500.0, 300.0), (1024, 500.0)]
    chooses(submission, lines, 1000, 1024, late=[256])
    chooses(submission, [(512, 300.0, 500.0), (1024, 290.0)], 1000, 1024)


@exercise.check()
def failed(submission, cloud):
    """A size of which an invocation has failed does not meet the deadline."""
    lines = [(128, 900.0, 0.0, "timeout"), (256, 950.0), (512, 940.0)]
    chooses(submission, lines, 1000, 256, late=[128])


@exercise.check()
def nothing(submission, cloud):
    """If none is in time, or there is none, the answer is None."""
    chooses(submission, [(128, 4200.5), (512, 1010.2)], 1000, None, late=[128, 512])
    chooses(submission, [], 1000, None)


@exercise.check()
def alike(submission, cloud):
    """Of two that cost the same, the larger is done sooner."""
    chooses(submission, [(1024, 800.0), (2048, 400.0), (4096, 399.5)], 1000, 2048)
