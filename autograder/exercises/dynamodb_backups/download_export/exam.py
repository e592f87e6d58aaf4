"""The exam of download_export."""

import gzip

from course_lib.checks import Exam
from course_lib.lessons.dynamodb_backups import data as lab
from course_lib.lessons.dynamodb_backups.practice.download_export import (
    SPECIAL,
    Export,
    continues,
    downloads,
    exported,
    names,
    survives,
)

exam = Exam()


def prefix(submission):
    """A folder nobody has seen."""
    return submission.random.choice(["daily", "archive/2026", "x/y/z"]) + str(submission.random.randrange(100))


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
    downloads(submission, cloud, exported(cloud, *SPECIAL, *random_items(submission), prefix=prefix(submission)))


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


@exam.check(points=1)
def exam_missing(submission, cloud):
    """Whatever object is missing is named: a data file, a manifest, a checksum."""
    export = exported(cloud, prefix=prefix(submission))
    file = export.entries[-1]["dataFileS3Key"]
    for key in (file, export.files_key, export.files_key.replace(".json", ".md5"), export.manifest_key):
        right = export.bytes_of(key)
        lab.delete_object(cloud, key)
        names(submission, cloud, export, "MissingFile", key, "missing")
        export.put(key, right)


@exam.check(points=2)
def exam_corrupt(submission, cloud):
    """A data file that differs is named: another file of the same export, and one with a wrong last byte."""
    export = exported(cloud, prefix=prefix(submission))
    entries = sorted(export.entries, key=lambda entry: -entry["itemCount"])
    key, other = entries[0]["dataFileS3Key"], entries[1]["dataFileS3Key"]
    right = export.bytes_of(key)
    flipped = right[:-6] + bytes([right[-6] ^ 1]) + right[-5:]  # in gzip's own checksum
    for wrong in (export.bytes_of(other), gzip.compress(gzip.decompress(right) + b"\n"), flipped):
        export.put(key, wrong)
        names(submission, cloud, export, "CorruptFile", key, "corrupt")


@exam.check(points=1)
def exam_truncated(submission, cloud):
    """A data file that ends early, or is empty, is named."""
    export = exported(cloud, prefix=prefix(submission))
    key = export.fullest["dataFileS3Key"]
    right = export.bytes_of(key)
    for length in (0, len(right) - submission.random.randrange(1, 40)):
        export.put(key, right[:length])
        names(submission, cloud, export, "TruncatedFile", key, "truncated", named_wrongly="truncated")


@exam.check(points=1)
def exam_counts(submission, cloud):
    """A count that is not true is named: a file's, and the summary's."""
    export = exported(cloud, prefix=prefix(submission))
    summary = export.bytes_of(export.manifest_key)
    export.put_manifest(export.manifest_key, summary.replace(b'"itemCount":10', b'"itemCount":11'))
    names(submission, cloud, export, "WrongCount", export.manifest_key, "count")
    export.put_manifest(export.manifest_key, summary)
    file = export.fullest
    export.change_entry(file["dataFileS3Key"], itemCount=file["itemCount"] - 1)
    names(submission, cloud, export, "WrongCount", file["dataFileS3Key"], "count", or_key=export.manifest_key)


@exam.check(points=1)
def exam_resumes(submission, cloud):
    """Files that are finished are not fetched again, and files that are wrong are."""
    export = exported(cloud, prefix=prefix(submission))
    continues(submission, cloud, export, lambda data: data[:-1] + bytes([data[-1] ^ 1]))


@exam.check(points=2)
def exam_dies_anywhere(submission, cloud):
    """When the program dies at any request, no half file has its final name, and the next run finishes."""
    survives(submission, cloud)
