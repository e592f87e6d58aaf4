"""Checksums of uploads in parts and of the objects they make: which have to be told, and what is told of them.

An upload is made with an algorithm, or with none, and with a type: COMPOSITE is the checksum of the parts' checksums,
FULL_OBJECT that of all bytes. Source: S3 user guide, "Checking object integrity in Amazon S3" (which type goes with
which algorithm, and each type's default); words and answers as LocalStack's tests recorded them.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.services.s3.digests import ALGORITHMS, COMPUTED, OF_DIGESTS, checksum, told_in
from course_lib.aws.services.s3.objects import Refused, bucket_of, version_of

COMPOSITE, FULL = "COMPOSITE", "FULL_OBJECT"
MODES = {"CRC32": (COMPOSITE, FULL), "CRC32C": (COMPOSITE, FULL), "CRC64NVME": (FULL,)}  # the default first
_UNKNOWN = (
    "Checksum algorithm provided is unsupported. Please try again with any of the valid types: "
    f"[{', '.join(ALGORITHMS)}]"
)
_TYPE_ALONE = "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header."
_NO_PAIR = "The {} checksum type cannot be used with the {} checksum algorithm."
_OTHER = "Checksum Type mismatch occurred, expected checksum Type: {}, actual checksum Type: {}"
_OTHER_MODE = "The upload was created using the {} checksum mode. The complete request must use the same checksum mode."
_MISSING = (
    "The upload was created using a {} checksum. The complete request must include the checksum for each part. "
    "It was missing for part {} in the request."
)
_NO_PART = (
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified "
    "entity tag may not match the part's entity tag."
)
_SIZE = "The provided 'x-amz-mp-object-size' header value {} does not match what was computed: {}"


@dataclass(frozen=True)
class Part:
    """A part of an object: its number, its size in bytes, and its checksum in base64, if it has one."""

    number: int
    size: int
    checksum: str | None


def mode_of(call: Call) -> tuple[str | None, str | None]:
    """The algorithm and the type that a CreateMultipartUpload asks for.

    Raises:
        Refused: there is no such algorithm, or they do not go together.
    """
    algorithm, kind = call.params.get("ChecksumAlgorithm"), call.params.get("ChecksumType")
    if algorithm is None:
        if kind is not None:
            raise Refused("InvalidRequest", _TYPE_ALONE)
        return None, None
    if algorithm not in ALGORITHMS:
        raise Refused("InvalidRequest", _UNKNOWN)
    modes = MODES.get(algorithm, (COMPOSITE,))
    if kind is not None and kind not in modes:
        raise Refused("InvalidRequest", _NO_PAIR.format(kind, algorithm.lower()))
    return algorithm, kind or modes[0]


def check_told(algorithm: str | None, told: Iterable[str]) -> None:
    """A part's checksum against the upload's algorithm. Raises Refused."""
    for each in told:
        if algorithm is not None and each != algorithm:
            raise Refused("InvalidRequest", _OTHER.format(algorithm.lower(), each.lower()))


def whole(algorithm: str, kind: str, parts: Sequence[Any]) -> str | None:
    """The checksum of an object made of parts, without the number of parts; None where it is not computed here.

    Args:
        algorithm, kind: of the upload.
        parts: as moto keeps them, in their order.
    """
    if kind == FULL:
        return checksum(algorithm, b"".join(part.value for part in parts)) if algorithm in COMPUTED else None
    told = [part.checksum_value for part in parts]
    if None in told:
        return None
    return base64.b64encode(OF_DIGESTS[algorithm](b"".join(map(base64.b64decode, told)))).decode()


def check_list(params: Mapping[str, Any], upload: Any) -> None:
    """A CompleteMultipartUpload request against the upload's parts, their checksums and sizes. Raises Refused.

    Args:
        params: of the request.
        upload: as moto keeps it.
    """
    algorithm, kind = _mode(upload)
    asked = params.get("ChecksumType")
    if asked is not None and asked != kind:
        raise Refused("InvalidRequest", _OTHER_MODE.format(kind or "null"))
    listed = _listed(params)
    for number, each in listed:
        _check_part(number, each, upload, algorithm, kind)
    size, found = params.get("MpuObjectSize"), sum(upload.parts[number].contentsize for number, _ in listed)
    if size is not None and str(size) != str(found):
        raise Refused("InvalidRequest", _SIZE.format(size, found))


def _listed(params: Mapping[str, Any]) -> list[tuple[int, Mapping[str, Any]]]:
    """The parts that a CompleteMultipartUpload names, each with its number; none where one has none."""
    listed = (params.get("MultipartUpload") or {}).get("Parts") or ()
    try:
        return [(int(each["PartNumber"]), each) for each in listed]
    except (KeyError, TypeError, ValueError):
        return []


def _mode(upload: Any) -> tuple[str | None, str | None]:
    return upload.metadata.get("x-amz-checksum-algorithm"), upload.metadata.get("x-amz-checksum-type")


def _check_part(number: int, each: Mapping[str, Any], upload: Any, algorithm: str | None, kind: str | None) -> None:
    part, etag = upload.parts.get(number), str(each.get("ETag"))
    if part is None or part.etag.strip('"') != etag.strip('"'):
        raise _no_part(upload, number, etag)
    told = {name: each[f"Checksum{name}"] for name in ALGORITHMS if each.get(f"Checksum{name}")}
    others = [name for name in told if name != algorithm]
    if algorithm is not None and others:
        raise Refused(
            "BadDigest", f"The {others[0].lower()} you specified for part {number} did not match what we received."
        )
    if kind == COMPOSITE and not told:
        raise Refused("InvalidRequest", _MISSING.format(str(algorithm).lower(), number))
    if others or (told and algorithm is not None and part.checksum_value not in (None, told[algorithm])):
        raise _no_part(upload, number, part.etag)


def _no_part(upload: Any, number: int, etag: str) -> Refused:
    return Refused(
        "InvalidPart", _NO_PART, members={"UploadId": upload.id, "PartNumber": number, "ETag": etag.strip('"')}
    )


class UploadChecksums:
    """Refuses uploads whose checksums do not fit, and tells those of the objects that parts make."""

    def __call__(self, call: Call, forward: Forward) -> Answer:
        handle = _HANDLERS.get(call.operation) if call.service == "s3" else None
        if handle is None:
            return forward(call)
        try:
            return handle(call, forward)
        except Refused as refusal:
            return Answer(error=refusal.error)


def _create(call: Call, forward: Forward) -> Answer:
    algorithm, kind = mode_of(call)
    answer = forward(call)
    if answer.result is None or algorithm is None:
        return answer
    _upload(call, answer.result["UploadId"]).metadata["x-amz-checksum-type"] = kind
    return _more(answer, {"ChecksumAlgorithm": algorithm, "ChecksumType": kind})


def _upload(call: Call, upload_id: str) -> Any:
    bucket = bucket_of(call)
    return None if bucket is None else bucket.multiparts.get(upload_id)


def _upload_part(call: Call, forward: Forward) -> Answer:
    upload = _upload(call, str(call.params.get("UploadId")))
    if upload is None:
        return forward(call)
    algorithm, _ = _mode(upload)
    told = {} if call.request is None else {name.upper(): value for name, value in told_in(call.request).items()}
    check_told(algorithm, told)
    answer = forward(call)
    if answer.result is None:
        return answer
    if algorithm is None:
        return _more(answer, {f"Checksum{name}": value for name, value in told.items()})
    value = _keep(upload, call, algorithm, told.get(algorithm))
    return _more(answer, {f"Checksum{algorithm}": value} if value else {})


def _keep(upload: Any, call: Call, algorithm: str, told: str | None) -> str | None:
    """A part that was just uploaded keeps its checksum: what is told has been compared already."""
    part = upload.parts[int(call.params["PartNumber"])]
    part.checksum_algorithm, part.checksum_value = algorithm, told or checksum(algorithm, part.value)
    value: str | None = part.checksum_value
    return value


def _list_parts(call: Call, forward: Forward) -> Answer:
    answer, upload = forward(call), _upload(call, str(call.params.get("UploadId")))
    algorithm, kind = (None, None) if upload is None else _mode(upload)
    if answer.result is None or algorithm is None:
        return answer
    parts = [_with_checksum(each, upload, algorithm) for each in answer.result.get("Parts") or ()]
    return _more(answer, {"Parts": parts, "ChecksumAlgorithm": algorithm, "ChecksumType": kind})


def _with_checksum(told: Mapping[str, Any], upload: Any, algorithm: str) -> dict[str, Any]:
    value = upload.parts[int(told["PartNumber"])].checksum_value
    return {**told, **({f"Checksum{algorithm}": value} if value else {})}


def _copy(call: Call, forward: Forward) -> Answer:
    """A copy is written in one piece: its checksum is that of all bytes."""
    answer = forward(call)
    made = None if answer.result is None else version_of(bucket_of(call), str(call.params["Key"]))
    if answer.result is None or made is None or not made.checksum_algorithm:
        return answer
    value = checksum(made.checksum_algorithm, made.value)
    rest = {each: said for each, said in answer.result["CopyObjectResult"].items() if not each.startswith("Checksum")}
    made.checksum_type, made.checksum_value = FULL, value
    told = {f"Checksum{made.checksum_algorithm}": value, "ChecksumType": FULL} if value else {}
    return _more(answer, {"CopyObjectResult": {**rest, **told}})


def _copy_part(call: Call, forward: Forward) -> Answer:
    upload = _upload(call, str(call.params.get("UploadId")))
    answer = forward(call)
    algorithm = None if upload is None else _mode(upload)[0]
    if answer.result is None or algorithm is None:
        return answer
    value = _keep(upload, call, algorithm, None)
    result = {**answer.result["CopyPartResult"], **({f"Checksum{algorithm}": value} if value else {})}
    return _more(answer, {"CopyPartResult": result})


def _complete(call: Call, forward: Forward) -> Answer:
    upload, listed = _upload(call, str(call.params.get("UploadId"))), _listed(call.params)
    if upload is None or not listed:
        return forward(call)  # it is over, or there was none; or there is no list
    check_list(call.params, upload)
    parts = [upload.parts[number] for number, _ in listed]
    algorithm, kind = _mode(upload)
    value = _value(call, algorithm, kind, parts) if algorithm and kind else None
    kept = [
        Part(number, part.contentsize, part.checksum_value) for (number, _), part in zip(listed, parts, strict=True)
    ]
    answer = forward(call)
    if answer.result is None:
        return answer
    made = version_of(bucket_of(call), str(call.params["Key"]))
    made.parts = kept
    if value is None:
        return answer
    made.checksum_algorithm, made.checksum_type, made.checksum_value = algorithm, kind, value
    return _more(answer, {f"Checksum{algorithm}": _shown(made), "ChecksumType": kind})


def _value(call: Call, algorithm: str, kind: str, parts: Sequence[Any]) -> str | None:
    """The object's checksum: computed, or else as the request tells it. Raises Refused if these two differ."""
    found, told = whole(algorithm, kind, parts), call.params.get(f"Checksum{algorithm}")
    if kind == FULL and told is not None and found not in (None, told):
        raise Refused("BadDigest", f"The {algorithm.lower()} you specified did not match the calculated checksum.")
    return found or told


