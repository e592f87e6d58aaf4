"""The table as the database describes it, and a connection that commits each statement."""

from datetime import UTC
from hashlib import sha256

from sqlalchemy import MetaData, Table
from sqlalchemy.exc import IntegrityError


def log_request(engine, request_id, headers, client, received):
    table = Table("requests", MetaData(), autoload_with=engine)
    parts = [value.encode("latin-1") for key, value in headers if key.lower() == "x-forwarded-for"]
    whole = b", ".join(parts)
    stored = whole if len(whole) <= 1024 else whole[:952] + b" sha256:" + sha256(whole).hexdigest().encode()
    row = {
        "request_id": request_id,
        "received": received.astimezone(UTC).replace(tzinfo=None),
        "client": client,
        "forwarded": stored if parts else None,
        "forwarded_bytes": len(whole),
    }
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        try:
            connection.execute(table.insert(), row)
        except IntegrityError as error:
            if error.orig.args[0] != 1062:
                raise
            return False
    return True
