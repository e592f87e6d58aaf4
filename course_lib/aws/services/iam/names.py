"""The names of new users, groups, roles and policies, and policies that may not be deleted yet.

Sources: IAM user guide, "IAM and AWS STS quotas" (characters of names); API reference, DeletePolicy; words as public
issue trackers quote them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.services.iam import store
from course_lib.aws.services.iam.errors import Refused

_NAMED = {"CreateUser": "UserName", "CreateGroup": "GroupName", "CreateRole": "RoleName", "CreatePolicy": "PolicyName"}
_NAME = re.compile(r"[A-Za-z0-9+=,.@_-]*")
_ATTACHED = "Cannot delete a policy attached to entities."
_VERSIONS = (
    "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The "
    "default version is deleted with the policy."
)


def check_name(call: Call) -> None:
    """Refuse a new name with other characters than names have.

    Raises:
        Refused: it has.
    """
    member = _NAMED.get(call.operation)
    if member is not None and not _NAME.fullmatch(str(call.params.get(member, ""))):
        told = f"The specified value for {member[0].lower()}{member[1:]} is invalid. It must contain only alphanumeric "
        raise Refused("ValidationError", told + "characters and/or the following: +=,.@_-")


def _delete_policy(call: Call, forward: Forward) -> Answer:
    arn = str(call.params.get("PolicyArn", ""))
    held = store.backend(call.account)
    policy = held.managed_policies.get(arn)
    everybody = [*held.users.values(), *held.groups.values(), *held.roles.values()]
    if any(arn in each.managed_policies or store.boundary_arn(each) == arn for each in everybody):
        raise Refused("DeleteConflict", _ATTACHED, 409)
    if policy is not None and len(policy.versions) > 1:
        raise Refused("DeleteConflict", _VERSIONS, 409)
    return forward(call)


OPERATIONS: Mapping[str, Callable[[Call, Forward], Answer]] = {"DeletePolicy": _delete_policy}
