# fails: quotes, exam_quotes
# advice: parameters
"""Puts the names into the SQL."""

from sqlalchemy.exc import OperationalError


def transfer_voucher_sql(engine, voucher_id, sender, receiver, request_id):
    for tries_left in (4, 3, 2, 1, 0):
        try:
            with engine.begin() as connection:
                return transfer(connection, voucher_id, sender, receiver, request_id)
        except OperationalError as error:
            if error.orig.args[0] not in (1213, 1205) or not tries_left:
                raise


def transfer(connection, voucher_id, sender, receiver, request_id):
    def run(sql):
        return connection.exec_driver_sql(sql)

    voucher = run(f"SELECT holder, redeemed FROM vouchers WHERE voucher_id = '{voucher_id}' FOR UPDATE").one_or_none()
    if run(f"SELECT 1 FROM transfers WHERE request_id = '{request_id}'").one_or_none():
        return "transferred"
    if voucher is None or voucher.holder != sender:
        return "not_yours"
    if voucher.redeemed:
        return "redeemed"
    players = run(
        f"SELECT player_id FROM players WHERE player_id IN ('{sender}', '{receiver}') ORDER BY player_id FOR UPDATE"
    )
    if len(players.all()) < 2:
        return "no_such_player"
    run(f"UPDATE players SET vouchers = vouchers - 1 WHERE player_id = '{sender}'")
    run(f"UPDATE players SET vouchers = vouchers + 1 WHERE player_id = '{receiver}'")
    run(f"UPDATE vouchers SET holder = '{receiver}' WHERE voucher_id = '{voucher_id}'")
    run(f"INSERT INTO transfers VALUES ('{request_id}', '{voucher_id}', '{sender}', '{receiver}')")
    return "transferred"
