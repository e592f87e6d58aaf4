"""Moments as DynamoDB's JSON carries them, in seconds since 1970, and as its files and messages write them."""

from __future__ import annotations

from datetime import UTC, datetime


def wire(moment: datetime) -> float:
    """To the millisecond, as most members are."""
    return round(moment.timestamp(), 3)


def from_wire(seconds: float) -> datetime:
    """The moment a request names."""
    return datetime.fromtimestamp(seconds, UTC)


def whole(moment: datetime) -> datetime:
    """The second it is in: recovery goes to the second."""
    return moment.replace(microsecond=0)


def millis(moment: datetime) -> int:
    """Since 1970."""
    return round(moment.timestamp() * 1000)


def text(moment: datetime) -> str:
    """2026-03-02T09:00:00Z, as messages have it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def file_text(moment: datetime) -> str:
    """2026-03-02T09:00:00.000Z, as manifests have it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
