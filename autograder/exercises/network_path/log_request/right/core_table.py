"""A SQLAlchemy Core table, and a class for the evidence."""

import hashlib
from datetime import timezone

from sqlalchemy import Column, Integer, LargeBinary, MetaData, String, Table, exc, insert
from sqlalchemy.dialects.mysql import DATETIME

requests = Table(
    "requests",
    MetaData(),
    Column("request_id", String(64), primary_key=True),
    Column("received", DATETIME(fsp=6)),
    Column("client", String(45)),
    Column("forwarded", LargeBinary(1024)),
    Column("forwarded_bytes", Integer),
)


class Evidence:
    def __init__(self, headers):
        self.values = [value for name, value in headers if name.casefold() == "x-forwarded-for"]
        self.whole = bytes(ord(character) for character in ", ".join(self.values))

    @property
    def column(self):
        if not self.values:
            return None
        if len(self.whole) > 1024:
            mark = f" sha256:{hashlib.sha256(self.whole).hexdigest()}".encode("ascii")
            return self.whole[: 1024 - len(mark)] + mark
        return self.whole


def log_request(engine, request_id, headers, client, received):
    evidence = Evidence(headers)
    moment = received.astimezone(timezone.utc)
    row = insert(requests).values(
        request_id=request_id,
        received=moment.replace(tzinfo=None),
        client=client,
        forwarded=evidence.column,
        forwarded_bytes=len(evidence.whole),
    )
    connection = engine.connect()
    try:
        connection.execute(row)
        connection.commit()
    except exc.IntegrityError as problem:
        connection.rollback()
        if problem.orig.args[0] == 1062:
            return False
        raise
    finally:
        connection.close()
    return True
