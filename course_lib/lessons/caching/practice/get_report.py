"""get_report: one caller computes, the others wait; whoever dies leaves a lock that expires."""

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
    require,
    value_of,
)
from course_lib.lessons.caching import data as lab
from course_lib.lessons.caching.in_cache import (
    ERRORS,
    ONCE,
    OnTheWay,
    as_json,
    cache_breaks_on_the_way,
    cache_may_change,
    cached,
    each_stop,
    requests,
    seconds_left,
    selects,
    unfinished,
)

DAY = 86_400  # seconds that a report is kept
HELD = (30, 60)  # seconds that a lock lasts
PATIENCE = (90, 150)  # seconds that a caller waits before it gives up
PAUSE = (1, 5)  # seconds between two looks
FEW = (1, 3)  # requests of a second caller, while the first one stands still: its pauses stay shorter than a lock
MOST_TO_TAKE = 6  # requests until a caller has taken a lock that is free
AT_ONCE = 0.1  # seconds between two requests without a pause, at most
LOOKS = ("GET", "MGET", "EVAL")
SLACK = 0.5
CACHE_FAILS = ("RedisError", "RedisClusterException")


def takes_lock(seen):
    return any(word in command for command in commands(seen) for word in (" NX", "'NX'", "SETNX"))


def takes_no_lock(seen):
    return not takes_lock(seen)


def commands(seen):
    """What was said to the cache, in capitals."""
    found = [entry.params["Commands"] for entry in seen.entries if entry.service == "redis"]
    return [" ".join(words).upper() for each in found for words in each]


exercise = Exercise(
    call="get_report(cache, engine, user_id)",
    section='Part 6, "Once, though many ask"',
    hints=(
        "Whose lock is it? Think of a caller who took it, stood still for longer than it lasts, and goes on now.",
        "In a loop: look for the report, then try to take the lock with SET NX EX and a text of your own; if somebody "
        "has it, pause and begin anew. With the lock: look once more, compute, store, and in a finally give back the "
        "lock, but only if your own text is in it: in one script.",
        'cache.set(lock, token, nx=True, ex=45) with token = uuid.uuid4().hex; and in the end cache.eval("if '
        "redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end\", 1, lock, token).",
    ),
    advice={
        "report": "Return a dict with user_id, runs (how many) and longest_km (None without runs).",
        "store": "Store the report as JSON under report:<user_id>, so that it expires after a day.",
        "cache_first": "Look into the cache first: what is there is the answer, and nothing else is sent.",
        "lock": Reason(
            "Nothing keeps a second caller from computing as well. Take lock:report:<user_id> with SET NX first.",
            when=takes_no_lock,
        ),
        "look_again": "It computed what was computed already. With the lock in your hands look into the cache once "
        "more: "
        "who had it before may have stored the report since your first look. And give it back only after storing.",
        "renews": Reason(
            "The lock never came to its end: who waits makes it last, and its owner has died. Whoever does not have "
            "the lock leaves it as it is.",
            when=lambda seen: seen.facts.get("expires", False) and bool(seen.sent("EXPIRE", "PEXPIRE", "EXPIREAT")),
        ),
        "tries_again": Reason(
            "The lock of the one who died has expired, and nobody took it. Who waits looks for the report after each "
            "pause, and then tries to take the lock once more: nobody else may be left who computes.",
            when=lambda seen: seen.facts.get("expires", False),
        ),
        "expiry": "Whoever dies cannot give anything back. The lock has to expire, after 30 to 60 seconds, and it "
        "has to be said in the same command that takes it.",
        "one_step": Reason(
            "Between looking whose lock it is and deleting it, it can change hands. Do both in one step: a script, "
            "or a "
            "transaction that watches the key.",
            when=lambda seen: any(command.startswith("GET LOCK:") for command in commands(seen)),
        ),
        "owner": "A lock is its owner's alone, and nobody else takes it away. Put a text of your own into it, another "
        "one in each call, and delete it only if that text is there.",
        "give_back": "However the computation ends, the lock is given back: in a finally.",
        "waits": "Who finds the lock taken pauses for 1 to 5 seconds, looks for the report again, and tries again.",
        "gives_up": "After 90 seconds of pauses raise a TimeoutError; wait no longer than 150.",
        "cache_fails": "Without the cache nobody can tell who computes. Do not compute then: let its error out.",
        "database": "When the database fails, its error comes out.",
    },
)


