"""Storing policies: malformed documents and those that are too long are refused, all others are kept as they came.

moto checks documents by rules that refuse some that IAM takes (numbers without quotes, inline and trust policies of
2008), and lets others pass. So documents are checked here; what moto is shown in their place is put right afterwards.

Source: IAM API reference, the pages of these operations; IAM user guide, "IAM and AWS STS quotas".
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.services.iam import store
from course_lib.aws.services.iam.errors import malformed, too_much
from course_lib.aws.services.iam.policies import grammar

_INLINE = {"user": grammar.INLINE_USER, "role": grammar.INLINE_ROLE, "group": grammar.INLINE_GROUP}
# What moto is shown; it finds nothing wrong with these.
_ANY_POLICY = json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}})
_ANY_TRUST = json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "sts:AssumeRole"}})


def _check(check: Callable[..., None], document: str, **how: bool) -> None:
    try:
        check(document, **how)
    except grammar.Malformed as problem:
        raise malformed(problem.message) from None


def create_policy(call: Call, forward: Forward) -> Answer:
    """Make a managed policy."""
    document = _managed(call)
    answer = forward(store.with_params(call, PolicyDocument=_ANY_POLICY))
    if answer.result is not None:
        store.backend(call.account).managed_policies[answer.result["Policy"]["Arn"]].versions[0].document = document
    return answer


def _create_version(call: Call, forward: Forward) -> Answer:
    document = _managed(call)
    answer = forward(store.with_params(call, PolicyDocument=_ANY_POLICY))
    if answer.result is not None:
        policy = store.backend(call.account).managed_policies[str(call.params["PolicyArn"])]
        made = answer.result["PolicyVersion"]["VersionId"]
        next(each for each in policy.versions if each.version_id == made).document = document
    return answer


def _managed(call: Call) -> str:
    document = str(call.params.get("PolicyDocument", ""))
    _check(grammar.check_identity, document)
    if grammar.size_of(document) > grammar.MANAGED:
        raise too_much(f"Cannot exceed quota for PolicySize: {grammar.MANAGED}")
    return document


def _put_inline(call: Call, forward: Forward) -> Answer:
    kind = call.operation.removeprefix("Put").removesuffix("Policy").lower()
    name = str(call.params.get(f"{kind.capitalize()}Name", ""))
    policy, document = str(call.params.get("PolicyName", "")), str(call.params.get("PolicyDocument", ""))
    _check(grammar.check_identity, document, managed=False)
    entity = store.find(call.account, kind, name)
    if entity is not None:
        together = sum(map(grammar.size_of, [document, *store.inline_texts(entity, policy)]))
        if together > _INLINE[kind]:
            raise too_much(f"Maximum policy size of {_INLINE[kind]} bytes exceeded for {kind} {name}")
    answer = forward(store.with_params(call, PolicyDocument=_ANY_POLICY))
    if answer.error is None and entity is not None:
        entity.policies[policy] = document
    return answer


def create_role(call: Call, forward: Forward) -> Answer:
    """Make a role with its trust policy."""
    _trust(call, "AssumeRolePolicyDocument")
    return forward(call)


def _update_trust(call: Call, forward: Forward) -> Answer:
    document = _trust(call, "PolicyDocument")
    answer = forward(store.with_params(call, PolicyDocument=_ANY_TRUST))
    role = store.find(call.account, "role", str(call.params.get("RoleName", "")))
    if answer.error is None and role is not None:
        role.assume_role_policy_document = document
        remember_trusted(call.account, role)
    return answer


def remember_trusted(account: str, role: Any) -> None:
    """Keep the unique ids of whom a role's trust policy names: whoever has their name later is somebody else.

    Source: IAM user guide, "AWS JSON policy elements: Principal" (an ARN is stored as the principal's unique id).
    """
    named = grammar.aws_principals(str(role.assume_role_policy_document))
    role.course_trusted = {arn: found.id for arn in named if (found := store.by_arn(account, arn)) is not None}


def trust_policy(account: str, role: Any) -> str | None:
    """A role's trust policy, with the unique id in place of the ARN of a principal that is not the same any more."""
    document = getattr(role, "assume_role_policy_document", None)
    trusted: Mapping[str, str] = getattr(role, "course_trusted", {})
    for arn, id in trusted.items():
        found = store.by_arn(account, arn)
        if document is not None and (found is None or found.id != id):
            document = str(document).replace(json.dumps(arn), json.dumps(id))
    return document


def _trust(call: Call, parameter: str) -> str:
    document = str(call.params.get(parameter, ""))
    _check(grammar.check_trust, document)
    for arn in grammar.aws_principals(document):
        if not _is_there(call.account, arn):
            raise malformed(f'Invalid principal in policy: "AWS":"{arn}"')
    if grammar.size_of(document) > grammar.TRUST:
        raise too_much(f"Cannot exceed quota for ACLSizePerRole: {grammar.TRUST}")
    return document


def problem_of_resource_policy(account: str, document: str) -> str | None:
    """What is wrong with a policy that another service is to store for a resource; see `grammar.resource_problem`."""
    problem = grammar.resource_problem(document)
    if problem is None and not all(_is_there(account, arn) for arn in grammar.aws_principals(document)):
        return grammar.WRONG_PRINCIPAL
    return problem


def _is_there(account: str, arn: str) -> bool:
    """Whether a principal of this account exists; of others that cannot be told. A session's role has to."""
    _, _, service, _, owner, named = arn.split(":", 5)
    if owner != account or named == "root":
        return True
    if service == "sts":
        return store.find(account, "role", (named.split("/") + [""])[1]) is not None
    return store.by_arn(account, arn) is not None


OPERATIONS: Mapping[str, Callable[[Call, Forward], Any]] = {
    "CreatePolicyVersion": _create_version,
    "PutUserPolicy": _put_inline,
    "PutGroupPolicy": _put_inline,
    "PutRolePolicy": _put_inline,
    "UpdateAssumeRolePolicy": _update_trust,
}
