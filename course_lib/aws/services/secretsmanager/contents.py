"""What Secrets Manager keeps for an account: `secret db` with its versions, told without their values."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from course_lib.aws.kept import Kept, said
from course_lib.aws.service import Account
from course_lib.aws.services.secretsmanager.layer import SecretRules
from course_lib.aws.services.secretsmanager.state import Secret, Version


def contents(account: Account) -> Iterator[tuple[str, Kept]]:
    """All of it, by name."""
    for name, secret in account.layer(SecretRules).store().secrets.items():
        yield f"secret {name}", said(_words(secret))


def _words(secret: Secret) -> str:
    """The ids of versions, which callers draw by chance, are none of it."""
    versions = [(_digest(each), each.key, secret.labels_of(each.id)) for each in secret.versions.values()]
    about = secret.number, secret.description, secret.key, sorted(secret.tags.items()), secret.deleted, secret.policy
    return repr((*about, versions))


def _digest(version: Version) -> str:
    """What tells two values apart, and neither to a reader."""
    value = version.value if isinstance(version.value, bytes) else version.value.encode("utf-8", "surrogatepass")
    return hashlib.sha256(value).hexdigest()[:12]
