"""Everything by hand: connect, begin, commit, rollback, close; lost connections are tried again too."""

import time

from sqlalchemy import exc, text


def transfer_voucher_sql(engine, voucher_id, sender, receiver, request_id):
    for pause in (0.05, 0.1, 0.2, None):
        connection = engine.connect()
        transaction = connection.begin()
        try:
            answer = try_once(connection, voucher_id, sender, receiver, request_id)
            if answer == "transferred":
                transaction.commit()
            else:
                transaction.rollback()
            return answer
        except exc.OperationalError as error:
            transaction.rollback()
            lock = error.orig.args[0] in (1205, 1213)
            if not (lock or error.connection_invalidated) or pause is None:
                raise
        finally:
            connection.close()
        time.sleep(pause)


def try_once(connection, voucher_id, sender, receiver, request_id):
    voucher = (
        connection.execute(text("select * from vouchers where voucher_id = :id for update"), {"id": voucher_id})
        .mappings()
        .one_or_none()
    )
    known = connection.execute(text("select * from transfers where request_id = :id"), {"id": request_id}).fetchall()
    if known:
        return "transferred"
    if voucher is None or voucher["holder"] != sender:
        return "not_yours"
    if voucher["redeemed"] == 1:
        return "redeemed"
    first, second = min(sender, receiver), max(sender, receiver)
    locked = {}
    for player in first, second:
        locked[player] = connection.execute(
            text("select vouchers from players where player_id = :id for update"), {"id": player}
        ).scalar()
    if locked[receiver] is None:
        return "no_such_player"
    for player, count in ((sender, locked[sender] - 1), (receiver, locked[receiver] + 1)):
        connection.execute(text("update players set vouchers = :n where player_id = :id"), {"n": count, "id": player})
    connection.execute(
        text("update vouchers set holder = :to where voucher_id = :id"), {"to": receiver, "id": voucher_id}
    )
    connection.execute(
        text("insert into transfers values (:id, :voucher, :sender, :receiver)"),
        {"id": request_id, "voucher": voucher_id, "sender": sender, "receiver": receiver},
    )
    return "transferred"
