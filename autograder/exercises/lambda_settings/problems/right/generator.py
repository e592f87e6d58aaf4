"""A generator, and a JSON encoder."""

from json import JSONEncoder
from re import fullmatch

RESERVED = """
    _HANDLER _X_AMZN_TRACE_ID AWS_DEFAULT_REGION AWS_REGION AWS_EXECUTION_ENV AWS_LAMBDA_FUNCTION_NAME
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE AWS_LAMBDA_FUNCTION_VERSION AWS_LAMBDA_INITIALIZATION_TYPE
    AWS_LAMBDA_LOG_GROUP_NAME AWS_LAMBDA_LOG_STREAM_NAME AWS_ACCESS_KEY AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
    AWS_SESSION_TOKEN AWS_LAMBDA_RUNTIME_API LAMBDA_TASK_ROOT LAMBDA_RUNTIME_DIR AWS_LAMBDA_MAX_CONCURRENCY
    AWS_LAMBDA_METADATA_API AWS_LAMBDA_METADATA_TOKEN
""".split()

ENCODER = JSONEncoder(separators=(",", ":"), ensure_ascii=False)


def found_in(variables):
    if sum(len(part.encode("utf8")) for part in ENCODER.iterencode(dict(variables))) > 4 * 1024:
        yield "", "too large"
    for name in variables:
        match name:
            case _ if name in RESERVED:
                yield name, "reserved"
            case _ if fullmatch(r"[a-zA-Z]([a-zA-Z0-9_])+", name):
                pass
            case _:
                yield name, "malformed"


def problems(variables):
    everything = list(found_in(variables))
    everything.sort()
    return everything
