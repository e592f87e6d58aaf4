"""Who may do what: stands right below the journal in an account that tells identities apart.

The key of a request tells who signed it. To the account's root everything is allowed, and nothing is evaluated. For
anybody else the service says what the call needs, and each of it is decided before the call goes on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from course_lib.aws.access import Access, Check, Identity, Keys, Need, Values
from course_lib.aws.clock import Clock
from course_lib.aws.http.addresses import access_key
from course_lib.aws.http.messages import Answer, AwsError, Call, Forward
from course_lib.aws.http.signature import is_signed_with
from course_lib.aws.layers.refusals import BY_PROTOCOL, denied, without_body
from course_lib.aws.services import SERVICES

if TYPE_CHECKING:
    from course_lib.aws.service import AwsService

# AWS's documented example: what the account's root signs with.
ROOT_KEY, ROOT_SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
_HERE = "127.0.0.1"  # where requests come from


def _signed_with(call: Call) -> tuple[str, str | None]:
    """The access key and the session token of a call; of one that did not come as a request, neither."""
    return ("", None) if call.request is None else (access_key(call.request), call.request.token)


class Permissions:
    """Decides before a call is answered, and notes in the answer who was allowed what.

    Args:
        authority: the service that decides.
        clock: of the account.
    """

    def __init__(self, authority: AwsService, clock: Clock) -> None:
        self._authority, self._clock = authority, clock
        self._keys: dict[str, Keys] = {}  # by the caller's name in the journal

    def act_as(self, who: str, keys: Keys | None) -> None:
        """Let a caller's requests count as signed with these keys, unless they are signed with others themselves.

        Args:
            who: the caller's name in the journal.
            keys: of a user or of a role's session; None for root again.
        """
        if keys is None:
            self._keys.pop(who, None)
        else:
            self._keys[who] = keys

    def __call__(self, call: Call, forward: Forward) -> Answer:
        service = SERVICES.aws[call.service]
        key, token = _signed_with(call)
        problem = self._problem_with_signature(call, key, service)
        if problem is not None:
            return Answer(error=without_body(call, problem))
        if key in ("", ROOT_KEY):
            own = self._keys.get(call.who)
            if own is None:
                return replace(forward(call), access=Access(f"arn:aws:iam::{call.account}:root"))
            key, token = own.access_key, own.token
        signer = self.signer(call.account, key)
        problem = self._problem_with(signer, token, service)
        if problem is not None or signer is None:
            return Answer(error=without_body(call, problem or BY_PROTOCOL[service.protocol].unknown))
        if signer.kind == "Account":
            return replace(forward(replace(call, identity=signer)), access=Access(signer.arn))
        return self._decided(replace(call, identity=signer), signer, service, forward)

    def signer(self, account: str, key: str) -> Identity | None:
        """Who signs with this access key, if anybody does."""
        found = (service.signer(account, key) for service in SERVICES.aws.values())
        return next((each for each in found if each is not None), None)

    def _problem_with_signature(self, call: Call, key: str, service: AwsService) -> AwsError | None:
        if call.request is None or not call.request.from_network:
            return None
        form = BY_PROTOCOL[service.protocol]
        if not key:
            return form.unsigned
        signer = self.signer(call.account, key)
        keys = signer.keys if signer else Keys(ROOT_KEY, ROOT_SECRET) if key == ROOT_KEY else None
        return form.mismatch if keys is not None and not is_signed_with(call.request, keys) else None

    def may_assume(self, account: str, service: str, role: str) -> Check:
        """Whether a role trusts a service of AWS, such as "lambda.amazonaws.com"."""
        nobody = Identity(service, service, "Service", Keys("", ""))
        need = Need("sts:AssumeRole", role)
        return self._authority.decide(account, nobody, need, self._authority.policy_of(account, "us-east-1", need))

    def _problem_with(self, signer: Identity | None, token: str | None, service: AwsService) -> AwsError | None:
        form = BY_PROTOCOL[service.protocol]
        if signer is None or not signer.active or signer.keys.token != token:
            return form.unknown
        if signer.expires is not None and signer.expires <= self._clock.now():
            return form.expired
        return None

    def _decided(self, call: Call, signer: Identity, service: AwsService, forward: Forward) -> Answer:
        checks, refusal = self._check(call, signer, service, service.needs(call))
        if refusal is not None:
            return Answer(error=refusal, access=Access(signer.arn, checks))
        answer = forward(call)
        if answer.error is not None:
            told = service.needs_to_be_told(call, answer.error)
            _, refusal = self._check(call, signer, service, told)
            if refusal is not None:
                answer = Answer(error=refusal)
        return replace(answer, access=Access(signer.arn, checks))

    def _check(
        self, call: Call, signer: Identity, service: AwsService, needs: Iterable[Need]
    ) -> tuple[tuple[Check, ...], AwsError | None]:
        checks: list[Check] = []
        for need in needs:
            keys = {**self._context(call, signer), **need.context}
            owner = SERVICES.aws.get(need.resource.split(":")[2]) if need.resource.startswith("arn:") else None
            policy = owner.policy_of(call.account, call.region, need) if owner is not None else None
            checks.append(self._authority.decide(call.account, signer, replace(need, context=keys), policy))
            if not checks[-1].allowed:
                return tuple(checks), without_body(call, denied(service.protocol, signer.arn, checks[-1]))
        return tuple(checks), None

    def _context(self, call: Call, signer: Identity) -> Values:
        """The keys that every request has.

        Source: IAM user guide, "AWS global condition context keys", which say of each when it is there.
        """
        now = self._clock.now()
        values: dict[str, str | tuple[str, ...]] = {
            "aws:CurrentTime": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "aws:EpochTime": str(int(now.timestamp())),
            "aws:PrincipalAccount": call.account,
            "aws:PrincipalArn": signer.role or signer.arn,
            "aws:PrincipalIsAWSService": "false",
            "aws:PrincipalType": signer.kind,
            "aws:RequestedRegion": call.region,
            "aws:ResourceAccount": call.account,
            "aws:SecureTransport": "true",
            "aws:SourceIp": _HERE,
            "aws:ViaAWSService": "false",
            "aws:userid": signer.user_id,
            **{f"aws:PrincipalTag/{name}": value for name, value in signer.tags.items()},
        }
        if call.request is not None and call.request.header("user-agent"):
            values["aws:UserAgent"] = call.request.header("user-agent")
        if signer.kind == "User":
            values["aws:username"] = signer.name
        if signer.issued is not None:
            values["aws:TokenIssueTime"] = signer.issued.strftime("%Y-%m-%dT%H:%M:%SZ")
            values["aws:MultiFactorAuthPresent"] = "false"
        if signer.source_identity is not None:
            values["aws:SourceIdentity"] = signer.source_identity
        return values
