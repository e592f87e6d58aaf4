"""What a secret may be called, and which one a request means: by name, by ARN, or by an ARN without its end.

Sources: API reference, CreateSecret ("Name") and GetSecretValue ("SecretId"); user guide, "What's in a Secrets Manager
secret?": a name that ends in a hyphen and six characters cannot be found by an ARN without its end.
"""

from __future__ import annotations

import re

from course_lib.aws.services.secretsmanager import errors
from course_lib.aws.services.secretsmanager.errors import Refused
from course_lib.aws.services.secretsmanager.state import Secret, Store

LONGEST, LONGEST_ID = 512, 2048  # characters of a name, and of what stands for a secret
_WORDS = "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!"
_COMPLETE = re.compile(r".*-[a-zA-Z0-9]{6}")


def check(name: str, member: str = "name", most: int = LONGEST) -> str:
    """The name, if it can be one.

    Raises:
        Refused: it cannot.
    """
    if len(name) > most:
        raise errors.too_long(member, most, name)
    if not re.fullmatch(r"[A-Za-z0-9/_+=.@!-]+", name):
        raise Refused("ValidationException", _WORDS)
    return name


def find(store: Store, text: str) -> Secret | None:
    """What a SecretId stands for; None for nothing."""
    if not text.startswith("arn:"):
        return store.secrets.get(text)
    for secret in store.secrets.values():
        if secret.arn == text:
            return secret
    name = text.split(":", 6)[-1]
    found = None if _COMPLETE.fullmatch(name) else store.secrets.get(name)
    return found if found is not None and found.arn.startswith(text) else None


def found(store: Store, text: str) -> Secret:
    """The secret that a SecretId stands for, also one that is scheduled for deletion.

    Raises:
        Refused: there is none, or it cannot be one.
    """
    if not text.startswith("arn:"):
        check(text, "secretId", LONGEST_ID)
    secret = find(store, text)
    if secret is None:
        raise errors.not_found()
    return secret


def usable(store: Store, text: str) -> Secret:
    """The secret that a SecretId stands for.

    Raises:
        Refused: there is none, or it is scheduled for deletion.
    """
    secret = found(store, text)
    if secret.deleted is not None:
        raise errors.scheduled()
    return secret
