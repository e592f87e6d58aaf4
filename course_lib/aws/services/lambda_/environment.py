"""What an environment may be.

Sources: Lambda developer guide, "Working with Lambda environment variables" (names, reserved keys) and "Troubleshoot
deployment issues in Lambda" ("must not exceed 4096 bytes. This includes key names, values, quotes, commas, and
brackets"). A public test suite that runs on AWS records both sides of the border: {"LARGE_VAR":"xxx…"} of 4,096 bytes
is taken, one of 4,097 is not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from course_lib.aws.services.lambda_.errors import Refused, breaks_a_constraint, invalid

MOST = 4096  # bytes
NAME = "[a-zA-Z]([a-zA-Z0-9_])+"
RESERVED = frozenset(
    """
    _HANDLER _X_AMZN_TRACE_ID AWS_DEFAULT_REGION AWS_REGION AWS_EXECUTION_ENV AWS_LAMBDA_FUNCTION_NAME
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE AWS_LAMBDA_FUNCTION_VERSION AWS_LAMBDA_INITIALIZATION_TYPE
    AWS_LAMBDA_LOG_GROUP_NAME AWS_LAMBDA_LOG_STREAM_NAME AWS_ACCESS_KEY AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
    AWS_SESSION_TOKEN AWS_LAMBDA_RUNTIME_API LAMBDA_TASK_ROOT LAMBDA_RUNTIME_DIR AWS_LAMBDA_MAX_CONCURRENCY
    AWS_LAMBDA_METADATA_API AWS_LAMBDA_METADATA_TOKEN
    """.split()
)
_UNABLE = (
    "Lambda was unable to configure your environment variables because the environment variables you have provided "
)


def measured(variables: Mapping[str, str]) -> str:
    """The text whose bytes count."""
    return json.dumps(dict(variables), separators=(",", ":"), ensure_ascii=False)


def check(variables: Mapping[str, str]) -> None:
    """
    Raises:
        Refused: AWS would not take them.
    """
    if any(not re.fullmatch(NAME, name) for name in variables if name not in RESERVED):
        constraint = f"Map keys must satisfy constraint: [Member must satisfy regular expression pattern: {NAME}]"
        raise breaks_a_constraint(None, "environment.variables", constraint)
    reserved = [name for name in variables if name in RESERVED]
    if reserved:
        raise _refused(
            "contains reserved keys that are currently not supported for modification. "
            f"Reserved keys used in this request: {', '.join(reserved)}"
        )
    text = measured(variables)
    if len(text.encode("utf-8", "surrogatepass")) > MOST:
        raise _refused(f"exceeded the 4KB limit. String measured: {text}")


def _refused(words: str) -> Refused:
    return invalid(_UNABLE + words)
