"""What KMS keeps for an account: `key alias/genomes` and its state. What a rotation adds to a key passes by itself."""

from __future__ import annotations

from collections.abc import Iterator

from course_lib.aws.kept import REGION, Kept, said
from course_lib.aws.service import Account


def contents(account: Account) -> Iterator[tuple[str, Kept]]:
    """All of it, by name."""
    from moto.kms.models import kms_backends

    for key_id, key in kms_backends[account.account][REGION].keys.items():
        settings = (key.key_state, key.deletion_date, getattr(key, "period", None), key.policy, sorted(key.grants))
        yield f"key {', '.join(sorted(key.aliases)) or key_id}", said(repr(settings))
