"""Parameters that nothing here heeds are refused by name: a request must not be carried out without them in silence."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from course_lib.aws.http.messages import NotSimulated


def only(service: str, operation: str, given: Mapping[str, Any], names: Collection[str]) -> None:
    """Look for parameters beyond those that are heeded.

    Args:
        service: as AWS writes it.
        operation: by AWS's name.
        given: the parameters.
        names: of those that are heeded.

    Raises:
        NotSimulated: there is another one.
    """
    for name in sorted(given.keys() - set(names)):
        raise NotSimulated(
            f"{service} is simulated here, but not the parameter {name} of {operation}. Nothing was sent anywhere."
        )
