"""Autocommit, and START TRANSACTION, COMMIT and ROLLBACK by hand; the condition is in the UPDATE."""

from sqlalchemy import exc, text


def transfer_voucher_sql(engine, voucher_id, sender, receiver, request_id):
    tries = 0
    while True:
        try:
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                return in_transaction(connection, dict(v=voucher_id, s=sender, r=receiver, q=request_id))
        except exc.OperationalError as error:
            tries += 1
            if error.orig.args[0] not in (1213, 1205) or tries == 6:
                raise


def in_transaction(connection, names):
    def run(sql, **more):
        return connection.execute(text(sql), {**names, **more})

    run("START TRANSACTION")
    try:
        answer = transfer(run, names["s"], names["r"])
    except exc.OperationalError:
        if not connection.invalidated:
            run("ROLLBACK")
        raise
    run("COMMIT" if answer is None else "ROLLBACK")
    return answer or "transferred"


def transfer(run, sender, receiver):
    """None if there is something to commit."""
    moved = run("UPDATE vouchers SET holder = :r WHERE voucher_id = :v AND holder = :s AND redeemed = FALSE").rowcount
    if run("SELECT COUNT(*) FROM transfers WHERE request_id = :q").scalar():
        return "transferred"
    if not moved:
        holder = run("SELECT holder FROM vouchers WHERE voucher_id = :v").scalar()
        return "redeemed" if holder == sender else "not_yours"
    change = "vouchers + CASE WHEN player_id = :s THEN -1 ELSE 1 END"
    for player in sorted((sender, receiver)):
        if not run(f"UPDATE players SET vouchers = {change} WHERE player_id = :p", p=player).rowcount:
            return "no_such_player"
    run("INSERT INTO transfers (request_id, voucher_id, sender, receiver) VALUES (:q, :v, :s, :r)")
