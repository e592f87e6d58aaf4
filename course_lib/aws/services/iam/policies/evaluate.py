"""The decision: what all policies together say about one action on one resource, in one account.

Source: IAM user guide, "How AWS enforcement code logic evaluates requests to allow or deny access", "Policy evaluation
for requests within a single account" (what a resource's policy grants to a user, a role or a session), "Permissions
boundaries for IAM entities"; KMS developer guide, "Key policies in AWS KMS".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum

from course_lib.aws.services.iam.policies import conditions
from course_lib.aws.services.iam.policies.context import Context
from course_lib.aws.services.iam.policies.documents import Statement
from course_lib.aws.services.iam.policies.patterns import matches_action, matches_arn, resolved
from course_lib.aws.services.iam.policies.principals import Caller, Match, match
from course_lib.aws.wildcards import plain


class Kind(Enum):
    """A kind of policy, in the words of AWS's refusals."""

    IDENTITY = "identity-based policy"
    RESOURCE = "resource-based policy"
    BOUNDARY = "permissions boundary"
    SESSION = "session policy"


# A grant of a resource's policy to a user, to a session or to everyone is not limited by what other policies leave out.
# One to a role is limited by the role's boundary and the session's policies; one to the account only lets it decide.
DIRECT = Match.EVERYONE


@dataclass(frozen=True)
class Policy:
    """A policy that applies to a request.

    Attributes:
        name: its name or ARN.
        kind: what it is to this request.
        statements: of its document.
        attached: where it is kept, in the words of IAM's simulator: "IAM Policy", "user", "group", "role", "resource".
    """

    name: str
    kind: Kind
    statements: tuple[Statement, ...]
    attached: str = "IAM Policy"


@dataclass(frozen=True)
class Policies:
    """All that apply to a request. Where there is no boundary, or no policy of the session, these limit nothing.

    Attributes:
        identity: managed and inline ones of the user and their groups, or of the role.
        boundary: of the user or role.
        session: those handed to AssumeRole.
        resource: of the resource; for AssumeRole the role's trust policy.
        resource_decides: whether the resource's policy has to allow the caller or the account, as a key's and a role's
            has; otherwise it can only add to what the others allow.
    """

    identity: tuple[Policy, ...] = ()
    boundary: Policy | None = None
    session: tuple[Policy, ...] = ()
    resource: Policy | None = None
    resource_decides: bool = False

    @property
    def all(self) -> list[Policy]:
        """In the order in which a refusal names them."""
        resource = [self.resource] if self.resource else []
        boundary = [self.boundary] if self.boundary else []
        return [*self.identity, *resource, *boundary, *self.session]


@dataclass(frozen=True)
class Question:
    """May this caller perform this action on this resource?

    Attributes:
        caller: who asks.
        action: "dynamodb:PutItem".
        resource: an ARN, or "*" for actions that are not about one resource.
        context: the request's condition keys.
    """

    caller: Caller
    action: str
    resource: str
    context: Context = field(default_factory=Context)


@dataclass(frozen=True)
class Decision:
    """What came of it.

    Attributes:
        allowed: whether the caller may.
        explicit: for a refusal, whether a statement denies it; otherwise nothing allows it.
        kind: which kind of policy denied it, or was missing one that allows it; or which one allowed it.
        policy, statement: the statement that decided, if one did.
    """

    allowed: bool
    explicit: bool = False
    kind: Kind | None = None
    policy: Policy | None = None
    statement: Statement | None = None


@dataclass(frozen=True)
class Matched:
    """A statement that applies to a request, and how it names the caller."""

    policy: Policy
    statement: Statement
    match: Match

    def decision(self, allowed: bool) -> Decision:
        """The one that this statement makes."""
        return Decision(allowed, not allowed, self.policy.kind, self.policy, self.statement)


def evaluate(question: Question, policies: Policies) -> Decision:
    """Decide. An explicit deny of any policy comes first; what nothing allows is refused last."""
    denied = next(_matched(question, policies.all, False, bounded=policies.boundary is not None), None)
    if denied is not None:
        return denied.decision(False)
    granted = _grant(question, policies.resource)
    if granted is None and policies.resource_decides:
        return Decision(False, kind=Kind.RESOURCE)
    if granted is not None and granted.match >= DIRECT:
        return granted.decision(True)
    allowed = next(_matched(question, policies.identity, True), None)
    if allowed is None and granted is not None and granted.match > Match.ACCOUNT:
        allowed = granted
    if allowed is None:
        return Decision(False, kind=Kind.IDENTITY)
    for limits in ((policies.boundary,) if policies.boundary else (), policies.session):
        if limits and next(_matched(question, limits, True), None) is None:
            return Decision(False, kind=limits[0].kind)
    return allowed.decision(True)


def _grant(question: Question, resource: Policy | None) -> Matched | None:
    """The closest that the resource's policy allows the caller."""
    found = _matched(question, [resource] if resource else [], True)
    return max(found, key=lambda each: each.match, default=None)


def statements_for(question: Question, policies: Iterable[Policy]) -> Iterator[Matched]:
    """All statements that apply, allowing and denying ones."""
    yield from _matched(question, policies, True)
    yield from _matched(question, policies, False)


def _matched(question: Question, policies: Iterable[Policy], allows: bool, bounded: bool = False) -> Iterator[Matched]:
    for policy in policies:
        for statement in policy.statements:
            if statement.allows is allows:
                how = applies(statement, question, policy.kind, bounded)
                if how is not None:
                    yield Matched(policy, statement, how)


def applies(statement: Statement, question: Question, kind: Kind, bounded: bool = False) -> Match | None:
    """Whether a statement is about a request, and how it names the caller.

    Args:
        statement: of any policy.
        question: the request.
        kind: of the policy it is in. A resource's policy says nothing about anybody whom it does not name.
        bounded: whether the caller has a permissions boundary: a Deny with NotPrincipal then always means them.
    """
    how = _principal(statement, question.caller, kind, bounded)
    if how is None or not _action(statement, question.action) or not _resource(statement, question):
        return None
    if all(conditions.holds(each, question.context, statement.has_variables) for each in statement.conditions):
        return how
    return None


def _principal(statement: Statement, caller: Caller, kind: Kind, bounded: bool) -> Match | None:
    if statement.principals is None:
        return None if kind is Kind.RESOURCE else Match.ITSELF
    if bounded and statement.principals.all_but and not statement.allows:
        return Match.EVERYONE
    return match(statement.principals, caller, statement.allows)


def _action(statement: Statement, action: str) -> bool:
    named = any(matches_action(entry, action) for entry in statement.actions.entries)
    return named != statement.actions.all_but


def _resource(statement: Statement, question: Question) -> bool:
    if statement.resources is None:
        return True  # a trust policy's statement is about the role that has it
    return any(_is_meant(entry, statement, question) for entry in statement.resources.entries) != (
        statement.resources.all_but
    )


def _is_meant(entry: str, statement: Statement, question: Question) -> bool:
    pattern = resolved(entry, question.context) if statement.has_variables else plain(entry)
    return pattern is not None and matches_arn(pattern, question.resource)
