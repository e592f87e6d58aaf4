# fails: deadlock, exam_deadlock
# advice: run_again
"""Notes the transfer within a savepoint: after a deadlock MySQL knows none, and its error 1305 hides the 1213."""

import random
import time
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

RUN_AGAIN = (1213, 1205)


def transfer_voucher_sql(engine, voucher_id, sender, receiver, request_id):
    for attempt in range(5):
        try:
            with engine.begin() as c:
                return move(c, voucher_id, sender, receiver, request_id)
        except OperationalError as e:
            if e.orig.args[0] not in RUN_AGAIN or attempt == 4:
                raise
        time.sleep(random.random() * 0.1)


def move(c, v, s, r, q):
    found = {}
    for p in sorted([s, r]):
        found[p] = c.execute(text("SELECT player_id FROM players WHERE player_id = :p FOR UPDATE"), {"p": p}).first()
    voucher = c.execute(
        text("SELECT holder, redeemed FROM vouchers WHERE voucher_id = :v FOR UPDATE"), {"v": v}
    ).first()
    try:
        with c.begin_nested():
            c.execute(
                text("INSERT INTO transfers (request_id, voucher_id, sender, receiver) VALUES (:q, :v, :s, :r)"),
                {"q": q, "v": v, "s": s, "r": r},
            )
            return decide(c, voucher, found, v, s, r)
    except IntegrityError:
        return "transferred"
    except Refused as refused:
        return str(refused)


class Refused(Exception):
    pass


def decide(c, voucher, found, v, s, r):
    if voucher is None or voucher.holder != s:
        raise Refused("not_yours")
    if voucher.redeemed:
        raise Refused("redeemed")
    if found[r] is None:
        raise Refused("no_such_player")
    c.execute(text("UPDATE vouchers SET holder = :r WHERE voucher_id = :v"), {"r": r, "v": v})
    c.execute(text("UPDATE players SET vouchers = vouchers - 1 WHERE player_id = :s"), {"s": s})
    c.execute(text("UPDATE players SET vouchers = vouchers + 1 WHERE player_id = :r"), {"r": r})
    return "transferred"
