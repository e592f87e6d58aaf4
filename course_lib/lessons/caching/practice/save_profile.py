"""save_profile: the database first, then a word in the cache that nobody can store over for a while."""

import json

from course_lib.checks import (
    Ending,
    Exercise,
    Failure,
    Fault,
    Finding,
    LearnerError,
    Reason,
    crash_points,
    expect,
    expect_found,
    expect_raises,
    interleavings,
    require,
    value_of,
)
from course_lib.checks.kit import anew, call_in, may_change
from course_lib.lessons.caching import data as lab
from course_lib.lessons.caching.in_cache import (
    CHANGED,
    ERRORS,
    OnTheWay,
    always_expires,
    cache_breaks_on_the_way,
    cache_may_change,
    cached,
    each_stop,
    profile_key,
    seconds_left,
    unfinished,
)

KEPT = (30, 60)  # seconds that the cache says "changed"
SLOW = 10  # seconds that a reader takes at most from the database to the cache
SLACK = 0.5  # seconds that requests between storing and looking may take


def writes_first(seen):
    """The cache was told before the database was."""
    told = next((at for at, each in enumerate(seen.entries) if each.service == "redis"), None)
    saved = [at for at, each in enumerate(seen.entries) if each.operation in ("INSERT", "UPDATE", "REPLACE", "COMMIT")]
    return told is not None and bool(saved) and told < max(saved)


def deletes(seen):
    """It took the key away."""
    return bool(seen.sent("DEL", "UNLINK", "GETDEL"))


exercise = Exercise(
    call="save_profile(cache, engine, profile)",
    section='Part 5, "After a write"',
    hints=(
        "A reader has read the old row and is about to store it. Now you save the new one and delete what is in the "
        "cache. What happens next, and how long does it last?",
        "First the row, in one statement that inserts or updates, and committed. Then one command that leaves a word "
        "under the key: readers store with NX, so nobody can store over it until it expires. Errors of the cache end "
        "in False, and those of the database come out.",
        '"INSERT INTO profiles (…) VALUES (:user_id, …) ON DUPLICATE KEY UPDATE name = VALUES(name), …" in a block of '
        'engine.begin(), and after the block cache.set(f"profile:{user_id}", "changed", ex=60).',
    ),
    advice={
        "parameters": "A value can hold quotes, or be None. Put :names into the SQL and pass the values beside it.",
        "row": "Afterwards the table has exactly this row: inserted if it was not there, changed if it was. INSERT "
        "… ON "
        "DUPLICATE KEY UPDATE does both in one statement.",
        "commit": "Nothing of it is in the database. Use `with engine.begin() as connection:`, which commits at its "
        "end.",
        "cache_first": Reason(
            "The cache was told before the row was committed: in between a reader finds the old row, and stores it. "
            "Commit first, then tell the cache.",
            when=writes_first,
        ),
        "delete": Reason(
            "A deleted key is free: a reader who has the old row in its hands stores it there, for minutes. Leave the "
            'word "changed" under the key instead; readers never store over it.',
            when=deletes,
        ),
        "through": "Two programs that save at once can arrive at the cache in the other order than at the database. "
        'Never put a profile there yourself: say "changed", and let a reader fetch it.',
        "renewed": Reason(
            "The cache said it already, and that will expire too soon: somebody saved this profile a while ago. Say it "
            "anew after each save, for 30 to 60 seconds from now.",
            when=lambda seen: seen.facts.get("held") == CHANGED and seen.facts["left"] < KEPT[0] - SLACK,
        ),
        "two_commands": "The command that says it has to say as well for how long: SET with EX. Between two commands "
        "the program can end, or the cache break.",
        "marker": "Put the text changed under profile:<user_id>, whatever was there, for 30 to 60 seconds.",
        "truth": "True means that the cache was told. Return False when it could not be.",
        "breaks": "The profile is saved, whatever the cache does. Catch RedisError and RedisClusterException around "
        "the command, and return False.",
        "database": "When the database fails, nothing was saved: let the error out, also that of a deadlock, instead "
        "of trying again, and leave the cache as it is.",
    },
)


@exercise.check()
def saves(submission, cloud):
    """The row is changed, or inserted if it was not there, and the answer is True."""
    lab.prepare(cloud)
    stores(submission, cloud, {"user_id": "r-101", "name": "Ana", "city": "Faro", "year_km": 900})
    stores(submission, cloud, {"user_id": "r-901", "name": "Mei O'Hara", "city": None, "year_km": 0})


