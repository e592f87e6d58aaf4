"""The evaluation logic, case by case as IAM's documentation tells it."""

from __future__ import annotations

import pytest

from course_lib.aws.services.iam.policies.context import Context
from course_lib.aws.services.iam.policies.documents import read
from course_lib.aws.services.iam.policies.evaluate import Kind, Policies, Policy, Question, evaluate
from course_lib.aws.services.iam.policies.principals import Caller

ACCOUNT = "111122223333"
ANA = Caller(f"arn:aws:iam::{ACCOUNT}:user/ana", ACCOUNT)
ROLE = f"arn:aws:iam::{ACCOUNT}:role/reader"
SESSION = Caller(f"arn:aws:sts::{ACCOUNT}:assumed-role/reader/one", ACCOUNT, ROLE)
LAMBDA = Caller("lambda.amazonaws.com", service="lambda.amazonaws.com")
OBJECT = "arn:aws:s3:::reports/a"


def policy(kind, *statements):
    held = [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", **each} for each in statements]
    return Policy(kind.value, kind, read({"Version": "2012-10-17", "Statement": held}))


def identity(*statements):
    return (policy(Kind.IDENTITY, *statements),)


def resource(principal=None, **more):
    named = {} if principal is None else {"Principal": principal}
    return policy(Kind.RESOURCE, {**named, **more})


OTHER = {"Action": "s3:PutObject"}  # allows something else
DENY = {"Effect": "Deny"}
BOUNDARY, NARROW = policy(Kind.BOUNDARY, {}), policy(Kind.BOUNDARY, OTHER)
SESSION_POLICY, NARROW_SESSION = (policy(Kind.SESSION, {}),), (policy(Kind.SESSION, OTHER),)


def decide(caller=ANA, action="s3:GetObject", at=OBJECT, context=None, **policies):
    return evaluate(Question(caller, action, at, Context(context)), Policies(**policies))


def told(decision):
    return decision.allowed, decision.explicit, decision.kind


ALLOWED = (True, False, Kind.IDENTITY)


def test_nothing_is_allowed_by_default():
    assert told(decide()) == (False, False, Kind.IDENTITY)


def test_an_identity_policy_allows():
    assert told(decide(identity=identity({}))) == ALLOWED


def test_the_statement_that_decided_is_named():
    decided = decide(identity=identity({**OTHER, "Sid": "Write"}, {"Sid": "Read"}))

    assert (decided.statement.sid, decided.statement.number) == ("Read", 1)
    assert decided.policy.name == "identity-based policy"


@pytest.mark.parametrize(
    ("where", "kind"),
    [
        ({"identity": identity({}, DENY)}, Kind.IDENTITY),
        ({"identity": identity({}), "boundary": policy(Kind.BOUNDARY, {}, DENY)}, Kind.BOUNDARY),
        ({"identity": identity({}), "session": (policy(Kind.SESSION, {}, DENY),)}, Kind.SESSION),
        ({"identity": identity({}), "resource": resource("*", Effect="Deny")}, Kind.RESOURCE),
    ],
)
def test_an_explicit_deny_of_any_policy_wins(where, kind):
    assert told(decide(**where)) == (False, True, kind)


def test_a_boundary_has_to_allow_as_well():
    assert told(decide(identity=identity({}), boundary=BOUNDARY)) == ALLOWED
    assert told(decide(identity=identity({}), boundary=NARROW)) == (False, False, Kind.BOUNDARY)
    assert told(decide(boundary=BOUNDARY)) == (False, False, Kind.IDENTITY)


def test_a_sessions_policy_has_to_allow_as_well():
    assert told(decide(SESSION, identity=identity({}), session=SESSION_POLICY)) == ALLOWED
    assert told(decide(SESSION, identity=identity({}), session=NARROW_SESSION)) == (False, False, Kind.SESSION)


def test_a_bucket_policy_may_allow_what_identity_policies_do_not():
    assert told(decide(resource=resource({"AWS": ANA.arn}))) == (True, False, Kind.RESOURCE)


@pytest.mark.parametrize("principal", [{"AWS": ANA.arn}, "*"])
def test_a_grant_to_a_user_is_not_limited_by_a_boundary(principal):
    assert decide(resource=resource(principal), boundary=NARROW).allowed


def test_a_grant_to_a_session_is_limited_by_nothing_that_is_left_out():
    granted = resource({"AWS": SESSION.arn})

    assert decide(SESSION, resource=granted, boundary=NARROW, session=NARROW_SESSION).allowed


def test_a_grant_to_a_role_is_limited_by_its_boundary_and_the_sessions_policy():
    granted = resource({"AWS": ROLE})

    assert decide(SESSION, resource=granted).allowed
    assert told(decide(SESSION, resource=granted, boundary=NARROW)) == (False, False, Kind.BOUNDARY)
    assert told(decide(SESSION, resource=granted, session=NARROW_SESSION)) == (False, False, Kind.SESSION)


@pytest.mark.parametrize("principal", [{"AWS": ACCOUNT}, {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}])
def test_a_grant_to_the_account_leaves_it_to_identity_policies(principal):
    assert told(decide(resource=resource(principal))) == (False, False, Kind.IDENTITY)
    assert told(decide(resource=resource(principal), identity=identity({}))) == ALLOWED


def test_a_resources_policy_without_a_principal_says_nothing():
    assert not decide(resource=resource()).allowed
    assert decide(identity=identity({}), resource=resource(Effect="Deny")).allowed


def test_a_key_policy_has_to_let_the_account_decide():
    """The root delegation: without it, IAM policies on the key count for nothing."""
    delegates = resource({"AWS": f"arn:aws:iam::{ACCOUNT}:root"})
    allows = {"identity": identity({}), "resource_decides": True}

    assert told(decide(**allows, resource=delegates)) == ALLOWED
    assert told(decide(**allows, resource=resource({"AWS": ROLE}))) == (False, False, Kind.RESOURCE)
    assert told(decide(**allows)) == (False, False, Kind.RESOURCE)
    assert told(decide(resource=delegates, resource_decides=True)) == (False, False, Kind.IDENTITY)


def test_a_key_policy_can_allow_by_itself():
    assert decide(resource=resource({"AWS": ANA.arn}), resource_decides=True).allowed


def test_a_service_is_named_as_one():
    granted = resource({"Service": "lambda.amazonaws.com"})

    assert decide(LAMBDA, resource=granted).allowed
    assert not decide(ANA, resource=granted).allowed
    assert not decide(LAMBDA, resource=resource({"AWS": ACCOUNT})).allowed


def test_not_principal_with_deny_spares_who_is_named():
    spared = {"NotPrincipal": {"AWS": [ANA.arn, f"arn:aws:iam::{ACCOUNT}:root"]}, "Effect": "Deny"}

    assert decide(identity=identity({}), resource=resource(**spared)).allowed
    other = {"NotPrincipal": {"AWS": "arn:aws:iam::444455556666:root"}, "Effect": "Deny"}
    assert told(decide(identity=identity({}), resource=resource(**other))) == (False, True, Kind.RESOURCE)


def test_not_principal_with_deny_means_everybody_who_has_a_boundary():
    spared = {"NotPrincipal": {"AWS": ANA.arn}, "Effect": "Deny"}

    decided = decide(identity=identity({}), boundary=BOUNDARY, resource=resource(**spared))
    assert told(decided) == (False, True, Kind.RESOURCE)


def test_not_action_and_not_resource_are_all_others():
    def allows(**statement):
        return decide(identity=(Policy("p", Kind.IDENTITY, read({"Statement": {"Effect": "Allow", **statement}})),))

    assert allows(NotAction="s3:PutObject", Resource="*").allowed
    assert not allows(NotAction="s3:Get*", Resource="*").allowed
    assert allows(Action="*", NotResource="arn:aws:s3:::private/*").allowed
    assert not allows(Action="*", NotResource="arn:aws:s3:::reports/*").allowed


def test_all_conditions_of_a_statement_have_to_hold():
    both = {"Condition": {"StringEquals": {"a": "1", "b": "2"}}}

    assert decide(identity=identity(both), context={"a": "1", "b": "2"}).allowed
    assert not decide(identity=identity(both), context={"a": "1", "b": "3"}).allowed


def test_resources_may_have_variables():
    own = {"Resource": "arn:aws:s3:::reports/${aws:username}"}

    assert decide(at="arn:aws:s3:::reports/ana", identity=identity(own), context={"aws:username": "ana"}).allowed
    assert not decide(at="arn:aws:s3:::reports/ben", identity=identity(own), context={"aws:username": "ana"}).allowed
    assert not decide(at="arn:aws:s3:::reports/", identity=identity(own)).allowed
