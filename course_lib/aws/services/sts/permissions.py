"""Which permissions STS's operations need.

Sources: Service Authorization Reference, "Actions, resources, and condition keys for AWS Security Token Service"; API
reference, GetCallerIdentity and GetSessionToken ("No permissions are required").
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from course_lib.aws.access import Need
from course_lib.aws.http.messages import Call
from course_lib.aws.services.sts.requests import problem_of

Needs = Callable[[Call], Iterator[Need]]


def needs(call: Call) -> list[Need] | None:
    """The permissions that a call needs; None for an operation that nobody answers."""
    row = OPERATIONS.get(call.operation)
    return list(row(call)) if row else None


def _assume_role(call: Call) -> Iterator[Need]:
    if problem_of(call) is not None:
        return  # it will be refused for that
    role = str(call.params.get("RoleArn", "*"))
    tags = {str(tag.get("Key")): str(tag.get("Value")) for tag in call.params.get("Tags") or ()}
    values: dict[str, str | tuple[str, ...]] = {
        **{f"aws:RequestTag/{key}": value for key, value in tags.items()},
        "aws:TagKeys": tuple(tags),
        "sts:TransitiveTagKeys": tuple(map(str, call.params.get("TransitiveTagKeys") or ())),
    }
    for key in ("RoleSessionName", "ExternalId", "SourceIdentity"):
        if key in call.params:
            values[f"sts:{key}"] = str(call.params[key])
    yield Need("sts:AssumeRole", role, values)
    if tags:
        yield Need("sts:TagSession", role, values)
    if "SourceIdentity" in call.params:
        yield Need("sts:SetSourceIdentity", role, values)


def _nothing(call: Call) -> Iterator[Need]:
    return iter(())


def _access_key_info(call: Call) -> Iterator[Need]:
    yield Need("sts:GetAccessKeyInfo")


def _federation_token(call: Call) -> Iterator[Need]:
    yield Need("sts:GetFederationToken", f"arn:aws:sts::{call.account}:federated-user/{call.params.get('Name', '*')}")


OPERATIONS: Mapping[str, Needs] = {
    "AssumeRole": _assume_role,
    "GetCallerIdentity": _nothing,
    "GetSessionToken": _nothing,
    "GetAccessKeyInfo": _access_key_info,
    "GetFederationToken": _federation_token,
    # Asked without credentials of AWS, so that no policy of a caller can count.
    "AssumeRoleWithSAML": _nothing,
    "AssumeRoleWithWebIdentity": _nothing,
}
