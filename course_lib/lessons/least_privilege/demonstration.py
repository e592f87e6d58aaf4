"""What the notebook shows: a function run with a policy, and what of the policy its calls have used."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from course_lib.pictures.grid import Grid
from course_lib.pictures.inert import INERT, graded

ROLE = "function"


def run_with(lab: Any, policy: Mapping[str, Any], tags: Mapping[str, str] | None = None) -> Any:
    """Give the function's role a policy, in place of what it had, and run with it.

    Args:
        lab: the open one.
        policy: a policy document.
        tags: of the session.

    Returns:
        A boto3 Session that signs as AWS Lambda lets a function sign: with keys of a session of the role.

    Raises:
        ClientError: IAM does not take the document.
    """
    import boto3

    from course_lib.aws.services.iam import acting
    from course_lib.lessons.least_privilege.roles import make_role

    if graded():
        return INERT
    iam = lab.cloud.client("iam", who="course")
    if any(role["RoleName"] == ROLE for role in iam.list_roles()["Roles"]):
        iam.put_role_policy(RoleName=ROLE, PolicyName="own", PolicyDocument=json.dumps(policy))
    else:
        make_role(lab.cloud, ROLE, json.dumps(policy))
    keys = acting.act_as_role(lab.cloud, ROLE, ROLE, session="run", tags=tags)
    lab.mark()
    return boto3.Session(keys.access_key, keys.secret_key, keys.token, region_name="us-east-1")


def arn_of(lab: Any, table: str) -> str:
    """The ARN of one of the lab's tables."""
    from course_lib.lessons.least_privilege.data import table_arn

    return "" if graded() else table_arn(lab.cloud, table)


def asked_for(lab: Any) -> Any:
    """What the function has asked for since it was last given a policy, and what decided it."""
    if graded():
        return INERT
    rows = Counter(
        (check.action, _short(check.resource), _decided(check))
        for entry in _since(lab)
        for check in entry.access.checks
    )
    listed = [[action, resource, str(times), decided] for (action, resource, decided), times in rows.items()]
    columns = ["action", "resource", "times", "decided"]
    return Grid("What the function asked for", columns, listed, "It has asked for nothing yet.", frozenset(["times"]))


def granted(lab: Any, policy: Mapping[str, Any]) -> Any:
    """Which of DynamoDB's actions each statement of a policy allows, and which of them were used."""
    from course_lib.aws.services.iam.policies.documents import read
    from course_lib.aws.services.iam.policies.patterns import matches_action
    from course_lib.lessons.least_privilege.calls import every_action

    if graded():
        return INERT
    used = {check.action for entry in _since(lab) for check in entry.access.checks if check.allowed}
    rows = []
    for statement in (each for each in read(policy) if each.allows):
        entries = statement.actions.entries
        actions = [each for each in every_action(lab.cloud) if any(matches_action(entry, each) for entry in entries)]
        needed = [action.partition(":")[2] for action in actions if action in used]
        unused = len(actions) - len(needed)
        rows.append([", ".join(entries), str(len(actions)), ", ".join(needed) or "none", str(unused)])
    columns = ["granted", "actions", "used", "never used"]
    return Grid("Granted and used", columns, rows, "It allows nothing.", frozenset(["actions", "never used"]))


def month(lab: Any) -> Any:
    """A month of the function's calls under a broad policy: the policy, and what was used of it, as for `trim`."""
    from course_lib.lessons.least_privilege.month import broad, calls, used_under

    if graded():
        return INERT, INERT
    lab.cloud.client("s3", who="course").create_bucket(Bucket="reports")
    policy = broad(lab.cloud, "reports")
    return policy, used_under(lab.cloud, policy, calls("reports", ["may.csv"]))


def _since(lab: Any) -> list[Any]:
    """What was sent with the function's role since the last mark."""
    entries = lab.cloud.journal.entries()[lab._mark :]
    return [entry for entry in entries if entry.access is not None and f"assumed-role/{ROLE}/" in entry.access.identity]


def _short(resource: str) -> str:
    """What follows the account in an ARN."""
    return resource.split(":", 5)[-1]


def _decided(check: Any) -> str:
    if check.allowed:
        return f"allowed by statement {check.statement}"
    return f"denied by the {check.kind}" if check.explicit else f"refused: no {check.kind} allows it"
