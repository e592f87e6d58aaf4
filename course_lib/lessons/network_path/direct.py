"""EC2 for the course's own calls: as a client has its methods, without HTTP between. A network takes fifty calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from course_lib.aws.http.messages import Call
from course_lib.aws.http.wire import DEFAULT_REGION


class Direct:
    """`create_vpc(CidrBlock=…)` and all others that EC2 answers here. The journal does not show them.

    Args:
        cloud: the account.
    """

    def __init__(self, cloud: Any) -> None:
        self._cloud = cloud

    def __getattr__(self, method: str) -> Callable[..., Mapping[str, Any]]:
        operation = "".join(word.capitalize() for word in method.split("_"))

        def called(**params: Any) -> Mapping[str, Any]:
            asked = Call("ec2", operation, params, "course", DEFAULT_REGION, self._cloud.account)
            answer = self._cloud.ask(asked)
            if answer.result is None:
                raise AssertionError(f"{operation} was refused: {answer.error}")
            result: Mapping[str, Any] = answer.result
            return result

        return called