@exercise.check()
def tells_cache(submission, cloud):
    """Afterwards the cache says "changed" for 30 to 60 seconds, whatever it held."""
    lab.prepare(cloud)
    leaves_word(submission, cloud, "r-102", "nothing")
    leaves_word(submission, cloud, "r-103", "the old row")
    leaves_word(submission, cloud, "r-104", "null")
    leaves_word(submission, cloud, "r-105", CHANGED)


@exercise.check()
def slow_reader(submission, cloud):
    """A reader who had read the old row before does not bring it back."""
    outlasts_readers(submission, cloud, lab.prepare, "r-105")


@exercise.check()
def two_at_once(submission, cloud):
    """When two save at once, readers get what the database has."""
    agree(submission, cloud, lab.prepare, "r-106")


@exercise.check()
def cache_breaks(submission, cloud):
    """When the cache cannot be told, the row is saved all the same, and the answer is False."""
    saves_without_cache(submission, cloud, "r-107")


@exercise.check()
def database_fails(submission, cloud):
    """When the database fails, its error comes out, and the cache is as it was."""
    lets_out(submission, cloud, "r-108")


@exercise.check()
def ends_halfway(submission, cloud):
    """Wherever the program ends, the word expires by itself."""
    ends_anywhere(submission, cloud, lab.prepare, "r-110")


@exercise.check()
def made_again(submission, cloud):
    """Wherever the program ends, when the call is made again the row is saved and the cache told."""
    survives(submission, cloud, lab.prepare, "r-109")


def profile_of(user_id, km, city="Quito"):
    return {"user_id": user_id, "name": f"Runner {km}", "city": city, "year_km": km}


def row_of(cloud, user_id):
    rows = cloud.database.query("SELECT * FROM profiles WHERE user_id = %s", [user_id])
    return rows[0] if rows else None


def save(submission, cloud, profile):
    """A call, whose changes the check looks at itself."""
    cache_may_change(cloud)
    may_change(cloud, f"mysql://profiles/{profile['user_id']}")
    return submission.save_profile(cloud.cache(), cloud.engine(), profile)


def stores(submission, cloud, profile):
    """The row is there, the answer True, and nothing else has changed."""
    try:
        answer = save(submission, cloud, profile)
    except LearnerError as error:
        if unfinished(error.raised):
            raise
        require(False, f"Your code raised {error.raised}", "the profile holds what a profile can hold", "parameters")
    advice = "commit" if row_of(cloud, profile["user_id"]) is None else "row"
    expect_found("The row", row_of(cloud, profile["user_id"]), profile, "this profile was saved", advice, none="none")
    expect(answer, True, "the row is saved and the cache was told", "truth")


def leaves_others(submission, cloud, profile, alike):
    """The row is there, and those of other runners with nearly the same user_id are as they were."""
    before = {each["user_id"]: row_of(cloud, each["user_id"]) for each in alike}
    stores(submission, cloud, profile)
    for user_id, row in before.items():
        if user_id != profile["user_id"]:
            what = f"The row of {user_id!r}"
            expect_found(what, row_of(cloud, user_id), row, "it is another runner's", "row", none="nothing")
    key, others = profile_key(profile["user_id"]), [profile_key(each["user_id"]) for each in alike]
    expect_found(f"What {key!r} holds", cached(cloud, key), CHANGED, "that runner was saved", "marker", none="nothing")
    cloud.cluster.do("DEL", key)
    held = [each for each in others if cached(cloud, each) is not None]
    require(not held, f"The cache has something under {held[:3]}.", "these runners were not saved", "marker")


def leaves_word(submission, cloud, user_id, held):
    """What the cache says afterwards, and how long."""
    key = profile_key(user_id)
    texts = {"the old row": json.dumps(row_of(cloud, user_id)), "null": "null", CHANGED: CHANGED}
    if held in texts:
        cloud.cluster.do("SET", key, texts[held], "EX", 3 if held == CHANGED else 300)
    save(submission, cloud, profile_of(user_id, 77))
    because = f"the cache held {held}, and readers are to look into the database"
    expect_found(f"What {key} holds", cached(cloud, key), CHANGED, because, "marker", none="nothing")
    left, (least, most) = seconds_left(cloud, key), KEPT
    problem = f"{key} expires in {left:.0f} seconds." if left >= 0 else f"{key} never expires."
    right, because, facts = least - SLACK <= left <= most, f"it is to last {least} to {most} seconds", {"held": held}
    require(right, problem, because, ("renewed", "marker"), facts={**facts, "left": left})


