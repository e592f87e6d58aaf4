"""Counts byte by byte what JSON adds, and looks at letters with a set."""

import string

RESERVED = """
    _HANDLER _X_AMZN_TRACE_ID AWS_DEFAULT_REGION AWS_REGION AWS_EXECUTION_ENV AWS_LAMBDA_FUNCTION_NAME
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE AWS_LAMBDA_FUNCTION_VERSION AWS_LAMBDA_INITIALIZATION_TYPE
    AWS_LAMBDA_LOG_GROUP_NAME AWS_LAMBDA_LOG_STREAM_NAME AWS_ACCESS_KEY AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
    AWS_SESSION_TOKEN AWS_LAMBDA_RUNTIME_API LAMBDA_TASK_ROOT LAMBDA_RUNTIME_DIR AWS_LAMBDA_MAX_CONCURRENCY
    AWS_LAMBDA_METADATA_API AWS_LAMBDA_METADATA_TOKEN
""".split()

FIRST = set(string.ascii_letters)
OTHERS = FIRST | set(string.digits) | {"_"}
SHORT = {'"', "\\", "\n", "\r", "\t", "\b", "\f"}


def in_json(text):
    size = 2
    for letter in text:
        if letter in SHORT:
            size += 2
        elif ord(letter) < 32:
            size += 6
        else:
            size += len(letter.encode("utf-8"))
    return size


def well_formed(name):
    return len(name) > 1 and name[0] in FIRST and set(name[1:]) <= OTHERS


def problems(variables):
    answer = set()
    size = 2 + max(0, len(variables) - 1)
    for name, value in variables.items():
        size += in_json(name) + 1 + in_json(value)
        if name in RESERVED:
            answer.add((name, "reserved"))
        elif not well_formed(name):
            answer.add((name, "malformed"))
    return sorted(answer | ({("", "too large")} if size > 4096 else set()))
