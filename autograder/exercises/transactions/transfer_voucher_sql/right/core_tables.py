"""Tables of SQLAlchemy Core, one lock on the voucher, and a decorator for another try."""

import functools

import sqlalchemy as sa

metadata = sa.MetaData()
players = sa.Table(
    "players", metadata, sa.Column("player_id", sa.String(36), primary_key=True), sa.Column("vouchers", sa.Integer)
)
vouchers = sa.Table(
    "vouchers",
    metadata,
    sa.Column("voucher_id", sa.String(36), primary_key=True),
    sa.Column("holder", sa.String(36)),
    sa.Column("redeemed", sa.Boolean),
)
transfers = sa.Table(
    "transfers",
    metadata,
    *(
        sa.Column(name, sa.String(36), primary_key=name == "request_id")
        for name in ("request_id", "voucher_id", "sender", "receiver")
    ),
)


def again_after_deadlock(function):
    @functools.wraps(function)
    def wrapper(*arguments):
        for attempt in range(1, 6):
            try:
                return function(*arguments)
            except sa.exc.OperationalError as error:
                code, *_ = error.orig.args
                if attempt == 5 or code not in {1205, 1213}:
                    raise

    return wrapper


@again_after_deadlock
def transfer_voucher_sql(engine, voucher_id, sender, receiver, request_id):
    with engine.begin() as connection:
        wanted = sa.select(vouchers).where(vouchers.c.voucher_id == voucher_id).with_for_update()
        voucher = connection.execute(wanted).mappings().first()
        done = sa.select(sa.func.count()).select_from(transfers).where(transfers.c.request_id == request_id)
        if connection.scalar(done):
            return "transferred"
        if not voucher or voucher["holder"] != sender:
            return "not_yours"
        if voucher["redeemed"]:
            return "redeemed"
        if connection.scalar(sa.select(players.c.player_id).where(players.c.player_id == receiver)) is None:
            return "no_such_player"
        for player, change in sorted({sender: -1, receiver: +1}.items()):
            connection.execute(
                sa.update(players).where(players.c.player_id == player).values(vouchers=players.c.vouchers + change)
            )
        connection.execute(sa.update(vouchers).where(vouchers.c.voucher_id == voucher_id).values(holder=receiver))
        row = {"request_id": request_id, "voucher_id": voucher_id, "sender": sender, "receiver": receiver}
        connection.execute(sa.insert(transfers).values(row))
        return "transferred"
