"""The exam of download_export."""

import gzip
import zlib

from course_lib.checks import Exam
from course_lib.checks.files import Directory
from course_lib.checks.kit import S3_DENIED, UNREACHED, call_in, errors_come_out, hard
from course_lib.lessons.dynamodb_backups import data as lab
from course_lib.lessons.dynamodb_backups.practice.download_export import (
    SPECIAL,
    Export,
    continues,
    damaged_since,
    downloads,
    exported,
    leave_behind,
    names,
    names_twice,
    never_wrong,
    stays_whole,
    survives,
)

exam = Exam()


def prefix(submission):
    """A folder nobody has seen, called like what is in it."""
    number = submission.random.randrange(100)
    return submission.random.choice([f"daily.json/{number}", f"archive/manifest-summary.json-{number}"])


def random_items(submission):
    """Items with all kinds of values."""
    random = submission.random
    return [
        {
            "sample_id": f"S-{5000 + number}",
            "raw": random.randbytes(9),
            "many": {random.randbytes(3) + bytes([number]), b"\xff" + bytes([number])},
            "deep": [{"list": [random.randbytes(4), random.randrange(10**9), None]}],
            "value": random.randrange(10**6) / 100,
        }
        for number in range(random.randrange(2, 6))
    ]


@exam.check(points=2)
def exam_downloaded(submission, cloud):
    """Every data file is in the directory, and every item comes back with plain values."""
    numbers = [{"sample_id": f"N-{index}", "n": hard.number(submission.random)} for index in range(3)]
    items = [*SPECIAL, *random_items(submission), *numbers, *hard.items("sample_id")]
    export = exported(cloud, *items, prefix=prefix(submission))
    downloads(submission, cloud, export, leave_behind(submission, export, Directory()))


@exam.check(points=1)
def exam_empty_files(submission, cloud):
    """Files without items, and an export of an empty table, are fine."""
    export = exported(cloud, prefix=prefix(submission))
    lab.delete(cloud, *({"sample_id": item["sample_id"]} for item in export.items))
    downloads(submission, cloud, Export(cloud, lab.export(cloud, "empty"), []))


@exam.check(points=2)
def exam_wrong_manifest(submission, cloud):
    """Each of both manifests is compared with its checksum."""
    export = exported(cloud, prefix=prefix(submission))
    for key in (export.manifest_key, export.files_key):
        right = export.bytes_of(key)
        export.put(key, right.replace(b'"itemCount":', b'"itemCount": '))
        names(submission, cloud, export, "WrongManifest", key, "manifest")
        export.put(key, right)


def checksum_of(manifest):
    """The key of a manifest's .md5 file."""
    return manifest.removesuffix(".json") + ".md5"


@exam.check(points=1)
def exam_missing(submission, cloud):
    """Whatever object is missing is named: a data file, a manifest, a checksum."""
    export = exported(cloud, prefix=prefix(submission))
    file = export.entries[-1]["dataFileS3Key"]
    told = [key for manifest in (export.files_key, export.manifest_key) for key in (manifest, checksum_of(manifest))]
    for key in (file, *told):
        right = export.bytes_of(key)
        lab.delete_object(cloud, key)
        names(submission, cloud, export, "MissingFile", key, "missing")
        export.put(key, right)


@exam.check(points=2)
def exam_corrupt(submission, cloud):
    """A data file that differs is named: another one, one that cannot be unzipped, one that is no gzip."""
    export = exported(cloud, prefix=prefix(submission))
    entries = sorted(export.entries, key=lambda entry: -entry["itemCount"])
    key, other = entries[0]["dataFileS3Key"], entries[1]["dataFileS3Key"]
    right = export.bytes_of(key)
    flipped = right[:-6] + bytes([right[-6] ^ 1]) + right[-5:]  # in gzip's own checksum
    others = export.bytes_of(other), gzip.compress(gzip.decompress(right) + b"\n", mtime=0), gzip.decompress(right)
    for wrong in (*others, flipped, not_deflated(right)):
        export.put(key, wrong)
        names(submission, cloud, export, "CorruptFile", key, "corrupt")


