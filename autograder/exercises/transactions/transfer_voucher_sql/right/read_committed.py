"""READ COMMITTED: each SELECT sees what is committed by then, so the order of the reads matters less."""

from sqlalchemy import text
from sqlalchemy.exc import OperationalError


def transfer_voucher_sql(engine, voucher_id, sender, receiver, request_id):
    relaxed = engine.execution_options(isolation_level="READ COMMITTED")
    values = {"voucher": voucher_id, "sender": sender, "receiver": receiver, "request": request_id}
    answer = None
    for attempt in range(4, -1, -1):
        try:
            with relaxed.connect() as connection:
                answer = work(lambda sql: connection.execute(text(sql), values), sender)
                if answer == "transferred":
                    connection.commit()
                return answer
        except OperationalError as error:
            if attempt == 0 or error.orig.args[0] not in (1213, 1205):
                raise


def work(run, sender):
    if run("SELECT 1 FROM transfers WHERE request_id = :request").first():
        return "transferred"
    voucher = run("SELECT holder, redeemed FROM vouchers WHERE voucher_id = :voucher FOR UPDATE").first()
    if run("SELECT 1 FROM transfers WHERE request_id = :request").first():
        return "transferred"
    if voucher is None or voucher.holder != sender:
        return "not_yours"
    if voucher.redeemed:
        return "redeemed"
    both = run(
        "SELECT player_id FROM players WHERE player_id IN (:sender, :receiver) ORDER BY player_id FOR UPDATE"
    ).all()
    if len(both) != 2:
        return "no_such_player"
    run("UPDATE players SET vouchers = vouchers - 1 WHERE player_id = :sender")
    run("UPDATE players SET vouchers = vouchers + 1 WHERE player_id = :receiver")
    run("UPDATE vouchers SET holder = :receiver WHERE voucher_id = :voucher")
    run("INSERT INTO transfers VALUES (:request, :voucher, :sender, :receiver)")
    return "transferred"
