"""What a function runs with: a session of its role, opened by Lambda.

Source: Lambda developer guide, "Defining Lambda function permissions with an execution role".
"""

from __future__ import annotations

from dataclasses import replace

from course_lib.aws.access import Identity, Keys
from course_lib.aws.http.messages import AwsError, Call
from course_lib.aws.layers.permissions import Permissions
from course_lib.aws.layers.roles import assume, trusts
from course_lib.aws.layers.signers import ROOT_KEY, ROOT_SECRET
from course_lib.aws.service import Account
from course_lib.aws.services.lambda_.errors import UNASSUMABLE, Refused

PRINCIPAL = "lambda.amazonaws.com"


def can_be_assumed(account: Account, region: str, role: str, function: str) -> bool:
    """Whether Lambda may use a role. Where identities are not told apart there are no roles, and any will do."""
    source = _arn(account, region, function)
    return "iam" not in account.services or trusts(account.account, region, role, PRINCIPAL, source).allowed


def _arn(account: Account, region: str, function: str) -> str:
    return f"arn:aws:lambda:{region}:{account.account}:function:{function}"


def session(account: Account, region: str, role: str, function: str) -> Keys:
    """Keys of a new session.

    Raises:
        Refused: the role does not trust Lambda, or is gone.
    """
    if "iam" not in account.services:
        return Keys(ROOT_KEY, ROOT_SECRET)
    here = Call("", "", {}, PRINCIPAL, region, account.account)
    opened = assume(account.ask, here, role, PRINCIPAL, function, _arn(account, region, function))
    if not isinstance(opened, Identity):
        raise Refused("AccessDeniedException", UNASSUMABLE, 403)
    return opened.keys


def sign(account: Account, keys: Keys, who: str) -> None:
    """Let the requests of a caller count as signed with these keys, unless they are signed with others themselves."""
    if "iam" in account.services:
        account.layer(Permissions).signers.act_as(who, keys)


def ask_as(account: Account, role: str, function: str, call: Call) -> AwsError | None:
    """Make a call that Lambda makes with a function's role; why it was not answered, if it was not.

    Args:
        role: its ARN.
        function: its name.
        call: to make.
    """
    if "iam" not in account.services:
        return account.ask(call).error
    opened = assume(account.ask, call, role, PRINCIPAL, function, _arn(account, call.region, function))
    return account.ask(replace(call, identity=opened)).error if isinstance(opened, Identity) else opened
