"""What a call logs, at every level: a program that runs with other settings some day writes it out."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

# They log what they send and get at these levels; that is not the learner's doing unless the learner turns it on.
LIBRARIES = ("asyncio", "boto3", "botocore", "matplotlib", "parso", "redis", "s3transfer", "sqlalchemy", "urllib3")


@contextmanager
def logged_in(stream: TextIO) -> Iterator[None]:
    """In this block, whatever is logged goes to a stream, as text, beside where it goes anyway.

    Args:
        stream: takes one line after the other.
    """
    root, handler = logging.getLogger(), logging.StreamHandler(stream)
    before = root.level
    for name in LIBRARIES:
        library = logging.getLogger(name)
        if library.level == logging.NOTSET:
            library.setLevel(before)
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        root.setLevel(before)
        root.removeHandler(handler)
