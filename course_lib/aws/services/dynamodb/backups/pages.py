"""Lists that come in pages, with a token for the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from course_lib.aws.services.dynamodb.backups.refusals import bad_request

MOST = 25  # Source: botocore's model, ListExportsMaxLimit and ListImportsMaxLimit


def page(arns: Sequence[str], params: Mapping[str, Any], size_member: str) -> tuple[list[str], dict[str, str]]:
    """The part of a list that a request asks for, and the token for the rest as the answer carries it.

    Raises:
        Refused: its token is not from here.
    """
    start = 0
    token = params.get("NextToken")
    if token is not None:
        found = [place for place, arn in enumerate(arns, start=1) if _token(arn) == token]
        if not found:
            raise bad_request(f"Provided nextToken is invalid: {token}")
        start = found[0]
    end = start + (params.get(size_member) or MOST)
    return list(arns[start:end]), {"NextToken": _token(arns[end - 1])} if end < len(arns) else {}


def _token(arn: str) -> str:
    """In groups of 16 hexadecimal digits, at least 112 of them."""
    return arn.encode().hex().ljust(112, "0") + "0" * (-max(len(arn) * 2, 112) % 16)
