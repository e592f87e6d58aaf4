"""download_export: everything verified before it counts, and nothing fetched twice."""

import base64
import gzip
import hashlib
import json
from dataclasses import dataclass
from functools import partial

from course_lib.aws.values import plain, show
from course_lib.checks import (
    SLIPS,
    CallProblem,
    Ending,
    Exercise,
    Failure,
    Fault,
    LearnerError,
    Reason,
    crash_points,
    expect_found,
    require,
)
from course_lib.checks.files import Directory
from course_lib.checks.kit import error_means, sent
from course_lib.lessons.dynamodb_backups import data as lab

exercise = Exercise(
    call="download_export(s3, bucket, manifest_key, directory)",
    section='Part 4, "Home with it"',
    hints=(
        "The manifests say what belongs to the export and how to recognise it. What has to be verified first, so that "
        "you can trust it to verify the rest? And when may a file get its final name?",
        "First both manifests against their .md5. Then each data file: if it is in the directory with the right MD5, "
        "take it; else fetch it, compare the MD5 of the gzip bytes, write it under another name and rename it. Count "
        "its lines, then turn each line's Item into plain values with TypeDeserializer.",
        "base64.b64encode(hashlib.md5(data).digest()).decode() is what the manifests have. os.replace(part, path) "
        "renames in one step. gzip.decompress raises EOFError when the data ends early. Before TypeDeserializer, "
        "replace the text in every B and BS by base64.b64decode of it, also inside L and M.",
    ),
    advice={
        "typed": Reason(
            "Values have to be plain Python: TypeDeserializer().deserialize of each, with Decimals for numbers. "
            "Where JSON has base64 (B, BS, also inside L and M), decode it to bytes first.",
            when=lambda seen: seen.facts.get("all", True),
        ),
        "items": "Return the Item of every line of every data file, also when some files are empty.",
        "whole": "Nothing is wrong with this export. Read what its manifests name, by the keys that they tell, and "
        "nothing else: the folder may have files of earlier runs, and a prefix may look like a file's name. A line "
        "ends at a newline and nowhere else.",
        "files": "Keep each data file in the directory, as it is in S3, under the last part of its key.",
        "manifest": "Whoever can damage a manifest can hide anything. Compare manifest-summary.json and "
        "manifest-files.json with the MD5 in their .md5 files before you read them, and raise WrongManifest.",
        "missing": "get_object raises NoSuchKey when there is no such object. Say which: MissingFile with its key. "
        "Without one of the files the export is not complete, however right the others are.",
        "corrupt": "Compare the MD5 of the bytes that came with md5Checksum, before you unzip them. gzip's own "
        "checksum protects against accidents only, and cannot tell whether this is the right file.",
        "truncated": "A file that ends early is a TruncatedFile: gzip.decompress raises EOFError, and an object of "
        "0 bytes is one too.",
        "not_missing": "Only NoSuchKey (404 of head_object) means that there is no such object. Let every other "
        "refusal out as boto3 raised it: the caller may lack a permission, and the export be whole.",
        "count": "Compare the number of lines with itemCount, for each file and for all together with the summary.",
        "wrong_name": "The error's class and key tell the reader what to fetch again or to ask AWS for. Raise the "
        "class that the contract names for this damage, with the S3 key in `key`.",
        "half": "A file with its final name in the directory is not right. Write to another name, verify, and rename "
        "with os.replace, so that a program that dies leaves no half file behind.",
        "fetched_again": "A file that an earlier run has finished is fetched again. Look in the directory first, and "
        "compare its MD5.",
        "believed": "A file of the right name is not a right file. Compare the MD5 of what is in the directory too.",
    },
)

OF_ANOTHER = "aaaaaaaaaaaaaaaaaaaaaaaaaa.json.gz"  # the file of another export, which an earlier run has left
MOST_CHANGES = 12  # in the directory, for one file

SPECIAL = [
    {
        "sample_id": "S-3001",
        "seal": b"\x00\xffseal",
        "keys": {b"\x01", b"\x02\xfe"},
        "trace": {"raw": [b"\xf0\x9f", "text"], "more": {"inner": b"\x00"}},
        "readings": {1, 2.5},
        "flags": {"late", "dry"},
        "checked": True,
        "note": None,
    },
    {"sample_id": "S-3002", "big": 12345678901234567890, "empty": [], "name": "Zoë"},
]


@exercise.check()
def downloaded(submission, cloud):
    """Every data file is in the directory, and every item comes back with plain values."""
    export = exported(cloud, *SPECIAL)
    downloads(submission, cloud, export)


