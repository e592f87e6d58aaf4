"""Classes and a Session: rows are objects, locked with with_for_update."""

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Player(Base):
    __tablename__ = "players"
    player_id: Mapped[str] = mapped_column(primary_key=True)
    vouchers: Mapped[int]


class Voucher(Base):
    __tablename__ = "vouchers"
    voucher_id: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    redeemed: Mapped[bool]


class Transfer(Base):
    __tablename__ = "transfers"
    request_id: Mapped[str] = mapped_column(primary_key=True)
    voucher_id: Mapped[str]
    sender: Mapped[str]
    receiver: Mapped[str]


def transfer_voucher_sql(engine, voucher_id, sender, receiver, request_id):
    last = None
    for _ in range(6):
        try:
            with Session(engine) as session, session.begin():
                return transfer(session, voucher_id, sender, receiver, request_id)
        except DBAPIError as error:
            if error.orig.args[0] != 1213 and error.orig.args[0] != 1205:
                raise
            last = error
    raise last


def transfer(session, voucher_id, sender, receiver, request_id):
    voucher = session.get(Voucher, voucher_id, with_for_update=True)
    if session.get(Transfer, request_id):
        return "transferred"
    if not voucher or voucher.holder != sender:
        return "not_yours"
    if voucher.redeemed:
        return "redeemed"
    names = [sender, receiver]
    players = select(Player).where(Player.player_id.in_(names)).order_by(Player.player_id).with_for_update()
    found = {player.player_id: player for player in session.scalars(players)}
    if receiver not in found:
        return "no_such_player"
    voucher.holder = receiver
    found[sender].vouchers -= 1
    found[receiver].vouchers += 1
    session.add(Transfer(request_id=request_id, voucher_id=voucher_id, sender=sender, receiver=receiver))
    return "transferred"
