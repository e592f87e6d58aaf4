"""IAM as the rest of the cloud sees it. An account that offers it tells identities apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from course_lib.aws.access import Check, Identity, Need, ResourcePolicy
from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import AwsError, Call, Layer
from course_lib.aws.kept import Kept
from course_lib.aws.layers.moto_backend import Moto
from course_lib.aws.service import Account, Ask, AwsService
from course_lib.aws.services.iam.layer import IamRules


class Iam(AwsService):
    """With policies that are checked when they are stored, and that count when anybody asks for anything."""

    def contents(self, account: Account) -> Iterable[tuple[str, Kept]]:
        from course_lib.aws.services.iam.contents import contents

        return contents(account)

    def layers(self, clock: Clock, seed: int, ask: Ask) -> Sequence[Layer]:
        return [IamRules(clock, seed)]

    def needs(self, call: Call) -> Sequence[Need] | None:
        from course_lib.aws.services.iam.permissions import needs

        return needs(call)

    def signer(self, account: str, key: str) -> Identity | None:
        from course_lib.aws.services.iam.store import signer

        return signer(account, key)

    def policy_of(self, account: str, region: str, need: Need) -> ResourcePolicy | None:
        """A role's trust policy; nobody may assume a role that is not there."""
        from course_lib.aws.services.iam.store import by_arn
        from course_lib.aws.services.iam.storing import trust_policy

        if not need.action.startswith("sts:"):
            return None
        role = by_arn(account, need.resource)
        return ResourcePolicy(need.resource, trust_policy(account, role), decides=True)

    def decide(self, account: str, signer: Identity, need: Need, resource: ResourcePolicy | None) -> Check:
        from course_lib.aws.services.iam.authority import decide

        return decide(account, signer, need, resource)

    def policy_problem(self, account: str, document: str) -> str | None:
        from course_lib.aws.services.iam.storing import problem_of_resource_policy

        return problem_of_resource_policy(account, document)

    def session(self, ask: Ask, call: Call, role: str, asker: Identity, name: str) -> str | AwsError:
        params = {"RoleArn": role, "RoleSessionName": name}
        answer = ask(Call("sts", "AssumeRole", params, asker.name, call.region, call.account, identity=asker))
        if answer.result is None:
            return answer.error or self.broken
        return str(answer.result["Credentials"]["AccessKeyId"])


SERVICE = Iam(
    name="iam",
    title="AWS Identity and Access Management",
    protocol="query",
    content_type="text/xml",
    version="2010-05-08",
    reads=("Get*", "List*", "Simulate*"),
    warm={"client": 1},
    backend=Moto("moto.iam.responses:IamResponse"),
    is_authority=True,
)
