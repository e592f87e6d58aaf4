"""The services a cloud can offer: their names, how they speak, and which part of moto answers for them.

Source: botocore's service models (`protocol`, `targetPrefix`, `jsonVersion`, `serviceFullName`).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Service:
    """A service that is simulated.

    Attributes:
        name: botocore's name, also the one requests are signed for.
        title: as AWS writes it.
        protocol: "json", "query" or "rest-xml".
        content_type: of its answers.
        target: what X-Amz-Target starts with, in the JSON protocol.
        error_prefix: what its errors' codes start with on the wire.
    """

    name: str
    title: str
    protocol: str
    content_type: str
    target: str = ""
    error_prefix: str = ""


DYNAMODB = Service(
    "dynamodb",
    "Amazon DynamoDB",
    "json",
    "application/x-amz-json-1.0",
    "DynamoDB_20120810",
    "com.amazonaws.dynamodb.v20120810#",
)
S3 = Service("s3", "Amazon Simple Storage Service", "rest-xml", "application/xml")
KMS = Service("kms", "AWS Key Management Service", "json", "application/x-amz-json-1.1", "TrentService")
STS = Service("sts", "AWS Security Token Service", "query", "text/xml")

SERVICES = {service.name: service for service in (DYNAMODB, S3, KMS, STS)}
DEFAULT = (DYNAMODB.name,)  # what a cloud offers unless it is told
BY_TARGET = {service.target: service for service in SERVICES.values() if service.target}
