"""What an account holds, piece by piece: `Service.contents` gives it, `course_lib.aws.contents` compares it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

REGION = "us-east-1"  # where every lesson's resources are


@dataclass(frozen=True)
class Kept:
    """One thing that an account holds.

    Attributes:
        token: two equal ones stand for the same content. Nothing is copied for it.
        read: gives the content as plain values, or as words.
    """

    token: Any
    read: Callable[[], Any]


@dataclass(frozen=True)
class Change:
    """What something was before and is now, as plain values or words; None where there was, or is, nothing."""

    before: Any
    after: Any


def said(words: str) -> Kept:
    """A thing whose content is a text."""
    return Kept(words, partial(str, words))
