"""The permissions boundary of a user, which moto does not keep; roles' are moto's.

Source: IAM API reference, PutUserPermissionsBoundary, DeleteUserPermissionsBoundary, CreateUser, GetUser.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.services.iam import store
from course_lib.aws.services.iam.errors import no_such


def check(account: str, arn: str | None) -> None:
    """A boundary is a managed policy that is there.

    Raises:
        Refused: it is not.
    """
    if arn is not None and store.managed(account, arn) is None:
        raise no_such(f"Scope ARN: {arn} does not exist or is not attachable.")


def _user(call: Call) -> Any:
    name = str(call.params.get("UserName", ""))
    user = store.find(call.account, "user", name)
    if user is None:
        raise no_such(f"The user with name {name} cannot be found.")
    return user


def _put(call: Call, forward: Forward) -> Answer:
    user, arn = _user(call), str(call.params.get("PermissionsBoundary", ""))
    check(call.account, arn)
    user.permissions_boundary_arn = arn
    return Answer(result={})


def _delete(call: Call, forward: Forward) -> Answer:
    _user(call).permissions_boundary_arn = None
    return Answer(result={})


def _put_role(call: Call, forward: Forward) -> Answer:
    check(call.account, call.params.get("PermissionsBoundary"))
    return forward(call)


def get_user(call: Call, forward: Forward) -> Answer:
    """A user with their boundary. Who names none asks for themselves."""
    name = call.params.get("UserName") or (call.identity.name if call.identity is not None else None)
    if name and "UserName" not in call.params:
        call = store.with_params(call, UserName=name)
    answer = forward(call)
    boundary = store.boundary_of(call.account, "user", str(name))
    if answer.result is None or boundary is None:
        return answer
    told = {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": boundary}
    return Answer(result={"User": {**answer.result["User"], "PermissionsBoundary": told}})


OPERATIONS: Mapping[str, Callable[[Call, Forward], Answer]] = {
    "PutUserPermissionsBoundary": _put,
    "DeleteUserPermissionsBoundary": _delete,
    "PutRolePermissionsBoundary": _put_role,
    "GetUser": get_user,
}
