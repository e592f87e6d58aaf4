"""get_profile: the cache first, then the database; what the cache says when it breaks is nobody's problem."""

import json

from course_lib.checks import (
    Ending,
    Exercise,
    Fault,
    LearnerError,
    Reason,
    crash_points,
    expect,
    expect_found,
    expect_raises,
    require,
    value_of,
)
from course_lib.checks.kit import anew, call_in
from course_lib.lessons.caching import data as lab
from course_lib.lessons.caching.in_cache import (
    CHANGED,
    ERRORS,
    ONCE,
    OnTheWay,
    always_expires,
    as_json,
    cache_breaks_on_the_way,
    cache_may_change,
    cached,
    each_stop,
    profile_key,
    requests,
    seconds_left,
    selects,
    unfinished,
)

LONG, SHORT = (240, 360), (5, 30)  # seconds that a profile, and that nothing, is kept
MANY, SPREAD = 24, 30  # of so many draws from 120 seconds, all lie within 30 less than once in 10**12 tries
KEPT = 60  # seconds that the cache says "changed"
SLACK = 0.5  # seconds that requests between storing and looking may take

exercise = Exercise(
    call="get_profile(cache, engine, user_id)",
    section='Part 4, "The cache aside"',
    may_be_none=True,
    hints=(
        "A read has four ways: it is in the cache, it is known there that there is none, it has to be read from the "
        "database, or the cache cannot be asked. Which of them put something into the cache?",
        "Ask the cache inside a try. When it knows nothing, send one SELECT, and put what came, also if nothing came, "
        "with SET … NX EX and a time that is drawn anew. Put that into a try as well. Two classes of exceptions come "
        "from a cluster: RedisError and RedisClusterException, and neither is the other's child.",
        'found = cache.get(f"profile:{user_id}"); row = connection.execute(text("SELECT … WHERE user_id = :id"), '
        '{"id": user_id}).mappings().one_or_none(); cache.set(key, json.dumps(profile), nx=True, '
        "ex=random.randint(240, 360)).",
    ),
    advice={
        "remembers": Reason(
            "It was not asked for at all: what an earlier call has read is kept in the program. Only the cache and the "
            "database know whether it has changed since.",
            when=lambda seen: seen.facts.get("sent") == 0,
        ),
        "row": "Return the row as a dict with its four columns, and None if there is no such row.",
        "parameters": "A user_id can hold quotes. Put :id into the SQL and pass the value beside it.",
        "fill": "What the database said belongs into the cache as JSON, under profile:<user_id>, so that the next call "
        "needs no statement.",
        "cache_first": "Look into the cache first. What is there is the answer, and the database is not asked.",
        "expiry": "Everything in the cache expires: a profile after 240 to 360 seconds, in the same command that "
        "stores it.",
        "two_commands": "Between the command that stores and the one that says when it expires, the program can end. "
        "One command does both: SET with EX.",
        "lasts": "What is in the cache expires when it was to, however often it is read. Look with GET, which leaves "
        "its time alone.",
        "missing": "Keep also that there is no such row: the text null, for 5 to 30 seconds. Else everybody who asks "
        "for it reaches the database.",
        "jitter": "All were stored with nearly the same time. What is stored together then expires together, and the "
        "database gets all reads at once. Draw the seconds anew for each.",
        "breaks": "Whatever the cache does, the database knows the profile. Catch RedisError and "
        "RedisClusterException around each command: the second is no RedisError, and comes when no node answers.",
        "asks_again": "The cache did not answer. Read the database once, and leave the cache alone for this call.",
        "one_select": Reason(
            "One SELECT is all that a call sends. What fails with the database is not tried again: its error comes "
            "out. What could not be stored, since something had come meanwhile, is the answer all the same. So look "
            "into the cache, read the database and store once each, in a try of their own.",
            when=lambda seen: seen.facts.get("selects", 0) > 1,
        ),
        "put": "The profile was read, only storing it failed. Return it all the same.",
        "overwrites": "While this call was between the database and the cache, the profile was changed, and the cache "
        "was told. Store with NX, so that what has come meanwhile stays.",
        "changed": 'While the cache says "changed", read the database, and store nothing.',
        "database": "When the database fails, nobody knows the profile: let the error out, and store nothing.",
        "odd": "A text that is neither JSON of a profile nor null helps nobody: read the database.",
    },
)