@exercise.check()
def wrong_manifest(submission, cloud):
    """A manifest that differs from its checksum is named."""
    export = exported(cloud)
    export.put(export.files_key, export.bytes_of(export.files_key).replace(b'"itemCount":', b'"itemCount": '))
    names(submission, cloud, export, "WrongManifest", export.files_key, "manifest")


@exercise.check()
def missing_file(submission, cloud):
    """A data file that is not there is named."""
    export = exported(cloud)
    lab.delete_object(cloud, export.fullest["dataFileS3Key"])
    names(submission, cloud, export, "MissingFile", export.fullest["dataFileS3Key"], "missing")


@exercise.check()
def corrupt_file(submission, cloud):
    """A data file with another content is named, even if it can be unzipped."""
    export = exported(cloud)
    key = export.fullest["dataFileS3Key"]
    export.put(key, gzip.compress(gzip.decompress(export.bytes_of(key)).replace(b"negative", b"positive"), mtime=0))
    names(submission, cloud, export, "CorruptFile", key, "corrupt")


@exercise.check()
def truncated_file(submission, cloud):
    """A data file that ends early is named."""
    export = exported(cloud)
    key = export.fullest["dataFileS3Key"]
    export.put(key, export.bytes_of(key)[:-20])
    names(submission, cloud, export, "TruncatedFile", key, "truncated", named_wrongly="truncated")


@exercise.check()
def wrong_count(submission, cloud):
    """A file that has fewer items than its manifest says is named."""
    export = exported(cloud)
    key = export.fullest["dataFileS3Key"]
    export.change_counts({key: 1})
    names(submission, cloud, export, "WrongCount", key, "count", or_key=[export.manifest_key])


@exercise.check()
def resumes(submission, cloud):
    """Files that are finished are not fetched again, and files that are wrong are."""
    export = exported(cloud)
    continues(submission, cloud, export, lambda data: data[:-8])
    damaged_since(submission, cloud, export, lambda data: data[:-8])


@exercise.check()
def dies_anywhere(submission, cloud):
    """When the program dies at any request, no half file has its final name, and the next run finishes."""
    survives(submission, cloud)


@dataclass
class Export:
    """An export that is in S3.

    Attributes:
        manifest_key: of its summary.
        items: that it shows.
        files_key: of manifest-files.json.
        entries: of manifest-files.json, as AWS wrote them.
    """

    cloud: object
    manifest_key: str
    items: list

    def __post_init__(self):
        self.files_key = self.manifest_key.removesuffix("summary.json") + "files.json"
        self.entries = [json.loads(line) for line in self.bytes_of(self.files_key).splitlines()]

    def bytes_of(self, key):
        """An object as it is in S3."""
        return lab.get_object(self.cloud, key)

    def put(self, key, body):
        """Replace an object."""
        lab.put_object(self.cloud, key, body)

    @property
    def fullest(self):
        """The entry of the file with the most items."""
        return max(self.entries, key=lambda entry: entry["itemCount"])

    def change_counts(self, changes):
        """Add to the itemCounts of data files, by their keys, and change the manifest's checksum with them."""
        more = [changes.get(entry["dataFileS3Key"], 0) for entry in self.entries]
        pairs = zip(self.entries, more, strict=True)
        entries = [{**entry, "itemCount": entry["itemCount"] + number} for entry, number in pairs]
        self.put_manifest(self.files_key, lab.json_lines(entries))

    def put_manifest(self, key, body):
        """Replace a manifest and its checksum."""
        self.put(key, body)
        self.put(key.removesuffix(".json") + ".md5", md5(body).encode())

    def data(self):
        """The data files by their names."""
        return {entry["dataFileS3Key"].rpartition("/")[2]: entry["dataFileS3Key"] for entry in self.entries}


def md5(data):
    """As manifests have it."""
    return base64.b64encode(hashlib.md5(data).digest()).decode()


def exported(cloud, *items, prefix="daily"):
    """The lab's table with these items more, exported."""
    lab.make_table(cloud, lab.TABLE)
    lab.turn_on_recovery(cloud, lab.TABLE)
    lab.make_bucket(cloud)
    lab.put(cloud, *lab.RESULTS[:10], *items)
    return Export(cloud, lab.export(cloud, prefix), lab.items(cloud))


