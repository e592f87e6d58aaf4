"""What people get wrong in get_profile."""

from autograder.mistakes import Change, Mistake

mistakes = [
    Mistake(
        name="never_expires",
        tempts="Stores without a time: it is only a cache, and writes will delete it.",
        fails="fills, spread, exam_fills, exam_spread, missing_row, exam_missing, ends_halfway, exam_ends_halfway",
        advice="expiry, missing, two_commands",
        old="cache.set(key, json.dumps(profile), ex=seconds, nx=True)",
        new="cache.set(key, json.dumps(profile), nx=True)",
    ),
    Mistake(
        name="same_time_for_all",
        tempts="Five minutes is a good time, for all.",
        fails="spread, exam_spread",
        advice="jitter",
        old="random.randint(240, 360)",
        new="300",
    ),
    Mistake(
        name="drawn_at_import",
        tempts="Draws the time, but once, when the module is read.",
        fails="spread, exam_spread",
        advice="jitter",
        old="""
            CACHE_FAILS = (RedisError, RedisClusterException)
        """,
        new="""
            CACHE_FAILS = (RedisError, RedisClusterException)
            SECONDS = random.randint(240, 360)
        """,
        also=[Change(old="random.randint(240, 360) if profile", new="SECONDS if profile")],
    ),
    Mistake(
        name="forgets_missing",
        tempts="There is nothing to keep when there is no row.",
        fails="missing_row, exam_missing",
        advice="missing",
        old="if asked and found is None:",
        new="if asked and found is None and profile:",
    ),
    Mistake(
        name="keeps_missing_long",
        tempts="Keeps a missing row as long as a profile: who has just signed up waits for minutes.",
        fails="missing_row, exam_missing",
        advice="missing",
        old="random.randint(240, 360) if profile else random.randint(5, 30)",
        new="random.randint(240, 360)",
    ),
    Mistake(
        name="one_class_of_errors",
        tempts="RedisError reads like the mother of all of them.",
        fails="breaks, exam_breaks, breaks_later, exam_put_fails",
        advice="breaks",
        old="CACHE_FAILS = (RedisError, RedisClusterException)",
        new="CACHE_FAILS = (RedisError,)",
    ),
    Mistake(
        name="connection_errors_only",
        tempts="Thinks of a cache that is away, and not of one that is there and refuses.",
        fails="breaks, breaks_later, exam_breaks, exam_put_fails",
        advice="breaks, put",
        old="CACHE_FAILS = (RedisError, RedisClusterException)",
        new="CACHE_FAILS = (ConnectionError, TimeoutError, RedisClusterException)",
        also=[
            Change(
                old="import RedisClusterException, RedisError",
                new="import ConnectionError, RedisClusterException, TimeoutError",
            )
        ],
    ),
    Mistake(
        name="put_unguarded",
        tempts="Guards the look into the cache, and forgets that storing can fail as well.",
        fails="breaks_later, exam_put_fails",
        advice="put",
        old="""
            try:
                cache.set(key, json.dumps(profile), ex=seconds, nx=True)
            except CACHE_FAILS:
                pass
        """,
        new="""
            cache.set(key, json.dumps(profile), ex=seconds, nx=True)
        """,
    ),
    Mistake(
        name="stores_into_broken",
        tempts="Takes a cache that failed for one that has nothing, and tries to store.",
        fails="breaks, exam_breaks, breaks_later, exam_put_fails",
        advice="asks_again",
        old="found, asked = None, False",
        new="found, asked = None, True",
    ),
    Mistake(
        name="puts_old_back",
        tempts="Stores over whatever is there: it is the newest it knows.",
        fails="slow_reader, exam_slow_reader",
        advice="overwrites",
        old=", nx=True",
        new="",
    ),
    Mistake(
        name="stores_over_marker",
        tempts='Takes "changed" for a miss, and stores what the database says over it.',
        fails="slow_reader, just_changed, exam_slow_reader, exam_changed",
        advice="overwrites, changed",
        old="if asked and found is None:",
        new='if asked and found in (None, "changed"):',
        also=[Change(old=", nx=True", new="")],
    ),
    Mistake(
        name="hides_database_errors",
        tempts="Puts one try around everything, so that nothing ever fails.",
        fails="database_fails, exam_database",
        advice="database",
        old="""
            with engine.connect() as connection:
                sql = text("SELECT user_id, name, city, year_km FROM profiles WHERE user_id = :user_id")
                row = connection.execute(sql, {"user_id": user_id}).mappings().one_or_none()
        """,
        new="""
            try:
                with engine.connect() as connection:
                    sql = text("SELECT user_id, name, city, year_km FROM profiles WHERE user_id = :user_id")
                    row = connection.execute(sql, {"user_id": user_id}).mappings().one_or_none()
            except Exception:
                row = None
        """,
    ),
    Mistake(
        name="any_json",
        tempts="Whatever can be parsed is the profile.",
        fails="odd_text, exam_odd",
        advice="odd",
        old="if told is None or isinstance(told, dict):",
        new="if told is None or not isinstance(told, str):",
    ),
    Mistake(
        name="into_the_text",
        tempts="Puts the user_id into the SQL: it only ever saw r-101.",
        fails="exam_row",
        advice="parameters",
        old="""
            sql = text("SELECT user_id, name, city, year_km FROM profiles WHERE user_id = :user_id")
            row = connection.execute(sql, {"user_id": user_id}).mappings().one_or_none()
        """,
        new="""
            sql = text(f"SELECT user_id, name, city, year_km FROM profiles WHERE user_id = '{user_id}'")
            row = connection.execute(sql).mappings().one_or_none()
        """,
    ),
    Mistake(
        name="python_text",
        tempts="str() of a dict looks like JSON.",
        fails="fills, exam_fills",
        advice="fill",
        old="json.dumps(profile)",
        new='str(profile) if profile else "null"',
    ),
    Mistake(
        name="forgets_city",
        tempts="City is mostly there, and not worth a column.",
        fails="reads_row, fills, breaks, breaks_later, just_changed, odd_text, exam_row, exam_fills, exam_breaks, exam_put_fails, exam_changed, exam_odd, exam_database",
        advice="row, fill, breaks, put, changed, odd",
        old="SELECT user_id, name, city, year_km",
        new="SELECT user_id, name, year_km",
    ),
    Mistake(
        name="database_first",
        tempts="Reads the database first, to be sure, and then the cache.",
        fails="breaks, exam_breaks, fills, hits, missing_row, exam_fills, exam_hits, exam_missing, database_fails?, exam_slow_reader?",
        advice="cache_first",
        old="""
            key, asked = f"profile:{user_id}", True
        """,
        new="""
            key, asked = f"profile:{user_id}", True
            with engine.connect() as connection:
                sql = text("SELECT user_id, name, city, year_km FROM profiles WHERE user_id = :user_id")
                row = connection.execute(sql, {"user_id": user_id}).mappings().one_or_none()
        """,
        also=[
            Change(
                old="""
                        return told
                with engine.connect() as connection:
                    sql = text("SELECT user_id, name, city, year_km FROM profiles WHERE user_id = :user_id")
                    row = connection.execute(sql, {"user_id": user_id}).mappings().one_or_none()
                """,
                new="""
                        return told
                """,
            )
        ],
    ),
    Mistake(
        name="expiry_in_a_second_command",
        tempts="Stores, and then says when it expires. In between the program can end.",
        fails="ends_halfway, exam_ends_halfway",
        advice="two_commands",
        old="""
            cache.set(key, json.dumps(profile), ex=seconds, nx=True)
        """,
        new="""
            if cache.set(key, json.dumps(profile), nx=True):
                cache.expire(key, seconds)
        """,
    ),
    Mistake(
        name="time_from_the_name",
        tempts="Spreads the times by who it is. Each profile has the same time again and again.",
        fails="spread, exam_spread",
        advice="jitter",
        old="random.randint(240, 360)",
        new="240 + sum(user_id.encode()) % 121",
    ),
    Mistake(
        name="one_family_when_storing",
        tempts="Catches both families around the first command, and one of them around the second.",
        fails="breaks_later, exam_put_fails",
        advice="put",
        old="""
            try:
                cache.set(key, json.dumps(profile), ex=seconds, nx=True)
            except CACHE_FAILS:
        """,
        new="""
            try:
                cache.set(key, json.dumps(profile), ex=seconds, nx=True)
            except RedisError:
        """,
    ),
    Mistake(
        name="marker_is_like_nothing",
        tempts="Leaves it to NX that nothing is stored. The word can expire before.",
        fails="exam_changed",
        advice="changed",
        old="if asked and found is None:",
        new='if asked and found in (None, "changed"):',
    ),
    Mistake(
        name="asks_the_cache_again",
        tempts="One command that fails says little, so it sends another one. Nothing is to be stored any more.",
        fails="breaks_later, exam_put_fails",
        advice="asks_again",
        old="""
            except CACHE_FAILS:
                found, asked = None, False
        """,
        new="""
            except CACHE_FAILS:
                try:
                    found = cache.get(key)
                except CACHE_FAILS:
                    found, asked = None, False
        """,
    ),
    Mistake(
        name="once_more_without_the_cache",
        tempts="Whatever goes wrong, the database is asked again, also when it was the database.",
        fails="database_fails, exam_database",
        advice="one_select",
        old="""
            with engine.connect() as connection:
                sql = text("SELECT user_id, name, city, year_km FROM profiles WHERE user_id = :user_id")
                row = connection.execute(sql, {"user_id": user_id}).mappings().one_or_none()
        """,
        new="""
            sql = text("SELECT user_id, name, city, year_km FROM profiles WHERE user_id = :user_id")
            try:
                with engine.connect() as connection:
                    row = connection.execute(sql, {"user_id": user_id}).mappings().one_or_none()
            except Exception:
                with engine.connect() as connection:
                    row = connection.execute(sql, {"user_id": user_id}).mappings().one_or_none()
        """,
    ),
    Mistake(
        name="remembers_in_the_program",
        tempts="A dictionary of the program is quicker than any cache, and nobody tells it what has changed.",
        fails="spread, exam_spread, exam_changed, breaks, exam_breaks, just_changed",
        advice="remembers",
        old="""
            key, asked = f"profile:{user_id}", True
        """,
        new="""
            key, asked = f"profile:{user_id}", True
            if key in LAST:
                return LAST[key]
        """,
        also=[
            Change(
                old="""
                    return profile
                """,
                new="""
                    if profile is not None:
                        LAST[key] = profile
                    return profile
                """,
            ),
            Change(
                old="""
                    CACHE_FAILS = (RedisError, RedisClusterException)
                """,
                new="""
                    CACHE_FAILS = (RedisError, RedisClusterException)
                    LAST = {}
                """,
            ),
        ],
    ),
    Mistake(
        name="trims",
        tempts="Blanks around an id seem to be a slip of the keyboard. Here they name another runner.",
        fails="exam_row",
        advice="row",
        old="""
            key, asked = f"profile:{user_id}", True
        """,
        new="""
            key, asked = f"profile:{user_id.strip()}", True
        """,
    ),
    Mistake(
        name="a_quarter_more_or_less",
        tempts="Five minutes, give or take a quarter: 225 to 375 seconds, and most draws are inside.",
        fails="exam_spread, spread, exam_fills?, fills?",
        advice="expiry",
        old="random.randint(240, 360)",
        new="int(random.uniform(225, 376))",
    ),
    Mistake(
        name="replaces_what_is_of_no_use",
        tempts="What is of no use may be replaced, so without NX. In between somebody has changed the profile.",
        fails="exam_slow_reader",
        advice="overwrites",
        old="if asked and found is None:",
        new='if asked and found != "changed":',
        also=[Change(old="ex=seconds, nx=True", new="ex=seconds, nx=found is None")],
    ),
    Mistake(
        name="begins_anew_when_not_stored",
        tempts="Something has come meanwhile, so it is not stored: perhaps there is a newer one. It asks once more.",
        fails="slow_reader, exam_slow_reader",
        advice="one_select",
        old="""
            cache.set(key, json.dumps(profile), ex=seconds, nx=True)
        """,
        new="""
            if not cache.set(key, json.dumps(profile), ex=seconds, nx=True):
                return get_profile(cache, engine, user_id)
        """,
    ),
    Mistake(
        name="lasts_from_the_last_read",
        tempts="What is read often is to stay: each read gives it its time anew.",
        fails="hits, just_changed, exam_hits, exam_changed, breaks, exam_breaks",
        advice="lasts",
        old="found = cache.get(key)",
        new="found = cache.getex(key, ex=300)",
    ),
    Mistake(
        name="null_over_all",
        tempts="Stores that there is no such row without NX: there is nothing that it could overwrite.",
        fails="exam_slow_reader",
        advice="overwrites",
        old="cache.set(key, json.dumps(profile), ex=seconds, nx=True)",
        new="cache.set(key, json.dumps(profile), ex=seconds, nx=profile is not None)",
    ),
    Mistake(
        name="keeps_a_spare",
        tempts="Keeps each profile under a second key for a day, for when the database does not answer.",
        fails="exam_database",
        advice="database",
        old="""
            with engine.connect() as connection:
                sql = text("SELECT user_id, name, city, year_km FROM profiles WHERE user_id = :user_id")
                row = connection.execute(sql, {"user_id": user_id}).mappings().one_or_none()
        """,
        new="""
            spare = f"spare:{user_id}"
            try:
                with engine.connect() as connection:
                    sql = text("SELECT user_id, name, city, year_km FROM profiles WHERE user_id = :user_id")
                    row = connection.execute(sql, {"user_id": user_id}).mappings().one_or_none()
            except SQLAlchemyError:
                old = cache.get(spare) if asked else None
                if old is None:
                    raise
                return json.loads(old)
            try:
                if asked and row:
                    cache.set(spare, json.dumps(dict(row)), ex=86_400)
            except CACHE_FAILS:
                pass
        """,
        also=[
            Change(
                old="from sqlalchemy import text\n",
                new="from sqlalchemy import text\nfrom sqlalchemy.exc import SQLAlchemyError\n",
            )
        ],
    ),
    Mistake(
        name="breaks_the_circuit",
        tempts="Leaves a cache that has failed alone for 30 seconds: all that it holds meanwhile is asked of the database.",
        fails="breaks, exam_breaks",
        advice="cache_first",
        old="""
            except CACHE_FAILS:
                found, asked = None, False
        """,
        new="""
            except CACHE_FAILS:
                found, asked = None, False
                AWAY_UNTIL[:] = [time.time() + 30]
        """,
        also=[
            Change(
                old="""
                    try:
                        found = cache.get(key)
                """,
                new="""
                    try:
                        if AWAY_UNTIL and time.time() < AWAY_UNTIL[0]:
                            raise RedisError("it failed a moment ago")
                        found = cache.get(key)
                """,
            ),
            Change(
                old="""
                    import random
                """,
                new="""
                    import random
                    import time
                """,
            ),
            Change(
                old="""
                    CACHE_FAILS = (RedisError, RedisClusterException)
                """,
                new="""
                    CACHE_FAILS = (RedisError, RedisClusterException)
                    AWAY_UNTIL = []
                """,
            ),
        ],
    ),
]
