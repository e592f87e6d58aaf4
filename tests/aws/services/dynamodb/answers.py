"""What the service answered, in a form that is short to compare."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

BAD = "1 validation error detected: "  # how PutItem, UpdateItem and DeleteItem start what is wrong with a request


def refusal(call: Any, **parameters: Any) -> tuple[str, str]:
    """A refused call's code and message."""
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def invalid(call: Any, **parameters: Any) -> str:
    """The message of a call refused with ValidationException."""
    code, message = refusal(call, **parameters)
    assert code == "ValidationException", message
    return message


def stored(table: Any, **key: Any) -> Any:
    """An item as a consistent read shows it, or None."""
    return table.get_item(Key=key, ConsistentRead=True).get("Item")