def downloads(submission, cloud, export, directory=None):
    """A call that must succeed; returns the directory."""
    directory = directory or Directory()
    whole = error_means("whole", "ExportDamaged", "JSONDecodeError", because="the export is as AWS wrote it")
    with whole, error_means("typed", "Binary", "TypeError"):
        got = submission.download_export(cloud.client("s3"), lab.BUCKET, export.manifest_key, directory)
    has_items(export, got)
    has_files(submission, export, directory)
    return directory


def has_items(export, got):
    """Every item came back, with plain values."""
    require(isinstance(got, list), f"It returned {show(got, 80)}.", "a list of items was asked for", advice="items")
    wanted = {item["sample_id"]: item for item in plain(export.items)}
    found = {item.get("sample_id"): item for item in got if isinstance(item, dict) and hashable(item)}
    complete = len(got) == len(wanted) and len(found) == len(wanted)
    problem = f"{len(got)} items came back, and {len(wanted)} were exported."
    require(complete, problem, advice=("typed", "items"), facts={"all": len(got) == len(wanted)})
    for sample, item in wanted.items():
        because = "this is what a boto3 resource gives for this item"
        expect_found("One of the items that came back", found.get(sample), item, because, advice="typed")


def leave_behind(submission, export, directory):
    """What earlier runs have left in a folder: another export's file, and the unfinished beginnings of this one's."""
    of_another = gzip.compress(lab.json_lines([{"Item": {"sample_id": {"S": "S-0001"}}}]), mtime=0)
    unfinished = {f"{name}.part": export.bytes_of(key)[:30] for name, key in export.data().items()}
    submission.plant(directory, {OF_ANOTHER: of_another, **unfinished})
    return directory


def hashable(item):
    """Whether the item has a plain key."""
    return isinstance(item.get("sample_id"), str)


def has_files(submission, export, directory):
    """Every data file is there, whole."""
    found, data = submission.files(directory), export.data()
    lost = [name for name in data if name not in found]
    require(not lost, f"{len(lost)} of {len(data)} data files are not in the directory.", advice="files")
    only_right_files(submission, export, directory)


def only_right_files(submission, export, directory):
    """What has a final name is as it is in S3, and what ends as final names do is one of the export's files."""
    sums = {entry["dataFileS3Key"].rpartition("/")[2]: entry["md5Checksum"] for entry in export.entries}
    for name, content in submission.files(directory).items():
        if not name.endswith(".json.gz") or name == OF_ANOTHER:
            continue
        right = md5(content) == sums[name] if name in sums else md5(content) in sums.values()
        problem = "A data file with its final name is not right."
        if name not in sums:
            problem = f"A file whose name ends in .json.gz is not whole: {name:.60}."
        require(right, problem, "the next reader trusts it", "half")


def names_twice(submission, cloud, export, error, key, advice, or_key=()):
    """A damage that must be named, and named again when the files are there already."""
    directory = Directory()
    for _ in range(2):
        names(submission, cloud, export, error, key, advice, or_key, directory=directory)


def names(submission, cloud, export, error, key, advice, or_key=(), named_wrongly="wrong_name", directory=None):
    """A damage that must be named, with nothing wrong left in the directory; sometimes other keys are right too."""
    directory = directory or Directory()
    others = {"WrongManifest", "MissingFile", "TruncatedFile", "CorruptFile", "WrongCount"}
    raised = raised_in(
        lambda: submission.download_export(cloud.client("s3"), lab.BUCKET, export.manifest_key, directory)
    )
    require(raised is not None, "No exception came out of your function.", "the export is damaged", advice=advice)
    named = others & set(raised.types)
    require(bool(named), f"It raised {raised}", f"the contract has a class for this: {error}", advice=advice)
    because = "the class tells the reader what is wrong"
    require(
        error in named,
        f"It raised {raised.types[0]}.",
        because,
        advice=named_wrongly if named & {"CorruptFile", "TruncatedFile"} else "wrong_name",
    )
    told = raised.attributes.get("key")
    require(
        told in (key, *or_key),
        f"Its key is {told!r:.80}.",
        "it tells the reader which object",
        advice="wrong_name",
    )
    only_right_files(submission, export, directory)


def raised_in(call):
    """What the learner's function raised on purpose; None when it returned."""
    try:
        call()
    except LearnerError as error:
        if error.raised.types[0] in {"NotImplementedError", *SLIPS}:
            raise
        return error.raised
    return None


