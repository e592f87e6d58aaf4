"""The layer that answers STS's operations: who asks, and sessions of roles.

Whether the caller may assume the role has been decided before: by the role's trust policy and the caller's own.

Source: STS API reference, AssumeRole, GetCallerIdentity and GetSessionToken; IAM user guide, "Roles terms and
concepts" (an hour at most where one role assumes another), "IAM and AWS STS quotas". Roles are not for an account's
root: public issue trackers quote the refusal.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from course_lib.aws.access import Identity, Keys
from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Answer, AwsError, Call, Forward, NotSimulated

Ask = Callable[[Call], Answer]

_USUAL, _CHAINED, _OWN = 3600, 3600, 43200  # seconds
_LONGEST_POLICY = 2048  # characters
_OTHERS = {
    "AssumeRoleWithSAML": "identity providers",
    "AssumeRoleWithWebIdentity": "identity providers",
    "GetFederationToken": "federated users",
}
ROOT = AwsError("AccessDenied", "Roles may not be assumed by root accounts.", 403)


class StsRules:
    """Answers AssumeRole, GetCallerIdentity and GetSessionToken.

    Args:
        clock: of the account.
        seed: for keys and tokens.
        ask: makes a call to another service of the account.
    """

    def __init__(self, clock: Clock, seed: int, ask: Ask) -> None:
        self._clock, self._chance, self._ask = clock, random.Random(f"sts {seed}"), ask

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.service != "sts":
            return forward(call)
        if call.operation == "GetCallerIdentity":
            return self._caller(call)
        if call.operation == "AssumeRole":
            return self._assume(call)
        if call.operation == "GetSessionToken":
            return self._own_session(call)
        if call.operation in _OTHERS:
            raise NotSimulated(
                f"AWS Security Token Service is simulated here, but not its operation {call.operation}: there are no "
                f"{_OTHERS[call.operation]}. Nothing was sent anywhere."
            )
        return forward(call)

    def _caller(self, call: Call) -> Answer:
        if call.identity is None:
            root = f"arn:aws:iam::{call.account}:root"
            return Answer(result={"UserId": call.account, "Account": call.account, "Arn": root})
        return Answer(result={"UserId": call.identity.user_id, "Account": call.account, "Arn": call.identity.arn})

    def _assume(self, call: Call) -> Answer:
        from course_lib.aws.services.sts import sessions
        from course_lib.aws.services.sts.requests import inherited, problem_of

        wrong = problem_of(call)
        if wrong is not None:
            return Answer(error=wrong)
        if call.identity is None or call.identity.kind == "Account":
            return Answer(error=ROOT)
        role = self._described(call, str(call.params.get("RoleArn", "")))
        seconds = int(call.params.get("DurationSeconds") or _USUAL)
        problem = _problem(call, seconds, role)
        if problem is not None:
            return Answer(error=AwsError("ValidationError", problem))
        policies = self._policies(call)
        if isinstance(policies, AwsError):
            return Answer(error=policies)
        now = self._clock.now()
        identity = sessions.open_session(
            call.account,
            role,
            str(call.params.get("RoleSessionName", "")),
            sessions.new_keys(self._chance),
            now,
            now + timedelta(seconds=seconds),
            {**inherited(call), **{str(tag["Key"]): str(tag["Value"]) for tag in call.params.get("Tags") or ()}},
            policies,
            call.params.get("SourceIdentity"),
            tuple(dict.fromkeys([*inherited(call), *map(str, call.params.get("TransitiveTagKeys") or ())])),
        )
        return Answer(result=_told(identity, call))

    def _own_session(self, call: Call) -> Answer:
        """Keys for a while, for who has keys for good; a session cannot get them."""
        from course_lib.aws.services.sts import sessions

        if call.identity is not None and call.identity.expires is not None:
            return Answer(error=AwsError("AccessDenied", "Cannot call GetSessionToken with session credentials", 403))
        seconds = int(call.params.get("DurationSeconds") or _OWN)
        now = self._clock.now()
        root = f"arn:aws:iam::{call.account}:root"
        signer = call.identity or Identity(root, call.account, "Account", Keys("", ""))
        keys = sessions.new_keys(self._chance)
        lasting = replace(signer, keys=keys, issued=now, expires=now + timedelta(seconds=seconds))
        sessions.keep(call.account, lasting)
        return Answer(result={"Credentials": _told(lasting, call)["Credentials"]})

    def _described(self, call: Call, arn: str) -> dict[str, Any]:
        answer = self._ask(
            Call("iam", "GetRole", {"RoleName": arn.rpartition("/")[2]}, call.who, call.region, call.account)
        )
        return dict((answer.result or {}).get("Role") or {"Arn": arn, "RoleId": "AROA"})

    def _policies(self, call: Call) -> tuple[str, ...] | AwsError:
        from course_lib.aws.services.sts.errors import malformed, not_there, too_long

        found = []
        if "Policy" in call.params:
            text = str(call.params["Policy"])
            if len(text) > _LONGEST_POLICY:
                return too_long(text)
            problem = malformed(self._ask, call, text)
            if problem is not None:
                return problem
            found.append(text)
        for each in call.params.get("PolicyArns") or ():
            document = _managed(self._ask, call, str(each.get("arn", "")))
            if document is None:
                return not_there(str(each.get("arn", "")))
            found.append(document)
        return tuple(found)


def _managed(ask: Ask, call: Call, arn: str) -> str | None:
    """The document of a managed policy, in its default version."""
    from urllib.parse import unquote

    described = ask(Call("iam", "GetPolicy", {"PolicyArn": arn}, call.who, call.region, call.account))
    if described.result is None:
        return None
    version = described.result["Policy"]["DefaultVersionId"]
    asked = {"PolicyArn": arn, "VersionId": version}
    found = ask(Call("iam", "GetPolicyVersion", asked, call.who, call.region, call.account))
    return None if found.result is None else unquote(str(found.result["PolicyVersion"]["Document"]))


def _problem(call: Call, seconds: int, role: dict[str, Any]) -> str | None:
    if call.identity is not None and call.identity.role is not None and seconds > _CHAINED:
        return "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining"
    if seconds > int(role.get("MaxSessionDuration") or _USUAL):
        return "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
    if seconds < 900:
        return (
            f"1 validation error detected: Value '{seconds}' at 'durationSeconds' failed to satisfy constraint: "
            "Member must have value greater than or equal to 900"
        )
    return None


def _told(identity: Any, call: Call) -> dict[str, Any]:
    result: dict[str, Any] = {
        "Credentials": {
            "AccessKeyId": identity.keys.access_key,
            "SecretAccessKey": identity.keys.secret_key,
            "SessionToken": identity.keys.token,
            "Expiration": identity.expires,
        },
        "AssumedRoleUser": {"AssumedRoleId": identity.user_id, "Arn": identity.arn},
    }
    if identity.policies or "Tags" in call.params:
        size = sum(map(len, identity.policies)) + len(str(call.params.get("Tags") or ""))
        result["PackedPolicySize"] = min(100, -(-size * 100 // 4096))  # how AWS packs is not known
    if identity.source_identity is not None:
        result["SourceIdentity"] = identity.source_identity
    return result