@exercise.check()
def computes(submission, cloud):
    """The report is computed, stored for a day, and returned; the next call takes it from the cache."""
    lab.prepare(cloud)
    reports(submission, cloud, "r-101")
    reports(submission, cloud, "r-999")


@exercise.check()
def many_ask(submission, cloud):
    """When two ask at the same moment, in whatever order their requests arrive, the report is computed once."""
    once(submission, cloud, lab.prepare, "r-102")


@exercise.check()
def lock_expires(submission, cloud):
    """Who was slower than the lock lasts does not take it from its next owner."""
    leaves_lock(submission, cloud, lab.prepare, "r-103")


@exercise.check()
def owner_dies(submission, cloud):
    """Wherever the one who computes dies, the next one gets the report."""
    outlives(submission, cloud, lab.prepare, "r-104")


@exercise.check()
def gives_up(submission, cloud):
    """Who waits looks every few seconds, and gives up after 90 to 150."""
    lab.prepare(cloud)
    waits(submission, cloud, "r-105")


@exercise.check()
def database_fails(submission, cloud):
    """When the database fails, its error comes out, and the lock is free."""
    lets_out(submission, cloud, "r-106")


@exercise.check()
def cache_fails(submission, cloud):
    """When the cache fails, its error comes out, and nothing is computed."""
    lab.prepare(cloud)
    needs_cache(submission, cloud, "r-107")


def key_of(user_id):
    return f"report:{user_id}"


def lock_of(user_id):
    return f"lock:report:{user_id}"


def report_of(cloud, user_id):
    """The report as it has to be."""
    (row,) = cloud.database.query("SELECT COUNT(*) AS runs, MAX(km) AS km FROM runs WHERE user_id = %s", [user_id])
    return {"user_id": user_id, "runs": row["runs"], "longest_km": row["km"]}


def later(submission, cloud, user_id, who="you"):
    return submission.later.get_report(cloud.cache(who=who), cloud.engine(who=who), user_id)


def ask(submission, cloud, user_id):
    cache_may_change(cloud)
    return submission.get_report(cloud.cache(), cloud.engine(), user_id)


def expect_free(cloud, user_id, because="whoever had it has returned", advice="give_back"):
    found = cached(cloud, lock_of(user_id))
    expect_found(f"What {lock_of(user_id)} holds", found, None, because, advice, none="nothing")


def reports(submission, cloud, user_id):
    expect(ask(submission, cloud, user_id), report_of(cloud, user_id), "this is in the table runs", "report")
    key = key_of(user_id)
    told = as_json(cached(cloud, key))
    expect_found(
        f"What {key} holds, read as JSON", told, report_of(cloud, user_id), "the next caller needs it", "store"
    )
    left = seconds_left(cloud, key)
    problem = f"{key} expires in {left:.0f} seconds." if left >= 0 else f"{key} never expires."
    require(DAY - 10 <= left <= DAY, problem, "a report is good for a day", "store")
    expect_free(cloud, user_id)
    before = requests(cloud)
    expect(ask(submission, cloud, user_id), report_of(cloud, user_id), "it is in the cache", "cache_first")
    count = requests(cloud) - before
    require(count == 1, f"The second call sent {count} requests.", "one look into the cache is enough", "cache_first")


class Pair:
    """Two callers of one account, the first of whom has sent so many requests."""

    def __init__(self, submission, fresh, user_id, stop):
        self.submission, self.cloud, self.user_id = submission, fresh, user_id
        self.first = OnTheWay(submission, later(submission, fresh, user_id, "Ana"), fresh, number=0)
        self.second = None
        self.first.go_on(stop)

    def begin_second(self, requests):
        call = later(self.submission, self.cloud, self.user_id, "Ben")
        self.second = OnTheWay(self.submission, call, self.cloud, number=1)
        before = cached(self.cloud, lock_of(self.user_id))
        self.second.go_on(requests)
        self.second_has_lock = before is None and cached(self.cloud, lock_of(self.user_id)) is not None

    def end_both(self):
        """Both go on to their ends: first the one who has the lock, so that nobody stands still with it."""
        for caller in (self.second, self.first) if self.second_has_lock else (self.first, self.second):
            yield value_of(caller.end())

    def require(self, holds, problem, because, advice, facts=None):
        """Fail with the reason, while the account is there."""
        if not holds:
            failure = Failure(Finding(problem=problem, because=because), advice, facts=facts)
            failure.explain(self.submission.reasons, self.cloud, [])
            raise failure

    def stop(self):
        self.first.stop()
        if self.second is not None:
            self.second.stop()


