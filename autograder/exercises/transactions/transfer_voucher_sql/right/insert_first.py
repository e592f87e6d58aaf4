"""The row in transfers comes first: a duplicate says that the transfer is made. No row is locked before it is written."""

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError


class Refused(Exception):
    pass


def transfer_voucher_sql(engine, voucher_id, sender, receiver, request_id):
    values = {"v": voucher_id, "s": sender, "r": receiver, "id": request_id}

    def attempt():
        with engine.begin() as connection:
            connection.execute(
                text("INSERT INTO transfers (request_id, voucher_id, sender, receiver) VALUES (:id, :v, :s, :r)"),
                values,
            )
            moved = connection.execute(
                text("UPDATE vouchers SET holder = :r WHERE voucher_id = :v AND holder = :s AND NOT redeemed"), values
            )
            if moved.rowcount == 0:
                holder = connection.execute(text("SELECT holder FROM vouchers WHERE voucher_id = :v"), values).scalar()
                raise Refused("redeemed" if holder == sender else "not_yours")
            counted = connection.execute(
                text("UPDATE players SET vouchers = vouchers + IF(player_id = :s, -1, 1) WHERE player_id IN (:s, :r)"),
                values,
            )
            if counted.rowcount < 2:
                raise Refused("no_such_player")

    tries = 0
    while True:
        try:
            attempt()
            return "transferred"
        except Refused as reason:
            return str(reason)
        except IntegrityError:
            return "transferred"
        except OperationalError as error:
            tries += 1
            if tries == 8 or error.orig.args[0] not in (1205, 1213):
                raise