def _shown(version: Any) -> str:
    """A checksum as headers tell it."""
    value: str = version.checksum_value
    return f"{value}-{len(version.parts)}" if version.checksum_type == COMPOSITE else value


def _read(call: Call, forward: Forward) -> Answer:
    answer = forward(call)
    if answer.result is None or call.params.get("ChecksumMode") != "ENABLED" or call.params.get("Range"):
        return answer
    version = _version(call)
    if version is None or not version.checksum_value:
        return answer
    name = f"Checksum{version.checksum_algorithm}"
    number, parts = call.params.get("PartNumber"), getattr(version, "parts", ())
    rest = {each: value for each, value in answer.result.items() if not each.startswith("Checksum")}
    if number is None or not parts:
        told = {name: _shown(version) if parts else version.checksum_value}
    elif version.checksum_type == COMPOSITE:
        told = {name: next((each.checksum for each in parts if each.number == int(number)), None)}
    else:
        return replace(answer, result=rest, response=None)
    told["ChecksumType"] = version.checksum_type or FULL
    return replace(answer, result={**rest, **told}, response=None)


def _version(call: Call) -> Any:
    bucket = bucket_of(call)
    return None if bucket is None else version_of(bucket, str(call.params["Key"]), call.params.get("VersionId"))


def _attributes(call: Call, forward: Forward) -> Answer:
    answer = forward(call)
    version = _version(call)
    if answer.result is None or version is None:
        return answer
    asked = call.params.get("ObjectAttributes") or ()
    more: dict[str, Any] = {}
    if "Checksum" in asked and version.checksum_value:
        value = {f"Checksum{version.checksum_algorithm}": version.checksum_value}
        more["Checksum"] = {**value, "ChecksumType": version.checksum_type or FULL}
    parts = getattr(version, "parts", ())
    if "ObjectParts" in asked and parts:
        more["ObjectParts"] = _pages(call, version, parts)
    return _more(answer, more)


