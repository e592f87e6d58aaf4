"""The driver's own connection and cursors, with its placeholders and its exceptions."""

import pymysql


def transfer_voucher_sql(engine, voucher_id, sender, receiver, request_id):
    for tries_left in range(4, -1, -1):
        connection = engine.raw_connection()
        try:
            answer = transfer(connection.cursor(), voucher_id, sender, receiver, request_id)
            if answer == "transferred":
                connection.commit()
            return answer
        except pymysql.err.OperationalError as error:
            if error.args[0] not in (1213, 1205) or not tries_left:
                raise
        finally:
            connection.close()  # back into the pool, which rolls back what is open


def transfer(cursor, voucher_id, sender, receiver, request_id):
    cursor.execute("SELECT holder, redeemed FROM vouchers WHERE voucher_id = %s FOR UPDATE", (voucher_id,))
    voucher = cursor.fetchone()
    cursor.execute("SELECT 1 FROM transfers WHERE request_id = %s", [request_id])
    if cursor.fetchone():
        return "transferred"
    if voucher is None or voucher[0] != sender:
        return "not_yours"
    if voucher[1]:
        return "redeemed"
    both = sorted([sender, receiver])
    cursor.execute("SELECT player_id FROM players WHERE player_id IN %s ORDER BY player_id FOR UPDATE", (both,))
    if len(cursor.fetchall()) < 2:
        return "no_such_player"
    count = "UPDATE players SET vouchers = vouchers + %s WHERE player_id = %s"
    cursor.executemany(count, [(-1, sender), (1, receiver)])
    cursor.execute("UPDATE vouchers SET holder = %s WHERE voucher_id = %s", (receiver, voucher_id))
    row = {"request": request_id, "voucher": voucher_id, "sender": sender, "receiver": receiver}
    cursor.execute("INSERT INTO transfers VALUES (%(request)s, %(voucher)s, %(sender)s, %(receiver)s)", row)
    return "transferred"
