"""The driver's own placeholders, and time by arithmetic."""

from hashlib import sha256

from sqlalchemy.exc import DBAPIError


def log_request(engine, request_id, headers, client, received):
    found = None
    for name, value in headers:
        if name.upper() == "X-FORWARDED-FOR":
            raw = value.encode("iso-8859-1")
            found = raw if found is None else found + b", " + raw
    size = len(found or b"")
    kept = found
    if size > 1024:
        kept = b"%s sha256:%s" % (found[:952], sha256(found).hexdigest().encode())
    utc = received.replace(tzinfo=None) - received.utcoffset()
    sql = "INSERT INTO requests (request_id, received, client, forwarded, forwarded_bytes) VALUES (%s, %s, %s, %s, %s)"
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(sql, (request_id, utc, client, kept, size))
    except DBAPIError as error:
        if error.orig.args[0] != 1062:
            raise
        return False
    return True
