"""Chance that can be repeated: a call that is made again with the same words draws the same numbers and ids.

`random` and `uuid.uuid4` only. What asks the system for random bytes, such as `secrets` and keys, gets them.
"""

from __future__ import annotations

import os
import random
import uuid
from dataclasses import dataclass
from functools import wraps

_REAL_UUID4 = uuid.uuid4


@dataclass
class _Ids:
    """Where ids are drawn from at present; None for the system."""

    source: random.Random | None = None


_IDS = _Ids()


@wraps(_REAL_UUID4)
def _uuid4() -> uuid.UUID:
    return _REAL_UUID4() if _IDS.source is None else uuid.UUID(int=_IDS.source.getrandbits(128), version=4)


def prepare() -> None:
    """Put our `uuid.uuid4` in the place of Python's, before anybody can import that; so far it does the same.

    A process that a call forks draws ids of its own, as Python sees to for `random`.
    """
    uuid.uuid4 = _uuid4
    os.register_at_fork(after_in_child=lambda: follow_ids(""))


def follow(text: str) -> None:
    """From now on, draw what this text leads to; real chance if it is empty."""
    if text:
        random.seed(text)
    elif _IDS.source is not None:
        random.seed()
    follow_ids(text)


def follow_ids(text: str) -> None:
    """From now on, draw the ids that this text leads to; real ones if it is empty."""
    _IDS.source = random.Random(f"ids {text}") if text else None
