"""The policy of a bucket, and who decides by it.

moto has an evaluator of its own for bucket policies, which looks at neither principals nor conditions. It never
decides: what a policy says is decided above.
"""

from __future__ import annotations

import json
from typing import Any

from course_lib.aws.access import ResourcePolicy
from course_lib.aws.http.messages import Answer, AwsError, Call, Forward
from course_lib.aws.layers.stored_policies import Problem, problem_of
from course_lib.aws.wildcards import matches, plain

_LARGEST = 20 * 1024  # bytes; source: S3 user guide, "Bucket policies for Amazon S3"
# Source: as users report S3's words; those for a wrong element are assumed.
_WORDS = {
    Problem.NOT_JSON: "Policies must be valid JSON and the first byte must be '{'",
    Problem.SYNTAX: "Invalid policy syntax.",
    Problem.PRINCIPAL: "Invalid principal in policy",
}


def policy_of(account: str, arn: str) -> ResourcePolicy | None:
    """The policy of the bucket with this ARN, or of the bucket of an object with it."""
    bucket = _bucket(account, arn.split(":", 5)[-1].partition("/")[0])
    held = getattr(bucket, "policy", None)
    return None if held is None else ResourcePolicy(f"arn:aws:s3:::{bucket.name}", held.decode())


def _bucket(account: str, name: str) -> Any:
    from moto.s3.models import s3_backends

    return s3_backends[account]["aws"].buckets.get(name)


class StoredPolicies:
    """Refuses a policy of a bucket that S3 does not store."""

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.service != "s3" or call.operation != "PutBucketPolicy":
            return forward(call)
        bucket = _bucket(call.account, str(call.params.get("Bucket")))
        told = None if bucket is None else _problem(call.account, bucket.name, str(call.params.get("Policy", "")))
        return forward(call) if told is None else Answer(error=AwsError("MalformedPolicy", told))


def _problem(account: str, bucket: str, document: str) -> str | None:
    if len(document.encode()) > _LARGEST:
        return "Policy exceeds the maximum allowed document size."
    problem = problem_of(account, document)
    if problem is not None:
        return f"Missing required field {problem.value}" if problem.is_missing else _WORDS[problem]
    statements = json.loads(document)["Statement"]
    for statement in statements if isinstance(statements, list) else [statements]:
        if not all(each in ("*", "s3:*") or each.lower().startswith("s3:") for each in _listed(statement, "Action")):
            return "Policy has invalid action"
        if not all(_is_of(bucket, each) for each in _listed(statement, "Resource")):
            return "Policy has invalid resource"
    return None


def _listed(statement: dict[str, Any], element: str) -> list[str]:
    held = statement.get(element, statement.get(f"Not{element}"))
    return [str(each) for each in (held if isinstance(held, list) else [held])]


def _is_of(bucket: str, resource: str) -> bool:
    """Whether it is this bucket or objects of it; "*" is not."""
    start, _, named = resource.partition(":::")
    name = named.partition("/")[0]
    return start in ("arn:aws:s3", "arn:*:s3") and name.strip("*") != "" and matches(plain(name), bucket)


class DecidedAbove:
    """Keeps a bucket's policy from moto while it answers."""

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.service != "s3" or call.operation.endswith(("BucketPolicy", "PolicyStatus")):
            return forward(call)
        bucket = _bucket(call.account, str(call.params.get("Bucket")))
        held = getattr(bucket, "policy", None)
        if held is None:
            return forward(call)
        bucket.policy = None
        try:
            return forward(call)
        finally:
            bucket.policy = held
