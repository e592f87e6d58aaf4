"""Making users, groups, roles, policies and access keys: ids and dates come from the cloud's seed and clock.

Source: IAM user guide, "IAM identifiers", "Unique identifiers" (prefixes).
"""

from __future__ import annotations

import base64
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.services.iam import boundaries, store, storing
from course_lib.aws.services.iam.store import backend

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


@dataclass(frozen=True)
class Birth:
    """When something is made, and what its id is drawn from."""

    now: datetime
    chance: random.Random

    def id(self, prefix: str) -> str:
        """A unique id: the prefix and 17 characters."""
        return prefix + "".join(self.chance.choices(_LETTERS, k=17))


def _user(call: Call, forward: Forward, birth: Birth) -> Answer:
    boundary = call.params.get("PermissionsBoundary")
    boundaries.check(call.account, boundary)
    answer = forward(call)
    if answer.error is not None:
        return answer
    user = backend(call.account).users[str(call.params["UserName"])]
    user.id, user.create_date, user.permissions_boundary_arn = birth.id("AIDA"), birth.now, boundary
    asked = replace(call, operation="GetUser", params={"UserName": user.name}, request=None)
    return Answer(result=boundaries.get_user(asked, forward).result)


def _group(call: Call, forward: Forward, birth: Birth) -> Answer:
    answer = forward(call)
    if answer.error is not None:
        return answer
    group = backend(call.account).groups[str(call.params["GroupName"])]
    group.id, group.create_date = birth.id("AGPA"), birth.now
    return _again(call, forward, "GetGroup", "Group", GroupName=group.name)


def _role(call: Call, forward: Forward, birth: Birth) -> Answer:
    boundaries.check(call.account, call.params.get("PermissionsBoundary"))
    answer = storing.create_role(call, forward)
    if answer.error is not None:
        return answer
    roles = backend(call.account).roles
    role = next(each for each in roles.values() if each.name == call.params["RoleName"])
    del roles[role.id]
    role.id, role.create_date = birth.id("AROA"), birth.now
    roles[role.id] = role
    storing.remember_trusted(call.account, role)
    return _again(call, forward, "GetRole", "Role", RoleName=role.name)


def _policy(call: Call, forward: Forward, birth: Birth) -> Answer:
    answer = storing.create_policy(call, forward)
    if answer.result is None:
        return answer
    policy = backend(call.account).managed_policies[answer.result["Policy"]["Arn"]]
    policy.id, policy.create_date, policy.update_date = birth.id("ANPA"), birth.now, birth.now
    policy.versions[0].create_date = birth.now
    return _again(call, forward, "GetPolicy", "Policy", PolicyArn=policy.arn)


def _access_key(call: Call, forward: Forward, birth: Birth) -> Answer:
    if "UserName" not in call.params and call.identity is not None and call.identity.kind == "User":
        call = store.with_params(call, UserName=call.identity.name)
    answer = forward(call)
    if answer.result is None:
        return answer
    told = dict(answer.result["AccessKey"])
    held = backend(call.account)
    user = held.users.get(told["UserName"])
    key = next((each for each in user.access_keys if each.access_key_id == told["AccessKeyId"]), None) if user else None
    if key is None:
        return answer
    key.access_key_id = "AKIA" + birth.id("")[:16]
    key.secret_access_key = base64.b64encode(birth.chance.randbytes(30)).decode()
    key.create_date = birth.now
    if told["AccessKeyId"] in held.access_keys:
        held.access_keys[key.access_key_id] = held.access_keys.pop(told["AccessKeyId"])
    told.update(AccessKeyId=key.access_key_id, SecretAccessKey=key.secret_access_key, CreateDate=birth.now)
    return Answer(result={"AccessKey": told})


def _again(call: Call, forward: Forward, operation: str, member: str, **params: Any) -> Answer:
    """What has been made, as moto describes it now."""
    found = forward(replace(call, operation=operation, params=params, request=None))
    return Answer(result={member: (found.result or {})[member]})


OPERATIONS: Mapping[str, Callable[[Call, Forward, Birth], Answer]] = {
    "CreateUser": _user,
    "CreateGroup": _group,
    "CreateRole": _role,
    "CreatePolicy": _policy,
    "CreateAccessKey": _access_key,
}
