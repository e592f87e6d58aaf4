"""Which permissions Secrets Manager's operations need.

Sources: Service Authorization Reference, "Actions, resources, and condition keys for AWS Secrets Manager"; user guide,
"Permissions policy examples" (the six characters at an ARN's end). A key such as secretsmanager:VersionStage is there
only where the request has the parameter, as users report it of policies that demand AWSCURRENT.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from course_lib.aws.access import Need, Values
from course_lib.aws.http.messages import Answer, AwsError, Call, Forward
from course_lib.aws.services.secretsmanager.policies import secret_of

Needs = Callable[[Call], Iterator[Need]]

# Condition key: the parameter that gives its value.
_KEYS = {
    "secretsmanager:Description": "Description",
    "secretsmanager:ForceDeleteWithoutRecovery": "ForceDeleteWithoutRecovery",
    "secretsmanager:KmsKeyId": "KmsKeyId",
    "secretsmanager:Name": "Name",
    "secretsmanager:RecoveryWindowInDays": "RecoveryWindowInDays",
    "secretsmanager:SecretId": "SecretId",
    "secretsmanager:VersionId": "VersionId",
    "secretsmanager:VersionStage": "VersionStage",
}


def needs(call: Call) -> list[Need] | None:
    """The permissions that a call needs; None for an operation that nobody answers."""
    row = OPERATIONS.get(call.operation)
    return list(row(call)) if row else None


def in_parts(call: Call, refusals: Sequence[AwsError | None], forward: Forward) -> Answer | None:
    """BatchGetSecretValue gives what the caller may read, and says which it may not."""
    if call.operation != "BatchGetSecretValue" or not refusals or refusals[0] is not None:
        return None
    wanted = [str(each) for each in call.params.get("SecretIdList") or ()]
    refused = {each: error for each, error in zip(wanted, refusals[1:], strict=False) if error is not None}
    left = [each for each in wanted if each not in refused]
    if not refused:
        return forward(call)
    told = [{"SecretId": each, "ErrorCode": error.code, "Message": error.message} for each, error in refused.items()]
    if not left:
        return Answer(result={"SecretValues": [], "Errors": told})
    answer = forward(replace(call, params={**call.params, "SecretIdList": left}, request=None))
    if answer.result is None:
        return answer
    return Answer(result={**answer.result, "Errors": [*answer.result["Errors"], *told]})


def _one(call: Call) -> Iterator[Need]:
    yield _on(call, str(call.params.get("SecretId") or "*"), f"secretsmanager:{call.operation}")


def _create(call: Call) -> Iterator[Need]:
    """Of a secret that is not there yet, nobody knows the six characters."""
    arn = f"arn:aws:secretsmanager:{call.region}:{call.account}:secret:{call.params.get('Name') or '*'}-??????"
    tags = call.params.get("Tags") or ()
    yield Need("secretsmanager:CreateSecret", arn, _values(call))
    if tags:
        yield Need("secretsmanager:TagResource", arn, _values(call))


def _any(call: Call) -> Iterator[Need]:
    yield Need(f"secretsmanager:{call.operation}", "*")


def _batch(call: Call) -> Iterator[Need]:
    yield from _any(call)
    for each in call.params.get("SecretIdList") or ():
        yield _on(call, str(each), "secretsmanager:GetSecretValue", {"secretsmanager:SecretId": str(each)})


def _on(call: Call, text: str, action: str, values: Values | None = None) -> Need:
    secret = secret_of(call.account, call.region, text)
    plain = f"arn:aws:secretsmanager:{call.region}:{call.account}:secret:{text}"
    arn = secret.arn if secret else (text if text.startswith("arn:") else plain)
    tags = secret.tags if secret else {}
    held = {f"{kind}:ResourceTag/{key}": value for key, value in tags.items() for kind in ("aws", "secretsmanager")}
    return Need(action, arn, {**(_values(call) if values is None else values), **held})


def _values(call: Call) -> dict[str, Any]:
    """What the request says, as conditions see it."""
    found: dict[str, Any] = {
        key: str(call.params[name]).lower() if isinstance(call.params[name], bool) else str(call.params[name])
        for key, name in _KEYS.items()
        if call.params.get(name) is not None
    }
    tags = call.params.get("Tags") or ()
    found.update({f"aws:RequestTag/{each.get('Key')}": str(each.get("Value", "")) for each in tags})
    keys = tuple(str(each.get("Key")) for each in tags) or tuple(map(str, call.params.get("TagKeys") or ()))
    return {**found, "aws:TagKeys": keys} if keys else found


OPERATIONS: Mapping[str, Needs] = {
    "BatchGetSecretValue": _batch,
    "CreateSecret": _create,
    "DeleteResourcePolicy": _one,
    "DeleteSecret": _one,
    "DescribeSecret": _one,
    "GetRandomPassword": _any,
    "GetResourcePolicy": _one,
    "GetSecretValue": _one,
    "ListSecretVersionIds": _one,
    "ListSecrets": _any,
    "PutResourcePolicy": _one,
    "PutSecretValue": _one,
    "RestoreSecret": _one,
    "TagResource": _one,
    "UntagResource": _one,
    "UpdateSecret": _one,
    "UpdateSecretVersionStage": _one,
}