@exercise.check()
def reads_row(submission, cloud):
    """A profile that is not in the cache comes from the database, and None if there is none."""
    lab.prepare(cloud)
    returns_row(submission, cloud, "r-101")
    returns_row(submission, cloud, "r-999")


@exercise.check()
def fills(submission, cloud):
    """What was read is in the cache as JSON, for 240 to 360 seconds, and the next call asks no database."""
    lab.prepare(cloud)
    keeps(submission, cloud, "r-102", LONG, "expiry")


@exercise.check()
def hits(submission, cloud):
    """What is in the cache is returned, and no statement is sent."""
    lab.prepare(cloud)
    answers_from_cache(submission, cloud, "r-103", "Cleo from the cache")


@exercise.check()
def missing_row(submission, cloud):
    """That there is no such row is kept as null, for 5 to 30 seconds."""
    lab.prepare(cloud)
    keeps(submission, cloud, "r-999", SHORT, "missing")


@exercise.check()
def spread(submission, cloud):
    """Profiles that are stored together do not expire together."""
    lab.prepare(cloud)
    expires_apart(submission, cloud)


@exercise.check()
def breaks(submission, cloud):
    """A cache that is away, silent, full or starting costs the reader nothing but one SELECT."""
    lab.prepare(cloud)
    survives(submission, cloud, "r-104")


@exercise.check()
def breaks_later(submission, cloud):
    """The profile is returned also if it cannot be stored."""
    survives_put(submission, cloud, lab.prepare, "r-105")


@exercise.check()
def ends_halfway(submission, cloud):
    """Wherever the program ends, nothing stays in the cache for ever."""
    ends_anywhere(submission, cloud, lab.prepare, "r-111")


@exercise.check()
def slow_reader(submission, cloud):
    """Who was slow never puts back what has been changed since."""
    never_puts_back(submission, cloud, lab.prepare, "r-106")


@exercise.check()
def just_changed(submission, cloud):
    """A profile that was just changed is read from the database and not stored."""
    lab.prepare(cloud)
    leaves_marker(submission, cloud, "r-107")


@exercise.check()
def database_fails(submission, cloud):
    """When the database fails, the error comes out, and nothing is stored."""
    lets_out(submission, cloud, "r-108")


@exercise.check()
def odd_text(submission, cloud):
    """What is no profile in the cache is not returned."""
    lab.prepare(cloud)
    reads_past(submission, cloud, "r-109", "{oops")
    reads_past(submission, cloud, "r-110", "17")


def call(submission, cloud, user_id):
    """A call, whose changes of the cache the check looks at itself."""
    cache_may_change(cloud)
    return submission.get_profile(cloud.cache(), cloud.engine(), user_id)


def row_of(cloud, user_id):
    """The row as a dict, or None."""
    rows = cloud.database.query("SELECT * FROM profiles WHERE user_id = %s", [user_id])
    return rows[0] if rows else None


def returns_row(submission, cloud, user_id):
    because = "this is the row in the database" if row_of(cloud, user_id) else "the table has no such row"
    answer = answered(submission, cloud, user_id, f"a user_id can be {user_id!r}", "parameters")
    expect(answer, row_of(cloud, user_id), because, "row")


def keeps(submission, cloud, user_id, bounds, advice):
    """What came of the database is in the cache for a time within the bounds, and the next call takes it from there."""
    row, key = row_of(cloud, user_id), profile_key(user_id)
    call(submission, cloud, user_id)
    filled = "fill" if row else "missing"
    told = as_json(cached(cloud, key)) if cached(cloud, key) is not None else "nothing"
    expect_found(f"What {key} holds, read as JSON", told, row, "it is kept for the next reader", filled)
    left, (least, most) = seconds_left(cloud, key), bounds
    problem = f"{key} expires in {left:.0f} seconds." if left >= 0 else f"{key} never expires."
    require(least - SLACK <= left <= most, problem, f"it is to expire after {least} to {most} seconds", advice)
    before = selects(cloud)
    expect(call(submission, cloud, user_id), row, "the cache knows it now", filled)
    require(selects(cloud) == before, "The second call asked the database again.", "the cache knew it", "cache_first")


