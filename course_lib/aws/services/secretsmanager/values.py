"""A secret's values: each put makes a version, and which one is read its labels say.

Sources: API reference, PutSecretValue, GetSecretValue, BatchGetSecretValue, ListSecretVersionIds; user guide, "Secret
versions" (a version without a label may be removed when there are more than 100, unless it is younger than a day).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from course_lib.aws.services.secretsmanager import encryption, errors, labels, names
from course_lib.aws.services.secretsmanager.errors import Refused
from course_lib.aws.services.secretsmanager.request import Asked
from course_lib.aws.services.secretsmanager.state import CURRENT, Secret, Value, Version

MOST = 65_536  # bytes of a value
VERSIONS = 100
_TOKEN = "You must provide a ClientRequestToken value. We recommend a UUID-type value."
_BOTH = "You can't specify both a binary secret value and a string secret value in the same secret."


def token(asked: Asked) -> str:
    """What makes the request idempotent, and becomes the version's id; boto3 draws one for each call.

    Raises:
        Refused: there is none, or it is too short or too long.
    """
    given = asked.text("ClientRequestToken")
    if not given:
        raise Refused("InvalidRequestException", _TOKEN)
    if not 32 <= len(given) <= 64:
        raise errors.invalid("ClientRequestToken must be 32-64 characters long.")
    return given


def given_value(asked: Asked) -> Value | None:
    """The value that a request brings, if it does.

    Raises:
        Refused: it is too large, or there are two.
    """
    text, binary = asked.params.get("SecretString"), asked.params.get("SecretBinary")
    if text is not None and binary is not None:
        raise errors.invalid(_BOTH)
    member, size = "secretString", len(str(text or "").encode("utf-8", "surrogatepass"))
    if binary is not None:
        member, size = "secretBinary", len(bytes(binary))
    if size > MOST:
        raise errors.too_long(member, MOST)
    return bytes(binary) if binary is not None else (None if text is None else str(text))


def add(asked: Asked, secret: Secret, value: Value, wanted: Sequence[str]) -> str:
    """Make a version, unless the token has made it already.

    Returns:
        its id.

    Raises:
        Refused: the token has made another one, or there would be too many.
    """
    made = token(asked)
    there = secret.versions.get(made)
    if there is not None:
        if there.value != value:
            raise errors.token_used(made, secret.arn)
        return made
    version = Version(made, value, asked.now)
    _make_room(asked, secret)
    encryption.seal(asked, secret.arn, version, secret.key)
    labels.attach(secret, made, wanted if secret.versions else [*wanted, CURRENT])
    secret.versions[made] = version
    secret.changed = asked.now
    return made


def _make_room(asked: Asked, secret: Secret) -> None:
    if len(secret.versions) < VERSIONS:
        return
    old = asked.now - timedelta(days=1)
    held = set(secret.labels.values())
    removable = [each.id for each in secret.versions.values() if each.id not in held and each.made < old]
    for each in removable[: len(secret.versions) - VERSIONS + 1]:
        del secret.versions[each]
    if len(secret.versions) >= VERSIONS:
        raise errors.limit()


def put(asked: Asked) -> dict[str, Any]:
    """A new version, with AWSCURRENT unless the request names other labels."""
    asked.takes_only("SecretId", "ClientRequestToken", "SecretString", "SecretBinary", "VersionStages")
    secret, value = asked.secret(), given_value(asked)
    if value is None:
        raise Refused("InvalidRequestException", "You must provide either SecretString or SecretBinary.")
    wanted = [str(each) for each in asked.params.get("VersionStages") or (CURRENT,)]
    made = add(asked, secret, value, wanted)
    return {**_named(secret), "VersionId": made, "VersionStages": secret.labels_of(made)}


def get(asked: Asked) -> dict[str, Any]:
    """One version's value: the current one, unless the request says another."""
    asked.takes_only("SecretId", "VersionId", "VersionStage")
    return _read(asked, asked.secret(), asked.text("VersionId"), asked.text("VersionStage"))


def get_several(asked: Asked) -> dict[str, Any]:
    """The current values of several secrets; what cannot be read is told beside them."""
    asked.takes_only("SecretIdList")
    wanted = [str(each) for each in asked.params.get("SecretIdList") or ()]
    if not 1 <= len(wanted) <= 20:
        raise errors.invalid("Either 'SecretIdList' or 'Filters' must be provided, but not both.")
    values: list[dict[str, Any]] = []
    failed: list[dict[str, str]] = []
    for each in wanted:
        try:
            values.append(_read(asked, names.usable(asked.store, each), "", ""))
        except Refused as refusal:
            failed.append({"SecretId": each, "ErrorCode": refusal.error.code, "Message": refusal.error.message})
    return {"SecretValues": values, "Errors": failed}


def _read(asked: Asked, secret: Secret, version: str, label: str) -> dict[str, Any]:
    found = secret.versions.get(version or secret.labels.get(label or CURRENT, ""))
    if found is None:
        raise errors.no_value(f"VersionId: {version}" if version else f"staging label: {label or CURRENT}")
    if version and label and secret.labels.get(label) != version:
        raise errors.other_label()
    encryption.open_(asked, secret.arn, found)
    found.read = secret.read = asked.now.replace(hour=0, minute=0, second=0, microsecond=0)
    shown = "SecretString" if isinstance(found.value, str) else "SecretBinary"
    return {
        **_named(secret),
        "VersionId": found.id,
        shown: found.value,
        "VersionStages": secret.labels_of(found.id),
        "CreatedDate": found.made,
    }


def list_versions(asked: Asked) -> dict[str, Any]:
    """The versions, the newest first; those without a label only where they are asked for."""
    asked.takes_only("SecretId", "MaxResults", "NextToken", "IncludeDeprecated")
    secret = asked.any_secret()
    held = secret.labelled
    all_of_them = bool(asked.params.get("IncludeDeprecated"))
    rows = [_row(secret, each) for each in reversed(secret.versions.values()) if all_of_them or each.id in held]
    return {**asked.page(rows, "Versions"), **_named(secret)}


def _row(secret: Secret, version: Version) -> dict[str, Any]:
    held = secret.labels_of(version.id)
    return {
        "VersionId": version.id,
        **({"VersionStages": held} if held else {}),
        **({"LastAccessedDate": version.read} if version.read else {}),
        "CreatedDate": version.made,
        "KmsKeyIds": [version.key or "DefaultEncryptionKey"],
    }


def _named(secret: Secret) -> dict[str, Any]:
    return {"ARN": secret.arn, "Name": secret.name}
