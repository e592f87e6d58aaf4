import json
import re

# What Lambda sets itself. Source: Lambda developer guide, "Defined runtime environment variables".
RESERVED = """
    _HANDLER _X_AMZN_TRACE_ID AWS_DEFAULT_REGION AWS_REGION AWS_EXECUTION_ENV AWS_LAMBDA_FUNCTION_NAME
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE AWS_LAMBDA_FUNCTION_VERSION AWS_LAMBDA_INITIALIZATION_TYPE
    AWS_LAMBDA_LOG_GROUP_NAME AWS_LAMBDA_LOG_STREAM_NAME AWS_ACCESS_KEY AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
    AWS_SESSION_TOKEN AWS_LAMBDA_RUNTIME_API LAMBDA_TASK_ROOT LAMBDA_RUNTIME_DIR AWS_LAMBDA_MAX_CONCURRENCY
    AWS_LAMBDA_METADATA_API AWS_LAMBDA_METADATA_TOKEN
""".split()


def problems(variables):
    """Say everything that Lambda would refuse about a function's environment variables.

    Args:
        variables: names and values, a dictionary of texts.

    Returns:
        A list of tuples of two texts, in the order that sorted() gives them; an empty list if Lambda takes the
        variables. A tuple is one of these:
        (name, "reserved") for each name that is in RESERVED.
        (name, "malformed") for each other name that is not a letter, A to Z or a to z, followed by one or more
        of these letters, digits 0 to 9 and underscores.
        ("", "too large") if all variables together, those with other problems too, have more than 4,096 bytes.
        Counted are the bytes in UTF-8 of the JSON text of the dictionary without spaces, such as
        {"TABLE":"loans","TOPIC":"news"}. In it a quotation mark, a backslash and a line break inside a name or a
        value take two bytes; letters such as ä are written as they are.

    Raises:
        Nothing: each dictionary of texts has its list, and the dictionary stays as it is.
    """
    found = []
    for name in variables:
        if name in RESERVED:
            found.append((name, "reserved"))
        elif not re.fullmatch("[a-zA-Z][a-zA-Z0-9_]+", name):
            found.append((name, "malformed"))
    text = json.dumps(variables, separators=(",", ":"), ensure_ascii=False)
    if len(text.encode()) > 4096:
        found.append(("", "too large"))
    return sorted(found)
