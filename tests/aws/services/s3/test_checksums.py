"""Checksums of uploads in parts, and of what they make. Plain boto3: let `s3` return boto3.client("s3") to face S3."""

from __future__ import annotations

import base64
import hashlib
import zlib

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from course_lib.aws.account import Cloud
from course_lib.aws.sdk import wall
from course_lib.aws.services.s3.crc32c import crc32c

LEAST = 5 * 1024 * 1024
WHERE = {"Bucket": "genomes", "Key": "S-1001"}
BODIES = (b"A" * LEAST, b"end")
NO_PART = (
    "InvalidPart",
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified "
    "entity tag may not match the part's entity tag.",
)


def text(digest):
    return base64.b64encode(digest).decode()


def sha256(data):
    return hashlib.sha256(data).digest()


def crc32(data):
    return zlib.crc32(data).to_bytes(4, "big")


@pytest.fixture
def cloud():
    with Cloud(services=["s3"]) as cloud:
        cloud.client("s3").create_bucket(Bucket="genomes")
        yield cloud


@pytest.fixture
def s3(cloud):
    return cloud.client("s3")


@pytest.fixture
def silent(cloud):
    """A client that tells no checksum unless it is asked to."""
    wall.open_to(cloud)
    yield boto3.client("s3", config=Config(request_checksum_calculation="when_required"))
    wall.close()


def begun(s3, **how):
    return {**WHERE, "UploadId": s3.create_multipart_upload(**WHERE, **how)["UploadId"]}


def sent(s3, upload, bodies=BODIES, **how):
    """The parts, as they are to be listed."""
    answers = [s3.upload_part(**upload, PartNumber=number, Body=body, **how) for number, body in enumerate(bodies, 1)]
    return [
        {"PartNumber": number, **{name: each[name] for name in each if name == "ETag" or name.startswith("Checksum")}}
        for number, each in enumerate(answers, 1)
    ]


def listed(parts):
    return {"MultipartUpload": {"Parts": parts}}


def refusal(call, **parameters):
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def told(answer):
    return {name: value for name, value in answer.items() if name.startswith("Checksum")}


@pytest.mark.parametrize(("algorithm", "digest"), [("CRC32", crc32), ("SHA256", sha256), ("CRC32C", crc32c)])
def test_a_composite_checksum_is_that_of_the_parts_checksums(s3, algorithm, digest):
    """With how many there were; the parts keep theirs."""
    upload, bodies = begun(s3, ChecksumAlgorithm=algorithm), BODIES if algorithm != "CRC32C" else (b"end",)
    how = {"ChecksumAlgorithm": algorithm} if algorithm != "CRC32C" else {"ChecksumCRC32C": text(crc32c(b"end"))}
    parts = sent(s3, upload, bodies, **how)
    name, digests = f"Checksum{algorithm}", [digest(each) for each in bodies]
    whole = text(digest(b"".join(digests)))

    answer = s3.complete_multipart_upload(**upload, **listed(parts))

    assert [each[name] for each in parts] == [text(each) for each in digests]
    assert told(answer) == {name: f"{whole}-{len(bodies)}", "ChecksumType": "COMPOSITE"}
    assert told(s3.head_object(**WHERE, ChecksumMode="ENABLED")) == told(answer)
    assert told(s3.get_object(**WHERE, ChecksumMode="ENABLED")) == told(answer)
    first = s3.head_object(**WHERE, ChecksumMode="ENABLED", PartNumber=1)
    assert told(first) == {name: text(digests[0]), "ChecksumType": "COMPOSITE"}
    known = s3.get_object_attributes(**WHERE, ObjectAttributes=["Checksum", "ObjectParts"])
    assert known["Checksum"] == {name: whole, "ChecksumType": "COMPOSITE"}
    assert [(each["Size"], each[name]) for each in known["ObjectParts"]["Parts"]] == [
        (len(body), text(each)) for body, each in zip(bodies, digests, strict=True)
    ]


