"""The decision about one permission of one identity: the policies that apply are gathered, and `policies` decides."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from course_lib.aws.access import Check, Identity, Need, ResourcePolicy
from course_lib.aws.services.iam import store
from course_lib.aws.services.iam.policies.conditions import NULL, OPERATORS
from course_lib.aws.services.iam.policies.context import Context
from course_lib.aws.services.iam.policies.documents import Statement, read
from course_lib.aws.services.iam.policies.evaluate import Decision, Kind, Policies, Policy, Question, evaluate
from course_lib.aws.services.iam.policies.principals import Caller
from course_lib.aws.services.iam.store import Attached


def decide(account: str, signer: Identity, need: Need, resource: ResourcePolicy | None) -> Check:
    """Whether an identity may do something.

    Args:
        account: where it is done.
        signer: a user or a role's session of this account, or a service of AWS.
        need: what, with all condition keys of the request.
        resource: the policy of what it is done to.
    """
    service = signer.arn if signer.kind == "Service" else None
    caller = Caller(signer.arn, "" if service else account, signer.role, service)
    question = Question(caller, need.action, need.resource, Context(need.context))
    return noted(question, evaluate(question, policies_of(account, signer, resource)))


def policies_of(account: str, signer: Identity, resource: ResourcePolicy | None) -> Policies:
    """All policies that apply to what somebody does."""
    entity = store.by_arn(account, signer.role or signer.arn)
    boundary = store.managed(account, store.boundary_arn(entity) or "")
    return Policies(
        identity=tuple(as_policies(Kind.IDENTITY, store.attached(account, entity) if entity is not None else [])),
        boundary=next(iter(as_policies(Kind.BOUNDARY, [boundary] if boundary else [])), None),
        session=tuple(as_policies(Kind.SESSION, [Attached("session", "session", each) for each in signer.policies])),
        resource=_resource(resource),
        resource_decides=resource is not None and resource.decides,
    )


def as_policies(kind: Kind, attached: Iterable[Attached]) -> list[Policy]:
    """Documents, read."""
    return [Policy(each.name, kind, _statements(each.document), each.kind) for each in attached]


def _resource(resource: ResourcePolicy | None) -> Policy | None:
    if resource is None or resource.document is None:
        return None
    return Policy(resource.name, Kind.RESOURCE, _statements(resource.document), "resource")


@lru_cache(maxsize=512)
def _statements(document: str) -> tuple[Statement, ...]:
    """The statements of a document; none of one that cannot be read, so that it allows nothing.

    IAM's own policies can all be read: they are checked when they are stored. Those of resources are their service's.
    """
    try:
        found = read(document)
    except (ValueError, RecursionError):
        return ()
    operators = {condition.operator for statement in found for condition in statement.conditions}
    return found if operators <= OPERATORS.keys() | {NULL} else ()


def noted(question: Question, decision: Decision) -> Check:
    """A decision in the words of the journal."""
    statement = decision.statement
    return Check(
        question.action,
        question.resource,
        decision.allowed,
        decision.policy.name if decision.policy else None,
        None if statement is None else statement.sid or f"#{statement.number + 1}",
        decision.kind.value if decision.kind else None,
        decision.explicit,
    )
