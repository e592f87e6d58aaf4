"""How STS refuses policies for a session."""

from __future__ import annotations

from collections.abc import Callable

from course_lib.aws.http.messages import Answer, AwsError, Call

Ask = Callable[[Call], Answer]


def too_long(text: str) -> AwsError:
    """A session's policy has at most 2,048 characters. Source: API reference, AssumeRole, `Policy`."""
    return AwsError(
        "ValidationError",
        f"1 validation error detected: Value '{text}' at 'policy' failed to satisfy constraint: "
        "Member must have length less than or equal to 2048",
    )


def malformed(ask: Ask, call: Call, text: str) -> AwsError | None:
    """What IAM finds wrong with a policy; it is asked to read it, and keeps nothing of it."""
    read = Call(
        "iam", "GetContextKeysForCustomPolicy", {"PolicyInputList": [text]}, call.who, call.region, call.account
    )
    error = ask(read).error
    if error is None:
        return None
    return AwsError("MalformedPolicyDocument", error.message.partition(": ")[2])


def not_there(arn: str) -> AwsError:
    """A managed policy that is named for a session is not there."""
    return AwsError("NoSuchEntity", f"Policy {arn} does not exist or is not attachable.", 404)
