"""Asks with head_object whether all files are there before it fetches any; base64 by json's object_hook."""

import gzip
import hashlib
import json
import os
import zlib
from base64 import b64decode, b64encode

from boto3.dynamodb.types import TypeDeserializer


def damaged(name):
    def __init__(self, key):
        Exception.__init__(self, name, key)
        self.key = key

    return type(name, (Exception,), {"__init__": __init__})


MissingFile, WrongManifest, TruncatedFile = damaged("MissingFile"), damaged("WrongManifest"), damaged("TruncatedFile")
CorruptFile, WrongCount = damaged("CorruptFile"), damaged("WrongCount")


def download_export(s3, bucket, manifest_key, directory):
    def there(key):
        try:
            s3.head_object(Bucket=bucket, Key=key)
        except s3.exceptions.ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                raise MissingFile(key) from None
            raise

    def get(key):
        there(key)
        return s3.get_object(Bucket=bucket, Key=key)["Body"].read()

    def verified(key):
        body, wanted = get(key), get(key.removesuffix(".json") + ".md5")
        if checksum(body) != wanted.decode():
            raise WrongManifest(key)
        return body

    summary = json.loads(verified(manifest_key))
    entries = list(map(json.loads, verified(summary["manifestFilesS3Key"]).decode().split("\n")[:-1]))
    for entry in entries:
        there(entry["dataFileS3Key"])
    items = []
    for entry in entries:
        key = entry["dataFileS3Key"]
        place = os.path.join(directory, os.path.basename(key))
        content = None
        if os.path.exists(place):
            with open(place, "rb") as file:
                content = file.read()
        if content is None or checksum(content) != entry["md5Checksum"]:
            content = get(key)
            if checksum(content) != entry["md5Checksum"]:
                raise why(content)(key)
            with open(place + ".part", "wb") as file:
                file.write(content)
            os.replace(place + ".part", place)
        lines = gzip.decompress(content).splitlines()
        if len(lines) != entry["itemCount"]:
            raise WrongCount(key)
        for line in lines:
            item = json.loads(line)["Item"]
            items.append({name: read(value) for name, value in item.items()})
    if summary["itemCount"] != len(items):
        raise WrongCount(manifest_key)
    return items


def checksum(content):
    return b64encode(hashlib.md5(content).digest()).decode("ascii")


def why(content):
    if not content:
        return TruncatedFile
    try:
        gzip.decompress(content)
    except EOFError:
        return TruncatedFile
    except (OSError, zlib.error):
        pass
    return CorruptFile


def read(value):
    ((kind, content),) = value.items()
    if kind == "B":
        return b64decode(content)
    if kind == "BS":
        return {b64decode(each) for each in content}
    if kind == "L":
        return [read(each) for each in content]
    if kind == "M":
        return {name: read(each) for name, each in content.items()}
    return TypeDeserializer().deserialize(value)
