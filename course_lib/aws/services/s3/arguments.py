"""Arguments that S3 refuses and moto stumbles over.

Source: S3 API reference, the pages of these operations and "Error responses".
"""

from __future__ import annotations

from collections.abc import Iterator

from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.services.s3.objects import Refused, bucket_of, versions

_NUMBERS = ("max-keys", "max-uploads", "max-parts", "max-buckets", "part-number-marker")
_LARGEST = 2147483647
_GRANTS = ("GrantFullControl", "GrantRead", "GrantReadACP", "GrantWrite", "GrantWriteACP")
_ON_OBJECTS = ("GetObjectAcl", "PutObjectAcl", "GetObjectTagging", "PutObjectTagging", "DeleteObjectTagging")


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
    for member in _GRANTS:
        given = call.params.get(member)
        if given is not None and not all("=" in each for each in str(given).split(",")):
            yield Refused("InvalidArgument", "Argument format not recognized", members=_named(member, str(given)))
    source = call.params.get("CopySource")
    if source is not None and not all(str(source).lstrip("/").partition("/")[::2]):
        told = "Invalid copy source object key"
        yield Refused("InvalidArgument", told, members=_named("x-amz-copy-source", str(source)))
    bucket = bucket_of(call) if call.operation in _ON_OBJECTS else None
    if bucket is not None:
        key, version_id = str(call.params.get("Key")), call.params.get("VersionId")
        if not any(version_id in (None, str(each.version_id)) for each in versions(bucket, key)):
            if version_id is not None and version_id != "null":
                missing = {"Key": key, "VersionId": version_id}
                yield Refused("NoSuchVersion", "The specified version does not exist.", 404, missing)
            else:
                yield Refused("NoSuchKey", "The specified key does not exist.", 404, {"Key": key})


def _number(call: Call, name: str) -> Iterator[Refused]:
    from urllib.parse import parse_qs, urlsplit

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
