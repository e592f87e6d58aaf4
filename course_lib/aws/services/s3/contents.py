"""What S3 keeps: `s3://genomes`, `s3://genomes/a` for an object, and uploads in parts that are not over."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from course_lib.aws.kept import Kept, said
from course_lib.aws.service import Account


def contents(account: Account) -> Iterator[tuple[str, Kept]]:
    """All of it, by name."""
    from moto.s3.models import s3_backends

    for bucket in s3_backends[account.account]["aws"].buckets.values():
        place = f"s3://{bucket.name}"
        yield place, said(f"{bucket.versioning_status} {bucket.policy} {bucket.encryption}")
        for name, key in bucket.keys.items():
            words = f"{key.size:,} bytes"
            yield f"{place}/{name}", Kept((key.etag, key.size, key.version_id), partial(str, words))
        for upload in bucket.multiparts.values():
            yield f"upload {upload.id} to {place}/{upload.key_name}", said("not over")
