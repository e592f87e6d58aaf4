"""What people get wrong in save_profile."""

from autograder.mistakes import Change, Mistake

TELLS = """cache.set(f"profile:{profile['user_id']}", "changed", ex=60)"""

mistakes = [
    Mistake(
        name="saved_before",
        tempts="Saves requests for a profile that it has saved before, just like that. Others have saved since.",
        fails="exam_saves",
        advice="row",
        old="""
            with engine.begin() as connection:
        """,
        new="""
            known = save_profile.__dict__.setdefault("known", [])
            if profile in known:
                return True
            known.append(dict(profile))
            with engine.begin() as connection:
        """,
    ),
    Mistake(
        name="deletes",
        tempts="Deletes what is in the cache, as every introduction says.",
        fails="tells_cache, slow_reader, two_at_once, made_again, exam_saves, exam_tells, exam_slow_reader, exam_two, exam_again",
        advice="marker, delete, through, truth",
        old=TELLS,
        new="""cache.delete(f"profile:{profile['user_id']}")""",
    ),
    Mistake(
        name="deletes_first",
        tempts="Deletes before it saves, so that no old row is left.",
        fails="tells_cache, slow_reader, two_at_once, cache_breaks, database_fails, made_again, exam_saves, exam_tells, exam_slow_reader, exam_two, exam_cache_breaks, exam_database, exam_again",
        advice="marker, cache_first, through, row, truth",
        old="""
            with engine.begin() as connection:
                connection.execute(text(UPSERT), profile)
            try:
                cache.set(f"profile:{profile['user_id']}", "changed", ex=60)
            except (RedisError, RedisClusterException):
                return False
            return True
        """,
        new="""
            try:
                cache.delete(f"profile:{profile['user_id']}")
            except (RedisError, RedisClusterException):
                return False
            with engine.begin() as connection:
                connection.execute(text(UPSERT), profile)
            return True
        """,
    ),
    Mistake(
        name="tells_first",
        tempts="Tells the cache before the row is committed.",
        fails="database_fails, cache_breaks, made_again, exam_database, exam_cache_breaks, exam_again",
        advice="cache_first, row",
        old="""
            with engine.begin() as connection:
                connection.execute(text(UPSERT), profile)
            try:
                cache.set(f"profile:{profile['user_id']}", "changed", ex=60)
            except (RedisError, RedisClusterException):
                return False
            return True
        """,
        new="""
            try:
                cache.set(f"profile:{profile['user_id']}", "changed", ex=60)
            except (RedisError, RedisClusterException):
                return False
            with engine.begin() as connection:
                connection.execute(text(UPSERT), profile)
            return True
        """,
    ),
    Mistake(
        name="writes_through",
        tempts="Puts the new profile into the cache itself, so that it is there at once.",
        fails="tells_cache, two_at_once, made_again, exam_saves, exam_tells, exam_two, exam_again",
        advice="marker, through, truth",
        old="""
            from redis.exceptions import RedisClusterException, RedisError
        """,
        new="""
            import json

            from redis.exceptions import RedisClusterException, RedisError
        """,
        also=[Change(old=TELLS, new="""cache.set(f"profile:{profile['user_id']}", json.dumps(profile), ex=300)""")],
    ),
    Mistake(
        name="only_if_nothing_there",
        tempts="Stores with NX as readers do: where the old row is, it stays.",
        fails="tells_cache, slow_reader, made_again, exam_tells, exam_slow_reader, exam_again",
        advice="marker, truth",
        old=', "changed", ex=60)',
        new=', "changed", ex=60, nx=True)',
    ),
    Mistake(
        name="for_a_moment",
        tempts="A second is enough for a reader, on a good day.",
        fails="tells_cache, slow_reader, exam_tells, exam_slow_reader",
        advice="marker",
        old="ex=60",
        new="ex=1",
    ),
    Mistake(
        name="for_ever",
        tempts="Forgets that the word has to expire: this profile is never in the cache again.",
        fails="tells_cache, exam_tells, ends_halfway, exam_ends_halfway",
        advice="marker, two_commands",
        old=', "changed", ex=60)',
        new=', "changed")',
    ),
    Mistake(
        name="cache_errors_out",
        tempts="Thinks that a cache which fails is worth an error.",
        fails="cache_breaks, exam_cache_breaks",
        advice="breaks",
        old="""
            try:
                cache.set(f"profile:{profile['user_id']}", "changed", ex=60)
            except (RedisError, RedisClusterException):
                return False
            return True
        """,
        new="""
            cache.set(f"profile:{profile['user_id']}", "changed", ex=60)
            return True
        """,
    ),
    Mistake(
        name="one_class_of_errors",
        tempts="RedisError reads like the mother of all of them.",
        fails="cache_breaks, exam_cache_breaks",
        advice="breaks",
        old="except (RedisError, RedisClusterException):",
        new="except RedisError:",
    ),
    Mistake(
        name="always_true",
        tempts="The profile is saved, what else should one say?",
        fails="cache_breaks, exam_cache_breaks",
        advice="truth",
        old="return False",
        new="pass",
    ),
    Mistake(
        name="never_commits",
        tempts="Opens a connection, and forgets to commit.",
        fails="saves, slow_reader?, two_at_once, cache_breaks, made_again, exam_saves, exam_two, exam_cache_breaks, exam_again, exam_slow_reader?",
        advice="row, commit?, marker?",
        old="engine.begin()",
        new="engine.connect()",
    ),
    Mistake(
        name="updates_only",
        tempts="A profile that is saved was there before.",
        fails="saves, cache_breaks?, exam_saves, exam_cache_breaks, exam_two",
        advice="commit, row",
        old="""
            INSERT INTO profiles (user_id, name, city, year_km) VALUES (:user_id, :name, :city, :year_km)
            ON DUPLICATE KEY UPDATE name = VALUES(name), city = VALUES(city), year_km = VALUES(year_km)
        """,
        new="""
            UPDATE profiles SET name = :name, city = :city, year_km = :year_km WHERE user_id = :user_id
        """,
    ),
    Mistake(
        name="hides_database_errors",
        tempts="Puts everything into one try.",
        fails="database_fails, exam_database, made_again?, exam_again?",
        advice="database, row?",
        old="""
            with engine.begin() as connection:
                connection.execute(text(UPSERT), profile)
            try:
                cache.set(f"profile:{profile['user_id']}", "changed", ex=60)
            except (RedisError, RedisClusterException):
                return False
        """,
        new="""
            try:
                with engine.begin() as connection:
                    connection.execute(text(UPSERT), profile)
                cache.set(f"profile:{profile['user_id']}", "changed", ex=60)
            except Exception:
                return False
        """,
    ),
    Mistake(
        name="into_the_text",
        tempts="Puts the values into the SQL.",
        fails="saves, exam_saves, cache_breaks?",
        advice="parameters",
        old="connection.execute(text(UPSERT), profile)",
        new="""connection.execute(text(UPSERT.replace(":name", f"'{profile['name']}'")), profile)""",
    ),
    Mistake(
        name="tells_before_the_commit",
        tempts="Tells the cache within the block of the transaction. The commit comes at its end, and can fail.",
        fails="made_again, exam_again",
        advice="cache_first",
        old="""
            with engine.begin() as connection:
                connection.execute(text(UPSERT), profile)
            try:
                cache.set(f"profile:{profile['user_id']}", "changed", ex=60)
            except (RedisError, RedisClusterException):
                return False
            return True
        """,
        new="""
            with engine.begin() as connection:
                connection.execute(text(UPSERT), profile)
                try:
                    cache.set(f"profile:{profile['user_id']}", "changed", ex=60)
                except (RedisError, RedisClusterException):
                    return False
                return True
        """,
    ),
    Mistake(
        name="not_said_twice",
        tempts="Saves a command where the cache says it already. It may say so for one more second.",
        fails="tells_cache, exam_tells",
        advice="renewed",
        old=TELLS,
        new="""cache.get(f"profile:{profile['user_id']}") == "changed" or """ + TELLS,
    ),
    Mistake(
        name="looks_then_inserts",
        tempts="Looks whether the row is there, and then inserts it or updates it. Another program may insert it meanwhile.",
        fails="two_at_once?, exam_two",
        advice="row",
        old="""
            with engine.begin() as connection:
                connection.execute(text(UPSERT), profile)
        """,
        new="""
            with engine.begin() as connection:
                there = connection.execute(text("SELECT 1 FROM profiles WHERE user_id = :user_id"), profile).first()
                insert = "INSERT INTO profiles (user_id, name, city, year_km) VALUES (:user_id, :name, :city, :year_km)"
                update = "UPDATE profiles SET name = :name, city = :city, year_km = :year_km WHERE user_id = :user_id"
                connection.execute(text(update if there else insert), profile)
        """,
    ),
    Mistake(
        name="deadlock_tried_again",
        tempts="A deadlock passes, so it begins anew. Here the caller wants to know.",
        fails="exam_database",
        advice="database",
        old="""
            with engine.begin() as connection:
                connection.execute(text(UPSERT), profile)
        """,
        new="""
            try:
                with engine.begin() as connection:
                    connection.execute(text(UPSERT), profile)
            except OperationalError:
                with engine.begin() as connection:
                    connection.execute(text(UPSERT), profile)
        """,
        also=[
            Change(
                old="from sqlalchemy import text",
                new="from sqlalchemy import text\nfrom sqlalchemy.exc import OperationalError",
            )
        ],
    ),
    Mistake(
        name="says_then_expires",
        tempts="Says it with one command, and for how long with the next one.",
        fails="ends_halfway, exam_ends_halfway",
        advice="two_commands",
        old="""
            try:
                cache.set(f"profile:{profile['user_id']}", "changed", ex=60)
        """,
        new="""
            try:
                cache.set(f"profile:{profile['user_id']}", "changed")
                cache.expire(f"profile:{profile['user_id']}", 60)
        """,
    ),
    Mistake(
        name="says_it_too_briefly",
        tempts="A reader takes 10 seconds at most, so 25 seem to be enough.",
        fails="tells_cache, exam_tells",
        advice="marker",
        old="ex=60",
        new="ex=25",
    ),
    Mistake(
        name="compares_with_like",
        tempts="Looks for the row first, with LIKE: an id with % or _ means other runners too.",
        fails="exam_saves",
        advice="row",
        old="""
                connection.execute(text(UPSERT), profile)
        """,
        new="""
                connection.execute(text("DELETE FROM profiles WHERE user_id LIKE :user_id"), profile)
                connection.execute(text(UPSERT), profile)
        """,
    ),
]
