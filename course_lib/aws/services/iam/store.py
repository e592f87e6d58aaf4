"""What moto keeps of IAM: who is there, what their keys are, and which policies they have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from course_lib.aws.access import Identity, Keys
from course_lib.aws.http.messages import Call


@dataclass(frozen=True)
class Attached:
    """A policy document: its name, where it is attached, and the text.

    Attributes:
        name: the ARN of a managed policy, the name of an inline one.
        kind: "IAM Policy" for a managed policy; "user", "group" or "role" for an inline one.
        document: as it is stored.
    """

    name: str
    kind: str
    document: str


def with_params(call: Call, **others: str) -> Call:
    """The same call with other parameters."""
    return replace(call, params={**call.params, **others}, request=None)


def backend(account: str) -> Any:
    """moto's IAM of an account."""
    from moto.iam.models import iam_backends

    return iam_backends[account]["aws"]


def signer(account: str, key: str) -> Identity | None:
    """The user who has this access key."""
    for user in backend(account).users.values():
        for each in user.access_keys:
            if each.access_key_id == key:
                return Identity(
                    arn=user.arn,
                    user_id=user.id,
                    kind="User",
                    keys=Keys(key, each.secret_access_key),
                    name=user.name,
                    tags=tags_of(account, user),
                    active=each.status == "Active",
                )
    return None


def tags_of(account: str, entity: Any) -> dict[str, str]:
    """The tags of a user or role."""
    held = getattr(entity, "tags", None)
    if isinstance(held, Mapping):
        return {name: each["Value"] if isinstance(each, Mapping) else str(each) for name, each in held.items()}
    listed = backend(account).tagger.list_tags_for_resource(entity.arn)["Tags"]
    return {each["Key"]: each["Value"] for each in listed}


def find(account: str, kind: str, name: str) -> Any:
    """A user, group or role by its name, or None."""
    held = backend(account)
    if kind == "role":
        return next((each for each in held.roles.values() if each.name == name), None)
    return {"user": held.users, "group": held.groups, "instance-profile": held.instance_profiles}.get(kind, {}).get(
        name
    )


def arn_of(account: str, kind: str, name: str) -> str | None:
    """The ARN of a user, group, role or instance profile that is there."""
    found = find(account, kind, name)
    return None if found is None else str(found.arn)


def by_arn(account: str, arn: str) -> Any:
    """The user, group or role with this ARN, or None."""
    held = backend(account)
    everybody = [*held.users.values(), *held.groups.values(), *held.roles.values()]
    return next((each for each in everybody if each.arn == arn), None)


def kind_of(entity: Any) -> str:
    """ "user", "group" or "role"."""
    return type(entity).__name__.lower()


def boundary_of(account: str, kind: str, name: str) -> str | None:
    """The ARN of the permissions boundary of a user or role."""
    return boundary_arn(find(account, kind, name))


def boundary_arn(entity: Any) -> str | None:
    """The ARN of somebody's permissions boundary."""
    found = getattr(entity, "permissions_boundary_arn", None)
    return str(found) if found else None


def managed(account: str, arn: str) -> Attached | None:
    """A managed policy in its default version."""
    found = backend(account).managed_policies.get(arn)
    return None if found is None else Attached(arn, "IAM Policy", _in_force(found))


def _in_force(policy: Any) -> str:
    """The document of a managed policy's default version."""
    return str(next(each.document for each in policy.versions if each.version_id == policy.default_version_id))


def attached(account: str, entity: Any) -> list[Attached]:
    """The policies of a user, their groups' included, of a group or of a role."""
    found = _own(entity)
    if kind_of(entity) == "user":
        for group in backend(account).groups.values():
            if entity in group.users:
                found += _own(group)
    return found


def _own(entity: Any) -> list[Attached]:
    inline = [Attached(name, kind_of(entity), str(text)) for name, text in entity.policies.items()]
    return [*(Attached(arn, "IAM Policy", _in_force(each)) for arn, each in entity.managed_policies.items()), *inline]


def inline_texts(entity: Any, but: str) -> Iterable[str]:
    """The documents of somebody's inline policies, but the one of this name."""
    return [str(text) for name, text in entity.policies.items() if name != but]
