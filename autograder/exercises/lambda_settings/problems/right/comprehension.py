"""Three lists."""

import json
import re

RESERVED = """
    _HANDLER _X_AMZN_TRACE_ID AWS_DEFAULT_REGION AWS_REGION AWS_EXECUTION_ENV AWS_LAMBDA_FUNCTION_NAME
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE AWS_LAMBDA_FUNCTION_VERSION AWS_LAMBDA_INITIALIZATION_TYPE
    AWS_LAMBDA_LOG_GROUP_NAME AWS_LAMBDA_LOG_STREAM_NAME AWS_ACCESS_KEY AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
    AWS_SESSION_TOKEN AWS_LAMBDA_RUNTIME_API LAMBDA_TASK_ROOT LAMBDA_RUNTIME_DIR AWS_LAMBDA_MAX_CONCURRENCY
    AWS_LAMBDA_METADATA_API AWS_LAMBDA_METADATA_TOKEN
""".split()

FORM = re.compile(r"\A[A-Za-z]\w+\Z", re.ASCII)


def problems(variables):
    reserved = [(name, "reserved") for name in variables if name in RESERVED]
    rest = variables.keys() - {name for name, _ in reserved}
    malformed = [(name, "malformed") for name in rest if FORM.match(name) is None]
    size = len(bytes(json.dumps(variables, ensure_ascii=False, separators=(",", ":")), "utf-8"))
    return sorted(reserved + malformed + [("", "too large")] * (size >= 4097))
