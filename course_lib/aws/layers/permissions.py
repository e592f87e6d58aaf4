"""Who may do what: stands right below the journal in an account that tells identities apart.

To the account's root everything is allowed but what a bucket's policy denies explicitly. For anybody else the service
says what the call needs, and each of it is decided before the call goes on.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from course_lib.aws.access import Access, Check, Identity, Keys, Need, Values, aws_service
from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Answer, AwsError, Call, Forward
from course_lib.aws.layers.journal import COURSE
from course_lib.aws.layers.refusals import denied, without_body
from course_lib.aws.layers.signers import NobodyKnown, Signers
from course_lib.aws.services import SERVICES

if TYPE_CHECKING:
    from course_lib.aws.service import AwsService

_HERE = "127.0.0.1"  # where requests come from


class Permissions:
    """Decides before a call is answered, and notes in the answer who was allowed what.

    Args:
        authority: the service that decides.
        clock: of the account.

    Attributes:
        signers: who signs.
    """

    def __init__(self, authority: AwsService, clock: Clock) -> None:
        self._authority, self._clock = authority, clock
        self.signers = Signers(clock)

    def __call__(self, call: Call, forward: Forward) -> Answer:
        service = SERVICES.aws[call.service]
        try:
            signer = call.identity or self.signers.of(call, service)
        except NobodyKnown as nobody:
            if service.needs(call) is None:
                return forward(call)  # nobody answers it, and that is told first
            return Answer(error=without_body(call, nobody.error))
        if signer is not None:
            call = replace(call, identity=signer)
        if signer is None or signer.kind == "Account":
            answer = self.of_root(call, forward)
            arn = f"arn:aws:iam::{call.account}:root" if signer is None else signer.arn
            return answer if answer.access else replace(answer, access=Access(arn))
        return self._decided(call, signer, service, forward)

    def on_behalf(self, call: Call, forward: Forward) -> Answer:
        """Answer a call that a service of AWS makes for a resource, if the policy of what is called lets it."""
        return self._decided(call, aws_service(call.who), SERVICES.aws[call.service], forward)

    def for_caller(self, call: Call, forward: Forward) -> Answer:
        """Answer a call that a service of AWS makes with the permissions of who called it, `call.identity`."""
        if call.identity is None or call.identity.kind == "Account":
            return forward(call)
        return self._decided(call, call.identity, SERVICES.aws[call.service], forward)

    def of_root(self, call: Call, forward: Forward) -> Answer:
        """Answer the account's root, whom only an explicit Deny in the policy of a resource binds.

        It stands in an account that tells nobody apart, too: everybody is its root there.
        Source: IAM user guide, "How AWS enforcement code logic evaluates requests".
        """
        service = SERVICES.aws.get(call.service)
        always = None if service is None else service.denies_root_but
        if service is None or always is None or call.operation in always or call.who == COURSE:
            return forward(call)
        needs = service.needs(call) or ()
        if not any(service.policy_of(call.account, call.region, need) for need in needs):
            return forward(call)
        root = Identity(f"arn:aws:iam::{call.account}:root", call.account, "Account", Keys("", ""))
        checks = [self._decide(call, root, need) for need in needs]
        refusals = [self._refusal(call, root, service, each) if each.explicit else None for each in checks]
        if not any(refusals):
            return forward(call)
        answer = service.in_parts(call, refusals, forward) or Answer(error=next(filter(None, refusals)))
        return replace(answer, access=Access(root.arn, tuple(each for each in checks if each.explicit)))

    def _decided(self, call: Call, signer: Identity, service: AwsService, forward: Forward) -> Answer:
        needs = service.needs(call)
        if needs is None:
            return forward(call)
        decided = [self._decide(call, signer, need) for need in needs]
        refusals = [self._refusal(call, signer, service, check) for check in decided]
        answer = service.in_parts(call, refusals, forward)
        if answer is None:
            refused = next((number for number, refusal in enumerate(refusals) if refusal is not None), None)
            if refused is not None:
                return Answer(error=refusals[refused], access=Access(signer.arn, tuple(decided[: refused + 1])))
            answer = self._told(call, signer, service, forward(call))
        return replace(answer, access=Access(signer.arn, tuple(decided)))

    def _told(self, call: Call, signer: Identity, service: AwsService, answer: Answer) -> Answer:
        """An answer, unless it is an error that the caller may not be told."""
        if answer.error is None:
            return answer
        needed = [self._decide(call, signer, need) for need in service.needs_to_be_told(call, answer.error)]
        refusals = (self._refusal(call, signer, service, check) for check in needed)
        refusal = next((each for each in refusals if each is not None), None)
        return answer if refusal is None else Answer(error=refusal)

    def _decide(self, call: Call, signer: Identity, need: Need) -> Check:
        owner = SERVICES.aws.get(need.resource.split(":")[2]) if need.resource.startswith("arn:") else None
        policy = owner.policy_of(call.account, call.region, need) if owner is not None else None
        keys = {**self._context(call, signer), **need.context}
        return self._authority.decide(call.account, signer, replace(need, context=keys), policy)

    def _refusal(self, call: Call, signer: Identity, service: AwsService, check: Check) -> AwsError | None:
        return None if check.allowed else without_body(call, denied(service.protocol, signer.arn, check))

    def _context(self, call: Call, signer: Identity) -> Values:
        """The keys that every request has.

        Source: IAM user guide, "AWS global condition context keys", which say of each when it is there.
        """
        if call.source:
            source = {"aws:SourceArn": call.source, "aws:SourceAccount": call.account}
            return {"aws:PrincipalIsAWSService": "true", "aws:PrincipalServiceName": signer.arn, **source}
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
            "aws:ViaAWSService": str(bool(call.via)).lower(),
            "aws:userid": signer.user_id,
            **{f"aws:PrincipalTag/{name}": value for name, value in signer.tags.items()},
        }
        if call.request is not None and call.request.header("user-agent"):
            values["aws:UserAgent"] = call.request.header("user-agent")
        if call.via:
            values["kms:ViaService"] = call.via
        if signer.kind == "User":
            values["aws:username"] = signer.name
        if signer.issued is not None:
            values["aws:TokenIssueTime"] = signer.issued.strftime("%Y-%m-%dT%H:%M:%SZ")
            values["aws:MultiFactorAuthPresent"] = "false"
        if signer.source_identity is not None:
            values["aws:SourceIdentity"] = signer.source_identity
        return values