def each_pair(submission, cloud, prepare, user_id, tries, judge):
    """Judge two callers for each number of requests after which the first one stands still, and of the second one."""

    def explore():
        for stop in each_stop(submission, cloud, prepare, lambda fresh: later(submission, fresh, user_id)):
            for more in tries:
                with cloud.fresh() as fresh:
                    prepare(fresh)
                    pair = Pair(submission, fresh, user_id, stop)
                    try:
                        judge(pair, stop, more)
                    finally:
                        pair.stop()

    submission.explore(explore)


def once(submission, cloud, prepare, user_id):
    """The first stands still after some requests, the second sends some, and then both go on."""

    def judge(pair, stop, more):
        pair.begin_second(more)
        for answer in pair.end_both():
            expect(answer, report_of(pair.cloud, user_id), "both wanted the same report", "report")
        count = selects(pair.cloud)
        problem = f"Two callers, the second of whom began after {stop} requests of the first and sent {more} at once: "
        problem += f"the report was computed {count} times."
        pair.require(count == 1, problem, "it takes the database 20 seconds", ("lock", "look_again"))
        pair.require(
            cached(pair.cloud, lock_of(user_id)) is None, "The lock is still there.", "both have returned", "give_back"
        )

    each_pair(submission, cloud, prepare, user_id, FEW, judge)


def leaves_lock(submission, cloud, prepare, user_id):
    """The first stands still until its lock has expired, the second takes the lock, and then the first goes on."""
    taken = []

    def judge(pair, stop, _):
        if cached(pair.cloud, lock_of(user_id)) is None:  # the first has not taken it yet, or has given it back
            return
        left = seconds_left(pair.cloud, lock_of(user_id))
        if not taken and left >= 0:
            problem = f"The lock was taken for {left:.0f} seconds."
            pair.require(HELD[0] - SLACK <= left, problem, f"it is to last {HELD[0]} to {HELD[1]} seconds", "expiry")
        taken.append(stop)
        pair.cloud.clock.advance(seconds=HELD[1] + SLACK)
        held = cached(pair.cloud, lock_of(user_id))
        pair.require(
            held is None, f"After {HELD[1]} seconds the lock is still there.", "its owner may be dead", "expiry"
        )
        pair.cloud.cluster.do("DEL", key_of(user_id))  # should it be there already: the cache was full
        pair.begin_second(0)
        for _ in range(MOST_TO_TAKE):
            if cached(pair.cloud, lock_of(user_id)) is None:
                pair.second.go_on(1)
        before = cached(pair.cloud, lock_of(user_id))
        value_of(pair.first.end())
        after = cached(pair.cloud, lock_of(user_id))
        if before is not None:
            problem = (
                f"A caller stood still after {stop} requests until its lock had expired, and another one took it. "
            )
            problem += "Then the first went on, and now the lock "
            problem += "is gone." if after is None else f"holds {after!r}, and not {before!r}."
            pair.require(after == before, problem, "it is the second one's", ("one_step", "owner"))
        value_of(pair.second.end())
        pair.require(
            cached(pair.cloud, lock_of(user_id)) is None, "The lock is still there.", "both have returned", "give_back"
        )

    each_pair(submission, cloud, prepare, user_id, (0,), judge)
    submission.explore(lambda: texts_differ(submission, cloud, prepare, user_id))
    prepare(cloud)
    own_text_each(submission, cloud, user_id)