def answers_from_cache(submission, cloud, user_id, name):
    """What the cache holds is the answer, though the database has another one."""
    profile = {**row_of(cloud, user_id), "name": name}
    cloud.cluster.do("SET", profile_key(user_id), json.dumps(profile), "EX", 100)
    before = selects(cloud)
    expect(call(submission, cloud, user_id), profile, "this is in the cache", "cache_first")
    require(selects(cloud) == before, "It asked the database.", "the cache knew the answer", "cache_first")
    lasts_no_longer(cloud, user_id, 100)


def expires_apart(submission, cloud):
    ids = [f"s-{number}" for number in range(MANY)]
    lab.put(cloud, *({"user_id": each, "name": each, "city": None, "year_km": 1} for each in ids))
    times = []
    for each in ids:
        call(submission, cloud, each)
        there = cached(cloud, profile_key(each)) is not None
        require(there, "What was read is not in the cache.", "it is kept for the next reader", "fill")
        times.append(seconds_left(cloud, profile_key(each)))
    require(min(times) >= 0, "What is in the cache never expires.", "times are to be spread", "expiry")
    apart = max(times) - min(times)
    problem = f"{MANY} profiles that were stored one after the other expire within {apart:.0f} seconds of each other."
    require(apart >= SPREAD, problem, "their times are to be spread over 240 to 360 seconds", "jitter")
    again, before = [], requests(cloud)
    for _ in range(MANY):
        cloud.cluster.do("DEL", profile_key(ids[0]))
        call(submission, cloud, ids[0])
        again.append(seconds_left(cloud, profile_key(ids[0])))
    apart = max(again) - min(again)
    problem = f"One profile that was stored {MANY} times had times within {apart:.0f} seconds of each other."
    facts = {"sent": requests(cloud) - before}
    require(apart >= SPREAD, problem, "the time is to be drawn anew each time", ("remembers", "jitter"), facts=facts)
    least, most = LONG
    outside = [left for left in times + again if not least - SLACK <= left <= most]
    problem = (
        f"{len(outside)} of {2 * MANY} profiles expire earlier or later, such as in {(outside or [0])[0]:.0f} seconds."
    )
    require(not outside, problem, f"each is to expire after {least} to {most} seconds", "expiry")


def survives(submission, cloud, user_id):
    """Every way in which the cache can be broken when it is asked."""
    cluster = cloud.cluster
    ways = {"no node could be reached": cluster.unreachable(), "no node answered": cluster.unreachable(silent=True)}
    ways |= {f"each command was refused: {error}": cluster.refusing(error) for error in ERRORS}
    for said, broken in ways.items():
        before = requests(cloud)
        with broken:
            answer = answered(submission, cloud, user_id, said, "breaks")
            count = selects(cloud, since=before)
            asked = [entry for entry in cloud.journal.learner_entries()[before:] if entry.operation == "SET"]
        advice = "breaks" if answer is None or isinstance(answer, dict) else "row"
        expect(answer, row_of(cloud, user_id), f"the database knows it, although {said}", advice)
        facts = {"sent": requests(cloud) - before}
        problem = f"It sent {count} SELECTs while {said}."
        require(count == 1, problem, "one is enough", ("remembers", "asks_again"), facts=facts)
        require(not asked, f"It tried to store while {said}.", "the cache had just failed to answer", "asks_again")
    if row_of(cloud, user_id):
        answers_from_cache(submission, cloud, user_id, "Ann, when the cache is well again")


