"""Which service and region a request is meant for, and where on AWS it would have gone.

A request reaches a cloud with AWS's own host names (boto3 in this process) or with this machine's (over HTTP). S3 has
the bucket in the host name or in the path.
Source: Amazon S3 user guide, "Virtual hosting of general purpose buckets"; Signature Version 4, "Credential scope".
"""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import unquote, urlsplit

from course_lib.aws.http.messages import Request
from course_lib.aws.services import BY_TARGET, S3, SERVICES, STS, Service

DEFAULT_REGION = "us-east-1"

_CREDENTIAL = re.compile(r"Credential=([^/,&\s]+)/(?:\d{8}/([a-z0-9-]+)/([a-z0-9-]+)/aws4_request)?")
_AWS_HOST = re.compile(r"(?:(?P<bucket>.+)\.)?(?P<service>s3|kms|sts)(?:[.-][a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?")
_LOCAL_BUCKET = re.compile(r"(?P<bucket>.+)\.localhost")


def _credential(request: Request) -> re.Match[str] | None:
    """Who signed for which region and service, in the Authorization header or, presigned, in the address."""
    return _CREDENTIAL.search(request.header("authorization")) or _CREDENTIAL.search(unquote(_query(request)))


def _query(request: Request) -> str:
    return request.url.partition("?")[2]


def access_key(request: Request) -> str:
    """The access key id the request was signed with, or an empty string."""
    found = _credential(request) or re.search(r"AWSAccessKeyId=([^&]+)", _query(request))
    return found[1] if found else ""


def signed_for(request: Request) -> str:
    """The service in the credential scope, or an empty string."""
    found = _credential(request)
    return (found[3] or "") if found else ""


def region_of(request: Request) -> str:
    """The region in the credential scope."""
    found = _credential(request)
    return (found[2] if found else None) or DEFAULT_REGION


def host_of(request: Request) -> str:
    """The host name, without the port."""
    return urlsplit(request.url).hostname or ""


def service_of(request: Request, offered: Collection[str]) -> Service | None:
    """The simulated service that a request is for. Unsigned requests are told by their address, else by their form."""
    target = request.header("x-amz-target").partition(".")[0]
    if target:
        return BY_TARGET.get(target)
    scope = signed_for(request)
    if scope:
        return SERVICES.get(scope)
    host = _AWS_HOST.fullmatch(host_of(request))
    if host:
        return SERVICES[host["service"]]
    if host_of(request).endswith((".amazonaws.com", ".amazonaws.com.cn")):
        return None
    if b"Action=" in request.body:
        return STS if b"2011-06-15" in request.body else None
    return S3 if S3.name in offered else None


def aws_url(service: Service, request: Request, region: str) -> str:
    """The request's address on AWS, an S3 bucket always in the path."""
    parts = urlsplit(request.url)
    path = parts.path or "/"
    if service is S3:
        host = host_of(request)
        found = _AWS_HOST.fullmatch(host) or _LOCAL_BUCKET.fullmatch(host)
        if found and found["bucket"]:
            path = f"/{found['bucket']}{path}"
    query = f"?{parts.query}" if parts.query else ""
    return f"https://{service.name}.{region}.amazonaws.com{path}{query}"
