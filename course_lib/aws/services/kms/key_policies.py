"""The policy of a key, its grants included: a grant allows its grantee as a statement of the policy would.

Source: KMS developer guide, "Key policies in AWS KMS", "Grants in AWS KMS" and "Grant constraints".
"""

from __future__ import annotations

import json
from typing import Any

from course_lib.aws.access import ResourcePolicy
from course_lib.aws.http.messages import Call
from course_lib.aws.layers.stored_policies import Problem, may_still, problem_of
from course_lib.aws.services.kms.errors import Refused

# Source: API reference, PutKeyPolicy; the words of the first and the last as users report them.
_PRINCIPAL = "Policy contains a statement with one or more invalid principals."
_WRONG = "The request was rejected because the specified policy is not syntactically or semantically correct."
_LOCKED_OUT = "The new key policy will not allow you to update the key policy in the future."
_STORES = ("CreateKey", "PutKeyPolicy", "ReplicateKey")


def check_policy(call: Call, arn: str) -> None:
    """Refuse a policy that KMS does not store, for a key that has this ARN, or will have.

    Raises:
        Refused: it is malformed, or the caller could not change it again.
    """
    document = call.params.get("Policy")
    if call.operation not in _STORES or not isinstance(document, str) or not document:
        return
    problem = problem_of(call.account, document)
    if problem is not None:
        raise Refused("MalformedPolicyDocumentException", _PRINCIPAL if problem is Problem.PRINCIPAL else _WRONG)
    policy = ResourcePolicy(arn, document, decides=True)
    if not call.params.get("BypassPolicyLockoutSafetyCheck") and not may_still(call, "kms:PutKeyPolicy", policy):
        raise Refused("MalformedPolicyDocumentException", _LOCKED_OUT)


def policy_of(account: str, region: str, arn: str) -> ResourcePolicy | None:
    """The policy of the key with this ARN; None where it is the ARN of no key, such as that of an alias."""
    from moto.kms.models import kms_backends

    key = next((each for each in kms_backends[account][region].keys.values() if each.arn == arn), None)
    if key is None:
        return None
    return ResourcePolicy(arn, _with_grants(str(key.policy), list(key.grants.values())), decides=True)


def _with_grants(document: str, grants: list[Any]) -> str:
    if not grants:
        return document
    policy = json.loads(document)
    held = policy.get("Statement", [])
    return json.dumps(
        {**policy, "Statement": [*(held if isinstance(held, list) else [held]), *map(_statement, grants)]}
    )


def _statement(grant: Any) -> dict[str, Any]:
    statement: dict[str, Any] = {
        "Sid": f"Grant {grant.id}",
        "Effect": "Allow",
        "Principal": {"AWS": grant.grantee_principal},
        "Action": [f"kms:{operation}" for operation in grant.operations],
        "Resource": "*",
    }
    constraints = grant.constraints or {}
    exact, within = constraints.get("EncryptionContextEquals"), constraints.get("EncryptionContextSubset")
    pairs = exact or within
    if pairs:
        statement["Condition"] = {"StringEquals": {f"kms:EncryptionContext:{key}": pairs[key] for key in pairs}}
    if exact:
        statement["Condition"]["ForAllValues:StringEquals"] = {"kms:EncryptionContextKeys": list(exact)}
    return statement