def survives_put(submission, cloud, prepare, user_id):
    """The cache breaks at any moment of the call: the profile is returned, after one SELECT."""

    def read(fresh):
        return submission.later.get_profile(fresh.cache(), fresh.engine(), user_id)

    def judge(fresh, ended, said):
        keys = ("one_select", "put" if selects(fresh) else "breaks")
        if ended.ending is Ending.RAISED and not unfinished(ended.raised):
            require(False, f"{said} Your code raised {ended.raised}", "the database was well", keys)
        expect(value_of(ended), row_of(fresh, user_id), f"the database knows it. {said}", keys)
        asks_once(fresh, said)
        if ONCE in said:
            stores_no_more(fresh, said)

    cache_breaks_on_the_way(submission, cloud, prepare, read, judge)


def stores_no_more(cloud, said):
    """After a command that the cache has not answered comes none that it answers and that leaves something there."""
    asked = [entry for entry in cloud.journal.learner_entries() if entry.service == "redis"]
    broke = next((at for at, entry in enumerate(asked) if entry.error is not None), len(asked))
    stored = len(asked) > broke + 1 and cloud.cluster.values()
    problem = f"{said} Then it went on asking the cache, and stored something."
    require(not stored, problem, "the cache had just failed to answer", "asks_again")


def asks_once(cloud, said, since=0):
    """One SELECT at most."""
    count = selects(cloud, since=since)
    require(count <= 1, f"{said} It sent {count} SELECTs.", "one is enough", "one_select", facts={"selects": count})


def ends_anywhere(submission, cloud, prepare, user_id):
    """The program ends after any of its requests: whatever is in the cache then expires by itself."""

    def read(fresh):
        return submission.later.get_profile(fresh.cache(), fresh.engine(), user_id)

    always_expires(submission, cloud, prepare, read, profile_key(user_id), "two_commands")


def answered(submission, cloud, user_id, said, advice):
    try:
        return call(submission, cloud, user_id)
    except LearnerError as error:
        if unfinished(error.raised):
            raise
        require(False, f"Your code raised {error.raised}", f"{said}, and the database was well", advice)


def never_puts_back(submission, cloud, prepare, user_id, held=None):
    """Wherever the reader is when the profile is changed: the cache keeps saying so, whatever was there at first."""

    def held_before(fresh):
        prepare(fresh)
        if held is not None:
            fresh.cluster.do("SET", profile_key(user_id), held, "EX", 300)

    def read(fresh):
        return submission.later.get_profile(fresh.cache(), fresh.engine(), user_id)

    def explore():
        for stop in each_stop(submission, cloud, held_before, read):
            with cloud.fresh() as fresh:
                held_before(fresh)
                cache_may_change(fresh)
                reader = OnTheWay(submission, read(fresh), fresh)
                try:
                    reader.go_on(stop)
                    change(fresh, user_id)
                    value_of(reader.end())
                finally:
                    reader.stop()
                said = f"After {stop} requests of the reader somebody changed the profile and told the cache so."
                asks_once(fresh, said)
                problem = f"{said} In the end the cache holds {cached(fresh, profile_key(user_id))!r}."
                stays = cached(fresh, profile_key(user_id)) == CHANGED
                require(stays, problem, 'it has to stay "changed" until it expires', "overwrites")

    submission.explore(explore)


def change(cloud, user_id):
    """What save_profile does."""
    cloud.database.execute("UPDATE profiles SET year_km = year_km + 1 WHERE user_id = %s", [user_id])
    cloud.cluster.do("SET", profile_key(user_id), CHANGED, "EX", KEPT)


def lasts_no_longer(cloud, user_id, seconds):
    """What is in the cache was to expire after so many seconds, and has been read meanwhile."""
    left = seconds_left(cloud, profile_key(user_id))
    now = f"it expires in {left:.0f}" if left >= 0 else "it never expires"
    problem = f"What the cache holds was to expire in {seconds} seconds. Now that it has been read {now}."
    require(0 <= left <= seconds, problem, "what is read often would stay for ever, however old it is", "lasts")


