"""Refusals: a role that may not do something, a service that says no, and which advice an error's coming out gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any

from course_lib.aws.layers.faults import CutOff, Refuse
from course_lib.checks.expectations import Caught, Failure, expect_client_error, expect_raises
from course_lib.checks.kit.errors import UNREACHED
from course_lib.checks.reasons import Advice
from course_lib.checks.results import Finding
from course_lib.checks.submission import LearnerError, Raised

KMS_USES = ("Encrypt", "Decrypt", "ReEncrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext")


KMS_REFUSALS = {  # code: HTTP status. Source: KMS API reference, errors of GenerateDataKey, Decrypt and ReEncrypt
    "DisabledException": 400,
    "KMSInvalidStateException": 400,
    "NotFoundException": 400,
    "AccessDeniedException": 400,
    "ThrottlingException": 400,
    "KeyUnavailableException": 500,
    "KMSInternalException": 500,
    "DependencyTimeoutException": 503,
}

# Errors of a service itself: who asks for the status instead of the code must not take them for refusals of a request.
# Sources: the API references' "Common Errors" (InternalFailure, ServiceUnavailable), of DynamoDB (InternalServerError)
# and of S3 (SlowDown).
STATUS = {"InternalServerError": 500, "InternalFailure": 500, "ServiceUnavailable": 503, "SlowDown": 503}


def each_refusal(cloud: Any, operations: Sequence[str], refusals: Mapping[str, int]) -> Iterator[str]:
    """One error after the other: for as long as its code is out, these operations are answered with it.

    First only the first request, if boto3 does not try again by itself: what is asked in another way must not help.
    Last comes `UNREACHED`, botocore's error for a connection that breaks before a request arrives.

    Args:
        cloud: where.
        operations: by AWS's names.
        refusals: the codes, with their HTTP statuses.
    """
    for code, status in refusals.items():
        if status < 500 and code != "ThrottlingException":
            with ExitStack() as layers:
                for operation in operations:
                    layers.enter_context(cloud.use(Refuse(operation, code, "The request was refused.", status, nth=1)))
                yield code
        with refusing(cloud, operations, code, "The request was refused.", status):
            yield code
    with unreached(cloud, operations):
        yield UNREACHED.code


@contextmanager
def unreached(cloud: Any, operations: Sequence[str]) -> Iterator[None]:
    """For the length of the block the connection breaks before a request of these operations arrives, each time."""
    with ExitStack() as layers:
        for operation in operations:
            layers.enter_context(cloud.use(CutOff(operation)))
        yield


def expect_refusal(
    code: str, because: str, advice: Advice = None, facts: Mapping[str, Any] | None = None
) -> AbstractContextManager[Caught]:
    """As `expect_client_error`; for `UNREACHED.code`, botocore's error without a response."""
    expected = expect_raises if code == UNREACHED.code else expect_client_error
    return expected(code, because, advice, facts)


@contextmanager
def refusing(cloud: Any, operations: Sequence[str], code: str, message: str, status: int = 0) -> Iterator[None]:
    """For the length of the block these operations are answered with this error, and change nothing.

    Its HTTP status is the one that goes with the code, in `STATUS`, unless told; else 400.
    """
    with ExitStack() as layers:
        for operation in operations:
            layers.enter_context(cloud.use(Refuse(operation, code, message, status or STATUS.get(code, 400))))
        yield


@contextmanager
def forbidden(cloud: Any, service: str, operations: Sequence[str], role: str, resource: str = "") -> Iterator[None]:
    """For the length of the block the caller's role may not do this.

    Args:
        cloud: where.
        service: as IAM's actions name it: "dynamodb", "kms".
        operations: by AWS's names.
        role: the caller's.
        resource: what follows the account in the resource's ARN, such as "table/samples"; left out of AWS's sentence
            if it is empty.

    Source: IAM user guide, "Troubleshoot access denied error messages" (the sentence).
    """
    on = f" on resource: arn:aws:{service}:us-east-1:{cloud.account}:{resource}" if resource else ""
    with ExitStack() as layers:
        for operation in operations:
            sentence = (
                f"User: arn:aws:sts::{cloud.account}:assumed-role/{role}/you is not authorized to perform: "
                f"{service}:{operation}{on} because no identity-based policy allows the {service}:{operation} action"
            )
            layers.enter_context(refusing(cloud, [operation], "AccessDeniedException", sentence))
        yield


@contextmanager
def error_means(
    advice: Advice,
    *errors: str | Callable[[Raised], bool],
    words: str = "",
    because: str | None = None,
    problem: str | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Iterator[None]:
    """Fail with advice when one of these errors comes out of the learner's function.

    Args:
        advice: the key of the exercise's reason, or the keys of those that it can be.
        errors: AWS error codes, names of exception classes, or what tells of an exception whether it is meant; none:
            whatever comes out with these words.
        words: what the error's message has in it.
        because: why it may not come out.
        problem: the sentence for the learner, if not "Your function raised …".
        facts: what else the check knows, for those reasons.

    Raises:
        Failure: one came out. Other errors pass.
    """
    try:
        yield
    except LearnerError as caught:
        raised = caught.raised
        named = not errors or any(error(raised) if callable(error) else raised.is_a(error) for error in errors)
        if not named or words.lower() not in raised.message.lower():
            raise
        text = problem or f"Your function raised {raised}."
        raise Failure(Finding(problem=text, because=because), advice, facts=facts) from None
