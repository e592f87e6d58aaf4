"""Tags of keys, and lists in pages."""

from __future__ import annotations

import pytest

from tests.aws.services.kms.conftest import refusal


def tags(*keys: str) -> list[dict[str, str]]:
    return [{"TagKey": key, "TagValue": f"of {key}"} for key in keys]


def test_tags_are_set_changed_and_removed(kms, key):
    kms.tag_resource(KeyId=key, Tags=tags("a", "b", "c"))
    kms.tag_resource(KeyId=key, Tags=[{"TagKey": "b", "TagValue": "new"}])
    kms.untag_resource(KeyId=key, TagKeys=["c", "never there"])

    assert kms.list_resource_tags(KeyId=key)["Tags"] == [*tags("a"), {"TagKey": "b", "TagValue": "new"}]


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        (["a", "a"], "Duplicate tag keys"),
        (["aws:a"], "Tags beginning with aws: are reserved"),
        (["AWS:a"], "Tags beginning with aws: are reserved"),
        ([f"k{number}" for number in range(51)], "Too many tags"),
    ],
)
def test_tags_that_a_key_cannot_have(kms, key, keys, words):
    assert refusal(kms.tag_resource, KeyId=key, Tags=tags(*keys)) == ("TagException", words)
    assert refusal(kms.create_key, Tags=tags(*keys)) == ("TagException", words)


def test_fifty_in_all(kms, key):
    kms.tag_resource(KeyId=key, Tags=tags(*(f"k{number}" for number in range(50))))

    kms.tag_resource(KeyId=key, Tags=tags("k7"))
    assert refusal(kms.tag_resource, KeyId=key, Tags=tags("one more")) == ("TagException", "Too many tags")


def test_lists_come_in_pages(kms):
    """As paginators read them, and as who forgets to sees them."""
    made = [kms.create_key()["KeyMetadata"]["KeyId"] for _ in range(5)]
    for number, key in enumerate(made):
        kms.create_alias(AliasName=f"alias/k{number}", TargetKeyId=key)

    first = kms.list_keys(Limit=2)
    assert ([each["KeyId"] for each in first["Keys"]], first["Truncated"]) == (made[:2], True)
    pages = kms.get_paginator("list_keys").paginate(PaginationConfig={"PageSize": 2})
    assert [each["KeyId"] for page in pages for each in page["Keys"]] == made
    names = kms.get_paginator("list_aliases").paginate(PaginationConfig={"PageSize": 2})
    assert [each["AliasName"] for page in names for each in page["Aliases"]] == [f"alias/k{n}" for n in range(5)]
    assert refusal(kms.list_keys, Marker="nonsense?")[0] == "InvalidMarkerException"
