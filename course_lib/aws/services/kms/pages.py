"""Lists in pages, as KMS gives them: `Limit`, `Marker`, `NextMarker` and `Truncated`.

Source: KMS API reference, ListKeys (100 unless told), ListAliases (50), ListResourceTags (50), ListKeyRotations (100).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from course_lib.aws.services.kms.errors import Refused
from course_lib.aws.services.kms.finding import Asked
from course_lib.aws.token_pages import Page


def paged(asked: Asked, rows: Sequence[Any], listed: str, most: int) -> dict[str, Any]:
    """The page that is asked for.

    Args:
        asked: the request.
        rows: all of the list.
        listed: the list's name in the answer.
        most: how many are on a page unless the request says.
    """
    page = Page(asked.params.get("Limit", most), asked.params.get("Marker", ""), "NextMarker")
    answer = page.of(rows, listed, lambda: Refused("InvalidMarkerException", "Could not deserialize NextMarker"))
    return {**answer, "Truncated": "NextMarker" in answer}
