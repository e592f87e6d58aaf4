"""How a service says that somebody may not do something, or that it does not know who signed.

The codes go by protocol: the services of the JSON protocol agree with each other, those of the query protocol too, and
S3 has words of its own.

Sources: IAM user guide, "Troubleshoot access denied error messages"; Amazon S3 user guide, "Troubleshoot access denied
(403 Forbidden) errors in Amazon S3", and API reference, "Error responses"; DynamoDB developer guide, "Error handling
with DynamoDB"; STS and KMS API reference, "Common errors"; messages quoted in public issue trackers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from course_lib.aws.access import Check
from course_lib.aws.http.messages import AwsError, Call

_INVALID = "The security token included in the request is invalid"
_EXPIRED = "The security token included in the request is expired"
_MISMATCH = (
    "The request signature we calculated does not match the signature you provided. "
    "Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
)
_S3_UNKNOWN = "The AWS Access Key Id you provided does not exist in our records."
_S3_MISMATCH = (
    "The request signature we calculated does not match the signature you provided. Check your key and signing method."
)


@dataclass(frozen=True)
class Refusals:
    """The errors of one protocol.

    Attributes:
        denied: its message is made from what was asked for.
        unknown: no such access key, or one that is switched off, or the wrong token.
        expired: the session is over.
        mismatch: the signature was made with another secret.
        unsigned: there is no signature.
        quotes: what a resource stands in, in a refusal.
    """

    denied: AwsError
    unknown: AwsError
    expired: AwsError
    mismatch: AwsError
    unsigned: AwsError
    quotes: str = ""


BY_PROTOCOL: Mapping[str, Refusals] = {
    "json": Refusals(
        AwsError("AccessDeniedException", ""),
        AwsError("UnrecognizedClientException", f"{_INVALID}."),
        AwsError("ExpiredTokenException", _EXPIRED),
        AwsError("InvalidSignatureException", _MISMATCH),
        AwsError("MissingAuthenticationTokenException", "Request is missing Authentication Token"),
    ),
    "rest-json": Refusals(
        AwsError("AccessDeniedException", "", 403),
        AwsError("UnrecognizedClientException", f"{_INVALID}.", 403),
        AwsError("ExpiredTokenException", _EXPIRED, 403),
        AwsError("InvalidSignatureException", _MISMATCH, 403),
        AwsError("MissingAuthenticationTokenException", "Missing Authentication Token", 403),
    ),
    "query": Refusals(
        AwsError("AccessDenied", "", 403),
        AwsError("InvalidClientTokenId", f"{_INVALID}.", 403),
        AwsError("ExpiredToken", _EXPIRED, 403),
        AwsError("SignatureDoesNotMatch", _MISMATCH, 403),
        AwsError("MissingAuthenticationToken", "Request is missing Authentication Token", 403),
    ),
    # Source: Amazon EC2 API reference, "Error codes for the Amazon EC2 API".
    "ec2": Refusals(
        AwsError("UnauthorizedOperation", "", 403),
        AwsError("AuthFailure", "AWS was not able to validate the provided access credentials", 401),
        AwsError("RequestExpired", "Request has expired.", 400),
        AwsError("AuthFailure", "AWS was not able to validate the provided access credentials", 401),
        AwsError("MissingAuthenticationToken", "Request is missing Authentication Token", 403),
    ),
    "rest-xml": Refusals(
        AwsError("AccessDenied", "", 403),
        AwsError("InvalidAccessKeyId", _S3_UNKNOWN, 403),
        AwsError("ExpiredToken", "The provided token has expired."),
        AwsError("SignatureDoesNotMatch", _S3_MISMATCH, 403),
        AwsError("AccessDenied", "Access Denied", 403),
        '"',
    ),
}


def denied(protocol: str, who: str, check: Check) -> AwsError:
    """The refusal of a permission.

    Args:
        protocol: of the service that was called.
        who: the caller's ARN.
        check: what was decided.
    """
    form = BY_PROTOCOL[protocol]
    resource = f"{form.quotes}{check.resource}{form.quotes}"
    told = f"User: {who} is not authorized to perform: {check.action} on resource: {resource}{_reason(check)}"
    return replace(form.denied, message=told)


def _reason(check: Check) -> str:
    if check.action == "sts:AssumeRole" and not check.explicit:
        return ""  # STS does not say whether the role does not trust, or the caller is not allowed
    if check.explicit:
        article = "an" if str(check.kind)[0] in "aeiou" else "a"
        return f" with an explicit deny in {article} {check.kind}"
    return f" because no {check.kind} allows the {check.action} action"


def without_body(call: Call, error: AwsError) -> AwsError:
    """What is left of an error whose answer has no body: HEAD tells the status alone."""
    if call.request is not None and call.request.method == "HEAD":
        return AwsError(str(error.status), {403: "Forbidden", 400: "Bad Request"}.get(error.status, ""), error.status)
    return error
