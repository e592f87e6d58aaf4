import random
import time

from sqlalchemy import text
from sqlalchemy.exc import OperationalError

RUN_AGAIN = (1213, 1205)  # deadlock, lock wait timeout


def transfer_voucher_sql(engine, voucher_id, sender, receiver, request_id):
    """Give a player's voucher to another player in one SQL transaction, exactly once for each request_id.

    Args:
        engine: a SQLAlchemy Engine for a MySQL database, as
            create_engine("mysql+pymysql://…") gives it. Use this one.
        voucher_id: the voucher's key in the table `vouchers`, a string.
        sender: the player_id of the player who gives, a string.
        receiver: the player_id of another player, who gets, a string.
        request_id: names this transfer, a string of 1 to 36 characters. Whoever does not know
            whether a call succeeded makes it again, with the same request_id and all else the
            same too. It may then run on another machine, and while the first call still runs.

    The tables, each with its primary key first:
        players: player_id; vouchers, how many unredeemed vouchers the player holds; coins
        vouchers: voucher_id; holder, a player_id; euros; redeemed, 0 or 1
        transfers: request_id; voucher_id; sender; receiver. A row for each transfer that was made.
        Names are compared as they are written: Ana is not ana.

    Returns:
        One of these texts. If several are true, it is the one that comes first in this list.
        "transferred": this transfer is made. The voucher's `holder` is the receiver, the sender's
            `vouchers` are one less and the receiver's one more, and `transfers` has a row for it.
            When a call is made again, this is the answer again, and nothing changes, whatever
            has become of the voucher since.
        "not_yours": there is no such voucher, or the sender is not its `holder`.
        "redeemed": the voucher is redeemed.
        "no_such_player": there is no player `receiver`.
        Only with "transferred" is anything changed, and then nothing else. All of this holds
        however many callers there are at the same moment, and wherever a program ends.

    Raises:
        OperationalError, as SQLAlchemy raised it: if the transaction meets a deadlock (MySQL's
            error 1213) or waits too long for a lock (1205) each time. Run all of it again until it
            succeeds, three to ten times altogether; how many, and whether you pause, is yours.
        Any other failure comes out as SQLAlchemy raised it. After a lost connection you may run
        the transaction again; you need not.

    Players give to each other at the same moment, in every direction. Lock rows in an order that
    does not depend on who gives, so that two calls of this function never meet each other in a deadlock.
    When the function has ended, no transaction of it is open.
    """

    def transfer(connection):
        names = {"voucher": voucher_id, "sender": sender, "receiver": receiver, "request": request_id}

        def run(sql, **more):
            return connection.execute(text(sql), {**names, **more})

        voucher = run("SELECT holder, redeemed FROM vouchers WHERE voucher_id = :voucher FOR UPDATE").one_or_none()
        if run("SELECT 1 FROM transfers WHERE request_id = :request").one_or_none():
            return "transferred"
        if voucher is None or voucher.holder != sender:
            return "not_yours"
        if voucher.redeemed:
            return "redeemed"
        change = {sender: -1, receiver: 1}
        for player in sorted(change):
            sql = "UPDATE players SET vouchers = vouchers + :change WHERE player_id = :player"
            if not run(sql, change=change[player], player=player).rowcount:
                connection.rollback()
                return "no_such_player"
        run("UPDATE vouchers SET holder = :receiver WHERE voucher_id = :voucher")
        run("INSERT INTO transfers VALUES (:request, :voucher, :sender, :receiver)")
        connection.commit()
        return "transferred"

    for tries_left in (4, 3, 2, 1, 0):
        try:
            with engine.connect() as connection:
                return transfer(connection)
        except OperationalError as error:
            if error.orig.args[0] not in RUN_AGAIN or not tries_left:
                raise
            time.sleep(random.uniform(0, 0.1))
