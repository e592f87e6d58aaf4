"""Secrets: made, described, listed, changed, tagged, and deleted at the end of a recovery window.

Sources: API reference, CreateSecret, UpdateSecret, DescribeSecret, ListSecrets, DeleteSecret ("permanently deletes the
secret" at the end of 7 to 30 days, 30 unless told), RestoreSecret, TagResource; words as LocalStack's and moto's tests,
which were run on AWS, have them.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.secretsmanager import encryption, errors, names, values
from course_lib.aws.services.secretsmanager.request import Asked
from course_lib.aws.services.secretsmanager.state import CURRENT, Secret, Store, Value

TAGS = 50
USUAL_WINDOW = 30  # days
_END = string.ascii_letters + string.digits


def create(asked: Asked) -> dict[str, Any]:
    """A new secret, with or without a value; asked for again with the same token and value, the one that is there."""
    asked.takes_only("Name", "ClientRequestToken", "Description", "KmsKeyId", "SecretBinary", "SecretString", "Tags")
    name, value, made = names.check(asked.text("Name")), values.given_value(asked), values.token(asked)
    description = _description(asked)
    there = asked.store.secrets.get(name)
    if there is not None:
        return _again(there, value, made)
    ending = "".join(asked.chance.choices(_END, k=6))
    arn = f"arn:aws:secretsmanager:{asked.call.region}:{asked.call.account}:secret:{name}-{ending}"
    secret = Secret(name, arn, asked.store.made + 1, asked.now, asked.now, description, asked.text("KmsKeyId"))
    _tag(secret, asked.params.get("Tags") or ())
    told = {} if value is None else {"VersionId": values.add(asked, secret, value, [CURRENT])}
    asked.store.secrets[name] = secret
    asked.store.made += 1
    return {"ARN": arn, "Name": name, **told}


def _again(there: Secret, value: Value | None, made: str) -> dict[str, Any]:
    if there.deleted is not None:
        raise errors.scheduled_name()
    version = there.versions.get(made)
    if version is None:
        raise errors.exists(there.name)
    if version.value != value:
        raise errors.token_used(made, there.arn)
    return {"ARN": there.arn, "Name": there.name, "VersionId": made}


def update(asked: Asked) -> dict[str, Any]:
    """Another value, description or key; only another value makes a version."""
    asked.takes_only("SecretId", "ClientRequestToken", "Description", "KmsKeyId", "SecretBinary", "SecretString")
    secret, value = asked.secret(), values.given_value(asked)
    values.token(asked)
    description, key = _description(asked), asked.params.get("KmsKeyId")
    before = secret.key
    try:
        if key is not None:
            _other_key(asked, secret, str(key))
        told = {} if value is None else {"VersionId": values.add(asked, secret, value, [CURRENT])}
    except errors.Refused:
        secret.key = before
        raise
    if "Description" in asked.params:
        secret.description = description
    secret.changed = asked.now
    return {"ARN": secret.arn, "Name": secret.name, **told}


def _other_key(asked: Asked, secret: Secret, key: str) -> None:
    """The versions that have labels are encrypted anew; those without stay under the key that they have."""
    versions = [secret.versions[each] for each in secret.labelled]
    for version in versions:
        encryption.open_(asked, secret.arn, version)
    for version in versions:
        encryption.seal(asked, secret.arn, version, key)
    secret.key = key


def describe(asked: Asked) -> dict[str, Any]:
    """All about a secret but its value."""
    asked.takes_only("SecretId")
    return _described(asked.any_secret(), "VersionIdsToStages")


def listed(asked: Asked) -> dict[str, Any]:
    """The secrets that pass the filters."""
    asked.takes_only("IncludePlannedDeletion", "MaxResults", "NextToken", "Filters", "SortOrder", "SortBy")
    there = bool(asked.params.get("IncludePlannedDeletion"))
    found = [each for each in asked.store.secrets.values() if there or each.deleted is None]
    for one in asked.params.get("Filters") or ():
        found = [each for each in found if _passes(each, one)]
    order = _ORDERS[asked.text("SortBy") or "created-date"]
    found.sort(key=order, reverse=asked.text("SortOrder") == "desc")
    rows = [_described(each, "SecretVersionsToStages") for each in found]
    return asked.page(rows, "SecretList")


_NEVER = datetime.min
_ORDERS: Mapping[str, Callable[[Secret], Any]] = {
    "created-date": lambda each: (each.made, each.number),
    "last-changed-date": lambda each: (each.changed, each.number),
    "last-accessed-date": lambda each: (each.read.replace(tzinfo=None) if each.read else _NEVER, each.number),
    "name": lambda each: each.name,
}
# What of a secret a filter is about. Source: API reference, Filter.
_FILTERS: Mapping[str, Callable[[Secret], Sequence[str]]] = {
    "name": lambda each: [each.name],
    "description": lambda each: [each.description],
    "tag-key": lambda each: list(each.tags),
    "tag-value": lambda each: list(each.tags.values()),
}


def _passes(secret: Secret, wanted: Mapping[str, Any]) -> bool:
    """Whether any value is the beginning of what the filter is about; one with ! in front must not be."""
    key, given = str(wanted.get("Key")), [str(each) for each in wanted.get("Values") or ()]
    if key not in _FILTERS:
        raise NotSimulated(f"Secrets Manager is simulated here, but not the filter {key} of ListSecrets.")
    texts = _FILTERS[key](secret)
    plain = [each for each in given if not each.startswith("!")]
    no = [each[1:] for each in given if each.startswith("!")]
    if any(_begins(text, each, key) for text in texts for each in no):
        return False
    return not plain or any(_begins(text, each, key) for text in texts for each in plain)


def _begins(text: str, beginning: str, key: str) -> bool:
    """Names are told by capitals; descriptions are not, and of them any word may begin so."""
    if key != "description":
        return text.startswith(beginning)
    return any(word.startswith(beginning.lower()) for word in text.lower().split()) or not beginning


def delete(asked: Asked) -> dict[str, Any]:
    """Deletes at the end of the window, or at once where that is asked for."""
    asked.takes_only("SecretId", "RecoveryWindowInDays", "ForceDeleteWithoutRecovery")
    window, force = asked.params.get("RecoveryWindowInDays"), bool(asked.params.get("ForceDeleteWithoutRecovery"))
    if window is not None and not 7 <= int(window) <= 30:
        raise errors.invalid("The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).")
    if window is not None and force:
        raise errors.invalid("You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.")
    if force:
        return _delete_now(asked)
    secret = asked.any_secret()
    if secret.deleted is not None:
        raise errors.scheduled_already()
    secret.deleted = asked.now
    secret.gone = asked.now + timedelta(days=int(window or USUAL_WINDOW))
    return {"ARN": secret.arn, "Name": secret.name, "DeletionDate": secret.gone}


def _delete_now(asked: Asked) -> dict[str, Any]:
    """One that is not there is answered as if it had been."""
    text = asked.text("SecretId")
    if not text.startswith("arn:"):
        names.check(text, "secretId", names.LONGEST_ID)
    secret = names.find(asked.store, text)
    if secret is None:
        ending = "".join(asked.chance.choices(_END, k=6))
        arn = f"arn:aws:secretsmanager:{asked.call.region}:{asked.call.account}:secret:{text}-{ending}"
        return {"ARN": text if text.startswith("arn:") else arn, "Name": text, "DeletionDate": asked.now}
    del asked.store.secrets[secret.name]
    return {"ARN": secret.arn, "Name": secret.name, "DeletionDate": asked.now}


def restore(asked: Asked) -> dict[str, Any]:
    """A secret that was to be deleted stays."""
    asked.takes_only("SecretId")
    secret = asked.any_secret()
    secret.deleted = secret.gone = None
    return {"ARN": secret.arn, "Name": secret.name}


def delete_what_is_due(store: Store, now: datetime) -> None:
    """Secrets whose window is over do not exist any more."""
    for name in [each.name for each in store.secrets.values() if each.gone is not None and each.gone <= now]:
        del store.secrets[name]


def tag(asked: Asked) -> dict[str, Any]:
    """Tags are added; one that is there gets the new value."""
    asked.takes_only("SecretId", "Tags")
    _tag(asked.secret(), asked.params.get("Tags") or ())
    return {}


def untag(asked: Asked) -> dict[str, Any]:
    """Tags are removed by their keys."""
    asked.takes_only("SecretId", "TagKeys")
    secret = asked.secret()
    for key in asked.params.get("TagKeys") or ():
        secret.tags.pop(str(key), None)
    return {}


def _tag(secret: Secret, given: Sequence[Mapping[str, Any]]) -> None:
    tags = {str(each.get("Key", "")): str(each.get("Value", "")) for each in given}
    if any(key.lower().startswith("aws:") for key in tags):
        raise errors.invalid("Tag keys can't begin with aws: because AWS reserves it.")
    if len({*secret.tags, *tags}) > TAGS:
        raise errors.invalid(f"A secret can have at most {TAGS} tags.")
    secret.tags.update(tags)


def _description(asked: Asked) -> str:
    text = asked.text("Description")
    if len(text) > 2048:
        raise errors.too_long("description", 2048, text)
    return text


def _described(secret: Secret, versions: str) -> dict[str, Any]:
    given = {
        "Description": secret.description,
        "KmsKeyId": secret.key,
        "LastAccessedDate": secret.read,
        "DeletedDate": secret.deleted,
        "Tags": [{"Key": key, "Value": value} for key, value in secret.tags.items()],
        versions: secret.labelled,
    }
    return {
        "ARN": secret.arn,
        "Name": secret.name,
        "CreatedDate": secret.made,
        "LastChangedDate": secret.changed,
        **{name: value for name, value in given.items() if value},
    }
