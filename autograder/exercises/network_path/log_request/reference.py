from datetime import UTC
from hashlib import sha256

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError


def log_request(engine, request_id, headers, client, received):
    """Store who has asked, with the evidence, in one row of the table `requests`.

    Args:
        engine: a SQLAlchemy engine of a MySQL database that has this table, with the columns request_id
            VARCHAR(64), the primary key, received DATETIME(6), client VARCHAR(45), forwarded
            VARBINARY(1024) and forwarded_bytes INTEGER. The collation of request_id is utf8mb4_0900_bin:
            two ids are the same if all their characters are, capitals and blanks too.
        request_id: a text that names the request, up to 64 characters, any of them.
        headers: the request's headers as the server received them: a list of tuples of name and value,
            two texts, in their order. Names can be written in capital or small letters, and a name can
            come several times. In a value each character stands for one byte, U+0000 to U+00FF.
        client: what client_ip has found: an address as a text, or None.
        received: when the request came, a datetime with a time zone, any.

    Returns:
        True if the row is new, False if there was one with this request_id: it stays as it is. So a call
        that is made again stores nothing again, also if both are made at the same moment.
        In the row, received is the moment in UTC, to the microsecond; client is the address, or NULL.
        forwarded is the evidence: the bytes of all values of X-Forwarded-For as they were received, in
        their order, with a comma and a blank between two values. It is NULL if there was no such header.
        If these are more than 1024 bytes, it is the first 952 of them, then b" sha256:" and the SHA-256 of
        all of them in 64 small hexadecimal digits.
        forwarded_bytes is how many they were, before anything was cut; 0 if there was no such header.
        All values go to the database as parameters. None of them stands in the text of a statement.

    Raises:
        Whatever SQLAlchemy raises, but not for a row that is there already. Nothing else is changed, and
        no transaction is left open, however the call ends.
    """
    values = [value for name, value in headers if name.lower() == "x-forwarded-for"]
    evidence = ", ".join(values).encode("latin-1")
    row = {
        "request_id": request_id,
        "received": received.astimezone(UTC).replace(tzinfo=None),
        "client": client,
        "forwarded": fitting(evidence) if values else None,
        "forwarded_bytes": len(evidence),
    }
    try:
        with engine.begin() as connection:
            connection.execute(INSERT, row)
    except IntegrityError as error:
        if error.orig.args[0] != DUPLICATE:
            raise
        return False
    return True


DUPLICATE = 1062  # MySQL's number for a key that is there already
INSERT = text(
    "INSERT INTO requests (request_id, received, client, forwarded, forwarded_bytes) "
    "VALUES (:request_id, :received, :client, :forwarded, :forwarded_bytes)"
)


def fitting(evidence):
    """The evidence, cut if it must be, with a mark by which the whole can be recognized."""
    if len(evidence) <= 1024:
        return evidence
    return evidence[:952] + b" sha256:" + sha256(evidence).hexdigest().encode()
