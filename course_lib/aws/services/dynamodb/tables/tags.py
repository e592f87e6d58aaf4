"""Tags of tables: which there may be, and how many.

Source: developer guide, "Tagging restrictions in DynamoDB" (50 tags, 128 and 256 characters, which characters, `aws:`);
words from the public ack-api-quirks record of probes, October 2026.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from course_lib.aws.http.messages import Answer, AwsError, Call, Forward
from course_lib.aws.services.dynamodb.errors import INVALID, Refused, invalid
from course_lib.aws.services.dynamodb.shapes import check_shape
from course_lib.aws.services.dynamodb.state import moto_table

MOST, LONGEST_KEY, LONGEST_VALUE = 50, 128, 256
PAGE = 10  # AWS says that the list has pages, not how long they are
_CHARACTERS = re.compile(r"[\w\s+\-=.:/@]*")
_TABLE = re.compile(r"arn:aws[\w-]*:dynamodb:[\w-]*:\d*:table/(?P<table>[a-zA-Z0-9_.-]+)(?P<rest>/.*)?")

Tags = Sequence[Mapping[str, Any]]


class TagRules:
    """Answers TagResource, UntagResource and ListTagsOfResource, and looks at the tags of a new table."""

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.service != "dynamodb":
            return forward(call)
        try:
            if call.operation == "CreateTable":
                check_shape(call.operation, call.params)
                if call.params.get("Tags"):
                    _check(call.params["Tags"], ())
            elif call.operation in _ANSWERS:
                check_shape(call.operation, call.params)
                return Answer(result=_ANSWERS[call.operation](call))
        except Refused as refusal:
            return Answer(error=refusal.error)
        return forward(call)


def _table(call: Call) -> Any:
    """The table that an ARN names.

    Raises:
        Refused: it names none.
    """
    arn = str(call.params.get("ResourceArn") or "")
    if not arn.startswith("arn:"):
        raise invalid(f"{INVALID}ARNs must start with 'arn:': {arn}")
    found = _TABLE.fullmatch(arn)
    if found is None:
        raise invalid(f"{INVALID}Provided Arn is not a DynamoDB resource arn: {arn}")
    if found["rest"]:
        only = "Invalid resource arn provided, only table or stream is accepted. Provided resource arn"
        raise invalid(f"{INVALID}{only}: {arn}")
    table = moto_table(call, found["table"])
    if table is None or table.table_arn != arn:
        told = f"Requested resource not found: ResourcArn: {arn} not found"  # AWS's slip
        raise Refused(AwsError("ResourceNotFoundException", told))
    return table


def _tag(call: Call) -> dict[str, Any]:
    table, tags = _table(call), call.params.get("Tags")
    if not tags:
        raise invalid("Atleast one Tag needs to be provided as Input.")
    _check(tags, table.tags)
    new = {str(tag["Key"]): str(tag["Value"]) for tag in tags}
    kept = {tag["Key"]: tag["Value"] for tag in table.tags}
    table.tags = [{"Key": key, "Value": value} for key, value in {**kept, **new}.items()]
    return {}


def _untag(call: Call) -> dict[str, Any]:
    table, keys = _table(call), call.params.get("TagKeys")
    if not keys:
        raise invalid("Atleast one Tag Key needs to be provided as Input.")
    table.tags = [tag for tag in table.tags if tag["Key"] not in keys]
    return {}


def _list(call: Call) -> dict[str, Any]:
    tags, token = _table(call).tags, str(call.params.get("NextToken") or 0)
    if not token.isdecimal():
        raise invalid(f"{INVALID}Invalid NextToken: {token}")
    first = int(token)
    page: dict[str, Any] = {"Tags": [dict(tag) for tag in tags[first : first + PAGE]]}
    if first + PAGE < len(tags):
        page["NextToken"] = str(first + PAGE)
    return page


_ANSWERS: Mapping[str, Callable[[Call], dict[str, Any]]] = {
    "TagResource": _tag,
    "UntagResource": _untag,
    "ListTagsOfResource": _list,
}


def _check(tags: Tags, there: Tags) -> None:
    keys: list[str] = []
    for tag in tags:
        key, value = tag.get("Key"), tag.get("Value")
        if not key or len(key) > LONGEST_KEY or not _CHARACTERS.fullmatch(key):
            raise invalid(f"The Tag Key provided is invalid, Key: {_shown(key)}")
        if value is None or len(value) > LONGEST_VALUE or not _CHARACTERS.fullmatch(value):
            raise invalid(f"The Tag Value provided is invalid, Value: {_shown(value)}")
        if key.lower().startswith("aws:"):
            raise invalid(f"Tag Key cannot be prefixed with aws:, Key: {key}")
        if key in keys:
            raise invalid(f"Duplicate Tag Keys provided as input: Duplicate Tag Key found {key}")
        keys.append(key)
    if len({*keys, *(tag["Key"] for tag in there)}) > MOST:
        raise invalid("Number of Tags exceed the current limit for the provided ResourceArn")


def _shown(given: Any) -> Any:
    return "null" if given is None else given
