"""INSERT IGNORE, of which the number of rows says whether one is new: everything fits, so nothing else is ignored."""

import hashlib
from datetime import UTC

from sqlalchemy import bindparam, text

COLUMNS = ("request_id", "received", "client", "forwarded", "forwarded_bytes")


def log_request(engine, request_id, headers, client, received):
    values = list(map(lambda pair: pair[1], filter(lambda pair: pair[0].lower() == "x-forwarded-for", headers)))
    whole = ", ".join(values).encode("latin1")
    stored = whole
    if len(whole) > 1024:
        stored = b"".join([whole[:952], b" sha256:", hashlib.sha256(whole).hexdigest().encode()])
    statement = text(
        f"INSERT IGNORE INTO requests ({', '.join(COLUMNS)}) VALUES ({', '.join(':' + column for column in COLUMNS)})"
    ).bindparams(*(bindparam(column) for column in COLUMNS))
    moment = received.astimezone(UTC).replace(tzinfo=None)
    row = (request_id, moment, client, stored if values else None, len(whole))
    with engine.begin() as connection:
        done = connection.execute(statement, dict(zip(COLUMNS, row)))
    return done.rowcount == 1
