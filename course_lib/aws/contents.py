"""Everything that an account holds, by name, read from the simulated services' own state: no call is sent for it.

    players/ana                    an item of DynamoDB, by its table and its key
    table players                  a table's shape and settings; recovery of players, its point-in-time recovery
    backup <ARN>, export <ARN>     what was made of a table
    s3://genomes, s3://genomes/a   a bucket, an object; upload <id> to s3://genomes/a, one that is not over
    key alias/genomes              a KMS key
    mysql://players/ana            a committed row, by its table and its primary key

What passes by itself is no content: a table's status, a backup's progress, the age of a key.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from course_lib.aws.services.dynamodb import state
from course_lib.aws.services.dynamodb.backups.layer import BackupRules

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


Contents = Mapping[str, Kept]


def contents(cloud: Any) -> Contents:
    """What an account holds at this moment.

    Args:
        cloud: the account.
    """
    held = dict(_dynamodb(cloud))
    if "s3" in cloud.services:
        held |= _s3(cloud.account)
    if "kms" in cloud.services:
        held |= _kms(cloud.account)
    return held | dict(_rows(cloud))


def changes(before: Contents, after: Contents) -> dict[str, Change]:
    """What differs between two moments, by name."""
    differing = {name for name in before.keys() | after.keys() if _differ(before.get(name), after.get(name))}
    return {name: Change(_read(before.get(name)), _read(after.get(name))) for name in sorted(differing)}


def _differ(one: Kept | None, other: Kept | None) -> bool:
    if one is None or other is None:
        return True
    return one.token is not other.token and bool(one.token != other.token) and one.read() != other.read()


def _read(kept: Kept | None) -> Any:
    return None if kept is None else kept.read()


def _said(words: str) -> Kept:
    return Kept(words, partial(str, words))


def _dynamodb(cloud: Any) -> Iterator[tuple[str, Kept]]:
    for table in state.every_table(cloud.account, REGION):
        yield f"table {table.name}", _said(table.described())
        names = [key.name for key in table.keys]
        for row in table.rows():
            key = "/".join(_key(row.value(name)) for name in names)
            yield f"{table.name}/{key}", Kept(row.token, partial(_of_row, row))
    for name, words in cloud.layer(BackupRules).contents():
        yield name, _said(words)


def _key(value: Any) -> str:
    ((_, text),) = value.items()
    return str(text)


def _of_row(row: state.Row) -> dict[str, Any]:
    return _item(row.item())


def _item(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(value) for name, value in item.items()}


def _value(wire: Mapping[str, Any]) -> Any:
    """An attribute value as a boto3 resource gives it, with bytes for binary."""
    ((kind, value),) = wire.items()
    return _READERS[kind](value)


def _bytes(text: Any) -> bytes:
    return text if isinstance(text, bytes) else base64.b64decode(text)


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "S": str,
    "N": Decimal,
    "B": _bytes,
    "BOOL": bool,
    "NULL": lambda _: None,
    "SS": set,
    "NS": lambda values: set(map(Decimal, values)),
    "BS": lambda values: set(map(_bytes, values)),
    "L": lambda values: [_value(each) for each in values],
    "M": _item,
}


def _s3(account: str) -> Iterator[tuple[str, Kept]]:
    from moto.s3.models import s3_backends

    for bucket in s3_backends[account]["aws"].buckets.values():
        place = f"s3://{bucket.name}"
        yield place, _said(f"{bucket.versioning_status} {bucket.policy} {bucket.encryption}")
        for name, key in bucket.keys.items():
            words = f"{key.size:,} bytes, version {key.version_id}" if key.is_versioned else f"{key.size:,} bytes"
            yield f"{place}/{name}", Kept((key.etag, key.size, key.version_id), partial(str, words))
        for upload in bucket.multiparts.values():
            yield f"upload {upload.id} to {place}/{upload.key_name}", _said("not over")


def _kms(account: str) -> Iterator[tuple[str, Kept]]:
    from moto.kms.models import kms_backends

    backend = kms_backends[account][REGION]
    for key_id, key in backend.keys.items():
        aliases = sorted(backend.get_all_aliases().get(key_id, ()))
        settings = (key.key_state, key.deletion_date, getattr(key, "period", None), key.policy, sorted(key.grants))
        yield f"key {', '.join(aliases) or key_id}", _said(repr(settings))


def _rows(cloud: Any) -> Iterator[tuple[str, Kept]]:
    if not cloud.has_database:
        return
    for table, column in cloud.database.tables().items():
        for row in cloud.database.query(f"SELECT * FROM {table}"):
            yield f"mysql://{table}/{row[column]}", Kept(row, partial(dict, row))
