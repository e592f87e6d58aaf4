"""DeleteObjects, when only some of its objects may be deleted: the others are told among its Errors.

Source: Amazon S3 API reference, DeleteObjects, "Permissions" and its example of a request with an error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from course_lib.aws.http.messages import Answer, AwsError, Call, Forward


def delete_allowed(call: Call, refusals: Sequence[AwsError | None], forward: Forward) -> Answer:
    """Delete what may be deleted.

    Args:
        call: DeleteObjects.
        refusals: for each object, how each of the permissions is refused that its deletion needs, if it is.
        forward: answers the call for the others.
    """
    if not any(refusals):
        return forward(call)
    asked = call.params["Delete"]
    each_has = len(refusals) // len(asked["Objects"])
    places = range(0, len(refusals), each_has)
    first = [next(filter(None, refusals[place : place + each_has]), None) for place in places]
    pairs = list(zip(asked["Objects"], first, strict=True))
    allowed = [each for each, refusal in pairs if refusal is None]
    result: dict[str, Any] = {}
    if allowed:
        params = {**call.params, "Delete": {**asked, "Objects": allowed}}
        answer = forward(replace(call, params=params, request=None))
        if answer.result is None:
            return answer
        result = dict(answer.result)
    errors = [_told(each, refusal) for each, refusal in pairs if refusal is not None]
    return Answer(result={**result, "Errors": [*(result.get("Errors") or ()), *errors]})


def _told(asked: dict[str, Any], refusal: AwsError) -> dict[str, Any]:
    version = {"VersionId": asked["VersionId"]} if asked.get("VersionId") else {}
    return {"Key": asked["Key"], **version, "Code": refusal.code, "Message": refusal.message}
