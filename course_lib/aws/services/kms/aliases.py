"""Names for keys that can be pointed at another key.

Source: KMS API reference, CreateAlias, UpdateAlias, DeleteAlias, ListAliases.
"""

from __future__ import annotations

from typing import Any

from course_lib.aws.services.kms.errors import Refused, invalid
from course_lib.aws.services.kms.finding import Asked, alias_target, any_key, refuse_pending
from course_lib.aws.services.kms.pages import paged


def create(asked: Asked) -> dict[str, Any]:
    """A new name for a key."""
    name = _name(asked)
    if any(name in key.aliases for key in asked.backend.keys.values()):
        raise Refused("AlreadyExistsException", f"An alias with the name {asked.arn(name)} already exists")
    key = _target(asked)
    alias = asked.backend.create_alias(key.id, name)
    alias.created = alias.updated = asked.now
    return {}


def update(asked: Asked) -> dict[str, Any]:
    """The same name for another key."""
    name = _name(asked)
    before, key = alias_target(asked, name), _target(asked)
    alias = before.aliases.pop(name)
    alias.target_key_id, alias.updated = key.id, asked.now
    key.aliases[name] = alias
    return {}


def delete(asked: Asked) -> dict[str, Any]:
    """No longer a name. The key stays."""
    name = _name(asked)
    del alias_target(asked, name).aliases[name]
    return {}


def listed(asked: Asked) -> dict[str, Any]:
    """All names, or those of one key. AWS's own (`alias/aws/...`) appear once a service needs them."""
    wanted = asked.params.get("KeyId")
    keys = [any_key(asked, wanted, by_alias=False)] if wanted else list(asked.backend.keys.values())
    found = [alias for key in keys for alias in key.aliases.values()]
    rows = [
        {
            "AliasName": alias.alias_name,
            "AliasArn": alias.alias_arn,
            "TargetKeyId": alias.target_key_id,
            "CreationDate": getattr(alias, "created", _key_made(asked, alias)),
            "LastUpdatedDate": getattr(alias, "updated", _key_made(asked, alias)),
        }
        for alias in sorted(found, key=lambda alias: str(alias.alias_name))
    ]
    return paged(asked, rows, "Aliases", 50)


def _key_made(asked: Asked, alias: Any) -> Any:
    """When the key was made that an alias stands for."""
    key = asked.backend.keys.get(alias.target_key_id)
    return asked.now if key is None else getattr(key, "creation_date", asked.now)


def _name(asked: Asked) -> str:
    name: str = asked.params["AliasName"]
    if not name.startswith("alias/"):
        raise invalid(
            'Alias must start with the prefix "alias/". '
            "Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html"
        )
    if name.startswith("alias/aws/"):
        raise Refused("NotAuthorizedException")
    return name


def _target(asked: Asked) -> Any:
    name: str = asked.params["TargetKeyId"]
    if "alias/" in name:
        raise invalid("Aliases must refer to keys. Not aliases")
    key = any_key(asked, name, by_alias=False)
    refuse_pending(key)
    return key
