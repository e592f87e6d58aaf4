"""What the exam draws its inputs from: a secret of the grade book, the lesson, and who handed in.

Nobody who has the notebook alone can draw the same, and handing in again, with a comment more, draws nothing new. Who
has the grade book can: `autograder judge --student` judges as the class was graded.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Any

from sqlalchemy import Column, Integer, String, Table, insert, select
from sqlalchemy.exc import IntegrityError

from autograder.gradebook.records import TABLES

SECRETS = Table(
    "autograder_secret",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("secret", String(64), nullable=False),
)
ONLY = 1  # the id of the one row


def secret_of(engine: Any) -> str:
    """A grade book's secret; made when it is asked for the first time.

    Args:
        engine: SQLAlchemy's, of the grade book.

    Raises:
        SQLAlchemyError: the grade book cannot be used.
    """
    SECRETS.create(engine, checkfirst=True)
    found = _read(engine)
    if found is None:
        try:
            with engine.begin() as connection:
                connection.execute(insert(SECRETS).values(id=ONLY, secret=new_secret()))
        except IntegrityError:
            pass  # somebody else has just made it
        found = _read(engine)
    assert found is not None
    return found


def new_secret() -> str:
    """One that nobody can guess."""
    return secrets.token_hex(32)


def _read(engine: Any) -> str | None:
    with engine.connect() as connection:
        row = connection.execute(select(SECRETS.c.secret).where(SECRETS.c.id == ONLY)).first()
    return None if row is None else str(row.secret)


def salt_of(secret: str, lesson: str, student: str) -> str:
    """What one student's exam of one lesson is drawn from."""
    return hmac.new(secret.encode(), f"{lesson}/{student}".encode(), hashlib.sha256).hexdigest()
