"""Arguments that S3 refuses and moto stumbles over.

Source: S3 API reference, the pages of these operations and "Error responses"; S3 user guide, "Naming Amazon S3
objects"; words as LocalStack's tests recorded them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import parse_qs, parse_qsl, urlsplit

from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.services.s3.objects import SCHEMA, Refused

_NUMBERS = ("max-keys", "max-uploads", "max-parts", "max-buckets", "part-number-marker")
_LARGEST = 2147483647
_LONGEST_KEY = 1024  # bytes in UTF-8
_TAGGING = (
    "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name "
    "duplicates."
)
_GRANTS = ("GrantFullControl", "GrantRead", "GrantReadACP", "GrantWrite", "GrantWriteACP")


class Arguments:
    """Refuses what S3 refuses of single arguments."""

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.service != "s3":
            return forward(call)
        for refusal in _refusals(call):
            return Answer(error=refusal.error)
        return forward(call)


def _refusals(call: Call) -> Iterator[Refused]:
    for name in _NUMBERS:
        yield from _number(call, name)
    yield from _key(call)
    yield from _tags(call)
    yield from _lifecycle(call)
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