def outlasts_readers(submission, cloud, prepare, user_id):
    """A reader reads after some of the writer's requests, and stores after some more, or 10 seconds later."""
    new = profile_of(user_id, 4321)

    def call(fresh):
        return submission.later.save_profile(fresh.cache(), fresh.engine(), new)

    def explore():
        stops = each_stop(submission, cloud, prepare, call)
        for read in stops:
            for stored in stops[read:]:
                try_reader(submission, cloud, prepare, call, new, (read, stored))

    submission.explore(explore)


def try_reader(submission, cloud, prepare, call, new, stops):
    read, stored = stops
    key = profile_key(new["user_id"])
    with cloud.fresh() as fresh:
        prepare(fresh)
        writer = OnTheWay(submission, call(fresh), fresh)
        try:
            writer.go_on(read)
            found = None if cached(fresh, key) == CHANGED else json.dumps(row_of(fresh, new["user_id"]))
            writer.go_on(stored - read)
            if writer.outcome is not None:
                fresh.clock.advance(seconds=SLOW)
            if found is not None:
                fresh.cluster.do("SET", key, found, "EX", 300, "NX")
            value_of(writer.end())
        finally:
            writer.stop()
        judge_reader(submission, fresh, key, new, f"after {read} requests of yours, and stored it after {stored}")


def judge_reader(submission, cloud, key, new, when):
    """Fail if the old row is in the cache; with the reason, while the account is there."""
    held = cached(cloud, key)
    if held in (None, CHANGED, json.dumps(new)):
        return
    problem = f"A reader, who found nothing in the cache, read the row {when}. In the end the cache holds {held}"
    finding = Finding(problem=problem, because="readers get this old row until it expires")
    failure = Failure(finding, ("cache_first", "delete", "marker"))
    failure.explain(submission.reasons, cloud, [])
    raise failure


def agree(submission, cloud, prepare, user_id):
    """Two programs save at once. Whoever reads from the cache then gets what the database has."""
    one, other = profile_of(user_id, 11), profile_of(user_id, 22)

    def calls(fresh):
        return [
            submission.later.save_profile(fresh.cache(who=who), fresh.engine(who=who), profile)
            for who, profile in (("Ana", one), ("Ben", other))
        ]

    def holds(fresh, outcomes):
        cache_may_change(fresh)
        may_change(fresh, f"mysql://profiles/{user_id}")
        ended = [outcome for outcome in outcomes if not deadlocked(outcome)]
        raised = next((each.raised for each in ended if each.ending is Ending.RAISED), None)
        if raised is not None and not unfinished(raised):
            require(False, f"Two saved the same profile. Your code raised {raised}", "both are to be saved", "row")
        expect([value_of(outcome) for outcome in ended], [True] * len(ended), "both were saved", "truth")
        row = row_of(fresh, user_id)
        require(row in (one, other) or not ended, f"The row is {row}.", "one of the two was saved last", "row")
        held = cached(fresh, profile_key(user_id))
        problem = f"The database has {row}, and the cache {held}."
        require(held == CHANGED or held == json.dumps(row), problem, "readers would get a row that is gone", "through")

    interleavings(
        submission, cloud, prepare, calls, holds, requests=3, weaker="one of two equal ways to save is enough"
    )


def deadlocked(outcome):
    """A deadlock is the database's failure, and comes out."""
    return outcome.ending is Ending.RAISED and outcome.raised.is_a("OperationalError")


def breaks_on_the_way(submission, cloud, prepare, user_id):
    """The cache breaks at any moment of the call: the row is saved, and the answer is true."""
    new, key = profile_of(user_id, 4), profile_key(user_id)

    def call(fresh):
        return submission.later.save_profile(fresh.cache(), fresh.engine(), new)

    def judge(fresh, ended, said):
        may_change(fresh, f"mysql://profiles/{user_id}")
        if ended.ending is Ending.RAISED and not unfinished(ended.raised):
            problem = f"{said} Your code raised {ended.raised}"
            require(False, problem, "the profile was saved, only the cache failed", "breaks")
        answer = value_of(ended)
        expect_found("The row", row_of(fresh, user_id), new, "the database was well", "row", none="none")
        expect(answer, cached(fresh, key) == CHANGED and answer, f"{said} True means that it was told", "truth")

    cache_breaks_on_the_way(submission, cloud, prepare, call, judge)


def ends_anywhere(submission, cloud, prepare, user_id):
    """The program ends after any of its requests, or its connections do: what the cache holds then expires."""
    new = profile_of(user_id, 3)

    def call(fresh):
        return submission.later.save_profile(fresh.cache(), fresh.engine(), new)

    faults = (Fault.DIED_AFTER, Fault.CUT_OFF)
    always_expires(submission, cloud, prepare, call, profile_key(user_id), "two_commands", faults)


