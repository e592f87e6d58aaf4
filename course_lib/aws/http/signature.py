"""Whether a request over HTTP was signed with the secret that belongs to its access key.

botocore's own signers sign the request once more; nothing of the algorithm is written here. The time of a signature is
not compared with the cloud's clock, which may be years away from the client's.

Source: IAM user guide, "AWS Signature Version 4 for API requests"; Amazon S3 API reference, "Authenticating requests:
using query parameters"; Amazon S3 developer guide, "Signing and authenticating REST requests" (version 2).
"""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from course_lib.aws.access import Keys
from course_lib.aws.http.addresses import region_of, signed_for
from course_lib.aws.http.messages import Request
from course_lib.aws.services import SERVICES

_HEADER = re.compile(r"AWS4-HMAC-SHA256 .*SignedHeaders=(?P<headers>[^,\s]+),\s*Signature=(?P<signature>[0-9a-f]+)")
_SIGNATURES = ("X-Amz-Signature", "Signature")


def is_signed_with(request: Request, keys: Keys) -> bool:
    """Whether the signature of a request is one that these keys make.

    Args:
        request: as it came over HTTP.
        keys: of the access key that it names.
    """
    found = _HEADER.match(request.header("authorization"))
    if found:
        names = found["headers"].split(";")
        return _same(found["signature"], _of_headers(request, names, keys)) and _body_is_what_was_signed(request)
    query = dict(parse_qsl(urlsplit(request.url).query))
    if "X-Amz-Signature" in query:
        names = query.get("X-Amz-SignedHeaders", "host").split(";")
        return _same(query["X-Amz-Signature"], _of_address(request, names, query, keys))
    if "Signature" in query:
        return _same(query["Signature"], _of_address_2(request, query, keys))
    return False


def _is_rest(request: Request) -> bool:
    """Whether its path is signed as it is, and a body need not be; so it is where objects have addresses."""
    service = SERVICES.by_scope.get(signed_for(request))
    return service is not None and service.protocol == "rest-xml"


def _same(given: str, made: str) -> bool:
    return hmac.compare_digest(given.encode(), made.encode())


def _body_is_what_was_signed(request: Request) -> bool:
    told = request.header("x-amz-content-sha256")
    return not re.fullmatch("[0-9a-f]{64}", told) or told == hashlib.sha256(request.body).hexdigest()


def _credentials(keys: Keys) -> Any:
    from botocore.credentials import Credentials

    return Credentials(keys.access_key, keys.secret_key, keys.token)


def _to_sign(request: Request, names: list[str], timestamp: str, url: str) -> Any:
    from botocore.awsrequest import AWSRequest

    headers = {name: request.header(name) for name in names}
    made = AWSRequest(method=request.method, url=url, headers=headers, data=request.body)
    made.context["timestamp"] = timestamp
    return made


def _of_headers(request: Request, names: list[str], keys: Keys) -> str:
    from botocore.auth import S3SigV4Auth, SigV4Auth

    kind = S3SigV4Auth if _is_rest(request) else SigV4Auth
    signer = kind(_credentials(keys), signed_for(request), region_of(request))
    return _signature(signer, _to_sign(request, names, request.header("x-amz-date"), request.url))


def _of_address(request: Request, names: list[str], query: dict[str, str], keys: Keys) -> str:
    from botocore.auth import S3SigV4QueryAuth, SigV4QueryAuth

    kind = S3SigV4QueryAuth if _is_rest(request) else SigV4QueryAuth
    signer = kind(_credentials(keys), signed_for(request), region_of(request))
    return _signature(signer, _to_sign(request, names, query.get("X-Amz-Date", ""), _unsigned(request.url)))


def _signature(signer: Any, to_sign: Any) -> str:
    made: str = signer.signature(signer.string_to_sign(to_sign, signer.canonical_request(to_sign)), to_sign)
    return made


def _unsigned(url: str) -> str:
    """An address without its signature."""
    head, _, query = url.partition("?")
    kept = [part for part in query.split("&") if part and unquote(part.partition("=")[0]) not in _SIGNATURES]
    return head + ("?" + "&".join(kept) if kept else "")


def _of_address_2(request: Request, query: dict[str, str], keys: Keys) -> str:
    from botocore.auth import HmacV1QueryAuth

    signer = HmacV1QueryAuth(_credentials(keys))
    signer._get_date = lambda: query.get("Expires", "")  # where a request in a header has its date
    told = ("content-md5", "content-type")
    headers = {
        name: value
        for name, value in request.headers.items()
        if name.lower() in told or name.lower().startswith("x-amz-")
    }
    split = urlsplit(_unsigned(request.url))
    made: str = signer.sign_string(signer.canonical_string(request.method, split, headers))
    return made
