"""Reads types while it parses: json's object_hook knows which value is inside."""

import base64
import gzip
import hashlib
import json
import os
import zlib
from pathlib import Path

from boto3.dynamodb.types import TypeDeserializer
from botocore.exceptions import ClientError


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


def fetch(s3, bucket, key):
    try:
        return s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    except s3.exceptions.NoSuchKey:
        raise MissingFile(key) from None


def md5_of(content):
    return base64.b64encode(hashlib.md5(content).digest()).decode()


def manifest(s3, bucket, key):
    content = fetch(s3, bucket, key)
    told = fetch(s3, bucket, key.removesuffix(".json") + ".md5").decode().strip()
    if md5_of(content) != told:
        raise WrongManifest(key)
    return content


class Value:
    def __init__(self, value):
        self.value = value


def hook(found):
    if len(found) == 1:
        ((kind, value),) = found.items()
        if kind == "B" and isinstance(value, str):
            return Value(base64.b64decode(value))
        if kind == "BS" and isinstance(value, list):
            return Value({base64.b64decode(each) for each in value})
        if kind == "L" and isinstance(value, list):
            return Value([each.value for each in value])
        if kind == "M" and isinstance(value, dict):
            return Value(value)
        if kind in ("S", "N", "BOOL", "NULL", "SS", "NS") and not isinstance(value, (dict, Value)):
            return Value(TypeDeserializer().deserialize(found))
    return {name: each.value if isinstance(each, Value) else each for name, each in found.items()}


def blame(key, content):
    if not content:
        return TruncatedFile(key)
    try:
        gzip.decompress(content)
    except EOFError:
        return TruncatedFile(key)
    except (OSError, zlib.error):
        return CorruptFile(key)
    return CorruptFile(key)


def download_export(s3, bucket, manifest_key, directory):
    summary = json.loads(manifest(s3, bucket, manifest_key))
    listed = manifest(s3, bucket, summary["manifestFilesS3Key"]).decode()
    entries = [json.loads(line) for line in listed.split("\n") if line]
    items = []
    for entry in entries:
        key = entry["dataFileS3Key"]
        path = Path(directory) / key.rpartition("/")[2]
        content = path.read_bytes() if path.exists() else None
        if content is None or md5_of(content) != entry["md5Checksum"]:
            content = fetch(s3, bucket, key)
            if md5_of(content) != entry["md5Checksum"]:
                raise blame(key, content)
            part = path.with_name(path.name + ".part")
            part.write_bytes(content)
            os.replace(part, path)
        lines = [line for line in gzip.decompress(content).split(b"\n") if line]
        if len(lines) != entry["itemCount"]:
            raise WrongCount(key)
        items += [json.loads(line, object_hook=hook)["Item"] for line in lines]
    if len(items) != summary["itemCount"]:
        raise WrongCount(manifest_key)
    return items