def _pages(call: Call, version: Any, parts: list[Part]) -> dict[str, Any]:
    """The parts are listed only where each has its checksum."""
    if version.checksum_type != COMPOSITE:
        return {"TotalPartsCount": len(parts)}
    marker, most = int(call.params.get("PartNumberMarker") or 0), int(call.params.get("MaxParts") or 1000)
    later = [each for each in parts if each.number > marker]
    shown = later[:most]
    return {
        "TotalPartsCount": len(parts),
        "PartNumberMarker": marker,
        "NextPartNumberMarker": shown[-1].number if shown else 0,
        "MaxParts": most,
        "IsTruncated": len(later) > most,
        "Parts": [
            {
                "PartNumber": each.number,
                "Size": each.size,
                **({f"Checksum{version.checksum_algorithm}": each.checksum} if each.checksum else {}),
            }
            for each in shown
        ],
    }


def _more(answer: Answer, members: Mapping[str, Any]) -> Answer:
    return replace(answer, result={**(answer.result or {}), **members}, response=None) if members else answer


_HANDLERS: Mapping[str, Callable[[Call, Forward], Answer]] = {
    "CreateMultipartUpload": _create,
    "UploadPart": _upload_part,
    "UploadPartCopy": _copy_part,
    "ListParts": _list_parts,
    "CopyObject": _copy,
    "CompleteMultipartUpload": _complete,
    "GetObject": _read,
    "HeadObject": _read,
    "GetObjectAttributes": _attributes,
}
