"""What IAM keeps for an account: `user ana` with keys, policies and boundary, groups, roles, managed policies."""

from __future__ import annotations

from collections.abc import Iterator

from course_lib.aws.kept import Kept, said
from course_lib.aws.service import Account
from course_lib.aws.services.iam import managed, store


def contents(account: Account) -> Iterator[tuple[str, Kept]]:
    """All of it, by name."""
    held = store.backend(account.account)
    for user in held.users.values():
        keys = [(each.access_key_id, each.status) for each in user.access_keys]
        yield f"user {user.name}", said(repr((keys, *_policies(user), store.tags_of(account.account, user))))
    for group in held.groups.values():
        yield f"group {group.name}", said(repr((sorted(each.name for each in group.users), *_policies(group))))
    for role in held.roles.values():
        settings = (role.assume_role_policy_document, role.max_session_duration)
        yield f"role {role.name}", said(repr((settings, *_policies(role), store.tags_of(account.account, role))))
    for policy in (each for each in held.managed_policies.values() if not managed.is_aws_own(each.arn)):
        versions = [(each.version_id, each.document) for each in policy.versions]
        yield f"policy {policy.arn}", said(repr((policy.default_version_id, versions)))


def _policies(entity: object) -> tuple[object, ...]:
    """Managed ones, inline ones, and the boundary."""
    managed, inline = getattr(entity, "managed_policies", {}), getattr(entity, "policies", {})
    return sorted(managed), sorted(inline.items()), store.boundary_arn(entity)
