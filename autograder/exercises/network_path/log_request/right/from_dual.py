"""INSERT … SELECT … FROM DUAL WHERE NOT EXISTS, and 1062 for the case that another call comes between."""

from datetime import timezone
from hashlib import sha256

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

STATEMENT = text(
    "INSERT INTO requests (request_id, received, client, forwarded, forwarded_bytes) "
    "SELECT :id, :received, :client, :raw, :size FROM DUAL "
    "WHERE NOT EXISTS (SELECT 1 FROM requests WHERE request_id = :id)"
)


def log_request(engine, request_id, headers, client, received):
    raw, size = evidence([value for name, value in headers if name.casefold() == "x-forwarded-for"])
    moment = received.astimezone(timezone.utc).replace(tzinfo=None)
    row = {"id": request_id, "received": moment, "client": client, "raw": raw, "size": size}
    try:
        with engine.begin() as connection:
            return connection.execute(STATEMENT, row).rowcount == 1
    except IntegrityError as error:
        if error.orig.args[0] == 1062:
            return False
        raise


def evidence(values):
    if not values:
        return None, 0
    raw = b", ".join(bytes(map(ord, value)) for value in values)
    if len(raw) > 1024:
        return raw[:952] + b" sha256:" + sha256(raw).hexdigest().encode("ascii"), len(raw)
    return raw, len(raw)