def test_a_checksum_of_the_full_object_is_that_of_its_bytes(s3):
    """The parts' need not be told again; a wrong one for the whole is refused."""
    upload = begun(s3, ChecksumAlgorithm="CRC32", ChecksumType="FULL_OBJECT")
    parts = [{name: each[name] for name in ("PartNumber", "ETag")} for each in sent(s3, upload)]
    right = text(crc32(b"".join(BODIES)))

    wrong = refusal(s3.complete_multipart_upload, **upload, **listed(parts), ChecksumCRC32=text(crc32(b"other")))
    answer = s3.complete_multipart_upload(**upload, **listed(parts), ChecksumCRC32=right)

    assert wrong == ("BadDigest", "The crc32 you specified did not match the calculated checksum.")
    assert told(answer) == {"ChecksumCRC32": right, "ChecksumType": "FULL_OBJECT"}
    known = s3.get_object_attributes(**WHERE, ObjectAttributes=["Checksum", "ObjectParts"])
    assert known["Checksum"] == told(answer)
    assert known["ObjectParts"] == {"TotalPartsCount": 2}


def test_a_composite_upload_is_completed_with_each_parts_checksum(s3):
    """One that is missing, of another kind, or wrong is refused, and the upload stays open."""
    upload = begun(s3, ChecksumAlgorithm="SHA256")
    parts = sent(s3, upload, ChecksumAlgorithm="SHA256")

    def completed(**change):
        first = {name: value for name, value in {**parts[0], **change}.items() if value}
        return refusal(s3.complete_multipart_upload, **upload, **listed([first, parts[1]]))

    assert completed(ChecksumSHA256=None) == (
        "InvalidRequest",
        "The upload was created using a sha256 checksum. The complete request must include the checksum for each part. "
        "It was missing for part 1 in the request.",
    )
    other = completed(ChecksumSHA256=None, ChecksumCRC32=text(crc32(BODIES[0])))
    assert other == ("BadDigest", "The crc32 you specified for part 1 did not match what we received.")
    assert completed(ChecksumSHA256=text(sha256(b"other"))) == NO_PART
    s3.complete_multipart_upload(**upload, **listed(parts))


def test_a_part_has_its_uploads_algorithm(s3):
    """boto3 sends CRC32 unless it is told another one; that is no SHA256."""
    upload = begun(s3, ChecksumAlgorithm="SHA256")

    assert refusal(s3.upload_part, **upload, PartNumber=1, Body=b"end") == (
        "InvalidRequest",
        "Checksum Type mismatch occurred, expected checksum Type: sha256, actual checksum Type: crc32",
    )


def test_parts_without_a_checksum_get_the_uploads(silent):
    """S3 computes it, and lists it."""
    upload = begun(silent, ChecksumAlgorithm="CRC32")

    [part] = sent(silent, upload, [b"end"])

    assert part["ChecksumCRC32"] == text(crc32(b"end"))
    found = silent.list_parts(**upload)
    assert (found["ChecksumAlgorithm"], found["ChecksumType"]) == ("CRC32", "COMPOSITE")
    assert [each["ChecksumCRC32"] for each in found["Parts"]] == [part["ChecksumCRC32"]]


def test_an_upload_without_an_algorithm_takes_none_in_its_list(s3):
    """Whatever its parts were sent with."""
    upload = begun(s3)
    parts = sent(s3, upload)

    assert "ChecksumCRC32" in parts[0]
    assert refusal(s3.complete_multipart_upload, **upload, **listed(parts)) == NO_PART
    bare = [{name: each[name] for name in ("PartNumber", "ETag")} for each in parts]
    other = refusal(s3.complete_multipart_upload, **upload, **listed(bare), ChecksumType="COMPOSITE")
    assert other == (
        "InvalidRequest",
        "The upload was created using the null checksum mode. The complete request must use the same checksum mode.",
    )
    s3.complete_multipart_upload(**upload, **listed(bare))


