import base64
import gzip
import hashlib
import json
import os
from pathlib import Path

from boto3.dynamodb.types import TypeDeserializer


class ExportDamaged(Exception):
    """The export in S3 is not as AWS wrote it. `key` is the S3 key of the object that shows it."""

    def __init__(self, key):
        super().__init__(f"{type(self).__name__}: {key}")
        self.key = key


class MissingFile(ExportDamaged):
    """There is no such object."""


class WrongManifest(ExportDamaged):
    """A manifest does not have the MD5 that its .md5 file tells."""


class TruncatedFile(ExportDamaged):
    """A data file has not the right MD5, and ends before its gzip stream does."""


class CorruptFile(ExportDamaged):
    """A data file has not the right MD5, in any other way."""


class WrongCount(ExportDamaged):
    """A number of items in a manifest is not true."""


def download_export(s3, bucket, manifest_key, directory):
    """Download a full export, verify every byte of it, and read its items.

    Args:
        s3: a boto3 client, as boto3.client("s3") gives it. Use this one, and get_object or head_object.
        bucket: a string.
        manifest_key: the key of the export's manifest-summary.json, a string.
        directory: the path of a directory that exists, a string. An earlier run may have left files.

    Returns:
        The items, a list in any order. Each is a dictionary of plain values as a boto3 resource gives
        them: text, Decimal, bool, None, bytes (or Binary), lists, dictionaries, sets.
        Afterwards the directory has every data file of the export, as it is in S3 (gzip), under the
        last part of its key.

    Nothing counts before it is verified. In `directory`, a name that ends in .json.gz stands for a
    whole and right file at all times, even if the program dies; what is not finished has another name,
    such as one that ends in .part. Files that an earlier run has finished are not fetched again; a
    file that is there and is not right is.

    Raises:
        All with the S3 key of the object in `key`; when more than one is wrong, any of them:
        MissingFile: an object that belongs to the export is not there: a manifest, its .md5, a data file.
        WrongManifest: manifest-summary.json or manifest-files.json differs from its .md5; `key` is the
            manifest's.
        TruncatedFile, CorruptFile: a data file differs from its md5Checksum. One of no bytes at all is
            truncated.
        WrongCount: a data file has not as many lines as its itemCount says (its key), or the files
            together not as many as the summary's itemCount (the key of the summary).
        Anything else comes out as boto3 raised it.

    The .md5 files have the same names as the manifests but for the ending, and hold the base64 of an
    MD5; md5Checksum is that of the gzip bytes. etag is not an MD5. manifest-files.json has one JSON
    object a line. Binary values stand in the data as base64, also inside lists, maps and sets.
    """

    def fetch(key):
        try:
            return s3.get_object(Bucket=bucket, Key=key)["Body"].read()
        except s3.exceptions.NoSuchKey:
            raise MissingFile(key) from None

    def manifest(key):
        body = fetch(key)
        if md5(body) != fetch(key.removesuffix(".json") + ".md5").decode().strip():
            raise WrongManifest(key)
        return body

    summary = json.loads(manifest(manifest_key))
    files = [json.loads(line) for line in manifest(summary["manifestFilesS3Key"]).splitlines()]
    items = []
    for file in files:
        key = file["dataFileS3Key"]
        path = Path(directory) / key.rpartition("/")[2]
        if not path.exists() or md5(path.read_bytes()) != file["md5Checksum"]:
            data = fetch(key)
            if md5(data) != file["md5Checksum"]:
                raise (TruncatedFile if ends_early(data) else CorruptFile)(key)
            part = path.with_name(path.name + ".part")
            part.write_bytes(data)
            os.replace(part, path)
        lines = gzip.decompress(path.read_bytes()).splitlines()
        if len(lines) != file["itemCount"]:
            raise WrongCount(key)
        items += [plain_item(json.loads(line)["Item"]) for line in lines]
    if len(items) != summary["itemCount"]:
        raise WrongCount(manifest_key)
    return items


def md5(data):
    return base64.b64encode(hashlib.md5(data).digest()).decode()


def ends_early(data):
    try:
        gzip.decompress(data)
    except EOFError:
        return True
    except Exception:
        return False
    return not data


def plain_item(item):
    return {name: TypeDeserializer().deserialize(with_bytes(value)) for name, value in item.items()}


def with_bytes(typed):
    """The same typed value with bytes where JSON has base64."""
    ((kind, value),) = typed.items()
    if kind == "B":
        return {kind: base64.b64decode(value)}
    if kind == "BS":
        return {kind: [base64.b64decode(each) for each in value]}
    if kind == "L":
        return {kind: [with_bytes(each) for each in value]}
    if kind == "M":
        return {kind: {name: with_bytes(each) for name, each in value.items()}}
    return typed
