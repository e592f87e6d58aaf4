"""The errors of Elastic Load Balancing, in its words.

Codes and statuses: botocore's model. Words: quoted in public issue trackers, where they are known; docs/fidelity.md
lists those that are not.
"""

from __future__ import annotations

from course_lib.aws.http.messages import AwsError

THROTTLED = AwsError("Throttling", "Rate exceeded")


class Refused(Exception):
    """Elastic Load Balancing answers with an error.

    Attributes:
        error: as AWS words it.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.error = AwsError(code, message)


def invalid(message: str) -> Refused:
    return Refused("ValidationError", message)


def bad_action(message: str) -> Refused:
    return Refused("InvalidLoadBalancerAction", message)


def not_permitted(message: str) -> Refused:
    return Refused("OperationNotPermitted", message)


def no_balancer(named: str) -> Refused:
    return Refused("LoadBalancerNotFound", f"Load balancer '{named}' not found" if ":" in named else _lacking(named))


def _lacking(name: str) -> str:
    return f"Load balancers '[{name}]' not found"


def no_group(named: str) -> Refused:
    return Refused("TargetGroupNotFound", f"Target groups '{named}' not found")


def no_listener(arn: str) -> Refused:
    return Refused("ListenerNotFound", f"Listener '{arn}' not found")