def saves_without_cache(submission, cloud, user_id):
    """Every way in which the cache can be broken."""
    ways = [lambda cluster: cluster.unreachable(), lambda cluster: cluster.unreachable(silent=True)]
    ways += [lambda cluster, error=error: cluster.refusing(error) for error in ERRORS]
    for number, way in enumerate(ways):
        with anew(submission, cloud, lab.prepare) as fresh:
            cache_may_change(fresh)
            may_change(fresh, f"mysql://profiles/{user_id}")
            new = profile_of(user_id, number)
            try:
                with way(fresh.cluster):
                    later = submission.later.save_profile(fresh.cache(), fresh.engine(), new)
                    answer = call_in(submission, fresh, later)
            except LearnerError as error:
                if unfinished(error.raised):
                    raise
                require(
                    False, f"Your code raised {error.raised}", "the profile was saved, only the cache failed", "breaks"
                )
            expect_found("The row", row_of(fresh, user_id), new, "the database was well", "row", none="none")
            expect(answer, False, "the cache was not told", "truth")


def lets_out(submission, cloud, user_id):
    """The table is not there, and the cache holds a profile."""
    cloud.cluster.do("SET", profile_key(user_id), '{"name": "old"}', "EX", 300)
    with expect_raises("ProgrammingError", "the database could not save it", advice="database"):
        save(submission, cloud, profile_of(user_id, 5))
    found = cached(cloud, profile_key(user_id))
    expect_found("What the cache holds", found, '{"name": "old"}', "nothing was saved", ("cache_first", "database"))


def fails_once(submission, cloud, prepare, user_id):
    """A statement fails once, with a deadlock, say: the error comes out, and neither row nor cache have changed."""
    new = profile_of(user_id, 98)
    key, old = profile_key(user_id), '{"name": "old"}'
    rows = []

    def old_in_cache(fresh):
        prepare(fresh)
        fresh.cluster.do("SET", key, old, "EX", 300)
        rows[:] = [row_of(fresh, user_id)]

    def calls(fresh):
        return [submission.later.save_profile(fresh.cache(), fresh.engine(), new)]

    def holds(fresh, outcomes):
        cache_may_change(fresh)
        may_change(fresh, f"mysql://profiles/{user_id}")
        (outcome,) = outcomes
        if not any(each.service == "mysql" and each.error is not None for each in fresh.journal.learner_entries()):
            return
        returned = outcome.ending is Ending.RETURNED
        problem = f"A statement failed. It returned {outcome.value!r}."
        require(not returned, problem, "the database's error has to come out, and nothing tried again", "database")
        expect_found("The row", row_of(fresh, user_id), rows[0], "nothing was saved", "database", none="none")
        expect_found("What the cache holds", cached(fresh, key), old, "nothing was saved", ("cache_first", "database"))

    faults = (Fault.DEADLOCK, Fault.LOCK_TIMEOUT, Fault.CONNECTION_LOST)
    crash_points(submission, cloud, old_in_cache, calls, holds, faults=faults, again=False)


def survives(submission, cloud, prepare, user_id):
    """The program or a connection ends at any request; whoever does not know makes the call again."""
    new = profile_of(user_id, 99)
    key, old = profile_key(user_id), '{"name": "old"}'

    def old_in_cache(fresh):
        prepare(fresh)
        fresh.cluster.do("SET", key, old, "EX", 300)

    def calls(fresh):
        return [submission.later.save_profile(fresh.cache(), fresh.engine(), new)]

    def holds(fresh, outcomes):
        cache_may_change(fresh)
        may_change(fresh, f"mysql://profiles/{user_id}")
        (outcome,) = outcomes
        if outcome.ending is Ending.RAISED:  # the database is still away
            because = "the database failed, and its error came out"
            expect_found("What the cache holds", cached(fresh, key), old, because, ("cache_first", "database"))
            return
        expect_found("The row", row_of(fresh, user_id), new, "the call was made again", "row", none="none")
        told = cached(fresh, key) == CHANGED
        problem = f"It returned {outcome.value!r}, and the cache holds {cached(fresh, key)!r}."
        require(told or outcome.value is False, problem, "True means that the cache was told", "truth")

    faults = (Fault.ANSWER_LOST, Fault.CUT_OFF, Fault.DIED_BEFORE, Fault.DIED_AFTER)
    crash_points(submission, cloud, old_in_cache, calls, holds, faults=faults)