def continues(submission, cloud, export, damage):
    """One file is there already, one is there and wrong: `damage` makes it of the right one's bytes."""
    entries = sorted(export.entries, key=lambda entry: -entry["itemCount"])
    good, bad = entries[0]["dataFileS3Key"], entries[1]["dataFileS3Key"]
    directory = Directory()
    right = {key.rpartition("/")[2]: export.bytes_of(key) for key in (good, bad)}
    planted = dict(right)
    planted[bad.rpartition("/")[2]] = damage(planted[bad.rpartition("/")[2]])
    submission.plant(directory, planted)
    before = len(cloud.journal.entries())
    try:
        downloads(submission, cloud, export, directory)
    except (Failure, LearnerError):
        keys = fetched(cloud, before)
        believed = bad not in keys and export.files_key in keys
        because = "its bytes are not those that the manifest vouches for"
        require(not believed, "A wrong file in the directory was taken for right.", because, "believed")
        raise
    again = fetched(cloud, before).count(good)
    require(again == 0, "A file that was finished was fetched again.", "each costs time", advice="fetched_again")
    before = len(cloud.journal.entries())
    downloads(submission, cloud, export, directory)
    again = [key for key in fetched(cloud, before) if key in export.data().values()]
    require(not again, f"{len(again)} finished files were fetched again.", "each costs time", advice="fetched_again")


def damaged_since(submission, cloud, export, damage):
    """A file that a call has finished is damaged before the next call."""
    directory = downloads(submission, cloud, export)
    key = export.fullest["dataFileS3Key"]
    submission.plant(directory, {key.rpartition("/")[2]: damage(export.bytes_of(key))})
    before = len(cloud.journal.entries())
    try:
        downloads(submission, cloud, export, directory)
    except (Failure, LearnerError):
        believed = key not in fetched(cloud, before)
        problem = "A file that an earlier call had finished was damaged since, and taken for right."
        require(not believed, problem, "its bytes are not those that the manifest vouches for", "believed")
        raise


def fetched(cloud, since=0):
    """The keys that the learner's code has fetched, from the journal's entry of this number on."""
    return [entry.params["Key"] for entry in sent(cloud, "GetObject") if entry.number > since]


def stays_whole(submission, cloud):
    """The disk is full in the middle of a file, which is where a program may die as well; then there is room again."""
    export, directory = exported(cloud), Directory()
    directory.room = len(export.bytes_of(export.fullest["dataFileS3Key"])) // 2
    call = partial(submission.download_export, cloud.client("s3"), lab.BUCKET, export.manifest_key, directory)
    if raised_in(call) is None:
        has_files(submission, export, directory)
    only_right_files(submission, export, directory)
    directory.room = None
    downloads(submission, cloud, export, directory)


def never_wrong(submission, cloud):
    """The data files in S3 are others; the program dies before each change that it makes in the directory."""
    export = exported(cloud)
    for key in export.data().values():
        export.put(key, gzip.compress(gzip.decompress(export.bytes_of(key)) + b"\n", mtime=0))
    for number in range(1, MOST_CHANGES):
        directory = Directory()
        directory.dies_before = number
        call = partial(submission.download_export, cloud.client("s3"), lab.BUCKET, export.manifest_key, directory)
        died = dies_in(call)
        only_right_files(submission, export, directory)
        if not died:
            break


def dies_in(call):
    """Whether the program died in a call."""
    try:
        raised_in(call)
    except CallProblem as problem:
        if problem.outcome.ending is not Ending.DIED:
            raise
        return True
    return False


def survives(submission, cloud):
    """The program dies at any request, or an answer is lost."""
    made = {}

    def prepare(cloud):
        made["export"] = exported(cloud)

    def calls(cloud):
        made["directory"] = Directory()
        client, export = cloud.client("s3"), made["export"]
        return [submission.later.download_export(client, lab.BUCKET, export.manifest_key, made["directory"])]

    def holds(cloud, outcomes):
        export = made["export"]
        only_right_files(submission, export, made["directory"])
        raised = outcomes[0].raised
        require(raised is None, f"It raised {raised}", "the export is as AWS wrote it", advice="items")
        has_items(export, outcomes[0].value)
        has_files(submission, export, made["directory"])
        data = [key for key in fetched(cloud) if key in export.data().values()]
        twice = len(data) - len(set(data))
        problem = f"{twice} files were fetched twice, and one is enough."
        require(twice <= 1, problem, "what is finished stays", advice="fetched_again")

    faults = (Fault.ANSWER_LOST, Fault.DIED_AFTER)
    crash_points(submission, cloud, prepare, calls, holds, faults=faults, limit=20)
