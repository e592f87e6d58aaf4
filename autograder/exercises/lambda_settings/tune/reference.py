import base64
import re

from botocore.exceptions import ClientError


class Disturbed(Exception):
    """Somebody else is at work on the function."""


def tune(lambda_client, name, sizes, deadline_ms):
    """Let the alias `live` of a function stand for the cheapest size of memory that meets a deadline.

    Callers invoke the function by its alias `live`, which stands for a published version. At every moment, also
    if this function dies half-way, it stands for the version that it stood for in the beginning, or for a
    published one with the chosen memory and the same code.

    Args:
        lambda_client: a boto3 client, as boto3.client("lambda") gives it. Use this one.
        name: the function's name.
        sizes: the sizes of memory to try, in MB, a list of int.
        deadline_ms: how many milliseconds the Duration of an invocation may be at most.

    Returns:
        The chosen size, for which the alias stands now; None, and the alias is not moved, if no size meets the
        deadline. Chosen is the size with the least Memory Size times Billed Duration among those whose Duration
        meets the deadline. Measured is an invocation at that size, of the code that `live` stands for, whose
        REPORT line, in its LogResult, has no Init Duration; a size at which an invocation has a FunctionError
        does not meet the deadline.
        An update takes seconds, sometimes minutes; whether it is this function's or somebody else's, it is
        waited for. The memory of the unpublished version may be any of the sizes afterwards, and more versions
        may have been published.

    Raises:
        Disturbed: the unpublished version has other code (CodeSha256) than the version that `live` stands for,
            from the beginning or because somebody deploys meanwhile; or somebody moves the alias meanwhile. The
            alias stays where it was, or where it was moved to.
        Any other failure comes out as boto3 raised it.
    """
    before = lambda_client.get_alias(FunctionName=name, Name="live")
    released = lambda_client.get_function_configuration(FunctionName=name, Qualifier=before["FunctionVersion"])
    code = released["CodeSha256"]
    _is_released(lambda_client, name, code)
    costs = {}
    for size in sizes:
        measured = _measure(lambda_client, name, size)
        if measured is not None and measured[0] <= deadline_ms:
            costs[size] = size * measured[1]
    if not costs:
        _is_released(lambda_client, name, code)  # what was measured
        return None
    best = min(costs, key=costs.__getitem__)
    version = _publish(lambda_client, name, best, code)
    _move(lambda_client, name, before, version)
    return best


def _is_released(lambda_client, name, code):
    newest = lambda_client.get_function_configuration(FunctionName=name)
    if newest["CodeSha256"] != code:
        raise Disturbed(f"{name} has code that is not released.")


def _when_free(lambda_client, name, operation, **parameters):
    """Send a request that needs the function for itself, and wait until its update is complete."""
    waiter = lambda_client.get_waiter("function_updated_v2")
    while True:
        try:
            answer = getattr(lambda_client, operation)(FunctionName=name, **parameters)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceConflictException":
                raise
            waiter.wait(FunctionName=name)
        else:
            waiter.wait(FunctionName=name)
            return answer


def _measure(lambda_client, name, memory):
    """Duration and Billed Duration of an invocation with this memory and without INIT; None if it fails."""
    measured_at = None
    while True:
        if measured_at != memory:  # at first; later somebody else may have set another memory
            _when_free(lambda_client, name, "update_function_configuration", MemorySize=memory)
        answer = lambda_client.invoke(FunctionName=name, LogType="Tail", Payload=b"{}")
        report = base64.b64decode(answer["LogResult"]).decode()
        measured_at = int(re.search(r"\tMemory Size: (\d+) MB", report)[1])
        if measured_at != memory:
            continue
        if "FunctionError" in answer:
            return None
        if "Init Duration" not in report:
            found = re.search(r"\tDuration: ([\d.]+) ms\tBilled Duration: (\d+) ms", report)
            return float(found[1]), int(found[2])


def _publish(lambda_client, name, memory, code):
    """Publish a version with this memory and this code; meanwhile, somebody else may have set another memory."""
    while True:
        _when_free(lambda_client, name, "update_function_configuration", MemorySize=memory)
        try:
            published = _when_free(lambda_client, name, "publish_version", CodeSha256=code)
        except ClientError as error:
            if error.response["Error"]["Code"] == "InvalidParameterValueException":
                raise Disturbed(f"Somebody has deployed {name}.") from error
            raise
        if published["MemorySize"] == memory:
            return published["Version"]


def _move(lambda_client, name, before, version):
    """Move the alias, if nobody has moved it since. Perhaps an answer was lost, and it has been moved already."""
    try:
        lambda_client.update_alias(
            FunctionName=name, Name="live", FunctionVersion=version, RevisionId=before["RevisionId"]
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "PreconditionFailedException":
            raise
        if lambda_client.get_alias(FunctionName=name, Name="live")["FunctionVersion"] != version:
            raise Disturbed(f"Somebody has moved the alias of {name}.") from error