def texts_differ(submission, cloud, prepare, user_id):
    """Two calls that begin at the same moment; each finds the lock free."""
    with cloud.fresh() as fresh:
        prepare(fresh)
        pair = Pair(submission, fresh, user_id, 0)
        try:
            pair.begin_second(0)
            texts = [lock_taken(fresh, caller, user_id) for caller in (pair.first, pair.second)]
            problem = f"Two calls that began at the same moment put the same text into their locks: {texts[0]!r}."
            because = "nobody could tell whose lock it is"
            pair.require(texts[0] is None or texts[0] != texts[1], problem, because, "owner")
        finally:
            pair.stop()


def own_text_each(submission, cloud, user_id):
    """Two calls of one program, one after the other. By then the lock of the first may have long been another's."""
    texts = []
    for _ in range(2):
        before = requests(cloud)
        ask(submission, cloud, user_id)
        texts.append(put_into_lock(cloud.journal.learner_entries()[before:], user_id))
        cloud.cluster.do("DEL", key_of(user_id))
    same = texts[0] & texts[1]
    problem = f"Two calls of one program, one after the other, put the same text into the lock: {min(same, default='')}"
    require(not same, problem, "two machines may come to the same text as well", "owner")


def put_into_lock(entries, user_id):
    """The texts that SET and SETNX put there."""
    redis = [entry.params["Commands"] for entry in entries if entry.service == "redis"]
    commands = [[*map(str, words)] for each in redis for words in each]
    taking = [words for words in commands if words[0].upper() in ("SET", "SETNX") and words[1] == lock_of(user_id)]
    return {words[2] for words in taking}


def lock_taken(cloud, caller, user_id):
    """What a caller puts into the lock, which is free again afterwards; None if it takes none."""
    for _ in range(MOST_TO_TAKE):
        if cached(cloud, lock_of(user_id)) is None:
            caller.go_on(1)
    text = cached(cloud, lock_of(user_id))
    cloud.cluster.do("DEL", lock_of(user_id))
    return text


def outlives(submission, cloud, prepare, user_id):
    """The first dies after some requests, and the second is alone with what it left."""

    def judge(pair, stop, _):
        facts = {"expires": 0 <= seconds_left(pair.cloud, lock_of(user_id)) <= HELD[1]}
        pair.begin_second(0)
        try:
            answer = value_of(pair.second.end())
        except LearnerError as error:
            if unfinished(error.raised):
                raise
            problem = f"The one who computed died after {stop} requests. The next one got {error.raised}"
            keys = ("renews", "tries_again", "expiry")
            pair.require(False, problem, "its lock was to expire, and the next one to compute", keys, facts)
        expect(answer, report_of(pair.cloud, user_id), "the next caller gets the report", "report")
        left = seconds_left(pair.cloud, lock_of(user_id))
        held = cached(pair.cloud, lock_of(user_id))
        pair.require(held is None or 0 <= left <= HELD[1], "The lock never expires.", "its owner is dead", "expiry")
        stays = cached(pair.cloud, key_of(user_id)) is not None and seconds_left(pair.cloud, key_of(user_id)) < 0
        problem = f"The one who computed died after {stop} requests. Now {key_of(user_id)} never expires."
        pair.require(not stays, problem, "a report is good for a day", "store")

    each_pair(submission, cloud, prepare, user_id, (0,), judge)


def waits(submission, cloud, user_id):
    """Somebody holds the lock for longer than anybody waits."""
    cloud.cluster.do("SET", lock_of(user_id), "somebody", "EX", 1000)
    began, before = cloud.clock.now(), requests(cloud)
    with expect_raises("TimeoutError", "somebody else held the lock all the time", advice="gives_up"):
        ask(submission, cloud, user_id)
    took, count = (cloud.clock.now() - began).total_seconds(), requests(cloud) - before
    least, most = PATIENCE
    require(
        least <= took <= most, f"It gave up after {took:.0f} seconds.", f"that is not {least} to {most}", "gives_up"
    )
    require(not selects(cloud), "It computed all the same.", "somebody else held the lock", ("lock", "waits"))
    looks = [entry.when for entry in cloud.journal.learner_entries()[before:] if entry.operation in LOOKS]
    gaps = [(later - earlier).total_seconds() for earlier, later in zip(looks, looks[1:], strict=False)]
    pauses = [gap for gap in gaps if gap > AT_ONCE]  # it may look again at once: before the lock, and after it
    right = all(PAUSE[0] - 0.1 <= pause <= PAUSE[1] + SLACK for pause in pauses) and len(pauses) > 1
    right = right and count <= MOST_TO_TAKE * (len(pauses) + 1)
    problem = f"It looked {len(looks)} times for the report, in {took:.0f} seconds, and sent {count} requests."
    require(right, problem, "a pause lasts 1 to 5 seconds", "waits")
    found = cached(cloud, lock_of(user_id))
    expect_found("What the lock holds", found, "somebody", "it is theirs", "owner", none="nothing")


