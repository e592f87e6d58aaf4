"""What a handler is handed beside its event. Source: Lambda developer guide, "Using the Lambda context object"."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from course_lib.aws.runtime.interface import Invocation


class Context:
    """One invocation's.

    Args:
        invocation: which.
        environment: of the function.
        now: tells the account's time.
    """

    def __init__(self, invocation: Invocation, environment: Mapping[str, str], now: Callable[[], datetime]) -> None:
        self.aws_request_id = invocation.request_id
        self.invoked_function_arn = invocation.arn
        self.function_name = environment.get("AWS_LAMBDA_FUNCTION_NAME", "")
        self.function_version = environment.get("AWS_LAMBDA_FUNCTION_VERSION", "")
        self.memory_limit_in_mb = environment.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "")
        self.log_group_name = environment.get("AWS_LAMBDA_LOG_GROUP_NAME", "")
        self.log_stream_name = environment.get("AWS_LAMBDA_LOG_STREAM_NAME", "")
        self.identity = None
        self.client_context = None
        self._deadline, self._now = invocation.deadline, now

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until the function times out, on the account's clock."""
        return max(0, int((self._deadline - self._now()).total_seconds() * 1000))

    def log(self, text: object) -> None:
        """Write to the log."""
        print(text, end="")
