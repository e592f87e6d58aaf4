"""Fetches all files first, then reads them; streams the body; binary values by its own deserializer."""

import base64
import gzip
import hashlib
import io
import json
import zlib
from pathlib import Path

from boto3.dynamodb.types import TypeDeserializer
from botocore.exceptions import ClientError


class ExportDamaged(Exception):
    key: str

    def __init__(self, key, told=""):
        self.key = key
        super().__init__(f"{key} {told}")


class MissingFile(ExportDamaged, FileNotFoundError): ...


class WrongManifest(ExportDamaged): ...


class TruncatedFile(ExportDamaged): ...


class CorruptFile(ExportDamaged): ...


class WrongCount(ExportDamaged): ...


class FromJson(TypeDeserializer):
    def _deserialize_b(self, value):
        return base64.b64decode(value)

    def _deserialize_bs(self, value):
        return {base64.b64decode(each) for each in value}


def matches(content, checksum):
    return hashlib.md5(content, usedforsecurity=False).digest() == base64.b64decode(checksum)


class Download:
    def __init__(self, s3, bucket, folder):
        self.s3, self.bucket, self.folder = s3, bucket, Path(folder)

    def get(self, key):
        try:
            body = self.s3.get_object(Bucket=self.bucket, Key=key)["Body"]
        except ClientError as error:
            if error.response["Error"]["Code"] in ("NoSuchKey", "404"):
                raise MissingFile(key) from error
            raise
        return b"".join(body.iter_chunks(1024))

    def manifest(self, key):
        checksum, content = self.get(key[: -len("json")] + "md5"), self.get(key)
        if not matches(content, checksum):
            raise WrongManifest(key)
        return content.decode()

    def file(self, entry):
        key = entry["dataFileS3Key"]
        path = self.folder / key.split("/")[-1]
        if not (path.is_file() and matches(path.read_bytes(), entry["md5Checksum"])):
            content = self.get(key)
            if not matches(content, entry["md5Checksum"]):
                raise self.damage(content)(key)
            temporary = self.folder / "unfinished"
            temporary.write_bytes(content)
            temporary.rename(path)
        return path

    @staticmethod
    def damage(content):
        stream = zlib.decompressobj(wbits=31)
        try:
            stream.decompress(content)
        except zlib.error:
            return CorruptFile
        return CorruptFile if stream.eof else TruncatedFile


def download_export(s3, bucket, manifest_key, directory):
    export = Download(s3, bucket, directory)
    summary = json.loads(export.manifest(manifest_key))
    with io.StringIO(export.manifest(summary["manifestFilesS3Key"])) as lines:
        entries = [json.loads(line) for line in lines]
    if sum(entry["itemCount"] for entry in entries) != summary["itemCount"]:
        raise WrongCount(manifest_key)
    items, deserialize = [], FromJson().deserialize
    for entry, path in [(entry, export.file(entry)) for entry in entries]:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            found = [deserialize({"M": json.loads(line)["Item"]}) for line in file if line.strip()]
        if len(found) != entry["itemCount"]:
            raise WrongCount(entry["dataFileS3Key"])
        items.extend(found)
    return items