def leaves_marker(submission, cloud, user_id):
    """It was read before, and then changed."""
    call(submission, cloud, user_id)
    change(cloud, user_id)
    before = requests(cloud)
    answer = call(submission, cloud, user_id)
    facts = {"sent": requests(cloud) - before}
    row = row_of(cloud, user_id)
    expect(answer, row, "the database has the new one", ("remembers", "changed"), facts=facts)
    found = cached(cloud, profile_key(user_id))
    expect_found("What the cache holds", found, CHANGED, "it has to say so until it expires", "changed")
    lasts_no_longer(cloud, user_id, KEPT)


def marker_expires(submission, cloud, prepare, user_id):
    """What says "changed" expires while the call, which has seen it, is on its way: nothing is stored."""
    key = profile_key(user_id)

    def changed(fresh):
        prepare(fresh)
        change(fresh, user_id)

    def read(fresh):
        return submission.later.get_profile(fresh.cache(), fresh.engine(), user_id)

    def explore():
        for stop in each_stop(submission, cloud, changed, read):
            with cloud.fresh() as fresh:
                changed(fresh)
                cache_may_change(fresh)
                reader = OnTheWay(submission, read(fresh), fresh)
                try:
                    reader.go_on(stop)
                    has_looked = {entry.service for entry in fresh.journal.learner_entries()} >= {"redis", "mysql"}
                    fresh.cluster.do("DEL", key)
                    value_of(reader.end())
                finally:
                    reader.stop()
                said = f'The cache said "changed", which expired after {stop} requests of the reader.'
                asks_once(fresh, said)
                problem = f"{said} In the end it holds {cached(fresh, key)!r}."
                stored = has_looked and cached(fresh, key) is not None
                require(not stored, problem, "the profile had just been changed", "changed")

    submission.explore(explore)


def lets_out(submission, cloud, user_id):
    """The table is not there, whatever the cache says."""
    key = profile_key(user_id)
    for held in (None, CHANGED, "{oops"):
        if held is not None:
            cloud.cluster.do("SET", key, held, "EX", 100)
        before = selects(cloud)
        with expect_raises("ProgrammingError", "the database could not be read", advice="database"):
            call(submission, cloud, user_id)
        count = selects(cloud) - before
        problem = f"The database could not read the profile. It sent {count} SELECTs."
        require(count <= 1, problem, "one is enough", "one_select", facts={"selects": count})
        expect_found("What the cache holds", cached(cloud, key), held, "nobody knows it", "database", none="nothing")


def loses_database(submission, cloud, prepare, user_id):
    """The connection to the database breaks at any request: its error comes out, after one SELECT.

    An earlier call has read the row, which has changed since; and what that call stored under the key has expired.
    """

    def read_before(fresh):
        prepare(fresh)
        cache_may_change(fresh)
        call_in(submission, fresh, submission.later.get_profile(fresh.cache(), fresh.engine(), user_id))
        old.update(row_of(fresh, user_id))
        change(fresh, user_id)
        fresh.cluster.do("DEL", profile_key(user_id))
        asked.append(requests(fresh))

    def calls(fresh):
        return [submission.later.get_profile(fresh.cache(), fresh.engine(), user_id)]

    def holds(fresh, outcomes):
        cache_may_change(fresh)
        (ended,) = outcomes
        asks_once(fresh, "The connection to the database broke.", since=asked[-1])
        if ended.ending is Ending.RETURNED:
            answer = value_of(ended)
            advice = "database" if answer == old else "row"
            expect(answer, row_of(fresh, user_id), "this is the row in the database", advice)
        else:
            found = cached(fresh, profile_key(user_id))
            expect_found("What the cache holds", found, None, "nobody knows it", "database", none="nothing")

    asked, old = [], {}
    crash_points(submission, cloud, read_before, calls, holds, faults=(Fault.CONNECTION_LOST,), again=False)


def reads_past(submission, cloud, user_id, text):
    with anew(submission, cloud, lab.prepare) as fresh:
        fresh.cluster.do("SET", profile_key(user_id), text, "EX", 60)
        cache_may_change(fresh)
        answer = call_in(submission, fresh, submission.later.get_profile(fresh.cache(), fresh.engine(), user_id))
        expect(answer, row_of(fresh, user_id), f"{text!r} is no profile", "odd")
