"""ReplicateKey: the same key, with the same id and material, in another Region.

Source: KMS developer guide, "Multi-Region keys in AWS KMS"; KMS API reference, ReplicateKey.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.kms import tags
from course_lib.aws.services.kms.errors import Refused, invalid, unsupported
from course_lib.aws.services.kms.finding import Asked, customer_key, refuse_unusable


def replicate(asked: Asked) -> dict[str, Any]:
    """A replica of a multi-Region primary key. It is Creating for a moment."""
    key = customer_key(asked, asked.params["KeyId"], by_alias=False)
    if not key.multi_region or key.primary is not None:
        raise unsupported(f"{key.arn} is not a multi-region primary key.")
    refuse_unusable(key)
    if key.is_external:
        raise NotSimulated("Replicas of imported material are not simulated here. Nothing was sent anywhere.")
    there = _backend(asked, asked.params["ReplicaRegion"])
    if key.id in there.keys:
        raise Refused("AlreadyExistsException", f"{there.keys[key.id].arn} already exists.")
    tags.check(asked.params.get("Tags", ()))
    made = key.replica(asked.params["ReplicaRegion"], asked.now, asked.params)
    there.keys[made.id] = made
    answer = {"ReplicaKeyMetadata": made.to_dict()["KeyMetadata"], "ReplicaPolicy": _text(made.policy)}
    if asked.params.get("Tags"):
        there.tagger.tag_resource(made.id, asked.params["Tags"])
        answer["ReplicaTags"] = asked.params["Tags"]
    return answer


def _backend(asked: Asked, region: str) -> Any:
    """Where moto keeps another Region's keys."""
    import boto3

    if region not in boto3.Session().get_available_regions("kms"):
        raise invalid(f"Invalid region {region}")
    return replace(asked, region=region).backend


def _text(policy: Any) -> str:
    return policy if isinstance(policy, str) else json.dumps(policy)
