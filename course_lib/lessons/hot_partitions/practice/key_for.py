"""key_for: a partition key that spreads what is written, and under which it is found again."""

import random

from course_lib.checks import Exercise, Reason, expect_raises, require, value_of
from course_lib.lessons.hot_partitions.evening import WARMED, evening, share_refused
from course_lib.lessons.hot_partitions.workloads import ORDERS, READINGS, VOTES, WORKLOADS, alike, written

SAMPLE = 240  # writes that a key is chosen for
FIRST = 8  # of them, before the reader asks for the first time
BOUND = 0.01  # of all writes may be turned away

exercise = Exercise(
    call="key_for(workload, write)",
    section='Part 8, "A key for what comes"',
    hints=(
        "For each workload ask two things: which value has so many different ones that no single one is hot? And what "
        "does the reader know?",
        "Readings: the sensor is enough. Votes: the candidate and a number by chance, of 50 or 100. Orders: the tenant "
        "is hot, the order is not, and the reader knows both.",
        'readings: write["sensor"]; votes: f"{write["candidate"]}#{random.randrange(100)}", and the reader asks for '
        'all hundred; orders: f"{write["tenant"]}#{write["order"]}". keys_for takes the attributes of the question in '
        "the same way and returns a list.",
    ),
    advice={
        "text": "A partition key is a text here: key_for returns one, and keys_for a list of them.",
        "lost": Reason(
            "A write went under a key that keys_for does not name, so nobody would find it. Both functions must say "
            "the same, and the reader knows nothing but the question.",
            when=lambda seen: seen.facts["lost"],
        ),
        "many": Reason(
            "The reader would have to ask for too many keys. Spread no wider than it takes.",
            when=lambda seen: seen.facts["many"],
        ),
        "shared": Reason(
            "Two questions that have nothing in common lead to the same key. Then each answer is full of what "
            "belongs to others. Put into the key what the question tells.",
            when=lambda seen: seen.facts["shared"],
        ),
        "hot": "Too much is written under one key, or under a few: their partitions would turn writes away, although "
        "the table has room. Put something into the key that has many values, or a number of many.",
        "unknown": "Raise ValueError for a workload that you do not know, in both functions.",
    },
)


@exercise.check()
def readings(submission, cloud):
    """A sensor's readings of a day are found under one key, and 2,000 sensors are served."""
    fits(submission, READINGS, cloud)


@exercise.check()
def votes(submission, cloud):
    """A candidate's votes are found under 200 keys at most, and 3,000 a second are served."""
    fits(submission, VOTES, cloud)


@exercise.check()
def orders(submission, cloud):
    """An order is found under one key, and the giant's 2,100 orders a second are served."""
    fits(submission, ORDERS, cloud)


@exercise.check()
def another_one(submission, cloud):
    """A workload that nobody knows is refused."""
    refuses_all(submission, "invoices")


def fits(submission, workload, cloud, seed="practice"):
    """Keys for a busy second of a workload: found again by another program, few enough, apart, and served."""
    writes = written(workload, SAMPLE, random.Random(f"{workload.name} {seed}"))
    keys = [submission.key_for(workload.name, write) for write in writes[:FIRST]]
    early = _named_here(submission, workload, [tuple(writes[FIRST - 1][name] for name in workload.asked)])
    keys += [submission.key_for(workload.name, write) for write in writes[FIRST:]]
    problem = "key_for returned something that is not a text."
    require(all(isinstance(key, str) and key for key in keys), problem, advice="text")
    places = {}
    for write, key in zip(writes, keys, strict=True):
        question = {name: write[name] for name in workload.asked}
        places.setdefault(tuple(question.values()), []).append(key)
    answers = {asked: _asked(submission, workload, cloud, asked) for asked in _some(places)}
    for asked, named in [*early.items(), *answers.items()]:
        _judge(workload, asked, places[asked], named)
    _apart({**answers, **_named_here(submission, workload, alike(workload))})
    refused = share_refused(evening(keys, workload.writes, seconds=4, capacity=WARMED))
    problem = f"Of {workload.writes:,} writes a second {refused:.0%} would be turned away."
    facts = dict.fromkeys(("lost", "many", "shared"), False)
    require(refused <= BOUND, problem, "the table is warm for 20,000", advice="hot", facts=facts)


def _some(places):
    """The questions that are asked: the most frequent ones, and a few others."""
    ranked = sorted(places, key=lambda asked: -len(places[asked]))
    return ranked[:3] + ranked[-9:]


def _asked(submission, workload, cloud, asked):
    return _texts(_elsewhere(submission, cloud, workload.name, dict(zip(workload.asked, asked, strict=True))))


def _named_here(submission, workload, questions):
    """What keys_for answers in the program that writes."""
    asked = {each: dict(zip(workload.asked, each, strict=True)) for each in questions}
    return {each: _texts(submission.keys_for(workload.name, question)) for each, question in asked.items()}


def _texts(named):
    problem = "keys_for returned something that is not a list of texts."
    require(isinstance(named, list) and all(isinstance(key, str) for key in named), problem, advice="text")
    return named


def _elsewhere(submission, cloud, *arguments):
    """What keys_for answers in another program."""
    call = submission.later.keys_for(*arguments)
    (caller,) = submission.run_in_turns([call], cloud, elsewhere=True)
    try:
        outcome = caller.step()
    finally:
        caller.stop()
    submission.calls.append((call, outcome))
    return value_of(outcome)


def _judge(workload, asked, keys, named):
    """What is written for a question lies under the keys that are read for it, and those are few."""
    shown = ", ".join(asked)
    facts = dict.fromkeys(("lost", "many", "shared"), False)
    missing = set(keys) - set(named)
    problem = f"A write for {shown} went under {next(iter(missing), '')!r:.60}."
    because = "keys_for does not name this key"
    require(not missing, problem, because, advice="lost", facts={**facts, "lost": True})
    problem = f"For {shown} keys_for names {len(named)} keys."
    because = f"{workload.keys} may be read"
    require(len(named) <= workload.keys, problem, because, advice="many", facts={**facts, "many": True})


def _apart(answers):
    """Different sensors, candidates and tenants have different keys."""
    facts = dict.fromkeys(("lost", "many", "shared"), False)
    seen = {}
    for asked, named in answers.items():
        for key in named:
            other = seen.setdefault(key, asked[0])
            problem = f"{asked[0]} and {other} share the key {key!r:.60}."
            require(
                other == asked[0],
                problem,
                "what belongs to others is read too",
                "shared",
                facts={**facts, "shared": True},
            )


def refuses_all(submission, name):
    """A name that nobody knows, and every one that is nearly a known one."""
    nearly = [each for known in WORKLOADS for each in (known.title(), f"{known} ", known[:-1], f"{known}2")]
    for each in (name, "", *nearly):
        refuses(submission, each)


def refuses(submission, name):
    """Both functions have to raise ValueError."""
    everything = {name: value for known in WORKLOADS.values() for name, value in a_write(known).items()}
    with expect_raises("ValueError", f"nobody knows what is written as {name!r}", advice="unknown"):
        submission.key_for(name, dict(everything))
    with expect_raises("ValueError", f"nobody knows what is asked as {name!r}", advice="unknown"):
        submission.keys_for(name, dict(everything))


def a_write(workload):
    """One write of a workload."""
    return written(workload, 1, random.Random(0))[0]
