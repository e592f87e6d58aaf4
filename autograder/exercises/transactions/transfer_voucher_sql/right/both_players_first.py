"""Locks the voucher, then both players, and looks before it changes anything."""

from sqlalchemy import text
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
    names = {"voucher": voucher_id, "sender": sender, "receiver": receiver, "request": request_id}

    def run(sql):
        return connection.execute(text(sql), names)

    voucher = run("SELECT holder, redeemed FROM vouchers WHERE voucher_id = :voucher FOR UPDATE").one_or_none()
    if run("SELECT 1 FROM transfers WHERE request_id = :request").one_or_none():
        return "transferred"
    if voucher is None or voucher.holder != sender:
        return "not_yours"
    if voucher.redeemed:
        return "redeemed"
    players = run("SELECT player_id FROM players WHERE player_id IN (:sender, :receiver) ORDER BY player_id FOR UPDATE")
    if len(players.all()) < 2:
        return "no_such_player"
    run("UPDATE players SET vouchers = vouchers - 1 WHERE player_id = :sender")
    run("UPDATE players SET vouchers = vouchers + 1 WHERE player_id = :receiver")
    run("UPDATE vouchers SET holder = :receiver WHERE voucher_id = :voucher")
    run("INSERT INTO transfers VALUES (:request, :voucher, :sender, :receiver)")
    return "transferred"