@pytest.mark.parametrize(
    ("how", "words"),
    [
        (
            {"ChecksumType": "COMPOSITE"},
            "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.",
        ),
        (
            {"ChecksumAlgorithm": "SHA1", "ChecksumType": "FULL_OBJECT"},
            "The FULL_OBJECT checksum type cannot be used with the sha1 checksum algorithm.",
        ),
        (
            {"ChecksumAlgorithm": "CRC64NVME", "ChecksumType": "COMPOSITE"},
            "The COMPOSITE checksum type cannot be used with the crc64nvme checksum algorithm.",
        ),
        (
            {"ChecksumAlgorithm": "MD4"},
            "Checksum algorithm provided is unsupported. Please try again with any of the valid types: "
            "[CRC32, CRC32C, CRC64NVME, SHA1, SHA256]",
        ),
    ],
    ids=["type alone", "sha1 of all", "crc64nvme of parts", "unknown"],
)
def test_what_does_not_go_together_is_refused(s3, how, words):
    assert refusal(s3.create_multipart_upload, **WHERE, **how) == ("InvalidRequest", words)


@pytest.mark.parametrize(
    ("algorithm", "kind"), [("CRC32", "COMPOSITE"), ("CRC64NVME", "FULL_OBJECT"), ("SHA256", "COMPOSITE")]
)
def test_each_algorithm_has_a_type_of_its_own(s3, algorithm, kind):
    answer = s3.create_multipart_upload(**WHERE, ChecksumAlgorithm=algorithm)

    assert told(answer) == {"ChecksumAlgorithm": algorithm, "ChecksumType": kind}


def test_the_size_that_a_list_tells_is_compared(s3):
    upload = begun(s3)
    parts = [{name: each[name] for name in ("PartNumber", "ETag")} for each in sent(s3, upload, [b"ends"])]

    assert refusal(s3.complete_multipart_upload, **upload, **listed(parts), MpuObjectSize=5) == (
        "InvalidRequest",
        "The provided 'x-amz-mp-object-size' header value 5 does not match what was computed: 4",
    )
    s3.complete_multipart_upload(**upload, **listed(parts), MpuObjectSize=4)


def test_a_list_with_a_part_that_is_not_there_is_refused_for_that(s3):
    """Or has another entity tag, whatever its checksums say."""
    upload = begun(s3, ChecksumAlgorithm="SHA256")
    [part] = sent(s3, upload, [b"end"], ChecksumAlgorithm="SHA256")

    assert refusal(s3.complete_multipart_upload, **upload, **listed([{**part, "PartNumber": 2}])) == NO_PART
    other = {**part, "ETag": '"11111111111111111111111111111111"'}
    assert refusal(s3.complete_multipart_upload, **upload, **listed([other])) == NO_PART


def test_a_copy_has_the_checksum_of_its_bytes(s3):
    """Of one that was made in parts too."""
    upload = begun(s3, ChecksumAlgorithm="SHA256")
    s3.complete_multipart_upload(**upload, **listed(sent(s3, upload, ChecksumAlgorithm="SHA256")))
    whole = {"ChecksumSHA256": text(sha256(b"".join(BODIES))), "ChecksumType": "FULL_OBJECT"}

    answer = s3.copy_object(Bucket="genomes", Key="copy", CopySource="genomes/S-1001")

    assert told(answer["CopyObjectResult"]) == whole
    assert told(s3.head_object(Bucket="genomes", Key="copy", ChecksumMode="ENABLED")) == whole


def test_a_part_that_is_copied_gets_the_uploads_checksum(s3):
    s3.put_object(Bucket="genomes", Key="source", Body=b"end")
    upload = begun(s3, ChecksumAlgorithm="SHA256")

    answer = s3.upload_part_copy(**upload, PartNumber=1, CopySource="genomes/source")

    assert told(answer["CopyPartResult"]) == {"ChecksumSHA256": text(sha256(b"end"))}


def test_a_managed_transfer_goes_through(cloud, s3, tmp_path):
    """boto3's own, in parts, with its checksums."""
    file = tmp_path / "large"
    file.write_bytes(b"A" * (2 * 8 * 1024 * 1024 + 5))

    s3.upload_file(str(file), **WHERE)

    head = s3.head_object(**WHERE, ChecksumMode="ENABLED")
    assert head["ContentLength"] == file.stat().st_size
    assert head["ChecksumCRC32"].endswith("-3")


def test_crc32c_as_its_rfc_has_it():
    """RFC 3720, B.4: thirty-two zeros, and the numbers from 0."""
    assert crc32c(bytes(32)) == bytes.fromhex("8a9136aa")
    assert crc32c(bytes(range(32))) == bytes.fromhex("46dd794e")
