"""A service of AWS that takes on a role of the account, to do something for its owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from course_lib.aws.access import Check, Identity, Need, aws_service
from course_lib.aws.http.messages import AwsError, Call
from course_lib.aws.layers.signers import find
from course_lib.aws.services import SERVICES

if TYPE_CHECKING:
    from course_lib.aws.service import Ask, AwsService


def trusts(account: str, region: str, role: str, service: str, source: str = "") -> Check:
    """Whether a role trusts a service of AWS; one that is not there trusts nobody.

    Args:
        account, region: where it asks.
        role: its ARN.
        service: such as "lambda.amazonaws.com".
        source: the ARN of what it asks for, which a trust policy may name. Source: IAM user guide, "The confused deputy
            problem" (aws:SourceArn, aws:SourceAccount).
    """
    named = {"aws:SourceAccount": account, **({"aws:SourceArn": source} if source else {})}
    return decide(account, region, aws_service(service), Need("sts:AssumeRole", role, named))


def decide(account: str, region: str, who: Identity, need: Need) -> Check:
    """Whether somebody may do something to a role.

    Args:
        account, region: where.
        who: asks.
        need: what for, such as sts:AssumeRole on the role's ARN.
    """
    decides = authority()
    return decides.decide(account, who, need, decides.policy_of(account, region, need))


def assume(ask: Ask, call: Call, role: str, service: str, session: str, source: str = "") -> Identity | AwsError:
    """The session of a role that a service takes on; its calls are `ask`ed with it as their identity.

    Args:
        ask: makes a call to another service of the account.
        call: in whose account and Region.
        role: its ARN.
        service: who takes it on.
        session: its name.
        source: what it takes it on for, as for `trusts`.

    Returns:
        The session, or why there is none.
    """
    if not trusts(call.account, call.region, role, service, source).allowed:
        words = f"{service} is not authorized to perform: sts:AssumeRole on resource: {role}"
        return AwsError("AccessDenied", words, 403)
    key = authority().session(ask, call, role, aws_service(service), session)
    return key if isinstance(key, AwsError) else _known(call.account, key)


def _known(account: str, key: str) -> Identity:
    found = find(account, key)
    assert found is not None
    return found


def authority() -> AwsService:
    """The service that decides: IAM."""
    return next(each for each in SERVICES.aws.values() if each.is_authority)