def lets_out(submission, cloud, user_id):
    """The table is not there."""
    with expect_raises("ProgrammingError", "the database could not compute it", advice="database"):
        ask(submission, cloud, user_id)
    expect_free(cloud, user_id, "the next caller is not to wait for it")
    found = cached(cloud, key_of(user_id))
    expect_found("What the cache holds", found, None, "there is no report", "database", none="nothing")


def needs_cache(submission, cloud, user_id):
    """A cache that is away, or starting."""
    cluster = cloud.cluster
    for broken in (cluster.unreachable(), cluster.refusing(ERRORS[0])):
        with broken:
            try:
                answer = ask(submission, cloud, user_id)
            except LearnerError as error:
                if unfinished(error.raised):
                    raise
                problem = f"Your code raised {error.raised}"
                fits = any(map(error.raised.is_a, CACHE_FAILS))
                require(fits, problem, "the cache's own error tells more", "cache_fails")
            else:
                require(False, f"It returned {answer!r}.", "nobody could tell who computes", "cache_fails")
        require(not selects(cloud), "It asked the database.", "nobody could tell who computes", "cache_fails")


def about_lock(entry, user_id):
    """Whether a request to the cache was for the lock."""
    return any(lock_of(user_id) in words for words in entry.params["Commands"])


def loses_cache(submission, cloud, prepare, user_id):
    """The cache breaks before any command: its error comes out, and from then on nothing is computed."""

    def call(fresh):
        return later(submission, fresh, user_id)

    def judge(fresh, ended, said):
        stored = cached(fresh, key_of(user_id)) is not None
        if ended.ending is Ending.RAISED and unfinished(ended.raised):
            value_of(ended)
        broke = next((at for at, entry in enumerate(fresh.journal.learner_entries()) if entry.error is not None), None)
        count = selects(fresh, since=broke or 0)
        problem = f"{said} Then it asked the database."
        require(broke is None or not count, problem, "nobody could tell who computes", "cache_fails")
        raised = ended.ending is Ending.RAISED and any(map(ended.raised.is_a, CACHE_FAILS))
        came = ended.raised or f"nothing: it returned {ended.value!r}"
        problem = f"{said} What came out: {came}."
        require(stored or raised, problem, "the cache's own error tells more", "cache_fails")
        if ONCE in said and not about_lock(fresh.journal.learner_entries()[broke], user_id):
            expect_free(fresh, user_id, "the cache was well again, and whoever had it has ended")

    cache_breaks_on_the_way(submission, cloud, prepare, call, judge)


def crashes(submission, cloud, prepare, user_id):
    """Each request of a call meets each fault, and the call is made again a minute later."""

    def calls(fresh):
        return [later(submission, fresh, user_id)]

    def holds(fresh, outcomes):
        cache_may_change(fresh)
        (outcome,) = outcomes
        if outcome.ending is Ending.RAISED:
            return
        expect(value_of(outcome), report_of(fresh, user_id), "the call was made again", "report")
        fresh.clock.advance(seconds=HELD[1])
        require(cached(fresh, lock_of(user_id)) is None, "The lock is still there.", "a minute has passed", "expiry")
        told = as_json(cached(fresh, key_of(user_id)))
        expect_found("What the cache holds, read as JSON", told, report_of(fresh, user_id), "it was computed", "store")

    # A call that died is what `outlives` is about.
    crash_points(submission, cloud, prepare, calls, holds, faults=(Fault.ANSWER_LOST, Fault.CUT_OFF))
