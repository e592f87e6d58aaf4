"""Arguments that S3 refuses and moto stumbles over.

Source: S3 API reference, the pages of these operations and "Error responses"; S3 user guide, "Naming Amazon S3
objects"; words as LocalStack's tests recorded them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import parse_qs, parse_qsl, urlsplit

from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.services.s3.objects import SCHEMA, Refused, is_page, source_of

_NUMBERS = ("max-keys", "max-uploads", "max-parts", "max-buckets", "part-number-marker")
_LARGEST = 2147483647
_LONGEST_KEY = 1024  # bytes in UTF-8
_TAGGING = (
    "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name "
    "duplicates."
)
_SOURCE_RANGE = (
    "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based "
    "offsets of the first and last bytes to copy"
)
_GRANTS = ("GrantFullControl", "GrantRead", "GrantReadACP", "GrantWrite", "GrantWriteACP")


class Arguments:
    """Refuses what S3 refuses of single arguments."""

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.service != "s3":
            return forward(call)
        for refusal in _refusals(call):
            return Answer(error=refusal.error)
        return forward(_without_wrong_range(call))


def _without_wrong_range(call: Call) -> Call:
    """S3 reads all of an object when the Range header is none that HTTP knows, or has several parts.

    Source: RFC 9110, "Range" (what is not understood is ignored); S3 API reference, GetObject (one range a request).
    """
    if "Range" not in call.params or re.fullmatch(r"bytes=(\d+-\d*|-\d+)", str(call.params["Range"]), re.ASCII):
        return call
    params = {name: value for name, value in call.params.items() if name != "Range"}
    return replace(call, params=params, request=None)


def _refusals(call: Call) -> Iterator[Refused]:
    for name in _NUMBERS:
        yield from _number(call, name)
    yield from _key(call)
    yield from _tags(call)
    yield from _lifecycle(call)
    yield from _token(call)
    yield from _source_range(call)
    for member in _GRANTS:
        given = call.params.get(member)
        if given is not None and not all("=" in each for each in str(given).split(",")):
            yield Refused("InvalidArgument", "Argument format not recognized", members=_named(member, str(given)))
    source = call.params.get("CopySource")
    if source is not None and not all(str(source).lstrip("/").partition("/")[::2]):
        told = "Invalid copy source object key"
        yield Refused("InvalidArgument", told, members=_named("x-amz-copy-source", str(source)))


def _key(call: Call) -> Iterator[Refused]:
    size = len(str(call.params.get("Key", "")).encode())
    if size > _LONGEST_KEY:
        members = {"Size": size, "MaxSizeAllowed": _LONGEST_KEY}
        yield Refused("KeyTooLongError", "Your key is too long", members=members)


def _tags(call: Call) -> Iterator[Refused]:
    """Two tags with one key, in a body or a header."""
    tagging = call.params.get("Tagging")
    if isinstance(tagging, str):
        keys = [key for key, _ in parse_qsl(tagging, keep_blank_values=True)]
        if len(set(keys)) < len(keys):
            yield Refused("InvalidArgument", _TAGGING, members=_named("x-amz-tagging", tagging))
    elif isinstance(tagging, Mapping):
        keys = [str(each.get("Key")) for each in tagging.get("TagSet") or ()]
        for twice in [key for key in keys if keys.count(key) > 1][:1]:
            yield Refused("InvalidTag", "Cannot provide multiple Tags with the same key", members={"TagKey": twice})


def _lifecycle(call: Call) -> Iterator[Refused]:
    wanted = call.params.get("LifecycleConfiguration") or {}
    if call.operation == "PutBucketLifecycleConfiguration" and not wanted.get("Rules"):
        yield Refused("MalformedXML", SCHEMA)


def _token(call: Call) -> Iterator[Refused]:
    token = call.params.get("ContinuationToken")
    if token is not None and call.operation in ("ListObjectsV2", "ListBuckets") and not is_page(call, str(token)):
        named = _named("continuation-token", str(token))
        yield Refused("InvalidArgument", "The continuation token provided is incorrect", members=named)


def _source_range(call: Call) -> Iterator[Refused]:
    """A part that is copied names its first and last byte; moto copies all of what it cannot read."""
    given, source = call.params.get("CopySourceRange"), source_of(call)
    if call.operation != "UploadPartCopy" or given is None or source is None:
        return
    named = _named("x-amz-copy-source-range", str(given))
    found = re.fullmatch(r"bytes=(\d{1,15})-(\d{1,15})", str(given), re.ASCII)
    if found is None or int(found[1]) > int(found[2]):
        yield Refused("InvalidArgument", _SOURCE_RANGE, members=named)
    elif int(found[2]) >= source.size:
        beyond = f"Range specified is not valid for source object of size: {source.size}"
        yield Refused("InvalidArgument", beyond, members=named)


def _number(call: Call, name: str) -> Iterator[Refused]:
    if call.request is None or name not in call.request.url:
        return
    given = parse_qs(urlsplit(call.request.url).query, keep_blank_values=True).get(name)
    if not given or given[0] == "":
        return
    named = _named(name, given[0])
    try:
        number = int(given[0])
    except ValueError:
        yield Refused("InvalidArgument", f"Provided {name} not an integer or within integer range", members=named)
        return
    if not 0 <= number <= _LARGEST:
        told = f"Argument {name.replace('-', '')} must be an integer between 0 and {_LARGEST}"
        yield Refused("InvalidArgument", told, members=named)


def _named(name: str, value: str) -> dict[str, str]:
    return {"ArgumentName": name, "ArgumentValue": value}