def not_deflated(data):
    """The same with one byte that makes the compressed stream itself wrong, not only its checksum."""
    for place in range(len(data) // 2, 10, -1):
        wrong = data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]
        try:
            gzip.decompress(wrong)
        except zlib.error:
            return wrong
        except (OSError, EOFError):
            continue
    raise AssertionError("every byte can be another one")


@exam.check(points=1)
def exam_truncated(submission, cloud):
    """A data file that ends early, or is empty, is named."""
    export = exported(cloud, prefix=prefix(submission))
    key = export.fullest["dataFileS3Key"]
    right = export.bytes_of(key)
    for length in (0, submission.random.randrange(2, 10), len(right) // 2, len(right) - 1):
        export.put(key, right[:length])
        names(submission, cloud, export, "TruncatedFile", key, "truncated", named_wrongly="truncated")


@exam.check(points=1)
def exam_counts(submission, cloud):
    """A count that is not true is named: a file's, and the summary's."""
    export = exported(cloud, prefix=prefix(submission))
    summary = export.bytes_of(export.manifest_key)
    for count in (b"0", b"11"):
        export.put_manifest(export.manifest_key, summary.replace(b'"itemCount":10', b'"itemCount":' + count))
        names_twice(submission, cloud, export, "WrongCount", export.manifest_key, "count")
    export.put_manifest(export.manifest_key, summary)
    one, another = (
        entry["dataFileS3Key"] for entry in sorted(export.entries, key=lambda entry: -entry["itemCount"])[:2]
    )
    for less in (1, export.fullest["itemCount"]):
        export.change_counts({one: -less})
        names_twice(submission, cloud, export, "WrongCount", one, "count", or_key=[export.manifest_key])
    export.change_counts({one: 1, another: -1})  # together they are as many as the summary says
    names_twice(submission, cloud, export, "WrongCount", one, "count", or_key=[another])


@exam.check(points=1)
def exam_resumes(submission, cloud):
    """Files that are finished are not fetched again, and files that are wrong are."""
    unzips = gzip.compress(b'{"Item":{"sample_id":{"S":"S-1"}}}\n', mtime=0)
    wrong = (
        lambda data: gzip.compress(gzip.decompress(data).replace(b'"S-', b'"T-'), mtime=0),  # as many lines
        lambda data: gzip.compress(gzip.decompress(data), 1, mtime=1),  # the same lines, in other bytes
        lambda data: data[:-1] + bytes([data[-1] ^ 1]),
        lambda data: unzips,
        lambda data: b"",
        lambda data: data * 2,
    )
    export = exported(cloud, prefix=prefix(submission))
    for damage in wrong:
        continues(submission, cloud, export, damage)
    damaged_since(submission, cloud, export, submission.random.choice(wrong))


@exam.check(points=1)
def exam_not_missing(submission, cloud):
    """What S3 refuses for another reason is not a missing file: the refusal comes out."""
    made = {}

    def prepare(cloud):
        made["export"] = exported(cloud)

    def call(cloud):
        key = made["export"].manifest_key
        later = submission.later.download_export(cloud.client("s3"), lab.BUCKET, key, Directory())
        return call_in(submission, cloud, later)

    errors_come_out(submission, cloud, prepare, call, "not_missing", errors=(S3_DENIED, UNREACHED))


@exam.check(points=1)
def exam_dies_anywhere(submission, cloud):
    """When the program dies, or the disk is full, no half file has its final name, and the next run finishes."""
    survives(submission, cloud)
    stays_whole(submission, cloud)


@exam.check(points=1)
def exam_never_wrong(submission, cloud):
    """A file that is not the export's never has its final name, not even for a moment."""
    never_wrong(submission, cloud)
