"""What STS refuses of an AssumeRole request before it looks at the role.

Sources: botocore's STS model (lengths, patterns, sizes); IAM user guide, "Pass session tags in AWS STS" (transitive
tags and its words for them); LocalStack's tests against AWS (an ARN that is none).
"""

from __future__ import annotations

import re

from course_lib.aws import constraints
from course_lib.aws.http.messages import AwsError, Call

_ROLE = re.compile(r"arn:[\w-]+:iam::\d{12}:role/[\w+=,.@/-]+")
_CHECKED = ("RoleArn", "RoleSessionName", "ExternalId", "SourceIdentity")
_CONFLICT = (
    "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the "
    "calling session."
)
_NOT_GIVEN = "The specified transitive tag key must be included in the requested tags."


def problem_of(call: Call) -> AwsError | None:
    """Why an AssumeRole request is refused as such; None for a sound one, and for those of AWS's own services."""
    if call.identity is not None and call.identity.kind == "Service":
        return None  # it names its sessions as it likes
    given = {name: call.params[name] for name in _CHECKED if name in call.params}
    found = constraints.problems("sts", "AssumeRole", given)
    if found:
        return AwsError("ValidationError", constraints.together(found))
    role = str(call.params["RoleArn"])
    if not _ROLE.fullmatch(role):
        return AwsError("ValidationError", f"{role} is invalid")
    tags = {str(tag.get("Key")) for tag in call.params.get("Tags") or ()}
    if not tags >= set(map(str, call.params.get("TransitiveTagKeys") or ())):
        return AwsError("InvalidParameterValue", _NOT_GIVEN)
    if call.identity is not None and tags & set(call.identity.transitive):
        return AwsError("InvalidParameterValue", _CONFLICT)
    return None


def inherited(call: Call) -> dict[str, str]:
    """The tags of the caller's session that go on to the sessions it opens."""
    caller = call.identity
    return {} if caller is None else {key: caller.tags[key] for key in caller.transitive if key in caller.tags}
