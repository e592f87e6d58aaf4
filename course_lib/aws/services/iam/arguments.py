"""Arguments that IAM refuses and moto stumbles over: where a page begins, and for which service a role is.

Source: IAM API reference, ListRoles (Marker is what the last answer gave), CreateServiceLinkedRole (its errors),
"Common errors" (ValidationError). Words: of a role that is there, as AWS's guides quote them; the others are ours.
"""

from __future__ import annotations

import re

from course_lib.aws.http.messages import Answer, AwsError, Call, Forward
from course_lib.aws.services.iam.errors import Refused, invalid_input

_SERVICE = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com")
_LONGEST_MARKER = 9  # digits: here a marker is the place in a list


def check(call: Call) -> None:
    """Look at a call's marker and service.

    Raises:
        Refused: one of them is wrong.
    """
    marker = str(call.params.get("Marker") or "0")
    if not (marker.isascii() and marker.isdigit() and len(marker) <= _LONGEST_MARKER):
        raise Refused("ValidationError", "The specified value for marker is invalid.")
    if call.operation == "CreateServiceLinkedRole":
        service = str(call.params.get("AWSServiceName", ""))
        if not _SERVICE.fullmatch(service):
            raise invalid_input(f"The service principal {service} is not valid.")


def linked_role(call: Call, forward: Forward) -> Answer:
    """Make a role for a service; one that is there already is an input that is invalid."""
    answer = forward(call)
    if answer.error is None or answer.error.code != "EntityAlreadyExists":
        return answer
    found = re.search(r"AWSServiceRoleFor[\w+=,.@-]+", answer.error.message)
    name = found[0] if found else "AWSServiceRole"
    taken = f"Service role name {name} has been taken in this account, please try a different suffix."
    return Answer(error=AwsError("InvalidInput", taken))
