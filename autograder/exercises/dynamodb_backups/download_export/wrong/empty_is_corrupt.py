# fails: exam_truncated
# advice: truncated
"""Forgets that gzip takes no bytes at all for an empty file."""

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
    return False


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
