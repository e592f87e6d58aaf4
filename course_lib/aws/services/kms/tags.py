"""Tags of a key: at most 50, no key twice, none that begins with `aws:`.

Source: KMS developer guide, "Tags in AWS KMS"; KMS API reference, TagResource. Words: LocalStack's tests, which were
run against AWS.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from course_lib.aws.services.kms.errors import Refused
from course_lib.aws.services.kms.finding import Asked, customer_key, refuse_pending
from course_lib.aws.services.kms.pages import paged

MOST = 50


def check(tags: Sequence[Mapping[str, str]], before: Sequence[Mapping[str, str]] = ()) -> None:
    """Look at the tags of a request.

    Args:
        tags: those to be set.
        before: those that the key has.

    Raises:
        Refused: they are more than a key can have, or not such as a key may have.
    """
    keys = [each["TagKey"] for each in tags]
    if len(set(keys)) < len(keys):
        raise Refused("TagException", "Duplicate tag keys")
    if any(each.lower().startswith("aws:") for each in keys):
        raise Refused("TagException", "Tags beginning with aws: are reserved")
    if len({*keys, *(each["TagKey"] for each in before)}) > MOST:
        raise Refused("TagException", "Too many tags")


def tag(asked: Asked) -> dict[str, Any]:
    """Set tags; one that is there gets the new value."""
    key = customer_key(asked, asked.params["KeyId"], by_alias=False)
    refuse_pending(key)
    check(asked.params["Tags"], _tags(asked, key.id))
    asked.backend.tagger.tag_resource(key.id, asked.params["Tags"])
    return {}


def untag(asked: Asked) -> dict[str, Any]:
    """Remove tags by their keys; those that are not there are passed over."""
    key = customer_key(asked, asked.params["KeyId"], by_alias=False)
    refuse_pending(key)
    asked.backend.tagger.untag_resource_using_names(key.id, asked.params["TagKeys"])
    return {}


def listed(asked: Asked) -> dict[str, Any]:
    """The tags of a key."""
    key = customer_key(asked, asked.params["KeyId"], by_alias=False)
    return paged(asked, _tags(asked, key.id), "Tags", MOST)


def _tags(asked: Asked, key_id: str) -> list[Mapping[str, str]]:
    found: list[Mapping[str, str]] = asked.backend.tagger.list_tags_for_resource(key_id)["Tags"]
    return found
