"""The policy of a bucket, and who decides by it.

moto has an evaluator of its own for bucket policies, which looks at neither principals nor conditions. It never
decides: what a policy says is decided above, in an account that tells identities apart.
"""

from __future__ import annotations

from typing import Any

from course_lib.aws.access import ResourcePolicy
from course_lib.aws.http.messages import Answer, Call, Forward


def policy_of(account: str, arn: str) -> ResourcePolicy | None:
    """The policy of the bucket with this ARN, or of the bucket of an object with it."""
    bucket = _bucket(account, arn.split(":", 5)[-1].partition("/")[0])
    held = getattr(bucket, "policy", None)
    return None if held is None else ResourcePolicy(f"arn:aws:s3:::{bucket.name}", held.decode())


def _bucket(account: str, name: str) -> Any:
    from moto.s3.models import s3_backends

    return s3_backends[account]["aws"].buckets.get(name)


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
