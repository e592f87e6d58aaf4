"""How long a presigned address of S3 is good: by the clock that signed it, this machine's, not by the cloud's.

Source: Amazon S3 API reference, "Authenticating requests: using query parameters" (X-Amz-Expires, a week at most); S3
user guide, "Download and upload objects with presigned URLs"; errors as public issue trackers quote them.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

from course_lib.aws.http.messages import AwsError, Request

_WEEK = 604_800  # seconds
_DATE = "%Y%m%dT%H%M%SZ"
_SHOWN = "%Y-%m-%dT%H:%M:%SZ"


def problem_of(request: Request, now: datetime) -> AwsError | None:
    """Why an address is not good any more, or never was; None for a good one, and for requests signed in headers.

    Args:
        request: with a signature that fits.
        now: the present, in UTC.
    """
    query = dict(parse_qsl(urlsplit(request.url).query))
    if "X-Amz-Signature" in query:
        return _of_version_4(query, now)
    if "Signature" in query and query.get("Expires", "").isdigit():
        return _over(datetime.fromtimestamp(int(query["Expires"]), UTC), now, {})
    return None


def _of_version_4(query: dict[str, str], now: datetime) -> AwsError | None:
    given = query.get("X-Amz-Expires", "")
    try:
        seconds, signed = int(given), datetime.strptime(query.get("X-Amz-Date", ""), _DATE).replace(tzinfo=UTC)
    except ValueError:
        return _wrong("X-Amz-Expires should be a number")
    if seconds < 0:
        return _wrong("X-Amz-Expires must be non-negative")
    if seconds > _WEEK:
        return _wrong(
            "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than "
            f"{_WEEK} seconds"
        )
    return _over(signed + timedelta(seconds=seconds), now, {"X-Amz-Expires": given})


def _wrong(message: str) -> AwsError:
    return AwsError("AuthorizationQueryParametersError", message)


def _over(until: datetime, now: datetime, members: dict[str, str]) -> AwsError | None:
    if now <= until:
        return None
    told = {**members, "Expires": until.strftime(_SHOWN), "ServerTime": now.strftime(_SHOWN)}
    return AwsError("AccessDenied", "Request has expired", 403, told)
