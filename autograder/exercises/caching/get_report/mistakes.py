"""What people get wrong in get_report."""

from autograder.mistakes import Change, Mistake

GIVES_BACK = "cache.eval(GIVE_BACK, 1, lock, token)"

mistakes = [
    Mistake(
        name="takes_no_lock",
        tempts="Looks, computes and stores: one of two who ask at once has done so in vain.",
        fails="many_ask, gives_up, exam_once, exam_waits",
        advice="lock, gives_up",
        old="if cache.set(lock, token, nx=True, ex=45):",
        new="if True:",
    ),
    Mistake(
        name="looks_once",
        tempts="Has just looked into the cache, and does not look again with the lock.",
        fails="many_ask, exam_once",
        advice="look_again",
        old="""
            found = cache.get(key)
            if found is not None:
                return json.loads(found)
            with engine.connect() as connection:
        """,
        new="""
            with engine.connect() as connection:
        """,
    ),
    Mistake(
        name="gives_back_too_early",
        tempts="Gives the lock back when the result is there, and stores it then.",
        fails="many_ask, exam_once",
        advice="look_again",
        old="""
            cache.set(key, json.dumps(report), ex=86_400)
        """,
        new="""
            cache.eval(GIVE_BACK, 1, lock, token)
            cache.set(key, json.dumps(report), ex=86_400)
        """,
    ),
    Mistake(
        name="deletes_any_lock",
        tempts="Deletes the lock in the end: it took it, after all.",
        fails="lock_expires, exam_expired",
        advice="owner",
        old=GIVES_BACK,
        new="cache.delete(lock)",
    ),
    Mistake(
        name="looks_then_deletes",
        tempts="Looks whose lock it is, and deletes it in the next command.",
        fails="lock_expires, exam_expired",
        advice="one_step",
        old=GIVES_BACK,
        new="""cache.get(lock) == token and cache.delete(lock)""",
    ),
    Mistake(
        name="one_token_for_all",
        tempts="Puts a word into the lock that is the same for all.",
        fails="lock_expires, exam_expired",
        advice="owner",
        old="uuid.uuid4().hex",
        new='"computing"',
    ),
    Mistake(
        name="lock_for_ever",
        tempts="Gives the lock back in a finally, and thinks that a program always gets there.",
        fails="lock_expires, owner_dies, exam_expired, exam_dies, exam_crashes",
        advice="expiry",
        old="cache.set(lock, token, nx=True, ex=45)",
        new="cache.set(lock, token, nx=True)",
    ),
    Mistake(
        name="expires_later",
        tempts="Takes the lock, and lets it expire with a second command: who dies between the two blocks all.",
        fails="lock_expires, owner_dies, exam_expired, exam_dies",
        advice="expiry",
        old="if cache.set(lock, token, nx=True, ex=45):",
        new="if cache.setnx(lock, token) and cache.expire(lock, 45):",
    ),
    Mistake(
        name="lock_for_an_hour",
        tempts="Lets the lock last for an hour, to be safe.",
        fails="lock_expires, owner_dies, exam_expired, exam_dies, exam_crashes",
        advice="expiry",
        old="ex=45",
        new="ex=3600",
    ),
    Mistake(
        name="keeps_lock_on_error",
        tempts="Gives back in the end, and not when something goes wrong.",
        fails="database_fails, exam_database, exam_cache",
        advice="give_back",
        old="""
                return report
            finally:
                cache.eval(GIVE_BACK, 1, lock, token)
        """,
        new="""
                cache.eval(GIVE_BACK, 1, lock, token)
                return report
            except ZeroDivisionError:
                raise
        """,
        also=[
            Change(
                old="""
                    found = cache.get(key)
                    if found is not None:
                        return json.loads(found)
                    with engine.connect() as connection:
                """,
                new="""
                    found = cache.get(key)
                    if found is not None:
                        cache.eval(GIVE_BACK, 1, lock, token)
                        return json.loads(found)
                    with engine.connect() as connection:
                """,
            )
        ],
    ),
    Mistake(
        name="computes_when_tired",
        tempts="Who has waited long enough computes it after all.",
        fails="gives_up, exam_waits",
        advice="gives_up",
        old='raise TimeoutError(f"Somebody has been computing {key} for {waited} seconds.")',
        new="break",
    ),
    Mistake(
        name="never_gives_up",
        tempts="Waits until the lock is free, however long that takes.",
        fails="gives_up, exam_waits",
        advice="gives_up?",
        old="if waited >= PATIENCE:",
        new="if waited >= 100 * PATIENCE:",
    ),
    Mistake(
        name="never_pauses",
        tempts="Looks again at once, and keeps the cache busy.",
        fails="gives_up, owner_dies, exam_waits, exam_dies",
        advice="gives_up?, waits?",
        old="""
            time.sleep(PAUSE)
            waited += PAUSE
        """,
        new="""
            time.sleep(PAUSE / 20)
            waited += PAUSE / 20
        """,
    ),
    Mistake(
        name="computes_without_cache",
        tempts="A broken cache never fails a read, so it computes.",
        fails="cache_fails, exam_cache, many_ask?, exam_crashes?",
        advice="cache_fails",
        old="""
            while True:
                found = cache.get(key)
        """,
        new="""
            while True:
                try:
                    found = cache.get(key)
                except Exception:
                    with engine.connect() as connection:
                        return {"user_id": user_id, **connection.execute(text(COMPUTE), {"user_id": user_id}).mappings().one()}
        """,
    ),
    Mistake(
        name="kept_for_ever",
        tempts="Stores without a time.",
        fails="computes, exam_computes, owner_dies, exam_dies",
        advice="store",
        old=", ex=86_400",
        new="",
    ),
    Mistake(
        name="forgets_user",
        tempts="Returns what the database said, and forgets whose report it is.",
        fails="computes, many_ask, owner_dies, exam_computes, exam_once, exam_dies, exam_crashes",
        advice="report",
        old='{"user_id": user_id, **row}',
        new="dict(row)",
    ),
    Mistake(
        name="never_stores",
        tempts="Forgets to store it.",
        fails="computes, many_ask, exam_computes, exam_once, exam_crashes",
        advice="store, look_again",
        old="""
            cache.set(key, json.dumps(report), ex=86_400)
        """,
        new="",
    ),
    Mistake(
        name="lock_before_look",
        tempts="Takes the lock first, and looks into the cache with it in its hands.",
        fails="computes, gives_up, exam_computes, exam_waits",
        advice="cache_first, waits",
        old="""
            found = cache.get(key)
            if found is not None:
                return json.loads(found)
            if cache.set(lock, token, nx=True, ex=45):
        """,
        new="""
            if cache.set(lock, token, nx=True, ex=45):
        """,
    ),
    Mistake(
        name="hides_database_errors",
        tempts="Answers with an empty report when the database fails.",
        fails="database_fails, exam_database, exam_crashes?, exam_cache",
        advice="database, report?, cache_fails",
        old="""
            return report
        finally:
        """,
        new="""
            return report
        except Exception:
            return {"user_id": user_id, "runs": 0, "longest_km": None}
        finally:
        """,
    ),
    Mistake(
        name="report_expires_later",
        tempts="Stores the report, and then says when it expires. In between the program can end.",
        fails="owner_dies, exam_dies",
        advice="store",
        old="""
            cache.set(key, json.dumps(report), ex=86_400)
        """,
        new="""
            cache.set(key, json.dumps(report))
            cache.expire(key, 86_400)
        """,
    ),
    Mistake(
        name="named_by_the_clock",
        tempts="The second in which it begins seems to be one's own.",
        fails="lock_expires, exam_expired",
        advice="owner",
        old="uuid.uuid4().hex",
        new="str(int(time.time()))",
    ),
    Mistake(
        name="named_by_the_process",
        tempts="Process and thread seem to be one's own: containers have number 1 on every machine.",
        fails="lock_expires, exam_expired",
        advice="owner",
        old="uuid.uuid4().hex",
        new='f"{os.getpid()}-{threading.get_ident()}"',
        also=[Change(old="import json\n", new="import json\nimport os\nimport threading\n")],
    ),
    Mistake(
        name="computes_without_a_lock",
        tempts="Looks well, and the lock cannot be taken: the cache is full, or has just gone. It computes.",
        fails="exam_cache, exam_crashes?",
        advice="cache_fails",
        old="""
                if cache.set(lock, token, nx=True, ex=45):
                    break
        """,
        new="""
                try:
                    if cache.set(lock, token, nx=True, ex=45):
                        break
                except Exception:
                    break
        """,
    ),
    Mistake(
        name="not_stored_is_not_said",
        tempts="The report is there, so that it could not be stored does not matter. The next one computes again.",
        fails="exam_cache",
        advice="cache_fails",
        old="""
                cache.set(key, json.dumps(report), ex=86_400)
                return report
            finally:
                cache.eval(GIVE_BACK, 1, lock, token)
        """,
        new="""
                with contextlib.suppress(Exception):
                    cache.set(key, json.dumps(report), ex=86_400)
                return report
            finally:
                with contextlib.suppress(Exception):
                    cache.eval(GIVE_BACK, 1, lock, token)
        """,
        also=[
            Change(
                old="""
                    import json
                """,
                new="""
                    import contextlib
                    import json
                """,
            )
        ],
    ),
    Mistake(
        name="gives_back_unless_storing_fails",
        tempts="The finally is around the computation, and ends before the report is stored.",
        fails="exam_cache",
        advice="give_back",
        old="""
                cache.set(key, json.dumps(report), ex=86_400)
                return report
            finally:
                cache.eval(GIVE_BACK, 1, lock, token)
        """,
        new="""
            except Exception:
                cache.eval(GIVE_BACK, 1, lock, token)
                raise
            cache.set(key, json.dumps(report), ex=86_400)
            cache.eval(GIVE_BACK, 1, lock, token)
            return report
        """,
        also=[
            Change(
                old="""
                    if found is not None:
                        return json.loads(found)
                    with engine.connect() as connection:
                """,
                new="""
                    if found is not None:
                        cache.eval(GIVE_BACK, 1, lock, token)
                        return json.loads(found)
                    with engine.connect() as connection:
                """,
            )
        ],
    ),
    Mistake(
        name="waits_for_the_report_only",
        tempts="Who did not get the lock waits for whoever has it, and never tries again.",
        fails="owner_dies, exam_dies",
        advice="tries_again",
        old="""
            while True:
                found = cache.get(key)
                if found is not None:
                    return json.loads(found)
                if cache.set(lock, token, nx=True, ex=45):
                    break
        """,
        new="""
            mine = None
            while True:
                found = cache.get(key)
                if found is not None:
                    return json.loads(found)
                mine = cache.set(lock, token, nx=True, ex=45) if mine is None else False
                if mine:
                    break
                mine = False
        """,
    ),
    Mistake(
        name="makes_it_last",
        tempts="Tells the lock after each pause how long it lasts, as its owner might. Its owner is dead.",
        fails="owner_dies, exam_dies, exam_waits?, gives_up?",
        advice="renews",
        old="""
                waited += PAUSE
        """,
        new="""
                waited += PAUSE
                cache.expire(lock, 45)
        """,
    ),
    Mistake(
        name="lock_is_too_short",
        tempts="Computing takes up to 20 seconds, so 25 seem to be enough. The cache is asked before and after.",
        fails="lock_expires, exam_expired",
        advice="expiry",
        old="ex=45",
        new="ex=25",
    ),
]
